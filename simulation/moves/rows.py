"""People rearrange and disfigure the sheet: rows and columns move, vanish, double; cells fill with other things."""

from __future__ import annotations

from ..answers import SEPARATOR, open_questions
from ..dice import between, pick
from ..scene import Row, Scene
from .base import Dice, Excluded, Move, attempt, drag_columns_now, move_columns_now, move_rows_now
from .people import counted, is_tangled, some_row, tangled

JUNK = ("habis", "", "-4", "TRUE", "=NA()", "?", "=1/0", "12 pcs")
MOST_REMARKS = 9
FRACTION = {"id_ID": "1,5", "en_US": "1.5"}
HEADERS = ("Sisa", "Jumlah barang", "KOLOM", "Stock", "Nama lain")

COLUMNS = (
    "name",
    "variant",
    "stock",
    "entry",
    "buffer",
    "reserved",
    "available",
    "status",
    "active",
    "notes",
)


def _read_row(scene: Scene, share: float) -> Row:
    """A row whose contents the engine has surely read: what nobody read is lost with its row."""
    row = some_row(scene, share)
    if scene.edited.get(row.sku, 0.0) >= scene.seen:
        raise Excluded("the row is unread")
    return row


def junk(scene: Scene, dice: Dice) -> str:
    """Something that is no count stands in `Stok`."""
    row = _read_row(scene, dice[0])
    if scene.odd(row.sku):
        raise Excluded("it would show something else")
    text = pick(dice[1], (*JUNK, FRACTION.get(scene.setting.locale, "1.5")))
    scene.layer.paper.type("skus", row.number, "stock", text)
    (after,) = (one.cells.get("stock") for one in scene.sku_rows() if one.number == row.number)
    before = row.cells.get("stock")
    # In Python a tick equals 1.
    if after == before and isinstance(after, bool) == isinstance(before, bool):
        raise Excluded("the very same stands there")
    scene.edit(row.sku, "stock", text)
    return f"{row.sku} {text!r}"


def dress(scene: Scene, dice: Dice) -> str:
    """Have a `Stok` shown with its unit, or plainly again: where it is not shown bare a swap may never match."""
    row = some_row(scene, dice[0])
    if scene.odd(row.sku):
        raise Excluded("it would look like a count")
    pattern = pick(dice[1], ('0" pcs"', '0" pcs"', "0"))
    scene.layer.paper.dress("skus", row.number, "stock", pattern)
    scene.dressed[row.sku] = True
    return f"{row.sku} {pattern}"


def formula(scene: Scene, dice: Dice) -> str:
    """A formula feeds `Stok`."""
    row = _read_row(scene, dice[0])
    units = scene.books.shelf[row.sku]
    if scene.unread(row.sku):
        raise Excluded("the SKU is in motion")
    if units < 1 or row.cells.get("entry") or scene.odd(row.sku):
        raise Excluded("nothing to feed")
    # A formula may come to the very number that stands there: then a light read sees no difference.
    stands = scene.layer.paper.value("skus", row.number, "stock")
    while scene.may_look_old(row.sku, units) and stands != units:
        units += 1
    scene.layer.paper.type("skus", row.number, "stock", f"={units - 1}+1")
    scene.books.count(row.sku, units, scene.now)
    scene.books.fed.add(row.sku)
    if stands == units:
        scene.edit(row.sku)
    else:
        scene.edit(row.sku, "stock", str(units))
    scene.counted[row.sku] = scene.now
    return f"{row.sku} ={units - 1}+1"


def paste_counts(scene: Scene, dice: Dice) -> str:
    """Count a few neighbouring rows and paste the numbers."""
    rows = scene.single_rows()
    start = between(dice[0], 0, max(0, len(rows) - 2))
    block: list[Row] = []
    for row in rows[start : start + 4]:
        tangled(scene, row)
        if not block or row.number == block[-1].number + 1:
            block.append(row)
    if len(block) < 2 or any(scene.odd(row.sku) for row in block):
        raise Excluded("no block")
    numbers = []
    for at, row in enumerate(block):
        units = max(0, scene.books.shelf[row.sku] + between((dice[1] + at * 0.37) % 1, -5, 8))
        while scene.may_look_old(row.sku, units):
            units += 1
        numbers.append(units)
    scene.layer.paper.paste("skus", block[0].number, "stock", [[str(units)] for units in numbers])
    for row, units in zip(block, numbers, strict=True):
        scene.books.count(row.sku, units, scene.now)
        scene.books.fed.discard(row.sku)
        scene.edit(row.sku, "stock", str(units))
        scene.counted[row.sku] = scene.now
    return ", ".join(f"{row.sku} = {units}" for row, units in zip(block, numbers, strict=True))


