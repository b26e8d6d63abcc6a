"""What an engine must not do although every number is right: bother people for nothing, or touch what is in doubt.

| promise | a violation                                                                                      |
|---------|--------------------------------------------------------------------------------------------------|
| P1      | people are asked what is on the shelf, although nobody typed anything there since it was read     |
| P1      | a number is counted after junk, nothing else moves, and the engine still holds others possible    |
| P1      | numbers are held possible beside the one that is booked, and no open question asks which          |
| P8      | a shop is written to twice after the lease has run out                                            |
| P7      | a listing is taken for gone that is there, though its shop never said that it offers nothing      |
| P7      | a listing is written again after a write without an answer, and was not read in between           |
| P10     | a listing is written although it is said to be frozen                                             |
| P10     | what another set is set right, with nothing else in motion, and `Konflik` names nothing           |
| P9      | `Stok` of a SKU at rest shows for several turns another number than the engine has booked         |
| P3      | a batch changes `Stok` or `+/-` of a SKU that stood in two rows before the turn began             |
| P3      | a number that a batch left in a row of nobody's is named nowhere                                  |
| P1      | two engines may write the sheet at once                                                           |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engine.model.book import Book
from engine.model.ids import ListingKey

from .books import At
from .calls import WITHOUT_ANSWER, Call, Fate
from .clock import Violation
from .goods import folded
from .places import Cell
from .scene import Scene
from .worker import Turn, Worker

# As many turns may go by before a cell shows what is booked.
MISSES = 2
# So long before a turn a question may have been asked that names what it set right (seconds).
TOLD = 3600.0
# What of a row the engine counts.
COUNTED = ("stock", "entry")
# Kinds of questions that ask which number is on the shelf.
NUMBERS = frozenset({"count", "late"})
# They change rows, and type nothing.
COPYING = frozenset({"people.duplicate", "people.drop_copy", "people.mistype", "people.put_right"})

Rows = Sequence[dict[str, Cell]]


def contents(rows: Rows, name: str, column: str) -> Counter[Cell]:
    """What stands in a column beside each row of a (folded) SKU; '' where nothing does."""
    mine = (row for row in rows if folded(str(row.get("sku") or "")) == name)
    return Counter("" if row.get(column) is None else row.get(column) for row in mine)


def numbers_of_nobody(rows: Rows) -> Counter[int]:
    """The numbers in `Stok` beside which nothing stands that a person wrote."""
    found: Counter[int] = Counter()
    for row in rows:
        value = row.get("stock")
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and all(row.get(name) in (None, "") for name in ("sku", "name", "variant", "notes")):
            found[int(str(value))] += 1
    return found


@dataclass(slots=True)
class Conduct:
    """Watches one run. By SKU: since when it stands `twice`, when something was `typed` last or only its row
    `copied`, and from when on all was `read` by a turn that went well; in how many such turns running the sheet and
    the engine stood `apart`, and when the last of these began; when junk was typed into `Stok` with nothing in motion
    (`junked`), and when it was counted next (`certain`). `stray` are numbers in rows of nobody's not yet named,
    `taken` those that batches took away there since a good turn; `replaced` is what batches took out of `Stok` and
    `+/-` of each SKU since then. `good` is when the last two turns began that went well; `before` when each SKU was
    edited as far as was noted last. `silent` are listings whose last write had no answer; `tampered` with were those
    of which nothing else was in motion, and `righted` in this turn. `epochs` stood in the sheet after the last batch.
    `slipped` are SKUs whose row says another by mistake.
    """

    scene: Scene
    twice: dict[str, float] = field(default_factory=dict)
    typed: dict[str, float] = field(default_factory=dict)
    copied: dict[str, float] = field(default_factory=dict)
    read: dict[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    stray: list[tuple[int, float]] = field(default_factory=list)
    taken: Counter[int] = field(default_factory=Counter)
    replaced: dict[tuple[str, str], Counter[Cell]] = field(default_factory=dict)
    junked: dict[str, float] = field(default_factory=dict)
    certain: dict[str, float] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    good: tuple[float, float] = (0.0, 0.0)
    apart: dict[str, tuple[int, float]] = field(default_factory=dict)
    silent: dict[At, float] = field(default_factory=dict)
    tampered: dict[At, float] = field(default_factory=dict)
    epochs: frozenset[int] = frozenset()
    slipped: set[str] = field(default_factory=set)
    outlived: dict[tuple[str, float], int] = field(default_factory=dict)
    righted: dict[At, float] = field(default_factory=dict)
    boots: int = 0

    def note(self, move: str = "") -> None:
        """Something may have been typed, or a row copied; `move` is what was done, '' for whatever else."""
        scene = self.scene
        if move in COPYING:
            self.copied.update({sku: at for sku, at in scene.edited.items() if at == scene.now})
        self.typed.update({sku: at for sku, at in scene.edited.items() if at != self.copied.get(sku)})
        # A row that said another SKU by mistake was gone, and what it holds counts as typed when it is there again.
        self.typed.update(dict.fromkeys(self.slipped - scene.slips.keys(), scene.now))
        self.slipped = set(scene.slips)
        self._junk(move)
        self._tampered()
        times = Counter(row.sku for row in scene.sku_rows())
        for sku in scene.books.shelf:
            if times[sku] > 1:
                self.twice.setdefault(sku, scene.now)
            else:
                self.twice.pop(sku, None)

    def _tampered(self) -> None:
        scene = self.scene
        for at, when in scene.tampered.items():
            link = scene.books.links.get(at)
            if when == scene.now and link is not None and max(self._moved(at, link.parts)) < self.good[0]:
                self.tampered[at] = when

    def _moved(self, at: At, parts: Iterable[str]) -> list[float]:
        """When what a listing should show may have changed last, by what it hangs on."""
        scene = self.scene
        kinds = (scene.books.touched, scene.edited, scene.flagged)
        return [
            scene.sending.get(at.shop, 0.0),
            *(times.get(sku, 0.0) for times in kinds for sku in parts),
        ]

    def _junk(self, move: str) -> None:
        scene, touched = self.scene, self.scene.books.touched
        for sku, at in list(self.certain.items()):
            if scene.edited[sku] > at or touched[sku] > at:
                del self.certain[sku]
        for sku, at in list(self.junked.items()):
            if scene.edited[sku] > at or touched[sku] > at:
                del self.junked[sku]
                read = at < scene.seen and scene.lost_at < at
                if move == "people.count" and read and touched[sku] == scene.edited[sku] == scene.now:
                    self.certain[sku] = scene.now
        if move == "people.junk":
            at_rest = [
                sku
                for sku, at in touched.items()
                if at < self.good[0] and self.before.get(sku, 0.0) < self.good[0]
            ]
            self.junked.update({sku: scene.now for sku in at_rest if scene.edited.get(sku) == scene.now})
        self.before = {sku: scene.edited.get(sku, 0.0) for sku in touched}

    def batch(self, call: Call, before: Rows, after: Rows) -> None:
        """A batch of an engine has taken effect."""
        turn = next((one.turn for one in self.scene.workers() if one.name == call.worker), None)
        ours = call.worker == self.scene.main.name
        self._strays(numbers_of_nobody(before), numbers_of_nobody(after), ours=ours)
        # One that lands late was made of what another turn had read.
        if turn is not None and not call.late and "moved" not in turn.spoilt:
            self._left_alone(before, after, turn)
        for sku in self.scene.books.shelf:
            for column in COUNTED:
                name = self.scene.books.goods.key(sku)
                gone = contents(before, name, column) - contents(after, name, column)
                self.replaced.setdefault((sku, column), Counter()).update(gone)
        self._one_writes(call.worker)

    def _strays(self, before: Counter[int], after: Counter[int], *, ours: bool) -> None:
        """What a batch of the main engine put into rows of nobody's, unless it had only taken it away; what any engine
        took is not there."""
        new, gone = after - before, before - after
        if ours:
            self.stray += [(units, self.scene.now) for units in (new - self.taken).elements()]
        for units in gone.elements():
            found = next((one for one in reversed(self.stray) if one[0] == units), None)
            if found is not None:
                self.stray.remove(found)
        if ours:
            self.taken = (self.taken - new) + gone

    def _one_writes(self, name: str) -> None:
        """One epoch stands, and who writes holds it, or has just taken it."""
        epochs, known = self.scene.layer.paper.epochs(), self.epochs
        self.epochs = epochs
        if len(epochs) > 1:
            raise Violation("P1", "an older epoch still stands: two engines may write the sheet at once")
        cycle = next((one.cycle for one in self.scene.workers() if one.name == name), None)
        if (
            epochs == known
            and cycle is not None
            and cycle.opened is not None
            and cycle.opened.epoch not in epochs
        ):
            raise Violation("P1", f"{name} wrote the sheet, and another engine holds it")

    def _left_alone(self, before: Rows, after: Rows, turn: Turn) -> None:
        for sku, since in self.twice.items():
            if since >= turn.started:
                continue
            for column in COUNTED:
                name = self.scene.books.goods.key(sku)
                old, new = contents(before, name, column), contents(after, name, column)
                # What a plain write met there and did not expect is put back.
                if old.total() > 1 and new - old - self.replaced.get((sku, column), Counter()):
                    raise Violation(
                        "P3",
                        f"a batch made {column} of {sku}, which stands twice, {list(new.elements())}, "
                        f"it was {list(old.elements())}",
                    )

    def calls(self, name: str) -> None:
        """A write of an engine has changed a shop's numbers: only one may have been under way for so long.

        One that a shop turned away, a token having run out meanwhile, changed nothing and may go out again.
        """
        for worker in self.scene.workers():
            lease = worker.cycle.lease if worker.cycle is not None else None
            late = lease is not None and worker.clock.now() > lease.expires
            if worker.name == name and worker.turn is not None and late:
                turn = (name, worker.turn.started)
                self.outlived[turn] = self.outlived.get(turn, 0) + 1
                if self.outlived[turn] > 1:
                    raise Violation("P8", f"{name} writes to shops, and its lease has run out")

    def pushed(self, worker: str, at: At) -> None:
        """An engine has just changed the number of a listing."""
        scene = self.scene
        if worker != scene.main.name:
            return
        if at in self.silent and self.silent[at] > scene.lost_at:
            # Of a cache that is gone nothing was ever sent.
            raise Violation("P7", f"{at.shop} {at.listing} was written again before it was read")
        cycle = scene.main.cycle
        assert cycle is not None  # noqa: S101
        if cycle.book.bindings[ListingKey(*at)].frozen:
            raise Violation("P10", f"{at.shop} {at.listing} is frozen, and was written to")
        link, since = scene.books.links.get(at), self.tampered.pop(at, None)
        if (
            since is None
            or link is None
            or max(link.since, scene.lost_at) >= since
            or self.twice.keys() & link.parts.keys()
        ):
            return
        if any(one.closed_at >= since for one in cycle.book.questions.values()):
            # An answer may have changed what the listing should show.
            return
        if max(self._moved(at, link.parts)) < since:
            self.righted[at] = since

    def over(self, call: Call, fate: Fate, changed: Sequence[At]) -> None:
        """A call to a shop has ended; `changed` are the listings whose numbers it changed."""
        if not self.scene.on_one_cache(call.worker):
            return
        if call.kind == "write" and fate in WITHOUT_ANSWER:
            self.silent.update(dict.fromkeys(changed, self.scene.now))

    def told(self, worker: str, listings: Iterable[ListingKey]) -> None:
        """An engine was told the numbers of these listings."""
        if self.scene.on_one_cache(worker):
            for key in listings:
                self.silent.pop(At(*key), None)

    def _shops(self, worker: Worker, turn: Turn) -> None:
        scene = self.scene
        assert worker.cycle is not None  # noqa: S101
        book = worker.cycle.book
        there = {
            (name, row["id"]) for name, shop in scene.layer.shops.items() for row in shop.business.listings()
        }
        gone = [
            key
            for key, binding in book.bindings.items()
            if binding.gone and key.shop not in scene.emptied and key in there
        ]
        if gone:
            raise Violation("P7", f"{gone[0]} is taken for gone, and it is there")
        told = {
            (one.subject, one.kind) for one in book.questions.values() if one.opened_at >= turn.started - TOLD
        }
        for at, since in self.righted.items():
            if scene.lost_at >= min(since, scene.seen):
                # What was asked went with the cache before it came into the sheet, and the number is right now; or
                # nobody knew any more what the listing had shown.
                continue
            if ("\x1f".join(at), "drift") not in told and (at.shop, "tug") not in told:
                raise Violation(
                    "P10", f"{at.shop} {at.listing} was set by another, set right, and nobody was told"
                )
        self.righted.clear()

    def turned(self, worker: Worker, turn: Turn, *, good: bool) -> None:
        """A turn of the main engine has ended with a report; `good` where it saw everything and went well."""
        self.note()
        self._shops(worker, turn)
        scene = self.scene
        assert worker.cycle is not None  # noqa: S101
        questions = worker.cycle.book.questions
        if self.boots != worker.boots or scene.lost_at >= min(self.read.values(), default=0.0):
            # A new process may have had to ask again, and knows what an older one did only from the sheet.
            self.boots = worker.boots
            self.stray = [one for one in self.stray if one[1] > scene.lost_at]
        named = {dict(one.params).get("shown") for one in questions.values() if one.kind == "misplaced"}
        lost = [units for units, at in self.stray if at < turn.started and str(units) not in named]
        if lost:
            raise Violation("P3", f"{lost} stand in rows of nobody's, and nobody was told")
        self.stray = [(units, at) for units, at in self.stray if str(units) not in named]
        for question in questions.values():
            if question.kind == "count" and question.open and question.id not in self.asked:
                self._asked_for_something(question.subject)
        self.asked.update(questions)
        self._asks_which(worker.cycle.book)
        if good:
            self.taken.clear()
            self.replaced.clear()
            self._shown(worker, turn)
            self.good = (self.good[1], turn.started)
            for sku, at in self.certain.items():
                state = worker.cycle.book.skus.get(scene.books.goods.key(sku))
                if at < turn.started and scene.lost_at < at and state is not None and state.offsets:
                    raise Violation(
                        "P1", f"{sku} was counted after junk, and other numbers are held possible"
                    )
            there = {row.sku for row in scene.single_rows()}
            self.read = dict.fromkeys(there - self.twice.keys(), turn.started)

    def _shown(self, worker: Worker, turn: Turn) -> None:
        """A swap may miss twice before it becomes a plain write; after that the cell holds what is booked."""
        scene = self.scene
        assert worker.cycle is not None  # noqa: S101
        for row in scene.single_rows():
            state = worker.cycle.book.skus.get(scene.books.goods.key(row.sku))
            units = row.cells.get("stock")
            moved = max(scene.books.touched[row.sku], scene.edited.get(row.sku, 0.0))
            at_rest = moved < turn.started
            if not isinstance(units, int) or isinstance(units, bool) or state is None or not at_rest:
                self.apart.pop(row.sku, None)
                continue
            junk = units < 0 <= state.on_hand or row.sku in scene.books.fed or scene.odd(row.sku)
            if units == state.on_hand or junk or row.sku in self.twice:
                self.apart.pop(row.sku, None)
                continue
            times, since = self.apart.get(row.sku, (0, 0.0))
            # Whatever moved in a turn that did not end well is written anew.
            self.apart[row.sku] = (1 if moved >= since else times + 1), turn.started
            if self.apart[row.sku][0] > MISSES:
                raise Violation("P9", f"Stok of {row.sku} shows {units}, and {state.on_hand} are booked")

    @staticmethod
    def _asks_which(book: Book) -> None:
        asked = {one.subject for one in book.questions.values() if one.open and one.kind in NUMBERS}
        unasked = sorted(key for key, state in book.skus.items() if state.offsets and key not in asked)
        if unasked:
            raise Violation("P1", f"other numbers of {unasked} are held possible, and nobody is asked which")

    def _asked_for_something(self, subject: str) -> None:
        scene = self.scene
        for sku, read in self.read.items():
            quiet = sku not in scene.books.fed and sku not in scene.doubtful
            if scene.books.goods.key(sku) == subject and quiet and self.typed.get(sku, 0.0) < read:
                raise Violation("P1", f"how many {sku} there are is asked, and nobody had typed anything")
