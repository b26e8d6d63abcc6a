"""Decides whether every number explains itself: what `selaras explain` says of the cache, against the world's books.

| figure                    | is what the world holds                                       |
|---------------------------|---------------------------------------------------------------|
| on hand                   | what lies on the shelf                                        |
| reserved, line by line    | what each order of a linked listing still waits for           |
| available                 | on hand less all of these                                     |
| buffer                    | what stands in `Pengaman`                                     |
| each listing              | the linked ones, each with the units that people named        |
| sellable, pushed, seen    | what the shop itself shows                                    |
| last edit                 | the very sentence of `Bukti`                                  |
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.cli.explain import explanation

from .books import At
from .clock import Violation
from .scene import Row, Scene


def explained(scene: Scene) -> None:
    """Ask for every SKU, of the cache as it is stored; in a quiet phase, when all is settled."""
    cycle = scene.main.cycle
    assert cycle is not None  # noqa: S101
    book = cycle.store.load()
    for row in scene.single_rows():
        document = explanation(book, scene.books.goods.text(row.sku), scene.setting.rules, scene.texts)
        _figures(scene, row, document)
        _reserved(scene, row.sku, document)
        _listings(scene, row.sku, document)
        scene.trace.bite("phase.explained")


def _equal(sku: str, what: str, said: object, found: object) -> None:
    if said != found:
        raise Violation("P9", f"explain {sku}: {what} is said to be {said}, and is {found}")


def _figures(scene: Scene, row: Row, document: dict[str, Any]) -> None:
    held = sum(one["units"] for one in document["reserved"])
    _equal(row.sku, "on hand", document["on_hand"], scene.books.shelf[row.sku])
    _equal(row.sku, "available", document["available"], document["on_hand"] - held)
    _equal(row.sku, "buffer", document["buffer"], row.cells.get("buffer") or 0)
    told = str(row.cells.get("receipt") or "")
    last = document["last_edit"]
    if last is None or last["code"] != "receipt.kept":
        told = told.partition(" ")[2].partition(" ")[2]
    _equal(row.sku, "last edit", "" if last is None else last["text"], told)


def _reserved(scene: Scene, sku: str, document: dict[str, Any]) -> None:
    """The engine gathers the rows of one variant in an order, so they are compared by order."""
    said: Counter[tuple[str, str]] = Counter()
    for one in document["reserved"]:
        said[one["shop"], one["order"]] += one["units"]
    owed: Counter[tuple[str, str]] = Counter()
    for name, shop in scene.layer.shops.items():
        for versions in shop.business.book.versions.values():
            order = versions[-1]
            for line in order.lines:
                units = line.unshipped * scene.books.parts_of(name, order, line).get(sku, 0)
                if units:
                    owed[name, order.id] += units
    _equal(sku, "reserved", sorted(said.items()), sorted(owed.items()))


def _listings(scene: Scene, sku: str, document: dict[str, Any]) -> None:
    said = {At(one["shop"], one["id"]): one for one in document["listings"]}
    shown = {
        At(name, row["id"]): row["stock"]
        for name, shop in scene.layer.shops.items()
        for row in shop.business.listings()
    }
    # A listing that came back under another id before anybody answered is linked, and there no more.
    linked = {
        at: link.parts[sku] for at, link in scene.books.links.items() if sku in link.parts and at in shown
    }
    _equal(sku, "listings", {at: one["units"] for at, one in said.items()}, linked)
    for at, one in sorted(said.items()):
        for figure in ("sellable", "pushed", "seen"):
            _equal(sku, f"{figure} of {at.shop} {at.listing}", one[figure], shown[at])
