"""Lays out the sheet and takes a shop's SKUs as first counts: `init`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..model.catalog import Listing
from ..model.ids import sku_key
from ..model.remote import Window
from ..model.sheet import RowAppend, SheetWrite
from .say import Voice
from .seller import JsonOption, connector_of, opened, started

if TYPE_CHECKING:
    from ..connectors.base import Connector
    from ..wiring import Assembly


def register(app: typer.Typer) -> None:
    """Add `init`."""
    app.command()(init)


def init(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Option("--from", help="Take SKUs and first counts from this shop.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Lay out the sheet's tabs; rows that exist are never changed."""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        if source is not None:
            # A wrong name is said before anything is laid out.
            connector_of(assembly, source)
        with voice.busy("Google Sheets ..."):
            report = assembly.desk.layout()
        made = ", ".join([*report.created, *report.added])
        voice.line(
            assembly.texts.say("cli.wrote_sheet", {"made": made})
            if made
            else assembly.texts.say("cli.sheet_stands")
        )
        added = 0
        if source is not None:
            added = _adopt(assembly, voice, source)
            voice.say("cli.adopted", {"count": str(added), "shop": source})
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
    from ..reconcile.rows import locate

    connector = connector_of(assembly, source)
    cycle = started(assembly, voice)
    view = assembly.desk.read()
    with voice.busy(f"{source} ..."):
        listings = all_listings(connector)
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


def all_listings(connector: Connector) -> list[Listing]:
    """Every listing of a shop, page by page."""
    listings: list[Listing] = []
    cursor = ""
    while True:
        page = connector.read_listings(cursor)
        listings += page.listings
        cursor = page.next_cursor
        if not cursor:
            return listings


def _open_units(connector: Connector, now: float) -> dict[str, int]:
    """Units of open orders by listing id: they are still on the shelf although the shop no longer offers them."""
    units: dict[str, int] = {}
    for line in connector.read_orders(Window(now - connector.capabilities.first_look_back, now)).lines:
        if line.own_stock:
            open_units = max(0, line.taken - line.released - line.shipped)
            units[line.listing.listing] = units.get(line.listing.listing, 0) + open_units
    return units
