"""People change the SKU in a row: the same goods get another name, other goods get the row, or it was a slip.

| move                 | the goods                                   | afterwards                                      |
|----------------------|---------------------------------------------|-------------------------------------------------|
| people.rename        | are the same under a new name               | asked, and said so                              |
| people.rename_back   | are the same under a name of before         | asked again, or what was asked falls away       |
| people.other_goods   | are others, counted in the same moment      | asked; the old ones are let go                  |
| people.respell       | are the same: only case or spaces change    | nothing is asked                                |
| people.mistype       | are the same, and the row says another SKU  | that one stands twice                           |
| people.put_right     | are the same as before that slip            | everything is as it was                         |
"""

from __future__ import annotations

from string import ascii_uppercase

from ..answers import missed, open_questions
from ..books import At
from ..dice import between, pick
from ..goods import folded
from ..scene import Row, Scene
from .base import Dice, Excluded, Move, attempt, move_rows_now
from .choices import linked, settled_listing
from .people import counted, some_row

# Fewer SKUs than these are never left.
FEWEST = 3


def _fresh(scene: Scene, base: str, share: float) -> str:
    """A SKU that nothing was ever called, and no shop offers."""
    start = between(share, 0, len(ascii_uppercase) - 1)
    for letter in ascii_uppercase[start:] + ascii_uppercase[:start]:
        if not scene.books.goods.whose(f"{base} {letter}"):
            return f"{base} {letter}"
    raise Excluded("it has had every name")


def _call(scene: Scene, row: Row, text: str) -> str:
    """Type another SKU of the same goods into their row."""
    goods = scene.books.goods
    before = goods.text(row.sku)
    if goods.said[row.sku] >= scene.completed:
        raise Excluded("an answer about what it is called is unread")
    if goods.unsaid(row.sku) and not _read(scene, row):
        raise Excluded("changed once more, and its number is unread")
    entered = scene.entered.get(row.sku, 0.0)
    if row.cells.get("entry") and scene.counted.get(row.sku, 0.0) > entered >= scene.seen:
        raise Excluded("counted since the entry, which is unread")
    scene.layer.paper.type("skus", row.number, "sku", text)
    goods.call(row.sku, text, scene.now)
    scene.books.touch((row.sku,), scene.now)
    scene.edit(row.sku)
    return f"{before} is {text}"


def _read(scene: Scene, row: Row) -> bool:
    """Whether the row holds a number that the engine has surely read."""
    units = row.cells.get("stock")
    return type(units) is int and units >= 0 and scene.edited.get(row.sku, 0.0) < scene.seen


def rename(scene: Scene, dice: Dice) -> str:
    """The same goods get a name that they never had."""
    move_rows_now(scene)
    row = some_row(scene, dice[0])
    return _call(scene, row, _fresh(scene, row.sku, dice[1]))


def rename_back(scene: Scene, dice: Dice) -> str:
    """The same goods get a name that they had before."""
    move_rows_now(scene)
    goods = scene.books.goods
    named = {
        row.sku: [name for name in goods.names(row.sku) if name != goods.key(row.sku)]
        for row in scene.single_rows()
    }
    rows = [row for row in scene.single_rows() if named[row.sku]]
    if not rows:
        raise Excluded("nothing has another name")
    row = pick(dice[0], rows)
    return _back(scene, row, pick(dice[1], named[row.sku]))


def _back(scene: Scene, row: Row, name: str) -> str:
    """Type a name of before. Unless it is the very one that an engine asks about, the goods are counted as well: what
    an engine wrote into the row in between was made of less than was known under the old name."""
    goods = scene.books.goods
    asked = {one.subject for one in open_questions(scene) if one.kind == "renamed"}
    again = goods.unsaid(row.sku) and f"{name}\x1f{goods.key(row.sku)}" not in asked
    if again and row.cells.get("entry"):
        raise Excluded("an entry stands there")
    # People type it as it was first, or in capitals.
    told = _call(scene, row, row.sku if name == folded(row.sku) else name.upper())
    if again:
        counted(scene, row, max(0, scene.books.shelf[row.sku]))
    return told


def other_goods(scene: Scene, dice: Dice) -> str:
    """A row is given to other goods, which are counted in the same moment."""
    move_rows_now(scene)
    row = some_row(scene, dice[0])
    if scene.edited.get(row.sku, 0.0) >= scene.seen or row.cells.get("entry") or row.sku in scene.books.fed:
        raise Excluded("something else is to be read there")
    if len(scene.books.shelf) < FEWEST:
        raise Excluded("too few are left")
    name = _fresh(scene, row.sku, dice[1])
    strangers = [one for one in scene.setting.strangers if one and not scene.books.goods.whose(one)]
    if strangers and dice[3] < 0.3:
        name = pick(dice[1], strangers)
    offers = _offers(scene, name)
    paper, units = scene.layer.paper, between(dice[2], 0, 30)
    while scene.may_look_old(row.sku, units):
        units += 1
    paper.type("skus", row.number, "sku", name)
    paper.type("skus", row.number, "name", f"Barang {name}")
    paper.type("skus", row.number, "stock", str(units))
    scene.books.hand_over(row.sku, name, units, scene.now)
    scene.edit(row.sku)
    scene.edit(name)
    scene.counted[name] = scene.now
    scene.notes[name] = str(row.cells.get("notes") or "")
    scene.wiped.discard(row.sku)
    scene.doubtful.discard(row.sku)
    for at in offers:
        linked(scene, at, {name: 1})
    return f"{scene.books.goods.text(row.sku)} was there, now {name} = {units}"


