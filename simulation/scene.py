"""Everything one run has in its hands: the world, its books, the engines, and what people can see of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import is_
from pathlib import Path
from typing import NamedTuple

from engine.model.questions import Question
from engine.texts import Texts

from .books import At, Books
from .calls import Line
from .clock import Agenda
from .goods import folded
from .peril import Peril
from .places import Cell, Layer, Setting
from .trace import Trace
from .worker import Worker

# A person may still look at what an engine write replaced a minute ago; and clocks differ.
SLOW_HANDS = 130.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the `SKU` tab with a SKU of the seller's: its number from 1, whose goods' it is, and its cells."""

    number: int
    sku: str
    cells: dict[str, Cell]


def _rows_of(known: Mapping[str, str], rows: Iterable[dict[str, Cell]]) -> list[Row]:
    found = []
    for number, cells in enumerate(rows, 2):
        text = cells.get("sku")
        sku = known.get(folded(text)) if isinstance(text, str) else None
        if sku is not None:
            found.append(Row(number, sku, cells))
    return found


class Typed(NamedTuple):
    """What a person left in `stock` or `entry`, in the text that it reads as there, and when; '' for a whole row.

    `anew` where the cell was blank before.
    """

    column: str
    text: str
    at: float
    anew: bool = False


@dataclass(slots=True)
class Scene:
    """One run. `seen` is when the last turn began that saw everything and went well, `completed` when the last one
    began that went well at all. By SKU: when its row was last `edited`, `counted`, given an entry (`entered`) or
    `flagged` (buffer, tick) or `noted`; by shop: when its tick was last changed (`sending`). `revoked` shops wait for
    a new consent, and those that are `unsure` may come to need one; `binned` rows were deleted, and `nameless` says
    when, or when the cache was lost that read nothing since, until a person puts them back. `notes`, `keepsakes` and
    `remarks` are what people wrote for themselves.
    `typed` is what they left whose receipt was not judged yet; [] where it was. Shops that were `emptied` said once
    that they offer nothing; a listing was `tampered` with when somebody beside the engine last set another number,
    and that was not set right since, and `foreign` when anybody but the engine last did; when a shop was to say yes
    and do nothing it `lied`, once for each time; `copy_counts` stand in one of two copies. `relisted` are listings
    that came back under another id, and nobody has said yet what they are. Answers that were worked out and wait to
    be typed are `in_mind`, by question. `slips` are rows that say the SKU of another by mistake, by the goods whose
    they are; `unnamed` are the goods whose row says none for a while.
    At `astray` a batch last hit cells of people's that it was not meant for. At `stampede` somebody set the `wiped`
    SKUs to zero together, at `released` somebody let go what was held. Where the `Stok` of a SKU is
    `dressed` its cell has a format of its own; whether that shows a number as what it is, or as a day, a share or with
    decimals.
    """

    setting: Setting
    agenda: Agenda
    line: Line
    trace: Trace
    layer: Layer
    books: Books
    texts: Texts
    main: Worker
    others: list[Worker] = field(default_factory=list)
    seen: float = 0.0
    completed: float = 0.0
    calm: bool = True
    history: dict[str, list[tuple[float, Cell]]] = field(default_factory=dict)
    edited: dict[str, float] = field(default_factory=dict)
    counted: dict[str, float] = field(default_factory=dict)
    entered: dict[str, float] = field(default_factory=dict)
    flagged: dict[str, float] = field(default_factory=dict)
    noted: dict[str, float] = field(default_factory=dict)
    sending: dict[str, float] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    binned: dict[str, dict[str, Cell]] = field(default_factory=dict)
    nameless: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    backup: Path | None = None
    cache_fate: str = ""
    lags: dict[str, float] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    edits: dict[str, list[float]] = field(default_factory=dict)
    typed: dict[str, list[Typed]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    lost_at: float = -1.0
    emptied: set[str] = field(default_factory=set)
    copy_counts: dict[str, int] = field(default_factory=dict)
    tampered: dict[At, float] = field(default_factory=dict)
    foreign: dict[At, float] = field(default_factory=dict)
    lied: dict[str, list[float]] = field(default_factory=dict)
    recent: set[str] = field(default_factory=set)
    keepsakes: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    slips: dict[str, str] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    released: float = 0.0
    stampede: float = -1.0
    wiped: set[str] = field(default_factory=set)
    relisted: set[At] = field(default_factory=set)
    in_mind: dict[str, tuple[Question, str]] = field(default_factory=dict)
    astray: float = -1000.0
    dressed: dict[str, bool] = field(default_factory=dict)
    peril: Peril = field(default_factory=Peril)
    _found: tuple[Mapping[str, str], list[dict[str, Cell]], list[Row]] = field(
        default_factory=lambda: ({}, [], [])
    )

    @property
    def now(self) -> float:
        """The true time."""
        return self.agenda.now

    # What people see in the `SKU` tab

    def sku_rows(self) -> list[Row]:
        """Rows that hold a SKU of the seller's, in the order of the sheet."""
        names, rows = self.books.goods.known, self.layer.paper.rows("skus")
        known, read, found = self._found
        if names is not known or len(rows) != len(read) or not all(map(is_, rows, read)):
            found = _rows_of(names, rows)
            self._found = names, rows, found
        return list(found)

    def single_rows(self) -> list[Row]:
        """Those whose SKU stands in no other row."""
        rows = self.sku_rows()
        times: dict[str, int] = {}
        for row in rows:
            times[row.sku] = times.get(row.sku, 0) + 1
        return [row for row in rows if times[row.sku] == 1]

    def odd(self, sku: str) -> bool:
        """Whether `Stok` shows whatever is typed there as something else, until somebody chooses a plain number."""
        return self.dressed.get(sku) is False

    def remember(self) -> None:
        """Note what stands in every `Stok` cell now; called whenever somebody may have changed one."""
        for row in self.sku_rows():
            known = self.history.setdefault(row.sku, [])
            content = row.cells.get("stock")
            if isinstance(content, str) and content.startswith("="):
                # Nobody sees whether a formula was replaced by the number that it came to.
                content = self.layer.paper.value("skus", row.number, "stock")
            if not known or known[-1][1] != content:
                known.append((self.now, content))

    def may_look_old(self, sku: str, units: int) -> bool:
        """Whether this number may be one that the engine last read or wrote there: typing it looks like no edit."""
        since = min(self.completed, self.now) - SLOW_HANDS
        for when, content in reversed(self.history.get(sku, [])):
            if content == units:
                return True
            if when < since:
                return False
        return False

    def edit(self, sku: str, column: str = "", text: str = "", *, anew: bool = False) -> None:
        """A person has just changed `Stok` or `+/-` of a SKU to a text; or its whole row, where no column is named."""
        self.typed.setdefault(sku, []).append(Typed(column, text, self.now, anew))
        times = self.edits.setdefault(sku, [])
        if self.lost_at > self.seen and any(time >= self._kept for time in times[-3:]):
            self.doubtful.add(sku)
        times.append(self.now)
        self.edited[sku] = self.now

    def lose_memory(self) -> None:
        """What an engine booked and had not yet written down in the sheet is lost with its cache.

        Read again it counts the same, unless its cell was overwritten meanwhile: then nobody can know.
        """
        self.lost_at = self.now
        for sku, times in self.edits.items():
            if sum(time >= self._kept for time in times) > 1:
                self.doubtful.add(sku)
        for at in sorted(self.relisted):
            # Nobody remembers the old id: the new one is a listing like any other.
            self.books.stranger(at, self.now)
        self.relisted.clear()

    @property
    def _kept(self) -> float:
        """Whatever was edited before this was surely written down."""
        return min(self.completed, self.seen)

    def unread(self, sku: str) -> bool:
        """Whether something happened to a SKU that the engine has not surely seen yet."""
        return self.books.touched.get(sku, 0.0) >= self.seen or self.edited.get(sku, 0.0) >= self.seen

    def moved(self) -> None:
        """Rows moved: what an engine reads in a turn under way may not fit together, so it concludes nothing."""
        for worker in self.workers():
            if worker.turn is not None:
                worker.turn.spoilt.add("moved")

    @property
    def lodger(self) -> Worker:
        """The second worker on the main one's cache."""
        return self.others[1]

    def on_one_cache(self, name: str) -> bool:
        """Whether this worker's cache is the main one's."""
        return name in (self.main.name, self.lodger.name)

    def living(self, holder: str) -> bool:
        """Whether the process that calls itself so runs: of a name there are several, one after another."""
        name, boots, _ = holder.split(":")
        return any((one.name, str(one.boots)) == (name, boots) for one in self.workers())

    def workers(self) -> Iterator[Worker]:
        """Every engine that runs."""
        return (worker for worker in (self.main, *self.others) if worker.alive)
