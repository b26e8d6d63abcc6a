"""Looks before anything is connected or written: `check` at the shops, `probe` at Google."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ..model.catalog import Listing
from ..model.ids import ListingKey
from ..model.orders import OrderLine
from ..model.remote import Health, Unreadable, Window
from .say import Voice
from .seller import JsonOption, opened
from .setup import all_listings

if TYPE_CHECKING:
    from ..connectors.base import Connector
    from ..reconcile.check import Finding, Moved
    from ..wiring import Assembly

DAY = 86400.0


def register(app: typer.Typer) -> None:
    """Add `check` and `probe`."""
    app.command()(check)
    app.command()(probe)


def check(
    context: typer.Context,
    watch: Annotated[
        float, typer.Option(help="Watch for this many minutes whether stock moves by itself.")
    ] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """The check before integrating: shops open? SKUs empty, duplicate, mismatched? another integration at work?"""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        say = assembly.texts.say
        found = _findings(assembly, voice, watch)
        if found:
            rows = [(f.shop, say(f"cli.{f.severity}"), say(f.code, f.params)) for f in found]
            voice.table(say("cli.check"), voice.headings("shop", "level", "finding"), rows)
        else:
            voice.say("check.fine")
        voice.document(
            {
                "findings": [
                    {
                        "code": f.code,
                        "shop": f.shop,
                        "severity": f.severity,
                        "text": say(f.code, f.params),
                        "ids": [key.listing for key in f.listings],
                    }
                    for f in found
                ]
            }
        )
        if any(f.severity == "fault" for f in found):
            raise typer.Exit(1)


def _findings(assembly: Assembly, voice: Voice, watch: float) -> tuple[Finding, ...]:
    from ..apply import attempt
    from ..reconcile.check import findings, unchosen
    from ..sheets.peek import master_skus

    listings: dict[str, list[Listing]] = {}
    healths: dict[str, Health] = {}
    unreadable: dict[str, str] = {}
    for name, connector in sorted(assembly.shops.connectors.items()):
        with voice.busy(f"{name} ..."):
            told = attempt(partial(all_listings, connector))
            health = attempt(connector.health)
        if isinstance(told, Unreadable):
            unreadable[name] = told.code
        elif isinstance(health, Unreadable):
            unreadable[name] = health.code
        else:
            listings[name] = told
            healths[name] = health
    masters = master_skus(assembly.gateway)
    movers = _watch(assembly, voice, listings, watch) if watch else {}
    return unchosen(healths) + findings(listings, masters, unreadable, movers)


def _watch(
    assembly: Assembly, voice: Voice, before: dict[str, list[Listing]], minutes: float
) -> dict[ListingKey, Moved]:
    """Stock that moved while we watched and that no order explains; a shop that stops answering is left out."""
    from ..apply import attempt
    from ..reconcile.check import moved

    connectors = {name: assembly.shops.connectors[name] for name in before}
    since = assembly.clock.now()
    orders = {name: attempt(partial(_orders, one, since - DAY, since)) for name, one in connectors.items()}
    with voice.busy(assembly.texts.say("cli.watching", {"minutes": f"{minutes:g}"})):
        assembly.clock.sleep(minutes * 60)
    found: dict[ListingKey, Moved] = {}
    for name, connector in connectors.items():
        after = attempt(partial(all_listings, connector))
        later = attempt(partial(_orders, connector, since - DAY, assembly.clock.now()))
        earlier = orders[name]
        if isinstance(after, Unreadable) or isinstance(later, Unreadable) or isinstance(earlier, Unreadable):
            continue
        found.update(moved(before[name], after, earlier, later))
    return found


def _orders(connector: Connector, since: float, until: float) -> tuple[OrderLine, ...]:
    return connector.read_orders(Window(since, until)).lines


def probe(context: typer.Context, as_json: JsonOption = False) -> None:
    """Try on the real sheet what Google does not document, in a scratch tab that is removed again."""
    from ..sheets.probe import probe as try_facts

    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        with voice.busy("Google Sheets ..."):
            facts = try_facts(assembly.gateway, assembly.rng)
        voice.table(assembly.texts.say("cli.probe"), voice.headings("fact", "answer"), sorted(facts.items()))
        voice.document({"facts": facts})
