"""People decide: links, approvals, buffers, ticks, and answers to questions."""

from __future__ import annotations

from collections.abc import Mapping

from ..answers import choose, honest, made_of, open_questions
from ..books import At
from ..dice import between, pick
from ..goods import folded
from ..scene import Scene
from .base import Dice, Excluded, Move
from .people import some_row


def _master(scene: Scene, parts: Mapping[str, int]) -> str:
    goods = scene.books.goods
    if any(goods.unsaid(sku) for sku in parts):
        raise Excluded("nobody has said what it is called")
    if any(goods.renamed[sku] >= scene.completed for sku in parts):
        # A link by a name that no engine ever met means nothing, should it be called otherwise by then.
        raise Excluded("what it is called is not seen yet")
    names = {goods.text(sku): units for sku, units in parts.items()}
    return " + ".join(f"{name}*{units}" if units > 1 else name for name, units in names.items())


def _name(scene: Scene, at: At, text: str, parts: Mapping[str, int]) -> None:
    """Type into `SKU master` of a listing's row."""
    for number, cells in enumerate(scene.layer.paper.rows("links"), 2):
        if (cells.get("shop"), cells.get("id")) == at:
            if cells.get("agree"):
                raise Excluded("agreed there already")
            scene.layer.paper.type("links", number, "master", text)
            linked(scene, at, parts)
            return
    raise Excluded("the listing has no row yet")


def linked(scene: Scene, at: At, parts: Mapping[str, int]) -> None:
    """From now on the listing is made of these; lines that the engine knows keep what they were booked with."""
    books = scene.books
    old = books.links.get(at)
    for versions in scene.layer.shops[at.shop].business.book.versions.values():
        order = versions[-1]
        for line in order.lines:
            if line.listing == at.listing and old is not None and old.parts:
                books.booked_as.setdefault((at.shop, order.id, line.id), old.parts)
            elif line.listing == at.listing and line.shipped:
                # What left before the first link never comes off the shelf that is counted.
                books.booked_as.setdefault((at.shop, order.id, line.id), {})
    books.link(at.shop, at.listing, parts, scene.now)
    books.touch({*parts, *(old.parts if old is not None else {})}, scene.now)


def settled_listing(scene: Scene, at: At) -> None:
    """Whether everything that was ordered of a listing is known to the engine: else which link counts is a race."""
    link = scene.books.links.get(at)
    if link is not None and link.since >= scene.seen:
        raise Excluded("the last link is not seen yet")
    for versions in scene.layer.shops[at.shop].business.book.versions.values():
        order = versions[-1]
        if order.updated_at >= scene.seen and any(line.listing == at.listing for line in order.lines):
            raise Excluded("an order is not seen yet")


def _listings(scene: Scene) -> list[tuple[At, str]]:
    return [
        (At(name, row["id"]), str(row["sku"]))
        for name, shop in sorted(scene.layer.shops.items())
        for row in sorted(shop.business.listings(), key=lambda row: row["id"])
    ]


def link(scene: Scene, dice: Dice) -> str:
    """Link a listing that has none, to one SKU, several of it, or a set."""
    free = [
        (at, sku)
        for at, sku in _listings(scene)
        if at not in scene.books.links or not scene.books.links[at].parts
    ]
    if not free:
        raise Excluded("everything is linked")
    at, _ = pick(dice[0], free)
    settled_listing(scene, at)
    skus = sorted({row.sku for row in scene.single_rows()})
    if len(skus) < 2:
        raise Excluded("no rows")
    parts = {pick(dice[1], skus): between(dice[2], 1, 3)}
    if dice[3] < 0.3:
        parts.setdefault(pick(dice[3] * 3, skus), 1)
    text = _master(scene, parts)
    _name(scene, at, text, parts)
    return f"{at.shop} {at.listing} {text}"