def to_zero(scene: Scene, dice: Dice) -> str:
    """Somebody says that nothing is left of most things."""
    rows = scene.single_rows()
    scene.stampede, scene.wiped = scene.now, set()
    for row in rows[: max(3, len(rows) - 1)]:
        if not (scene.may_look_old(row.sku, 0) or is_tangled(scene, row)):
            counted(scene, row, 0)
            scene.wiped.add(row.sku)
    return f"{len(rows)} rows, {dice[0]:.2f}"


def delete(scene: Scene, dice: Dice) -> str:
    """Delete a row."""
    move_rows_now(scene)
    row = _read_row(scene, dice[0])
    strange = row.sku in scene.books.fed or scene.odd(row.sku)
    if row.cells.get("entry") or len(scene.single_rows()) < 3 or strange:
        raise Excluded("better not")
    scene.layer.paper.delete_rows("skus", row.number, 1)
    scene.binned[row.sku] = row.cells
    # Should the engine put the row back, it may not know these any more; one whose cache was lost has not read it yet.
    scene.nameless[row.sku] = scene.lost_at if scene.lost_at >= scene.completed else scene.now
    # A row that is put back looks like its neighbours.
    scene.dressed[row.sku] = True
    scene.notes.pop(row.sku, None)
    scene.moved()
    return row.sku


def undelete(scene: Scene, dice: Dice) -> str:
    """Put a deleted row back as it was."""
    move_rows_now(scene)
    there = {row.sku for row in scene.sku_rows()}
    gone = sorted(sku for sku in scene.binned if sku not in there)
    if not gone:
        raise Excluded("nothing is deleted")
    return _put_back(scene, pick(dice[0], gone))


def mistaken(scene: Scene) -> bool:
    """A deleted row that an engine takes for one with another SKU now, since rows were sorted meanwhile, is put back;
    whether there was any."""
    goods = scene.books.goods
    there = {row.sku for row in scene.sku_rows()}
    asked = [one.subject.split(SEPARATOR) for one in open_questions(scene) if one.kind == "renamed"]
    names = {goods.known.get(old, "") for old, new in asked if goods.whose(old) != goods.whose(new)}
    for sku in sorted(name for name in names if name in scene.binned and name not in there):
        if attempt(scene, "people.undelete", lambda *_, one=sku: _put_back(scene, one), ()):
            scene.trace.bite("answer.renamed.row_put_back")
            return True
    return False


def _put_back(scene: Scene, sku: str) -> str:
    rows = [row for row in scene.sku_rows() if not scene.odd(row.sku)]
    if not rows:
        raise Excluded("it would look like the row above")
    cells, at = scene.binned.pop(sku), rows[-1].number + 1
    scene.layer.paper.insert_rows("skus", at, 1)
    for column in ("sku", "name", "stock", "buffer", "notes"):
        value = cells.get(column)
        if value not in (None, ""):
            scene.layer.paper.type("skus", at, column, str(value))
    scene.nameless.pop(sku, None)
    if cells.get("notes"):
        scene.notes[sku] = str(cells["notes"])
    scene.edit(sku)
    scene.moved()
    return sku


def move(scene: Scene, dice: Dice) -> str:
    """Drag a row elsewhere, or cut it and paste it below everything."""
    move_rows_now(scene)
    rows = scene.sku_rows()
    row = pick(dice[0], rows)
    if dice[1] < 0.5:
        target = between(dice[2], 2, rows[-1].number + 1)
        if row.number <= target <= row.number + 1:
            raise Excluded("the same place")
        scene.layer.paper.move_rows("skus", row.number, 1, target)
        told = f"row {row.number} before {target}"
    else:
        if rows[-1].number > 60:
            raise Excluded("no room")
        target = rows[-1].number + 1 + between(dice[2], 0, 1)
        scene.layer.paper.cut_row("skus", row.number, target)
        told = f"row {row.number} cut to {target}"
    scene.moved()
    return told


def duplicate(scene: Scene, dice: Dice) -> str:
    """Copy a row into the next."""
    move_rows_now(scene)
    row = some_row(scene, dice[0])
    if row.sku in scene.books.fed or scene.odd(row.sku):
        raise Excluded("a formula, or no plain number")
    scene.layer.paper.duplicate_row("skus", row.number)
    scene.edit(row.sku)
    scene.moved()
    return row.sku


def _copies(scene: Scene) -> list[Row]:
    single = {row.sku for row in scene.single_rows()}
    twice = [row for row in scene.sku_rows() if row.sku not in single]
    # Where one of two rows is another's by mistake, whoever made it puts it right.
    twice = [row for row in twice if row.sku not in scene.slips.values()]
    if not twice:
        raise Excluded("no copy")
    return twice


