"""What an honest person answers in `Konflik`, knowing what lies on the shelf, and what the answer changes there."""

from __future__ import annotations

from engine.model.questions import Question

from .books import At
from .clock import Violation
from .scene import Scene

SEPARATOR = "\x1f"
PLAIN = {
    "hold": "release",
    "drift": "keep_sheet",
    "tug": "resume",
    "oversell": "settle",
    "copied": "accept",
    "relisted": "replace",
    "restored": "resume",
    "misplaced": "accept",
    "opening": "included",
}


def open_questions(scene: Scene) -> list[Question]:
    """What stands open now."""
    cycle = scene.main.cycle
    if cycle is None:
        return []
    return sorted((one for one in cycle.book.questions.values() if one.open), key=lambda one: one.id)


def honest(scene: Scene, question: Question) -> str | None:
    """The code of the honest choice; None where it has to wait for another answer or for the row.

    Violation where no choice says what is on the shelf.
    """
    if question.kind in PLAIN:
        return PLAIN[question.kind]
    if question.kind == "renamed":
        return _what_became(scene, question)
    if question.kind == "vanished":
        return _what_is_gone(scene, question)
    if question.kind == "returned":
        return "restock" if int(question.id[-1], 16) % 2 else "discard"
    if question.kind not in ("count", "late"):
        raise Violation("P1", f"nobody knows what to answer to {question.kind}")
    goods = scene.books.goods
    rows = [row for row in scene.single_rows() if goods.key(row.sku) == question.subject]
    if not rows or scene.main.cycle is None:
        return None
    sku = rows[0].sku
    if scene.unread(sku) or goods.unsaid(sku):
        return None
    booked = scene.main.cycle.book.skus[question.subject].on_hand
    code = f"value:{scene.books.shelf[sku] - booked}"
    codes = [choice.code for choice in question.choices]
    if code in codes:
        return code
    others = [
        one for one in open_questions(scene) if one.subject == question.subject and one.id != question.id
    ]
    if any(choice.code == code for other in others for choice in other.choices):
        return None
    raise Violation("P1", f"{sku}: {scene.books.shelf[sku]} on the shelf, {booked} booked; asked: {codes}")


def choose(scene: Scene, question: Question, code: str) -> bool:
    """Type the answer into the question's row; False where the row does not stand in the sheet yet."""
    choice = next(one for one in question.choices if one.code == code)
    for number, cells in enumerate(scene.layer.paper.rows("conflicts"), 2):
        if cells.get("id") == question.id:
            scene.layer.paper.type("conflicts", number, "decision", scene.texts.choice(choice))
            if question.kind in ("count", "late"):
                # The answer has a receipt of its own.
                scene.typed.pop(scene.books.goods.known.get(question.subject, ""), None)
            if question.kind == "hold":
                scene.released = scene.now
            if question.kind == "relisted":
                _replaced(scene, At(*question.subject.split("\x1f")))
            if question.kind == "returned" and code == "restock":
                _restock(scene, question)
            if question.kind in ("renamed", "vanished"):
                _said(scene, question, code)
            scene.trace.say(f"answer {question.kind} {code.partition(':')[0]}")
            scene.trace.bite(f"answer.{question.kind}.{code.partition(':')[0]}")
            return True
    return False


def _what_became(scene: Scene, question: Question) -> str | None:
    """Whether the SKU in a row is that of the same goods under another name; None where the old one is there again, or
    has to be first, and where how it got that one has to be answered first."""
    goods = scene.books.goods
    old, new = question.subject.split(SEPARATOR)
    first = any(
        one.subject.endswith(SEPARATOR + old) for one in open_questions(scene) if one.kind == "renamed"
    )
    if goods.known.get(old) or missed(scene, question) or first:
        return None
    return "rename" if goods.whose(old) == goods.whose(new) else "new_sku"


def _what_is_gone(scene: Scene, question: Question) -> str | None:
    """Rows that are gone of goods that are there come back; of a name that nothing goes by any more nothing is kept.

    None where the goods have another name by now, and no engine saw how, or none for a while: their row has to say the
    old one first.
    """
    goods = scene.books.goods
    names = question.subject.split(SEPARATOR)
    if missed(scene, question) or any(goods.whose(name) in scene.unnamed for name in names):
        return None
    return "keep" if any(name in goods.known for name in names) else "stop"


def missed(scene: Scene, question: Question) -> dict[str, str]:
    """The goods, and their old name, that engines hold under a name which is gone, where this question does not lead to
    the one that they have now: rows were sorted meanwhile, or a cache was lost."""
    goods = scene.books.goods
    names = question.subject.split(SEPARATOR)
    if question.kind == "renamed" and goods.whose(names[0]) == goods.whose(names[1]):
        return {}
    found = {}
    for name in names[:1] if question.kind == "renamed" else names:
        one = goods.whose(name)
        if one in scene.books.shelf and goods.told(one) == name != goods.key(one):
            found[one] = name
    return found


def made_of(scene: Scene, question: Question) -> list[At]:
    """The listings that have a part of which a question about a SKU that is gone asks."""
    goods = {scene.books.goods.whose(name) for name in question.subject.split(SEPARATOR)}
    return [at for at, link in scene.books.links.items() if goods & link.parts.keys()]


def _said(scene: Scene, question: Question, code: str) -> None:
    """The engine may from now on hold goods under another name, or must let go of them."""
    goods = scene.books.goods
    names = question.subject.split(SEPARATOR)
    if code == "rename":
        one = goods.whose(names[0])
        goods.said[one] = scene.now
        if goods.told(one) == names[0]:
            goods.tell(one, names[1])
        scene.books.touch((one,), scene.now)
        scene.typed.pop(one, None)
        # What was open under the old name is asked again under the new one.
        scene.edited[one] = scene.now
    elif code in ("new_sku", "stop"):
        for one in {goods.whose(name) for name in (names[:1] if code == "new_sku" else names)}:
            if one in goods.away:
                scene.books.let_go(one, scene.now)


def _replaced(scene: Scene, at: At) -> None:
    """The goods are the same as before: what the old listing was made of, the new one is."""
    parts = scene.books.former.get(at)
    if parts is None:
        raise Violation("P5", f"{at.shop} {at.listing} is said to have come back, and it never left")
    waited = at in scene.relisted
    scene.relisted.discard(at)
    if not waited and any(
        (cells.get("shop"), cells.get("id")) == at and cells.get("master")
        for cells in scene.layer.paper.rows("links")
    ):
        # Asked by an engine that had forgotten it: what a person named for it meanwhile stays.
        return
    if any(row["id"] == at.listing for row in scene.layer.shops[at.shop].business.listings()):
        # Else it has come back once more since that was asked.
        scene.books.link(at.shop, at.listing, parts, scene.now)
        scene.books.touch(parts, scene.now)


def _restock(scene: Scene, question: Question) -> None:
    """Returned goods go back on the shelf."""
    shop, number, _ = question.subject.split("\x1f")
    assert scene.main.cycle is not None  # noqa: S101
    told = next(
        booked.line
        for key, booked in scene.main.cycle.book.lines.items()
        if "\x1f".join(key) == question.subject
    )
    order = scene.layer.shops[shop].business.order(number)
    for line in order.lines:
        if line.listing == told.listing.listing:
            back = line.shipped if line.cancelled >= line.units else line.returned
            for sku, units in scene.books.parts_of(shop, order, line).items():
                scene.books.enter(sku, back * units, scene.now)
