"""Says where a number comes from (`explain`), and takes a burst of edits back (`undo`)."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import LeaseLost, SelarasError, UnknownSku
from ..model.book import Book
from ..model.ids import sku_key
from ..model.rules import Rules, ShopRule
from ..reconcile import numbers
from ..reconcile.undo import EVERY, burst_at, last_burst
from .say import Voice, moment
from .seller import JsonOption, opened, started

if TYPE_CHECKING:
    from ..texts import Texts
    from ..wiring import Assembly

# Seconds after which `undo` no longer waits for the running service.
LONGEST_PATIENCE = 60.0


def register(app: typer.Typer) -> None:
    """Add `explain` and `undo`."""
    app.command()(explain)
    app.command()(undo)


def explain(context: typer.Context, sku: str, as_json: JsonOption = False) -> None:
    """On hand, reserved per order, buffer, shop rule, last edit, last push and last reading of one SKU."""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        book = assembly.store.load()
        rules = assembly.settings.rules()
        document = explanation(book, sku, rules, assembly.texts)
        voice.document(document)
        show_explanation(voice, document, rules)
        for movement in assembly.store.movements(sku_key(sku), limit=20):
            kind = assembly.texts.say(f"movement.{movement.kind.replace('/', '_')}")
            voice.line(
                f"  {moment(movement.at, assembly.settings.timezone)} {kind} "
                f"{movement.on_hand:+d}/{movement.reserved:+d} {movement.who} {movement.note}".rstrip()
            )


def show_explanation(voice: Voice, document: dict[str, Any], rules: Rules) -> None:
    """The sum, who holds how many, the last edit, and what each shop is told and shows."""
    say = voice.texts.say
    word = {name: say(f"cli.{name}").lower() for name in ("on_hand", "reserved", "available", "buffer")}
    reserved = sum(one["units"] for one in document["reserved"])
    voice.line(
        f"{document['sku']}: {word['on_hand']} {document['on_hand']} − {word['reserved']} {reserved} "
        f"= {word['available']} {document['available']}, {word['buffer']} {document['buffer']}"
    )
    for one in document["reserved"]:
        voice.line(f"  {word['reserved']} {one['units']}: {one['shop']} {one['order']} {one['line']}")
    if document["last_edit"] is not None:
        voice.line(f"{say('cli.last_edit')}: {document['last_edit']['text']}")
    columns = voice.headings("shop", "listing", "units", "rule", "sellable", "pushed_last", "seen_last")
    rows = [
        (
            *(one[name] for name in ("shop", "id", "units")),
            rule_in_words(voice.texts, rules.shop(one["shop"])),
            *(one[name] for name in ("sellable", "pushed", "seen")),
        )
        for one in document["listings"]
    ]
    voice.table(say("cli.listings"), columns, rows)
    voice.say("cli.ledger")


def rule_in_words(texts: Texts, rule: ShopRule) -> str:
    """A shop's rule as `ShopRule.describe` tells it, in the seller's language."""
    words = [f"{rule.percent}%"]
    if rule.maximum is not None:
        words.append(texts.say("cli.rule_maximum", {"units": rule.maximum}))
    if rule.last_units:
        code = "cli.rule_takes_last" if rule.takes_last else "cli.rule_leaves_last"
        words.append(texts.say(code, {"units": rule.last_units}))
    return ", ".join(words)


def explanation(book: Book, sku: str, rules: Rules, texts: Texts) -> dict[str, Any]:
    """`explain --json`; UnknownSku where the cache does not know it."""
    key = sku_key(sku)
    state = book.skus.get(key)
    if state is None:
        near = get_close_matches(key, book.skus, n=1, cutoff=0.5)
        raise UnknownSku(name=sku, closest=book.skus[near[0]].shown if near else "")
    reserved = []
    for line_key, booked in sorted(book.lines.items()):
        units = sum(part.units for part in booked.components if part.sku == key) * booked.open_units
        if units:
            reserved.append(
                {"shop": line_key.shop, "order": line_key.order, "line": line_key.line, "units": units}
            )
    listings = []
    for listing_key, binding in sorted(book.bindings.items()):
        part = next((part for part in binding.components if part.sku == key), None)
        if part is None or binding.gone:
            continue
        rule = rules.shop(listing_key.shop)
        listings.append(
            {
                "shop": listing_key.shop,
                "id": listing_key.listing,
                "units": part.units,
                "rule": rule.describe(),
                "sellable": numbers.sellable(binding.components, book.skus, rule),
                "pushed": binding.pushed,
                "seen": binding.seen,
            }
        )
    last = state.receipt
    return {
        "sku": state.shown,
        "on_hand": state.on_hand,
        "reserved": reserved,
        "available": state.available,
        "buffer": state.buffer,
        "last_edit": None
        if last is None
        else {"text": texts.say(last.code, last.params), "code": last.code, "time": last.at},
        "listings": listings,
    }


def undo(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take the last burst of edits back: what one read of the sheet booked, by opposite bookings."""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        burst = last_burst(assembly.store.movements())
        if burst:
            burst = burst_at(assembly.store.movements(since=burst[0].at, limit=EVERY), burst[0].at)
        for movement in burst:
            voice.line(f"{movement.sku} {movement.kind} {movement.on_hand:+d} → {-movement.on_hand:+d}")
        if not burst:
            voice.line(assembly.texts.say("cli.nothing_to_undo"))
        elif not (yes or as_json or typer.confirm(assembly.texts.say("cli.changes", {"count": len(burst)}))):
            burst = ()
        done = not burst or _carried_out(assembly, voice, burst[0].at)
        if not done:
            voice.line(assembly.texts.say("cli.undo_left", {"count": len(burst)}))
        units = [{"sku": one.sku, "units": -one.on_hand} for one in burst]
        voice.document({"undone": units if done else [], "left": [] if done else units})


def _carried_out(assembly: Assembly, voice: Voice, at: float) -> bool:
    """Leave the request in the cache; the running service carries it out, or, where there is none, this command.

    False where the service did not come to it while we waited. What cannot be carried out is withdrawn.
    """
    assembly.store.ask("undo", repr(at))
    try:
        started(assembly, voice).fulfil()
    except LeaseLost:
        end = assembly.clock.monotonic() + min(LONGEST_PATIENCE, 2 * assembly.settings.interval_seconds + 5)
        with voice.busy("..."):
            while "undo" in assembly.store.asked():
                if assembly.clock.monotonic() > end:
                    return False
                assembly.clock.sleep(0.2)
    except SelarasError:
        assembly.store.ask("undo", "")
        raise
    return True