def approve(scene: Scene, dice: Dice) -> str:
    """Tick `Setuju` beside a suggestion."""
    known = scene.books.goods.known
    offered = []
    for number, cells in enumerate(scene.layer.paper.rows("links"), 2):
        at = At(str(cells.get("shop")), str(cells.get("id")))
        text = cells.get("suggestion")
        if isinstance(text, str) and not cells.get("master") and not cells.get("agree"):
            offered.append((number, at, known.get(folded(text))))
    there = {at for at, _ in _listings(scene)}
    offered = [
        one for one in offered if one[2] is not None and one[1] in there and not scene.books.links.get(one[1])
    ]
    if not offered:
        raise Excluded("nothing is suggested")
    number, at, sku = pick(dice[0], offered)
    assert sku is not None  # noqa: S101
    if scene.books.goods.unsaid(sku):
        raise Excluded("nobody has said what it is called")
    settled_listing(scene, at)
    scene.layer.paper.type("links", number, "agree", "TRUE")
    linked(scene, at, {sku: 1})
    return f"{at.shop} {at.listing} {sku}"


def relink(scene: Scene, dice: Dice) -> str:
    """Name another SKU for a listing, or unlink it."""
    linked = [
        (at, sku) for at, sku in _listings(scene) if at in scene.books.links and scene.books.links[at].parts
    ]
    if not linked:
        raise Excluded("nothing is linked")
    at, _ = pick(dice[0], linked)
    settled_listing(scene, at)
    skus = sorted({row.sku for row in scene.single_rows()})
    if not skus:
        raise Excluded("no rows")
    parts = {} if dice[1] < 0.4 else {pick(dice[2], skus): between(dice[3], 1, 2)}
    text = _master(scene, parts) or "-"
    _name(scene, at, text, parts)
    return f"{at.shop} {at.listing} {text}"


def buffer(scene: Scene, dice: Dice) -> str:
    """Hold some units back."""
    row = some_row(scene, dice[0])
    units = between(dice[1], 0, 5)
    scene.layer.paper.type("skus", row.number, "buffer", str(units) if units else "")
    scene.flagged[row.sku] = scene.now
    return f"{row.sku} {units}"


def active(scene: Scene, dice: Dice) -> str:
    """Tick or untick `Aktif`."""
    row = some_row(scene, dice[0])
    on = row.cells.get("active") is False
    scene.layer.paper.type("skus", row.number, "active", "TRUE" if on else "FALSE")
    scene.flagged[row.sku] = scene.now
    return f"{row.sku} {on}"


def sending(scene: Scene, dice: Dice) -> str:
    """Tick or untick `Kirim stok`."""
    rows = [(n, cells) for n, cells in enumerate(scene.layer.paper.rows("start"), 2) if cells.get("shop")]
    number, cells = pick(dice[0], rows)
    on = cells.get("send_stock") is not True
    scene.layer.paper.type("start", number, "send_stock", "TRUE" if on else "FALSE")
    scene.sending[str(cells["shop"])] = scene.now
    return f"{cells['shop']} {on}"


def decide(scene: Scene, dice: Dice) -> str:
    """Answer a question."""
    questions = open_questions(scene)
    if not questions:
        raise Excluded("nothing is asked")
    question = pick(dice[0], questions)
    if question.kind in ("count", "late"):
        sku = scene.books.goods.known.get(question.subject, "")
        if not sku or scene.unread(sku) or sku in scene.books.fed:
            raise Excluded("more happened since")
    if question.kind in {"copied", "vanished"}:
        raise Excluded("cleared up by hand")
    if question.kind == "renamed":
        for at in made_of(scene, question):
            settled_listing(scene, at)
    if any(worker.turn is not None for worker in scene.workers()):
        raise Excluded("in the middle of a turn")
    code = honest(scene, question)
    if code is None or not choose(scene, question, code):
        raise Excluded("not to be answered yet")
    return f"{question.kind} {question.subject} {code}".replace("\x1f", " ")


MOVES: dict[str, Move] = {
    "people.link": Move(25, link),
    "people.approve": Move(10, approve),
    "people.relink": Move(15, relink),
    "people.buffer": Move(25, buffer),
    "people.active": Move(15, active),
    "people.sending": Move(6, sending),
    "people.decide": Move(60, decide),
}
