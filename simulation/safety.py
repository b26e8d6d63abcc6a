"""What must hold at every moment: checked around each write of an engine and after each of its turns.

| promise | checked                                                                                       |
|---------|-----------------------------------------------------------------------------------------------|
| P1, P3  | a batch leaves people's cells and rows alone, or puts back what it hit (`repairs`)              |
| P1      | a batch neither shows nor hides a row that a person's filter hid or showed                      |
| P1      | of two workers on one cache only the one that holds its lease does anything (`leases`)          |
| P1, P2  | what the engine holds possible of a SKU contains what is on the shelf, once it could see all   |
| P1      | each edit that the engine could read has its one fate (`receipts`)                             |
| P2      | reserved is what linked orders wait for, once the engine could see all                         |
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.ids import ListingKey

from .answers import open_questions
from .books import At
from .branches import taken
from .calls import Call, Fate
from .clock import Violation
from .conduct import Conduct
from .founded import Founded
from .leases import Leases
from .places import Cell
from .pushes import Pushes
from .receipts import Receipts
from .repairs import Repairs, personal
from .scene import Scene
from .worker import Turn, Worker

# Seconds by which a machine's clock may be off as they all are.
WRONG = 2.0


class Safety:
    """Looks at every call of the engines (`calls.Watch`) and at every turn."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.pushes = Pushes(scene)
        self.receipts = Receipts(scene)
        self.conduct = Conduct(scene)
        self.founded = Founded(scene)
        self.repairs = Repairs(scene)
        self.leases = Leases(scene)
        self._before: list[dict[str, Cell]] = []
        self._hidden: list[dict[str, Cell]] = []
        self._met: set[str] = set()

    # Calls

    def spares(self, call: Call, fate: Fate) -> bool:
        """Whether a call has to go well, because people's cells wait to be put back."""
        return self._scene.peril.spares(call, fate)

    def before(self, call: Call) -> None:
        """A write or commit is about to take effect."""
        self.pushes.before(call)
        if call.place == "sheet":
            if call.worker == self._scene.main.name:
                self._scene.peril.strike()
            self._scene.remember()
            self._before = self._scene.layer.paper.rows("skus")
            self._hidden = self._filtered(self._before)

    def after(self, call: Call) -> None:
        """It has taken effect."""
        self.leases.committed(call)
        overtaken = self.leases.lost_by(call.worker)
        self.pushes.after(call, overtaken=overtaken)
        if call.place in self._scene.layer.shops and call.kind == "write":
            if self.pushes.changed:
                self.conduct.calls(call.worker)
            for at in self.pushes.changed:
                # The one call that a frozen worker was inside may land when another has its lease, and has done more.
                if not overtaken:
                    self.conduct.pushed(call.worker, at)
                    self._founded(call.worker, at)
        if call.place == "sheet":
            self._scene.remember()
            self._scene.peril.landed = True
            after = self._scene.layer.paper.rows("skus")
            turn = next((one.turn for one in self._scene.workers() if one.name == call.worker), None)
            self.repairs.batch(self._before, after, call.worker, None if call.late else turn)
            self._still_hidden(after)
            self.conduct.batch(call, self._before, after)

    def _founded(self, name: str, at: At) -> None:
        if name == self._scene.main.name:
            self.founded.pushed(self._scene.main, at, self.pushes.shown(at))

    def over(self, call: Call, fate: Fate) -> None:
        """A call has ended for the engine."""
        self.leases.called(call)
        if call.place in self._scene.layer.shops:
            self.conduct.over(call, fate, self.pushes.changed)
            self.pushes.changed = []
        for worker in self._scene.workers():
            if worker.name == call.worker and worker.turn is not None:
                worker.turn.asked.add(call.place)
                if self._spoilt(call.place):
                    worker.turn.spoilt.add(call.place)
                if fate != "fine":
                    worker.turn.faults.add(f"{fate}.{call.kind}")
                if fate not in ("fine", "slow", "frozen"):
                    worker.turn.spoilt.add(call.place)
        if (
            call.kind == "auth"
            and call.place in self._scene.layer.shops
            and fate not in ("fine", "slow", "frozen")
        ):
            # The new token may be lost with the answer: the seller will have to connect the shop again.
            self._scene.revoked.add(call.place)
        if fate == "refused" and call.place == "store":
            self._scene.peril.shaken.add(call.worker)

    def told(self, worker: str, listings: Iterable[ListingKey]) -> None:
        """A worker was told the numbers of these listings."""
        self.conduct.told(worker, listings)

    def _spoilt(self, place: str) -> bool:
        """Whether a fault that only this shop can play was met in the call that has just ended."""
        shop = self._scene.layer.shops.get(place)
        if shop is None:
            return False
        before, left = self._scene.left.get(place, 0), shop.spoilt()
        self._scene.left[place] = left
        if left < before:
            self._scene.trace.bite("fault.pages")
            self.founded.misled = self._scene.now
        return left < before

    def _filtered(self, rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
        """The rows of somebody's that a filter hides, in their order."""
        hidden = self._scene.layer.paper.hidden("skus")
        found = [row for number, row in enumerate(rows, 2) if number in hidden] if hidden else []
        return [row for row in found if personal(row)]

    def _still_hidden(self, after: list[dict[str, Cell]]) -> None:
        """A batch writes hidden rows as it writes others, and leaves them hidden."""
        if self._scene.peril.open:
            # Rows are told apart by what stands in them, and a batch has just hit that; it is put back first.
            return
        now = self._filtered(after)
        if [row.get("sku") for row in now] != [row.get("sku") for row in self._hidden]:
            raise Violation("P1", f"a batch changed what a filter hides: {self._hidden} became {now}")
        if now != self._hidden:
            self._scene.trace.bite("filter.hidden_row_written")

    # Turns

    def turned(self, worker: Worker, turn: Turn) -> None:
        """A turn has ended."""
        scene = self._scene
        self.leases.turned(worker, turn)
        for fault in turn.faults:
            for move in scene.recent:
                scene.trace.bite(f"met.{move}+{fault}")
        scene.recent.clear()
        if turn.report is not None:
            for branch in taken(turn.before, turn.report):
                scene.trace.bite(f"branch.{branch}")
        self.pushes.turned(worker, turn)
        if turn.report is not None:
            self.repairs.settle(worker.name)
            scene.peril.ended(worker.name, worker.boots)
        if turn.report is None or worker is not scene.main:
            return
        scene.completed = turn.started
        if abs(worker.clock.ahead) > WRONG:
            # It asks for orders until a moment that is not now.
            turn.spoilt.add("clock")
        turn.spoilt.update(turn.report.unreadable)
        turn.spoilt.update(name for name, seconds in scene.lags.items() if seconds)
        turn.spoilt.update(self._unscanned(worker))
        good = not turn.spoilt and set(scene.layer.shops) <= turn.asked
        self.conduct.turned(worker, turn, good=good)
        self.founded.turned(worker, turn, good=good)
        if not good:
            return
        before, scene.seen = scene.seen, turn.started
        self.settled(worker, turn.started, before)
        self.receipts.judge(turn.started, before)

    def _unscanned(self, worker: Worker) -> set[str]:
        """Shops of whose linked listings the engine has not read every one yet, or takes one for a second that is gone.

        A cache that was lost learns them page by page again; until then nobody can tell what an order is made of.
        """
        scene = self._scene
        assert worker.cycle is not None  # noqa: S101
        known = worker.cycle.book.bindings
        new = {at for at, link in scene.books.links.items() if link.parts and ListingKey(*at) not in known}
        if scene.lost_at > scene.seen:
            new |= {At(*key) for key, one in known.items() if not one.gone and one.listing.sku}.difference(
                At(name, row["id"])
                for name, shop in scene.layer.shops.items()
                for row in shop.business.listings()
            )
        return {at.shop for at in new}

    def settled(self, worker: Worker, since: float, before: float) -> None:
        """Every SKU to which nothing happened since then: the engine knows the truth, or holds it possible. `before` is
        when the good turn before that one began."""
        scene = self._scene
        assert worker.cycle is not None  # noqa: S101
        states = worker.cycle.book.skus
        owed = scene.books.reserved()
        waiting = _asked_about(scene)
        single = {row.sku for row in scene.single_rows()}
        met = {key for sku in scene.books.shelf if (key := scene.books.goods.key(sku)) in states} - self._met
        self._met |= met
        for sku, units in sorted(scene.books.shelf.items()):
            if scene.books.touched[sku] >= since or scene.edited.get(sku, 0.0) >= since:
                continue
            new = scene.books.goods.renamed[sku] >= before or scene.books.goods.key(sku) in met
            if scene.books.goods.unsaid(sku) or new:
                # Under its old name it has no row, and under the new one nobody has said that it is the same; an
                # entry beside a first count is booked in the turn after that.
                continue
            state = states.get(scene.books.goods.key(sku))
            if state is None and sku not in single:
                # It stood twice before anybody read it once.
                continue
            if state is None:
                raise Violation("P3", f"{sku} is not known")
            if sku in scene.books.fed or sku in scene.doubtful:
                continue
            possible = sorted({state.on_hand + offset for offset in (0, *state.offsets)})
            if sku in single and units not in possible:
                raise Violation("P1", f"{sku}: {units} on the shelf, the engine holds {possible} possible")
            if sku not in waiting and state.reserved != owed[sku]:
                raise Violation("P2", f"{sku}: {owed[sku]} owed to buyers, the engine says {state.reserved}")


def _asked_about(scene: Scene) -> set[str]:
    """SKUs of listings whose late link waits for a word, because it would oversell."""
    found: set[str] = set()
    for question in open_questions(scene):
        if question.kind == "oversell":
            link = scene.books.links.get(At(*question.subject.split("\x1f")))
            found |= set(link.parts) if link is not None else set()
    return found
