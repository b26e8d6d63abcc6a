"""People in the sheet: they count, enter goods, correct themselves, sort, insert, cut, paste and scribble."""

from __future__ import annotations

from collections.abc import Callable

from ..dice import between, pick
from ..scene import Row, Scene
from .base import Dice, Excluded, Move, look_now, move_rows_now


def some_row(scene: Scene, share: float) -> Row:
    rows = scene.single_rows()
    if not rows:
        raise Excluded("no rows")
    hidden = scene.layer.paper.hidden("skus")
    # Nobody types into a row that a filter hides, as long as there are others.
    return pick(share, [row for row in rows if row.number not in hidden] or rows)


def is_tangled(scene: Scene, row: Row) -> bool:
    """Whether an entry stands in a row whose SKU is new to the engine: of a count beside it nobody can tell which of
    the two came first."""
    return bool(row.cells.get("entry")) and scene.books.goods.renamed[row.sku] >= scene.seen


def tangled(scene: Scene, row: Row) -> None:
    """Nobody counts such a row."""
    if is_tangled(scene, row):
        raise Excluded("an entry stands beside an unread SKU")


def counted(scene: Scene, row: Row, units: int, written: Callable[[int], str] = str) -> None:
    """A person counts: what is typed, as it is `written`, is what lies there in this instant."""
    while scene.may_look_old(row.sku, units):
        units += 1
    if scene.odd(row.sku):
        scene.layer.paper.dress("skus", row.number, "stock", "0")
        scene.dressed[row.sku] = True
    scene.layer.paper.type("skus", row.number, "stock", written(units))
    scene.books.count(row.sku, units, scene.now)
    scene.books.fed.discard(row.sku)
    scene.edit(row.sku, "stock", str(units))
    scene.counted[row.sku] = scene.now
    scene.doubtful.discard(row.sku)
    # Also outside of a move it is remembered when it was typed: later it would pass for a write of the engine's.
    scene.remember()


def count(scene: Scene, dice: Dice) -> str:
    """Count one SKU."""
    row = some_row(scene, dice[0])
    tangled(scene, row)
    units = max(0, scene.books.shelf[row.sku] + between(dice[1], -6, 9))
    others = [
        one.cells.get("stock") for one in scene.single_rows() if one.sku != row.sku and not scene.odd(one.sku)
    ]
    alike = pick(dice[3], others) if others and dice[2] < 0.4 else None
    if isinstance(alike, int) and not isinstance(alike, bool) and alike >= 0:
        # Two rows with one number: after a sort a swap may match in the wrong one.
        units = alike
    counted(scene, row, units)
    return f"{row.sku} = {scene.books.shelf[row.sku]}"


def entry_units(content: object) -> int:
    """The units of a `+/-` cell as people mean them; 0 where it is blank."""
    text = str(content or "").strip()
    return int(text) if text.lstrip("+-").isdigit() else 0


def entry(scene: Scene, dice: Dice) -> str:
    """Goods come in or go out."""
    row = some_row(scene, dice[0])
    if row.cells.get("entry") or row.sku in scene.books.fed:
        raise Excluded("an entry or a formula stands there")
    if scene.counted.get(row.sku, 0.0) > scene.entered.get(row.sku, 0.0) >= scene.completed:
        # Taken back, counted, and entered anew: read at once the second is the first, changed or not at all.
        raise Excluded("counted since an entry was taken back, which is unread")
    units = between(dice[1], -4, 12)
    units = units if units + scene.books.shelf[row.sku] >= 0 and units else 3
    if dice[3] < 0.5:
        # Many rows with the same entry: after a sort a swap may clear the wrong one.
        units = 5
    text = str(units) if dice[2] < 0.3 and units > 0 else f"{units:+d}"
    scene.layer.paper.type("skus", row.number, "entry", text)
    scene.books.enter(row.sku, units, scene.now)
    scene.edit(row.sku, "entry", text, anew=True)
    scene.entered[row.sku] = scene.now
    return f"{row.sku} {text}"


def correct(scene: Scene, dice: Dice) -> str:
    """Change or take back an entry that still stands in its cell."""
    look_now(scene)
    rows = [row for row in scene.single_rows() if entry_units(row.cells.get("entry"))]
    if not rows:
        raise Excluded("no entry stands")
    row = pick(dice[0], rows)
    entered = scene.entered.get(row.sku, 0.0)
    if entered >= scene.seen and scene.counted.get(row.sku, 0.0) > entered:
        # Only the corrected entry is ever read, and nobody can tell what the count in between had included.
        raise Excluded("counted since the entry, which is unread")
    before = entry_units(row.cells["entry"])
    after = 0 if dice[1] < 0.35 else before + between(dice[2], 1, 6)
    if scene.books.shelf[row.sku] + after - before < 0:
        raise Excluded("the goods have left meanwhile")
    text = f"{after:+d}" if after else ""
    scene.layer.paper.type("skus", row.number, "entry", text)
    scene.books.enter(row.sku, after - before, scene.now)
    scene.edit(row.sku, "entry", text)
    scene.entered[row.sku] = scene.now
    return f"{row.sku} {before:+d} -> {text or 'blank'}"


def sort(scene: Scene, dice: Dice) -> str:
    """Sort the whole tab, some rows of it, or only its first columns."""
    move_rows_now(scene)
    rows = scene.sku_rows()
    if len(rows) < 3:
        raise Excluded("no rows")
    column = pick(dice[0], ("sku", "stock", "name", "available", "notes"))
    span = None
    if dice[1] < 0.25:
        first = between(dice[2], 2, rows[-1].number - 1)
        span = (first, rows[-1].number)
    scene.layer.paper.sort("skus", column, descending=dice[3] < 0.5, rows=span)
    scene.moved()
    return f"by {column}" + (f" rows {span[0]}-{span[1]}" if span else "")


def filtered(scene: Scene, dice: Dice) -> str:
    """Filter the tab by what a column shows in some rows, or take the filter away: no value changes its place."""
    paper = scene.layer.paper
    if paper.hidden("skus") and dice[0] < 0.4:
        paper.unfilter("skus")
        return "none"
    rows = scene.sku_rows()
    if not rows:
        raise Excluded("no rows")
    column = pick(dice[1], ("sku", "stock", "available", "status", "name"))
    texts = {paper.shown("skus", pick(share, rows).number, column) for share in dice[2:]}
    paper.filter("skus", column, sorted(texts))
    return f"{column} without {sorted(texts)}"


def insert(scene: Scene, dice: Dice) -> str:
    """Insert blank rows."""
    move_rows_now(scene)
    rows = scene.sku_rows()
    if not rows or rows[-1].number > 60:
        raise Excluded("no room")
    at = between(dice[0], 2, rows[-1].number + 1)
    scene.layer.paper.insert_rows("skus", at, between(dice[1], 1, 2))
    scene.moved()
    return f"above {at}"


MOVES: dict[str, Move] = {
    "people.count": Move(450, count),
    "people.entry": Move(300, entry),
    "people.correct": Move(150, correct),
    "people.sort": Move(120, sort),
    "people.insert": Move(20, insert),
    "people.filter": Move(20, filtered),
}
