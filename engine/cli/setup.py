"""The commands of the first day: `init`, `connect`, `disconnect`, `check`, `probe`."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Annotated

import typer

from ..apply import attempt
from ..connectors.base import Authorises, Connector
from ..consent import Consent, code_from
from ..errors import UsageError
from ..model.catalog import Listing
from ..model.ids import ListingKey, sku_key
from ..model.orders import OrderLine
from ..model.remote import Unreadable, Window
from ..model.sheet import RowAppend, SheetWrite
from ..reconcile.check import Finding, Moved, findings, moved
from ..reconcile.people import locate
from ..settings import load_settings
from ..sheets.peek import master_skus
from ..sheets.probe import probe as try_facts
from ..wiring import Assembly, assemble
from .daily import JsonOption, started
from .say import Voice

DAY = 86400.0


def register(app: typer.Typer) -> None:
    """Add the commands of the first day."""
    for command in (init, connect, disconnect, check, probe):
        app.command()(command)


def connect(
    context: typer.Context,
    shop: str,
    code: Annotated[
        str | None, typer.Option(help="The code, or the whole address you were sent back to.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Connect a shop through its consent page; nothing is sent there until `Kirim stok` is ticked."""
    with assemble(load_settings(context.obj)) as assembly:
        voice = Voice(assembly.texts, as_json)
        connector = _connector(assembly, shop)
        if not isinstance(connector, Authorises):
            raise UsageError(f"{shop} is connected by keys in the settings, not by a consent page")
        if code is not None:
            given, extra = code_from(code)
        else:
            state = secrets.token_urlsafe(24)
            with Consent(state) as consent:
                voice.line(connector.consent_url(consent.redirect, state))
                with voice.busy(f"{shop} ..."):
                    given, extra = consent.wait(timeout=600)
        connector.exchange(given, extra)
        health = _connector(assembly, shop).health()
        voice.line(f"{shop}: {health.shop_name}")
        voice.document(
            {"shop": shop, "connected": True, "name": health.shop_name, "days_left": health.days_left}
        )


def _connector(assembly: Assembly, shop: str) -> Connector:
    connector = assembly.shops.connectors.get(shop)
    if connector is None:
        raise UsageError(f"there is no shop {shop!r} in the settings: {', '.join(assembly.shops.connectors)}")
    return connector


def disconnect(context: typer.Context, shop: str, as_json: JsonOption = False) -> None:
    """Forget a shop's tokens; its rows in the sheet stay."""
    with assemble(load_settings(context.obj)) as assembly:
        voice = Voice(assembly.texts, as_json)
        _connector(assembly, shop)
        assembly.vault.forget(shop)
        voice.line(assembly.texts.say("conn.never"))
        voice.document({"shop": shop, "connected": False})


