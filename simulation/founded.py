"""Decides whether what an engine says and sends has a ground in the world: nothing is told, raised or held for nothing.

| promise | a violation                                                                                      |
|---------|--------------------------------------------------------------------------------------------------|
| P1      | a tick that a person took away stands there again                                                 |
| P6      | orders alone lower many listings, and people are asked to release them                            |
| P7      | people are asked whether half a shop is gone, and it never said that it offers nothing             |
| P8      | a number is raised while a difference that was just read waits for the next order read            |
| P9      | a number is sent, and what it was worked out from is not in the ledger yet                        |
| P10     | `Konflik` tells of a drift or a tug-of-war, and nobody but buyers and the engine touched the shop  |
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.model.ids import ListingKey
from engine.model.questions import Question

from .books import At
from .clock import Violation
from .scene import Scene
from .worker import Turn, Worker

# What a row that is made anew, copied or put back shows there is nobody's word.
REMADE = frozenset({"people.delete", "people.undelete", "people.duplicate", "people.drop_copy"})
# Of a row that has another SKU now or had one, nobody says whose tick it was.
RENAMED = frozenset({"people.other_goods", "people.mistype", "people.put_right"})


@dataclass(slots=True)
class Founded:
    """Watches one run. `misled` is when the engine may last have been told something wrong of a shop, `good` when
    the last four turns began that saw everything and went well: a page of listings a turn, and each is read twice;
    `unsure` is by listing when its number was last not known to the engine, `ours` when the engine set it the last two
    times; `unticked` by SKU when a person took its
    tick away, `asked` what was asked so far."""

    scene: Scene
    misled: float = 0.0
    good: tuple[float, ...] = (0.0,) * 4
    unsure: dict[At, float] = field(default_factory=dict)
    unticked: dict[str, float] = field(default_factory=dict)
    ours: dict[At, list[float]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def note(self, move: str) -> None:
        """A move was made."""
        self._mislead()
        if move in RENAMED:
            self.unticked.clear()
        elif move in REMADE:
            there = {row.sku for row in self.scene.single_rows()}
            remade = {sku for sku, at in self.scene.edited.items() if at == self.scene.now}
            self.unticked = {sku: at for sku, at in self.unticked.items() if sku in there - remade}
        if move == "people.active":
            for row in self.scene.single_rows():
                if self.scene.flagged.get(row.sku) == self.scene.now:
                    self.unticked.pop(row.sku, None)
                    if row.cells.get("active") is False:
                        self.unticked[row.sku] = self.scene.now

    def _mislead(self) -> None:
        """A shop that lies or lags, a clock that is wrong, a second engine: what is told of shops may be wrong."""
        scene = self.scene
        lags = any(scene.lags.values())
        if (
            lags
            or any(scene.left.values())
            or scene.main.clock.ahead
            or any(
                one.alive and one.cycle is not None and one.cycle.opened is not None for one in scene.others
            )
        ):
            self.misled = scene.now

    # What is sent

    def pushed(self, worker: Worker, at: At, units: int) -> None:
        """The main engine has just set a listing to this number."""
        cycle = worker.cycle
        assert cycle is not None  # noqa: S101
        self.ours[at] = [*self.ours.get(at, ())[-1:], self.scene.now]
        binding = cycle.book.bindings[ListingKey(*at)]
        if binding.suspect and binding.seen is not None and units > binding.seen:
            raise Violation(
                "P8", f"{at.shop} {at.listing} was raised to {units}, and why it shows {binding.seen} is open"
            )
        sums = cycle.store.balances()
        for part in binding.components:
            state = cycle.book.skus[part.sku]
            if sums.get(part.sku) != (state.on_hand, state.reserved):
                raise Violation(
                    "P9",
                    f"{at.shop} {at.listing} was set by {part.sku} = {state.on_hand}, which is not booked",
                )

    # Turns

    def turned(self, worker: Worker, turn: Turn, *, good: bool) -> None:
        """A turn of the main engine has ended with a report; `good` where it saw everything and went well."""
        scene = self.scene
        assert worker.cycle is not None  # noqa: S101
        self._mislead()
        for key, binding in turn.before.bindings.items():
            if binding.uncertain or binding.expected is None:
                self.unsure[At(*key)] = turn.started
        for question in worker.cycle.book.questions.values():
            if question.id not in self.asked and question.opened_at >= turn.started:
                self._grounded(question, turn)
        self.asked.update(worker.cycle.book.questions)
        if good:
            self.good = (*self.good[1:], turn.started)
            for row in scene.single_rows():
                since = self.unticked.get(row.sku, turn.started)
                # When all is put in order at the end people tick again.
                again = scene.flagged.get(row.sku, 0.0) > since
                if since < self.good[0] and row.cells.get("active") is True and not again:
                    raise Violation("P1", f"Aktif of {row.sku} was taken away, and stands there again")

    def _grounded(self, question: Question, turn: Turn) -> None:
        scene = self.scene
        known = self.good[0] > max(self.misled, scene.lost_at)
        if question.kind == "drift" and known:
            at = At(*question.subject.split("\x1f"))
            if not self._touched(at, turn):
                raise Violation(
                    "P10", f"a drift of {at.shop} {at.listing} is told, and only buyers were there"
                )
        if question.kind == "tug" and known:
            ours = [At(*key) for key in turn.before.bindings if key.shop == question.subject]
            if not any(self._touched(at, turn) for at in ours):
                raise Violation(
                    "P10", f"a tug-of-war in {question.subject} is told, and only buyers were there"
                )
        shop, _, of_listings = question.subject.partition("\x1f")
        if question.kind == "hold" and of_listings and shop not in scene.emptied and scene.lost_at < 0.0:
            raise Violation(
                "P7", f"half of {shop} is taken for gone, which never said that it offers so little"
            )
        edits = scene.edited or scene.flagged or scene.foreign
        if question.kind == "hold" and question.subject in scene.layer.shops and not edits:
            raise Violation("P6", f"{question.subject} is held, and nobody edited anything")

    def _touched(self, at: At, turn: Turn) -> bool:
        """Whether somebody set this number, or the engine could not know it, or an order came while it was read."""
        # A shop is read page by page: until the engine sets the number itself, somebody else's may be news.
        earlier = [when for when in self.ours.get(at, ()) if when < turn.started]
        if (
            self.scene.foreign.get(at, -1.0) >= max(earlier, default=0.0)
            or self.unsure.get(at, 0.0) >= self.good[0]
        ):
            return True
        versions = self.scene.layer.shops[at.shop].business.book.versions.values()
        return any(
            order[-1].updated_at >= turn.started
            and any(line.listing == at.listing for line in order[-1].lines)
            for order in versions
        )
