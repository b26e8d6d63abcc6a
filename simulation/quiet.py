"""Decides whether the engine comes to rest: with every fault and actor off, the numbers must agree everywhere.

Order: engines that died are started again; some turns; people clear up what they left behind and answer every
question truthfully, until none is open; then shelf, sheet and shops must say the same; then two turns write nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.model.questions import Question

from .books import At, folded
from .clock import Violation
from .moves.people import _counted
from .scene import Scene

LONGEST = 7200.0
ROUNDS = 12


class Quiet:
    """One quiet phase."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def run(self) -> None:
        """The whole phase; Violation where the engine does not come to rest, or rests on a wrong number."""
        scene = self._scene
        scene.calm = True
        scene.line.troubles.clear()
        for shop in scene.layer.shops.values():
            shop.soothe()
        if not scene.main.alive:
            scene.main.boot()
        self.turns(3)
        for _ in range(ROUNDS):
            if not self._clear_up():
                break
            self.turns(3)
        else:
            asked = sorted(question.kind for question in self._open())
            raise Violation("liveness", f"people answered {ROUNDS} times, still asked: {asked}")
        self._agree()
        self._silent()
        scene.trace.bite("phase.quiet")
        scene.calm = False

    def turns(self, count: int) -> None:
        """Let the engine take some turns that go well."""
        scene = self._scene
        until = scene.now + LONGEST
        for _ in range(count):
            seen = scene.seen
            while scene.seen == seen:
                scene.agenda.step()
                if scene.now > until:
                    turn = scene.main.turn
                    raise Violation("liveness", f"no good turn in {LONGEST:.0f} s; in a turn: {turn is not None}")

    # What people do

    def _open(self) -> list[Question]:
        cycle = self._scene.main.cycle
        assert cycle is not None  # noqa: S101
        return [question for question in cycle.book.questions.values() if question.open]

    def _clear_up(self) -> bool:
        """Count where no number stands, answer one question of each subject; whether anything was left to do."""
        busy = False
        scene = self._scene
        for row in scene.single_rows():
            content = row.cells.get("stock")
            if not isinstance(content, int | float) or isinstance(content, bool) or content < 0:
                _counted(scene, row, max(0, scene.books.shelf[row.sku]))
                busy = True
        for question in sorted(self._open(), key=lambda one: one.id):
            busy = True
            code = self._answer(question)
            if code is not None:
                self._choose(question, code)
        return busy

    def _answer(self, question: Question) -> str | None:
        """What an honest person chooses; None where another question has to be answered first."""
        scene = self._scene
        simple = {
            "hold": "release",
            "drift": "keep_sheet",
            "tug": "resume",
            "oversell": "settle",
            "vanished": "keep",
            "copied": "accept",
            "relisted": "replace",
            "restored": "resume",
            "misplaced": "accept",
            "opening": "included",
            "returned": "discard",
        }
        if question.kind in simple:
            return simple[question.kind]
        if question.kind not in ("count", "late"):
            raise Violation("P1", f"nobody knows what to answer to {question.kind}")
        (row,) = [row for row in scene.single_rows() if folded(row.sku) == question.subject]
        shown = row.cells.get("stock")
        difference = scene.books.shelf[row.sku] - (shown if isinstance(shown, int) else 0)
        code = f"value:{difference}"
        codes = [choice.code for choice in question.choices]
        if code in codes:
            return code
        others = [one for one in self._open() if one.subject == question.subject and one.id != question.id]
        if any(choice.code == code for other in others for choice in other.choices):
            return None
        raise Violation(
            "P1", f"{row.sku}: {scene.books.shelf[row.sku]} on the shelf, {shown} shown; asked: {codes}"
        )

    def _choose(self, question: Question, code: str) -> None:
        scene = self._scene
        choice = next(one for one in question.choices if one.code == code)
        for number, cells in enumerate(scene.layer.paper.rows("conflicts"), 2):
            if cells.get("id") == question.id:
                scene.layer.paper.type("conflicts", number, "decision", scene.texts.choice(choice))
                scene.trace.say(f"quiet answers {question.kind} {code.partition(':')[0]}")
                scene.trace.bite(f"answer.{question.kind}.{code.partition(':')[0]}")
                return
        raise Violation("P1", f"the question {question.kind} {question.id} does not stand in the sheet")

    # What must be true then

    def _agree(self) -> None:
        """Shelf, ledger, sheet and shops say the same of every SKU."""
        scene = self._scene
        cycle = scene.main.cycle
        assert cycle is not None  # noqa: S101
        sums = cycle.store.balances()
        owed = scene.books.reserved()
        shown: dict[str, int] = {}
        for row in scene.sku_rows():
            sku, units = row.sku, scene.books.shelf[row.sku]
            self._equal("P1", f"Stok of {sku}", row.cells.get("stock"), units)
            self._equal("P9", f"ledger of {sku}", sums[folded(sku)], (units, owed[sku]))
            self._equal("P2", f"Dipesan of {sku}", row.cells.get("reserved") or 0, owed[sku])
            self._equal("P9", f"Tersedia of {sku}", row.cells.get("available"), units - owed[sku])
            self._equal("P1", f"entry of {sku}", row.cells.get("entry") or "", "")
            shown[sku] = units - owed[sku]
        for name, shop in sorted(scene.layer.shops.items()):
            for listing in shop.business.listings():
                wanted = scene.books.implied(shown, {}, At(name, listing["id"]))
                if wanted is not None:
                    self._equal("P8", f"{name} listing of {listing['sku']}", listing["stock"], wanted)

    @staticmethod
    def _equal(promise: str, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise Violation(promise, f"{what} is {found}, should be {wanted}")

    def _silent(self) -> None:
        """Two turns more write nothing, but for one beat in ten minutes."""
        scene = self._scene
        writes: Callable[[], list[int]] = lambda: [
            scene.layer.paper.writes(), *(shop.writes() for shop in scene.layer.shops.values())
        ]
        before, since = writes(), scene.now
        self.turns(2)
        now = writes()
        beats = 1 + int((scene.now - since) // 600)
        if now[1:] != before[1:] or now[0] - before[0] > beats:
            raise Violation("P8", f"quiet, and still writing: {before} became {now}")