def init(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--from", help="Take SKUs and first counts from this shop.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Lay out the sheet's tabs; rows that exist are never changed."""
    with assemble(load_settings(context.obj)) as assembly:
        voice = Voice(assembly.texts, as_json)
        with voice.busy("Google Sheets ..."):
            report = assembly.desk.layout()
        added = 0
        if source is not None:
            added = _adopt(assembly, voice, source)
        voice.line(", ".join([*report.created, *report.added]) or assembly.texts.say("next.none"))
        voice.document(
            {
                "created": list(report.created),
                "adopted": report.adopted,
                "added": list(report.added),
                "rows": added,
            }
        )


def _adopt(assembly: Assembly, voice: Voice, source: str) -> int:
    """One row for each SKU of a shop that the sheet does not have, counting what open orders still hold."""
    connector = _connector(assembly, source)
    cycle = started(assembly, voice)
    view = assembly.desk.read()
    with voice.busy(f"{source} ..."):
        listings = _all_listings(connector)
        open_units = _open_units(connector, assembly.clock.now())
    known = set(locate(view.tabs["skus"]).at)
    rows = adoption(listings, open_units, known)
    if rows:
        assembly.desk.write(SheetWrite(cycle.number + 1, appends=tuple(rows)), view)
    return len(rows)


def adoption(listings: list[Listing], open_units: dict[str, int], known: set[str]) -> list[RowAppend]:
    """Rows for SKUs that stand once in the shop and not in the sheet; duplicates and blanks are left to a person."""
    times: dict[str, int] = {}
    for listing in listings:
        times[sku_key(listing.sku)] = times.get(sku_key(listing.sku), 0) + 1
    rows = []
    for listing in listings:
        key = sku_key(listing.sku)
        if not key or times[key] > 1 or key in known:
            continue
        stock = listing.stock + open_units.get(listing.key.listing, 0)
        values = (
            ("sku", listing.sku),
            ("name", listing.name),
            ("variant", listing.variant),
            ("stock", stock),
            ("active", True),
        )
        rows.append(RowAppend("skus", values))
    return rows


def _all_listings(connector: Connector) -> list[Listing]:
    listings: list[Listing] = []
    cursor = ""
    while True:
        page = connector.read_listings(cursor)
        listings += page.listings
        cursor = page.next_cursor
        if not cursor:
            return listings


def check(
    context: typer.Context,
    watch: Annotated[
        float, typer.Option(help="Watch for this many minutes whether stock moves by itself.")
    ] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """The check before integrating: shops open? SKUs empty, duplicate, mismatched? another integration at work?"""
    with assemble(load_settings(context.obj)) as assembly:
        voice = Voice(assembly.texts, as_json)
        found = _findings(assembly, voice, watch)
        rows = [(f.shop, f.severity, assembly.texts.say(f.code, f.params)) for f in found]
        voice.table("check", ("shop", "", ""), rows)
        voice.document(
            {
                "findings": [
                    {
                        "code": f.code,
                        "shop": f.shop,
                        "severity": f.severity,
                        "text": assembly.texts.say(f.code, f.params),
                        "ids": [key.listing for key in f.listings],
                    }
                    for f in found
                ]
            }
        )
        if any(f.severity == "fault" for f in found):
            raise typer.Exit(1)


def _findings(assembly: Assembly, voice: Voice, watch: float) -> tuple[Finding, ...]:
    listings: dict[str, list[Listing]] = {}
    unreadable: dict[str, str] = {}
    for name, connector in sorted(assembly.shops.connectors.items()):
        with voice.busy(f"{name} ..."):
            told = attempt(partial(_all_listings, connector))
        if isinstance(told, Unreadable):
            unreadable[name] = told.code
        else:
            listings[name] = told
    masters = master_skus(assembly.gateway)
    movers = _watch(assembly, voice, listings, watch) if watch else {}
    return findings(listings, masters, unreadable, movers)


def _watch(
    assembly: Assembly, voice: Voice, before: dict[str, list[Listing]], minutes: float
) -> dict[ListingKey, Moved]:
    """Stock that moved while we watched and that no order explains; a shop that stops answering is left out."""
    connectors = {name: assembly.shops.connectors[name] for name in before}
    since = assembly.clock.now()
    orders = {name: attempt(partial(_orders, one, since - DAY, since)) for name, one in connectors.items()}
    with voice.busy(f"{minutes:g} min ..."):
        assembly.clock.sleep(minutes * 60)
    found: dict[ListingKey, Moved] = {}
    for name, connector in connectors.items():
        after = attempt(partial(_all_listings, connector))
        later = attempt(partial(_orders, connector, since - DAY, assembly.clock.now()))
        earlier = orders[name]
        if isinstance(after, Unreadable) or isinstance(later, Unreadable) or isinstance(earlier, Unreadable):
            continue
        found.update(moved(before[name], after, earlier, later))
    return found


def _orders(connector: Connector, since: float, until: float) -> tuple[OrderLine, ...]:
    return connector.read_orders(Window(since, until)).lines


def _open_units(connector: Connector, now: float) -> dict[str, int]:
    """Units of open orders by listing id: they are still on the shelf although the shop no longer offers them."""
    units: dict[str, int] = {}
    for line in _orders(connector, now - connector.capabilities.first_look_back, now):
        if line.own_stock:
            open_units = max(0, line.taken - line.released - line.shipped)
            units[line.listing.listing] = units.get(line.listing.listing, 0) + open_units
    return units


def probe(context: typer.Context, as_json: JsonOption = False) -> None:
    """Try on the real sheet what Google does not document, in a scratch tab that is removed again."""
    with assemble(load_settings(context.obj)) as assembly:
        voice = Voice(assembly.texts, as_json)
        with voice.busy("Google Sheets ..."):
            facts = try_facts(assembly.gateway, assembly.rng)
        voice.table("probe", ("fact", "answer"), sorted(facts.items()))
        voice.document({"facts": facts})
