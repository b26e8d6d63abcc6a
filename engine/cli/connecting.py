"""Connects a shop through its consent page and forgets it again: `connect`, `disconnect`.

| what comes back                                    | what happens                                            |
|----------------------------------------------------|---------------------------------------------------------|
| the redirect to this machine, with our `state`     | taken                                                   |
| `--code` with the whole address and our `state`    | taken, once: the `state` was kept when it was given out |
| `--code` with the whole address and another, an old or no `state` | refused (U170)                           |
| `--code` with a bare code                          | taken with a warning: nothing shows whose consent it is |
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import NoConsentPage
from .say import Voice
from .seller import JsonOption, connector_of, opened

if TYPE_CHECKING:
    from ..connectors.base import Authorises
    from ..wiring import Assembly

PATIENCE = 600.0


def register(app: typer.Typer) -> None:
    """Add `connect` and `disconnect`."""
    app.command()(connect)
    app.command()(disconnect)


def connect(
    context: typer.Context,
    shop: str,
    code: Annotated[
        str | None, typer.Option(help="The whole address you were sent back to, or the code in it.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Connect a shop through its consent page; nothing is sent there until `Kirim stok` is ticked."""
    from ..connectors.base import Authorises

    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        connector = connector_of(assembly, shop)
        if not isinstance(connector, Authorises):
            raise NoConsentPage(shop=shop)
        if code is None:
            given, extra = _asked(assembly, voice, shop, connector)
        else:
            given, extra = _pasted(assembly, voice, shop, code)
        connector.exchange(given, extra)
        # Used up: the same address pasted again belongs to no consent that was asked for.
        assembly.vault.remember(_memory(shop), "")
        health = connector.health()
        voice.say("cli.connected", {"shop": f"{shop} ({health.shop_name})"})
        voice.document(
            {"shop": shop, "connected": True, "name": health.shop_name, "days_left": health.days_left}
        )


def _memory(shop: str) -> str:
    """Under what name the vault keeps the `state` that was given out last for a shop."""
    return f"consent:{shop}"


def _asked(assembly: Assembly, voice: Voice, shop: str, connector: Authorises) -> tuple[str, dict[str, str]]:
    """Show the consent page's address and wait for the redirect to this machine."""
    from ..consent import Consent

    state = secrets.token_urlsafe(24)
    # Durable before it is shown: the marketplace may send the seller elsewhere, and the address is pasted later.
    assembly.vault.remember(_memory(shop), state)
    with Consent(state) as consent:
        voice.urge(
            assembly.texts.say("cli.open_page", {"address": connector.consent_url(consent.redirect, state)})
        )
        with voice.busy(f"{shop} ..."):
            return consent.wait(PATIENCE, shop)


def _pasted(assembly: Assembly, voice: Voice, shop: str, text: str) -> tuple[str, dict[str, str]]:
    """The code in what was pasted, checked as the table says."""
    from ..consent import code_from

    given, extra, whole = code_from(text, assembly.vault.recall(_memory(shop)) or "", shop)
    if not whole:
        voice.urge(assembly.texts.say("cli.unchecked_code", {"shop": shop}))
    return given, extra


def disconnect(context: typer.Context, shop: str, as_json: JsonOption = False) -> None:
    """Forget a shop's tokens; its rows in the sheet stay."""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        connector_of(assembly, shop)
        assembly.vault.forget(shop)
        voice.say("cli.disconnected", {"shop": shop})
        voice.document({"shop": shop, "connected": False})