def _offers(scene: Scene, name: str) -> list[At]:
    """Listings with this very SKU, which are linked to the goods as soon as these stand in a row."""
    there = [
        At(shop, str(one["id"]))
        for shop, place in sorted(scene.layer.shops.items())
        for one in place.business.listings()
        if folded(one["sku"]) == folded(name)
    ]
    said = {(row.get("shop"), row.get("id")): row for row in scene.layer.paper.rows("links")}
    for at in there:
        cells = said.get(at, {})
        if at in scene.books.links or cells.get("master") or cells.get("agree"):
            raise Excluded("somebody said already what that is")
        settled_listing(scene, at)
    if len({at.shop for at in there}) < len(there):
        raise Excluded("two listings are called so")
    return there


def respell(scene: Scene, dice: Dice) -> str:
    """The same SKU in other letters, or with more blanks."""
    move_rows_now(scene)
    row = some_row(scene, dice[0])
    text = scene.books.goods.text(row.sku)
    for other in (text.replace(" ", "  "), text.swapcase(), text.upper(), text.lower())[int(dice[1] * 3) :]:
        if other != text:
            return _call(scene, row, other)
    raise Excluded("it can be written in one way only")


def mistype(scene: Scene, dice: Dice) -> str:
    """A slip: another row's SKU stands there now."""
    move_rows_now(scene)
    rows = [row for row in scene.single_rows() if row.sku not in scene.books.fed]
    if len(rows) < FEWEST or scene.slips:
        raise Excluded("too few are left, or it has just been done")
    row = pick(dice[0], rows)
    other = pick(dice[1], [one for one in rows if one.sku != row.sku])
    if scene.edited.get(row.sku, 0.0) >= scene.seen or row.cells.get("entry"):
        raise Excluded("the row is unread")
    scene.layer.paper.type("skus", row.number, "sku", scene.books.goods.text(other.sku))
    scene.slips[row.sku] = other.sku
    scene.edit(row.sku)
    scene.edit(other.sku)
    return f"{scene.books.goods.text(row.sku)} says {scene.books.goods.text(other.sku)}"


def put_right(scene: Scene, dice: Dice) -> str:
    """Whoever typed the SKU of another row types the right one."""
    move_rows_now(scene)
    del dice
    for sku, other in scene.slips.items():
        for row in scene.sku_rows():
            if row.sku == other and row.cells.get("name") == f"Barang {sku}":
                text = scene.books.goods.text(sku)
                scene.layer.paper.type("skus", row.number, "sku", text)
                scene.edit(sku)
                scene.edit(other)
                del scene.slips[sku]
                return f"{scene.books.goods.text(other)} is {text} again"
    raise Excluded("nobody has mistyped")


def astray_again(scene: Scene) -> bool:
    """What an engine took for gone, having missed how it is called now, is called as before; whether there was any."""
    asked = [one for one in open_questions(scene) if one.kind in ("vanished", "renamed")]
    lost = {goods: name for one in asked for goods, name in missed(scene, one).items()}
    done = False
    for row in [row for row in scene.single_rows() if row.sku in lost]:
        if attempt(scene, "people.rename_back", lambda *_, one=row: _back(scene, one, lost[one.sku]), ()):
            scene.trace.bite("answer.renamed.called_as_before")
            done = True
    return done


def no_such_row(scene: Scene) -> bool:
    """A row that the engine put back, of goods that are called otherwise now or are let go, is deleted again."""
    goods = scene.books.goods
    for number, cells in enumerate(scene.layer.paper.rows("skus"), 2):
        text = cells.get("sku")
        if isinstance(text, str) and goods.whose(text) and folded(text) not in goods.known:
            scene.layer.paper.delete_rows("skus", number, 1)
            scene.moved()
            return True
    return False


def forgotten_names(scene: Scene) -> None:
    """Where no engine knows the old name any more, lost as it was with its cache, nobody will ask what became of it."""
    goods, cycle = scene.books.goods, scene.main.cycle
    if cycle is None:
        return
    held = cycle.book.skus
    for sku in scene.books.shelf:
        if sku not in goods.away and goods.told(sku) not in held and goods.key(sku) in held:
            goods.tell(sku, goods.text(sku))
            scene.trace.bite("left out.renamed.the old name was lost with its cache")


MOVES: dict[str, Move] = {
    "people.rename": Move(20, rename),
    "people.rename_back": Move(14, rename_back),
    "people.other_goods": Move(25, other_goods),
    "people.respell": Move(8, respell),
    "people.mistype": Move(10, mistype),
    "people.put_right": Move(40, put_right),
}