def count_copy(scene: Scene, dice: Dice) -> str:
    """Count a SKU that stands twice, and write into one of its rows that there are fewer."""
    row = pick(dice[0], _copies(scene))
    tangled(scene, row)
    units = scene.books.shelf[row.sku] - between(dice[1], 1, 6)
    if units < 0 or row.sku in scene.books.fed or row.sku in scene.copy_counts:
        raise Excluded("better not")
    if scene.may_look_old(row.sku, units):
        raise Excluded("it would look like no edit")
    scene.layer.paper.type("skus", row.number, "stock", str(units))
    scene.books.count(row.sku, units, scene.now)
    scene.edit(row.sku)
    scene.counted[row.sku] = scene.now
    scene.copy_counts[row.sku] = units
    return f"{row.sku} row {row.number} = {units}"


def forget_count(scene: Scene, row: Row) -> None:
    """One of two rows is about to go: with it a count that was written into it alone, which nobody books."""
    if scene.copy_counts.pop(row.sku, None) == row.cells.get("stock"):
        scene.doubtful.add(row.sku)


def drop_copy(scene: Scene, dice: Dice) -> str:
    """Delete one of two rows with the same SKU."""
    move_rows_now(scene)
    row = pick(dice[0], _copies(scene))
    forget_count(scene, row)
    scene.layer.paper.delete_rows("skus", row.number, 1)
    scene.edit(row.sku)
    scene.moved()
    return f"{row.sku} row {row.number}"


def header(scene: Scene, dice: Dice) -> str:
    """Call a column something else."""
    move_rows_now(scene)
    column = pick(dice[0], ("stock", "entry", "buffer", "available", "status", "notes"))
    text = f"{pick(dice[1], HEADERS)} {between(dice[2], 1, 99)}"
    scene.layer.paper.rename_header("skus", column, text)
    scene.moved()
    return f"{column} {text!r}"


def column(scene: Scene, dice: Dice) -> str:
    """Drag a column."""
    one, other = pick(dice[0], COLUMNS), pick(dice[1], COLUMNS)
    if one == other:
        raise Excluded("the same place")
    if any(worker.turn is not None for worker in scene.workers()):
        raise Excluded("a turn is under way")
    move_columns_now(scene)
    scene.layer.paper.move_column("skus", one, other)
    scene.moved()
    return f"{one} before {other}"


def drag(scene: Scene, dice: Dice) -> str:
    """Drag a column while an engine is in the middle of a turn: between its reads, before its batch, or before the
    repair of that. A batch names columns by their place, and Google has no way to refuse it when they moved."""
    if all(worker.turn is None for worker in scene.workers()):
        raise Excluded("no turn is under way")
    one, other = pick(dice[0], COLUMNS), pick(dice[1], COLUMNS)
    if one == other:
        raise Excluded("the same place")
    drag_columns_now(scene)
    scene.layer.paper.move_column("skus", one, other)
    scene.moved()
    scene.peril.dragged = True
    return f"{one} before {other}"


def tab(scene: Scene, dice: Dice) -> str:
    """Rename a tab, or keep a tab of one's own."""
    if dice[0] < 0.5 or len(scene.keepsakes) > 3:
        name = pick(dice[1], ("orders", "links", "conflicts", "guide"))
        scene.layer.paper.rename_tab(name, f"Tab {between(dice[2], 1, 9999)}")
        scene.moved()
        return f"{name} renamed"
    title = f"Pribadi {len(scene.keepsakes) + 1}"
    scene.layer.paper.add_tab(title, "jangan dihapus")
    scene.keepsakes[title] = "jangan dihapus"
    return title


def note(scene: Scene, dice: Dice) -> str:
    """Scribble into `Catatan`."""
    row = some_row(scene, dice[0])
    text = f"catatan {between(dice[1], 1, 999)}"
    scene.layer.paper.type("skus", row.number, "notes", text)
    scene.notes[row.sku] = text
    scene.noted[row.sku] = scene.now
    return f"{row.sku} {text}"


def remark(scene: Scene, dice: Dice) -> str:
    """Write something below the last row of `Konflik`, where an engine may be about to add one."""
    del dice
    if len(scene.remarks) >= MOST_REMARKS:
        raise Excluded("there are enough")
    text = f"dari Sari {len(scene.remarks) + 1}"
    paper = scene.layer.paper
    paper.type("conflicts", len(paper.rows("conflicts")) + 2, "by", text)
    scene.remarks.append(text)
    return text


MOVES: dict[str, Move] = {
    "people.remark": Move(8, remark),
    "people.junk": Move(60, junk),
    "people.dress": Move(10, dress),
    "people.formula": Move(10, formula),
    "people.paste_counts": Move(30, paste_counts),
    "people.to_zero": Move(4, to_zero),
    "people.delete": Move(40, delete),
    "people.undelete": Move(12, undelete),
    "people.move": Move(40, move),
    "people.duplicate": Move(15, duplicate),
    "people.count_copy": Move(40, count_copy),
    "people.drop_copy": Move(25, drop_copy),
    "people.header": Move(10, header),
    "people.column": Move(20, column),
    "people.drag": Move(120, drag),
    "people.tab": Move(6, tab),
    "people.note": Move(20, note),
}
