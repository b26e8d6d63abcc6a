"""Decides in which order Google is asked: the desk of the cycle over a gateway to one spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from random import Random

from ..clock import Clock
from ..errors import (
    EpochLost,
    NewerLayout,
    SheetError,
    SheetRefused,
    SheetUnavailable,
    SheetUnknown,
    TabMissing,
)
from ..model.book import PendingBatch
from ..model.sheet import Answer, Chunk, Copy, Inspected, SheetView, SheetWrite
from . import answer, epoch, tabs
from .base import BookInfo, Gateway, LayoutReport, Opened, Wording
from .columns import Place, find_columns, find_tab, place_of
from .epoch import EpochTab
from .mending import Mender, Met, rests_on
from .ranges import a1, header_a1, whole_a1
from .reader import Row, inspected, inspection_ranges, same_header, tab_view
from .restoring import Restorer
from .schema import (
    BY_NAME,
    ENGINE_TAB,
    MANY_ROWS,
    SCHEMA_VERSION,
    SKUS,
    STATE_NAMES,
    TABS,
    TURNS,
    Tab,
    epoch_title,
)
from .shadows import Belief, witnessed
from .state import STATE_RANGE, EngineState, parse_state
from .takeover import engine_tab, take
from .times import zone_of
from .writer import Fence, build

# A header has to be the same before and after the marks were read; people may move several columns meanwhile.
READINGS = 4


@dataclass(frozen=True, slots=True)
class _Held:
    """What an engine knows once it holds the sheet, or, where `visits`, once it has looked who does."""

    fence: Fence
    locale: str
    zone: tzinfo
    visits: bool = False

    @property
    def number_range(self) -> str:
        """The cell with the number of the last batch: of this epoch, or of whoever holds the sheet."""
        if self.visits:
            return a1(ENGINE_TAB, STATE_NAMES.index("batch"), 1)
        return a1(epoch_title(self.fence.epoch), 0, 0)


@dataclass(slots=True)
class SheetDesk:
    """The `Desk` of `base` over any gateway. `alarms` are status texts by tab that call for a person."""

    gateway: Gateway
    wording: Wording
    clock: Clock
    rng: Random
    alarms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _held: _Held | None = None
    _info: BookInfo | None = None
    _places: dict[str, Place] = field(default_factory=dict)
    _headers: dict[str, Row] = field(default_factory=dict)
    _many: bool = False
    _turn: int = 0

    # The start

    def layout(self) -> LayoutReport:
        """As `Desk.layout`: what is there is read first, so that a second call changes nothing."""
        info = self.gateway.book()
        shown = [tab for tab in info.tabs if not tab.hidden]
        contents = self.gateway.values([whole_a1(tab.title) for tab in shown])
        rows = {tab.sheet_id: found for tab, found in zip(shown, contents, strict=True)}
        plan = tabs.lay_out(info, rows, self.wording, self.alarms, self.rng)
        if plan.requests:
            self.gateway.apply(plan.requests)
            self._forget()
        return plan.report

    def open(self, engine_id: str, *, take_over: bool = False, own_epoch: int = 0) -> Opened:
        """As `Desk.open`: take the epoch first, so that a lost batch has landed or never will; then read."""
        self._forget()
        self._held = None
        info, before, ended, new = take(self.gateway, self.clock, self.rng, engine_id, take_over=take_over)
        state = parse_state(self.gateway.values([STATE_RANGE])[0])
        return self._opened(info, state, new, engine_id, before=before, foreign=ended != own_epoch)

    def visit(self) -> Opened:
        """As `Desk.visit`."""
        self._forget()
        info = self.gateway.book()
        engine_tab(info)
        state = parse_state(self.gateway.values([STATE_RANGE])[0])
        if state.schema > SCHEMA_VERSION:
            raise NewerLayout("a newer version laid out this sheet")
        stands = (*epoch.standing(info), EpochTab(0, 0))
        return self._opened(info, state, max(stands), "", before=state, foreign=False)

    def _opened(
        self,
        info: BookInfo,
        state: EngineState,
        tab: EpochTab,
        engine_id: str,
        *,
        before: EngineState,
        foreign: bool,
    ) -> Opened:
        """What is known at a start; without an engine's id it is a visit."""
        self._info = info
        home = engine_tab(info)
        fence = Fence(tab.epoch, tab.sheet_id, engine_id, home.sheet_id, home.rows, home.columns, state.slots)
        self._held = _Held(fence, info.locale, zone_of(info.timezone), visits=not engine_id)
        return Opened(
            epoch=tab.epoch,
            last_epoch=state.last_epoch,
            last_batch=state.last_batch,
            foreign=foreign,
            holder=before.engine,
            beat=before.beat,
            checkpoint=state.chunks,
            number_swaps=epoch.swaps_numbers(state.tests),
            locale=info.locale,
            timezone=info.timezone,
        )

    # Reading

    def read(self) -> SheetView:
        """As `Desk.read`. A header that is not the known one is believed only once it was the same before and
        after the marks were read, so that a column that moves meanwhile is never mistaken."""
        held = self._holding()
        seen: dict[str, Row] = {}
        for _ in range(READINGS):
            wanted = TABS if seen or not self._places else self._due()
            found = self._light(held, wanted)
            if found is None:
                continue
            number, rows = found
            headers = {name: lines[0] if lines else () for name, lines in rows.items()}
            if any(name not in self._places or self._headers[name] != headers[name] for name in headers):
                if seen != headers:
                    seen, self._info = headers, self.gateway.book()
                    continue
                self._resolve(headers)
            views = {name: tab_view(self._places[name], lines, held.zone) for name, lines in rows.items()}
            self._many = len(views[SKUS.name].rows) > MANY_ROWS
            return SheetView(views, held.fence.epoch, number, self.clock.now(), held.locale)
        raise SheetUnavailable("tabs or columns were moved all the while")

    def _due(self) -> tuple[Tab, ...]:
        """The tabs of this cycle: all of them, or, of a large sheet, those whose turn it is."""
        if not self._many:
            return TABS
        self._turn += 1
        turn = TURNS[self._turn % len(TURNS)]
        return tuple(tab for tab in TABS if tab.name == turn or tab.name not in TURNS)

    def _light(self, held: _Held, wanted: Sequence[Tab]) -> tuple[int, dict[str, tuple[Row, ...]]] | None:
        """The epoch's batch number and the rows of these tabs, in one read; None where a title was none any more."""
        titles = [self._title(tab) for tab in wanted]
        try:
            numbers, *found = self.gateway.values([held.number_range, *map(whole_a1, titles)])
        except SheetRefused as error:
            if "range" not in error.params:
                raise
            self._forget()
            self._info = self.gateway.book()
            if not held.visits and held.fence.epoch_sheet not in {tab.sheet_id for tab in self._info.tabs}:
                raise self._lost() from error
            return None
        number = numbers[0][0] if numbers and numbers[0] else 0
        rows = {tab.name: lines for tab, lines in zip(wanted, found, strict=True)}
        return int(number) if isinstance(number, int | float) else 0, rows

    def inspect(self, rows: Sequence[int]) -> Mapping[int, Inspected]:
        """As `Desk.inspect`."""
        if not rows:
            return {}
        place = self._place(SKUS.name)
        try:
            blocks = self.gateway.cells([header_a1(place.title), *inspection_ranges(place, rows)])
        except SheetRefused as error:
            raise self._meaning(error) from error
        if not same_header(self._headers[SKUS.name], blocks):
            # What stands in these cells says nothing about `Stok`.
            self._forget()
            raise SheetUnavailable("columns were moved between two readings")
        return inspected(place, rows, blocks)

    def checkpoint(self) -> tuple[Chunk, ...]:
        """As `Desk.checkpoint`."""
        return parse_state(self.gateway.values([STATE_RANGE])[0]).chunks

    # Writing

    def write(self, write: SheetWrite, view: SheetView) -> Answer:
        """As `Desk.write`. After a lost answer nothing works until `open` has taken a new epoch."""
        held = self._holding()
        if held.visits:
            raise EpochLost("the sheet was only visited", holder="")
        batch = build(write, view, self._places, self._headers, held.fence, self.clock.now(), held.zone)
        try:
            applied = self.gateway.apply(batch.requests, batch.ranges)
        except SheetUnknown:
            self._held = None
            raise
        except SheetRefused as error:
            raise self._meaning(error) from error
        fence = replace(
            held.fence, state_rows=batch.state_rows, state_columns=batch.state_columns, slots=batch.slots
        )
        self._held = replace(held, fence=fence)
        for name, count in batch.added.items():
            place = self._places[name]
            self._places[name] = replace(place, rows=place.rows + count)
        copies = answer.reply_copies(
            write.intents, batch.swaps, applied, self._places, held.fence.state_sheet
        )
        headers = answer.met_headers(applied, batch.believed, held.fence.state_sheet)
        met = [Met(belief, headers[belief.tab]) for belief in batch.believed]
        if any(one.odd for one in met):
            copies = self._mended(write, met, copies, held.fence.epoch, already=False)
        copies = self._restored(write, copies, batch.believed)
        return Answer(write.number, True, copies, self.clock.now())

    def _mended(
        self, write: SheetWrite, met: Sequence[Met], copies: tuple[Copy, ...], epoch: int, *, already: bool
    ) -> tuple[Copy, ...]:
        """Put back what was hit under a wrong header; the copies of the intents that were made all the same."""
        held = self._holding()
        mender = Mender(self.gateway, self.wording, held.fence, epoch, write.number)
        try:
            spoilt = mender.mend(write, met, held.zone, mended=already or held.visits)
        except SheetError as error:
            # The batch itself did land: with a new epoch it is settled and mended again.
            self._held = None
            raise SheetUnknown(error.detail) from error
        self._held = replace(held, fence=mender.fence)
        self._forget()
        gone = {write.intents[position] for position in spoilt}
        return tuple(copy for copy in copies if copy.intent not in gone)

    def _restored(
        self, write: SheetWrite, copies: tuple[Copy, ...], believed: Sequence[Belief]
    ) -> tuple[Copy, ...]:
        """Put back what plain writes met and did not expect; the copies of the intents that were made all the same."""
        held = self._holding()
        if held.visits or not any(intent.mode == "plain" for intent in write.intents):
            return copies
        restorer = Restorer(self.gateway, held.fence, write.number, {})
        try:
            if not self._places:
                self.read()
            restorer.places = self._places
            back = restorer.restore(write, copies, {one.tab: one for one in believed}, held.zone)
        except SheetError as error:
            # The batch itself did land: with a new epoch it is settled and what it met is put back again.
            self._held = None
            raise SheetUnknown(error.detail) from error
        self._held = replace(held, fence=restorer.fence)
        gone = {write.intents[position] for position in back}
        return tuple(copy for copy in copies if copy.intent not in gone)

    def settle(self, pending: PendingBatch) -> Answer:
        """As `Desk.settle`. The number being there says that the batch landed, never that a swap matched."""
        number, intents = pending.write.number, pending.write.intents
        rows = self.gateway.values([whole_a1(ENGINE_TAB)])[0]
        state = parse_state(rows)
        if (state.last_epoch, state.last_batch) != (pending.epoch, number):
            return Answer(number, False, (), self.clock.now())
        found = witnessed(rows, pending.epoch, number)
        met = [Met(belief, header) for belief, header, _ in found]
        repeated = self._repeats({intent.tab for intent in intents})
        copied = answer.rows_of(state.copies, pending.epoch, number)
        copies = answer.copies_of(intents, copied, {}, repeated)
        if any(one.odd for one in met):
            mended = any(turn for *_, turn in found)
            copies = self._mended(pending.write, met, copies, pending.epoch, already=mended)
        copies = self._restored(pending.write, copies, [one.belief for one in met])
        return Answer(number, True, copies, self.clock.now())

    def recall(self) -> Answer:
        """As `Desk.recall`."""
        rows = self.gateway.values([whole_a1(ENGINE_TAB)])[0]
        state = parse_state(rows)
        found = witnessed(rows, state.last_epoch, state.last_batch)
        odd = {belief.tab: Met(belief, header).odd for belief, header, _ in found}
        copies = answer.last_copies(state, self._repeats(answer.tabs_of(state)))
        told = tuple(
            copy for copy in copies if not rests_on(copy.intent) & odd.get(copy.intent.tab, frozenset())
        )
        return Answer(state.last_batch, bool(state.last_batch), told, self.clock.now())

    def _repeats(self, names: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The keys that stand in several rows of these tabs, read now."""
        if not names:
            return {}
        info = self._info or self.gateway.book()
        wanted = [BY_NAME[name] for name in sorted(names)]
        found = self.gateway.values([whole_a1(self._title(tab)) for tab in wanted])
        repeated = {}
        for tab, rows in zip(wanted, found, strict=True):
            where = find_tab(info, tab, self.wording)
            header = rows[0] if rows else ()
            columns = find_columns(tab, where.sheet_id, info.marks, header, self.wording)[0] if where else {}
            if set(tab.keys) <= columns.keys():
                at = [columns[name] for name in tab.keys]
                keys = ([row[one] if one < len(row) else None for one in at] for row in rows[1:])
                repeated[tab.name] = answer.repeats(tab.name, keys)
        return repeated

    # What the calls share

    def _resolve(self, headers: Mapping[str, Row]) -> None:
        """Find every tab and column anew; LayoutBroken names what is missing."""
        info = self._known_book()
        for name, header in headers.items():
            where = find_tab(info, BY_NAME[name], self.wording)
            if where is None:
                raise TabMissing("a tab is missing", tab=name)
            self._places[name] = place_of(info, BY_NAME[name], header, self.wording, where)
            self._headers[name] = header

    def _title(self, tab: Tab) -> str:
        """The title under which a tab is asked for."""
        if tab.name in self._places:
            return self._places[tab.name].title
        where = find_tab(self._known_book(), tab, self.wording)
        if where is None:
            raise TabMissing("a tab is missing", tab=tab.name)
        return where.title

    def _known_book(self) -> BookInfo:
        if self._info is None:
            self._info = self.gateway.book()
        return self._info

    def _meaning(self, error: SheetRefused) -> SheetError:
        """What a refused call means; nothing was applied."""
        held = self._holding()
        missing = error.params.get("grid")
        if missing == held.fence.epoch_sheet:
            return self._lost()
        if missing is not None:
            gone = [name for name, place in self._places.items() if place.sheet_id == missing]
            self._forget()
            return TabMissing("a tab is gone", tab=gone[0] if gone else ENGINE_TAB)
        if "range" in error.params or "bounds" in error.params:
            # Tabs, rows or columns changed since the read: the next one sees them.
            self._forget()
            return SheetUnavailable(error.detail)
        return error

    def _lost(self) -> EpochLost:
        """Who holds the sheet now, as far as it says so."""
        try:
            state: EngineState = parse_state(self.gateway.values([STATE_RANGE])[0])
        except SheetError:
            return EpochLost("the epoch was taken", holder="")
        return EpochLost("the epoch was taken", holder=state.engine)

    def _forget(self) -> None:
        """Where tabs and columns are has to be found out again."""
        self._info = None
        self._places, self._headers = {}, {}

    def _place(self, tab: str) -> Place:
        if tab not in self._places:
            raise SheetUnavailable("the sheet was not read")
        return self._places[tab]

    def _holding(self) -> _Held:
        if self._held is None:
            raise EpochLost("the sheet was not opened", holder="")
        return self._held
