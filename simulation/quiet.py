"""Decides whether the engine comes to rest: with every fault and actor off, the numbers must agree everywhere.

Order: engines that died are started again; some turns; people clear up what they left behind and answer every
question truthfully, until none is open; then shelf, sheet and shops must say the same; then two turns write nothing,
and every number explains itself (`explained`). At last one shop alone may fall sick, or a rival pull (`strained`).
"""

from __future__ import annotations

from .answers import SEPARATOR, choose, honest, open_questions
from .books import At
from .clock import Violation
from .explained import explained
from .moves.base import attempt
from .moves.people import counted
from .moves.rows import forget_count, mistaken
from .moves.skus import astray_again, forgotten_names, no_such_row, put_right
from .moves.unnamed import retype
from .scene import Scene
from .strained import Strained

LONGEST = 7200.0
ROUNDS = 12


class Quiet:
    """One quiet phase."""

    def __init__(self, scene: Scene, *, strains: bool) -> None:
        self._scene = scene
        self._strains = strains
        self._strained = Strained(scene)

    def run(self) -> None:
        """The whole phase; Violation where the engine does not come to rest, or rests on a wrong number."""
        scene = self._scene
        scene.calm = True
        scene.line.troubles.clear()
        for shop in scene.layer.shops.values():
            shop.soothe()
        for name in sorted(scene.revoked | scene.unsure):
            scene.layer.shops[name].consent()
        scene.revoked.clear()
        scene.unsure.clear()
        scene.lags.clear()
        scene.cache_fate = ""
        self._let_put_back()
        scene.lodger.kill()
        scene.agenda.drop("end ")
        for worker in [one for one in scene.others if one.alive]:
            worker.kill()
            scene.lose_memory()
            scene.main.take_over = True
        scene.agenda.drop("boot ")
        scene.main.clock.ahead = 0.0
        if not scene.main.alive or scene.main.take_over:
            scene.main.boot()
        self.turns(3)
        self.settle()
        self._silent()
        explained(scene)
        if self._strains:
            self._strained.run(self)
        scene.trace.bite("phase.quiet")
        scene.calm = False

    def _let_put_back(self) -> None:
        """Nobody ends an engine that has people's cells to put back."""
        scene = self._scene
        until = scene.now + LONGEST
        while scene.peril.owing & {one.name for one in scene.others if one.alive}:
            scene.agenda.step()
            if scene.now > until:
                raise Violation("liveness", f"cells of people's were not put back in {LONGEST:.0f} s")

    def settle(self) -> None:
        """People answer until nothing is asked any more; then everything must agree."""
        for _ in range(ROUNDS):
            if not self._clear_up():
                break
            self.turns(3)
        else:
            asked = sorted(question.kind for question in open_questions(self._scene))
            raise Violation("liveness", f"people answered {ROUNDS} times, still asked: {asked}")
        self._agree()

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
                    raise Violation(
                        "liveness", f"no good turn in {LONGEST:.0f} s; in a turn: {turn is not None}"
                    )

    # What people do

    def _clear_up(self) -> bool:
        """People put everything in order, and answer what they are asked; whether anything was left to do."""
        scene = self._scene
        paper = scene.layer.paper
        # Whoever's goods have another id has something to say as soon as it is asked.
        busy = bool(scene.relisted)
        for number, cells in enumerate(paper.rows("start"), 2):
            if cells.get("send_stock") is not True:
                paper.type("start", number, "send_stock", "TRUE")
                busy = True
        if scene.slips:
            attempt(scene, "people.put_right", put_right, ())
            return True
        if scene.unnamed:
            attempt(scene, "people.retype", retype, (0.0,))
            return True
        if no_such_row(scene) or astray_again(scene) or mistaken(scene):
            return True
        forgotten_names(scene)
        twice = [row for row in scene.sku_rows() if row.sku not in {one.sku for one in scene.single_rows()}]
        if twice:
            # Of two copies one goes; the next turn of this loop finds the next pair.
            forget_count(scene, twice[-1])
            paper.delete_rows("skus", twice[-1].number, 1)
            return True
        asked = _answerable(scene)
        for row in scene.single_rows():
            if row.cells.get("active") is False:
                paper.type("skus", row.number, "active", "TRUE")
                scene.flagged[row.sku] = scene.now
                busy = True
            content = row.cells.get("stock")
            doubt = row.sku in scene.doubtful or scene.odd(row.sku)
            # Where a number below zero is asked about, an answer says what is there; a count would be one edit more.
            key = scene.books.goods.key(row.sku)
            below = isinstance(content, int) and content < 0 and key not in asked
            if doubt or below or not isinstance(content, int) or isinstance(content, bool):
                counted(scene, row, max(0, scene.books.shelf[row.sku]))
                busy = True
        for question in open_questions(scene):
            busy = True
            code = honest(scene, question)
            if code is not None:
                choose(scene, question, code)
        return busy

    # What must be true then

    def _agree(self) -> None:
        """Shelf, ledger, sheet and shops say the same of every SKU."""
        scene = self._scene
        cycle = scene.main.cycle
        assert cycle is not None  # noqa: S101
        paper = scene.layer.paper
        sums = cycle.store.balances()
        owed = scene.books.reserved()
        shown: dict[str, int] = {}
        buffers: dict[str, int] = {}
        for row in scene.sku_rows():
            sku, units = row.sku, scene.books.shelf[row.sku]
            self._equal("P1", f"Stok of {sku}", row.cells.get("stock"), units)
            self._equal("P9", f"ledger of {sku}", sums.get(scene.books.goods.key(sku)), (units, owed[sku]))
            self._equal("P2", f"Dipesan of {sku}", row.cells.get("reserved") or 0, owed[sku])
            self._equal("P9", f"Tersedia of {sku}", row.cells.get("available"), units - owed[sku])
            self._equal("P1", f"entry of {sku}", row.cells.get("entry") or "", "")
            shown[sku] = units - owed[sku]
            buffer = row.cells.get("buffer") or 0
            if isinstance(buffer, str):
                raise Violation("P1", f"buffer of {sku} is {buffer!r}, and nobody typed that")
            buffers[sku] = int(buffer)
        if len(shown) < len(scene.books.shelf):
            raise Violation("P3", f"rows are gone: {sorted(set(scene.books.shelf) - set(shown))}")
        for name, shop in sorted(scene.layer.shops.items()):
            for listing in shop.business.listings():
                wanted = scene.books.implied(shown, buffers, At(name, listing["id"]))
                if wanted is not None:
                    self._equal("P8", f"{name} listing of {listing['sku']}", listing["stock"], wanted)

        said = {row.get("by") for row in paper.rows("conflicts")}
        for text in scene.remarks:
            self._equal("P1", f"the remark {text} in Konflik", text in said, True)
        for title, text in scene.keepsakes.items():
            self._equal("P1", f"the tab {title}", paper.keepsake(title), text)
        for row in scene.sku_rows():
            notes = row.cells.get("notes") or ""
            # A row that the engine put back has the notes that it had, or none, where the engine was new since.
            binned = scene.binned.get(row.sku, {}).get("notes") if row.sku in scene.nameless else None
            if not (binned and notes == binned):
                self._equal("P1", f"notes of {row.sku}", notes, scene.notes.get(row.sku, ""))
            if row.sku not in scene.nameless:
                self._equal("P1", f"name of {row.sku}", row.cells.get("name"), f"Barang {row.sku}")

    @staticmethod
    def _equal(promise: str, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise Violation(promise, f"{what} is {found}, should be {wanted}")

    def _writes(self) -> list[int]:
        """Writes of the engine so far, to Google and to each shop."""
        layer = self._scene.layer
        return [layer.paper.writes(), *(shop.writes() for shop in layer.shops.values())]

    def _silent(self) -> None:
        """Two turns more write nothing, but for one beat in ten minutes."""
        scene = self._scene
        before, since = self._writes(), scene.now
        self.turns(2)
        now = self._writes()
        beats = 1 + int((scene.now - since) // 600)
        if now[1:] != before[1:] or now[0] - before[0] > beats:
            raise Violation("P8", f"quiet, and still writing: {before} became {now}")


def _answerable(scene: Scene) -> set[str]:
    """What is asked about that a person can answer: no number under a name of which no engine asks what it means."""
    asked, goods = open_questions(scene), scene.books.goods
    named = {one.subject.rpartition(SEPARATOR)[2] for one in asked if one.kind == "renamed"}
    unsaid = {goods.key(sku) for sku in scene.books.shelf if goods.unsaid(sku)}
    return {one.subject for one in asked} - (unsaid - named)
