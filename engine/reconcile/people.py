"""Decides what the rows of the `SKU` tab say: counts, entries, buffers, ticks, new, copied and vanished rows.

| row                                        | what happens                                                    |
|--------------------------------------------|-----------------------------------------------------------------|
| SKU cell is a number                       | flagged with the closest known SKU; nothing is booked           |
| SKU known, `Stok` shows a possible base    | no edit                                                         |
| SKU known, `Stok` differs                  | read again in full, then `reading` and `merge` decide           |
| SKU new                                    | first count                                                     |
| SKU in two rows                            | last good number stays, or the lowest copy where that is lower  |
| SKU gone                                   | a question; never a zero                                        |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ..model.ids import sku_key
from ..model.questions import Choice, QuestionKind
from ..model.sheet import Inspected, SheetView, TabView, Value, as_text
from ..model.stock import Part, Receipt, SkuState
from . import marks, merge
from .draft import Draft
from .guidance import reads_a_point_as_decimal
from .reading import Count, Refusal, read_count, read_entry

GROUP_FROM = 4
MISSES = 2


@dataclass(frozen=True, slots=True)
class SkuRows:
    """Where each SKU stands: data row indexes by canonical key, and rows whose SKU cell is a number."""

    at: Mapping[str, tuple[int, ...]]
    numeric: tuple[int, ...]


def locate(tab: TabView) -> SkuRows:
    """Find every key in this read; rows without a key are nobody's."""
    at: dict[str, tuple[int, ...]] = {}
    numeric = []
    for index in range(len(tab.rows)):
        value = tab.cell(index, "sku")
        if value is None:
            continue
        if not isinstance(value, str):
            numeric.append(index)
            continue
        key = sku_key(value)
        if key:
            at[key] = (*at.get(key, ()), index)
    return SkuRows(at, tuple(numeric))


def rows_to_inspect(
    view: SheetView, skus: Mapping[str, SkuState], *, again: bool, number_swaps: bool = True
) -> tuple[int, ...]:
    """Sheet rows whose `Stok` must be read in full before anything is booked: what is no base.

    What was refused and still reads the same is looked at only where `again` is True and it reads like a count: a
    light read cannot tell `1.000` from the 1 that corrects it, and looking at each turn would cost a read in each
    cycle. The same goes for a feed: only a full read tells that its formula is gone. What a plain write shall change
    (`written_plainly`) is read in full first: a formula may stand there that comes to the very base. Of a SKU that
    stands in several rows nothing is booked, so nothing is looked at.
    """
    tab = view.tabs.get("skus")
    if tab is None:
        return ()
    wanted = []
    for key, indexes in locate(tab).at.items():
        if len(indexes) > 1:
            continue
        state = skus.get(key)
        value = tab.cell(indexes[0], "stock")
        if (
            state is None
            or _unclear(state, value, again=again)
            or (state.on_hand != value and written_plainly(state, number_swaps=number_swaps))
        ):
            wanted.append(tab.first_row + indexes[0])
    return tuple(sorted(wanted))


def _unclear(state: SkuState, value: Value, *, again: bool) -> bool:
    if _is_base(state, value):
        return state.feed and again
    return not _refused(state, value) or (again and _like_a_count(value))


def _like_a_count(value: Value) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)
    )


def written_plainly(state: SkuState, *, number_swaps: bool) -> bool:
    """Whether this `Stok` is changed by a plain write: swaps do not work here, or missed twice."""
    return not number_swaps or state.misses >= MISSES


def _is_base(state: SkuState, value: Value) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value in state.bases


def _refused(state: SkuState, value: Value) -> bool:
    return _stock_problem(state) and dict(state.problem.params if state.problem else ())["value"] == as_text(
        value
    )


def _stock_problem(state: SkuState) -> bool:
    return state.problem is not None and not state.problem.code.startswith("refused.entry")


def decimal_mark(locale: str) -> str:
    """The decimal mark with which this spreadsheet shows numbers."""
    return "." if reads_a_point_as_decimal(locale) else ","


def read_rows(
    draft: Draft, view: SheetView, inspected: Mapping[int, Inspected], before: SheetView | None = None
) -> frozenset[str]:
    """Book what the tab says; `inspected` are full readings by sheet row, `before` is the view before this one.

    Gives the SKUs whose `Stok` was read.
    """
    tab = view.tabs.get("skus")
    if tab is None:
        return frozenset()
    rows = locate(tab)
    mark = decimal_mark(view.locale)
    read: set[str] = set()
    for key, indexes in rows.at.items():
        if len(indexes) > 1:
            _copied(draft, tab, key, indexes)
            continue
        index = indexes[0]
        state = draft.skus.get(key)
        if state is None:
            meet(draft, key, tab.text(index, "sku"))
        elif state.copies or state.vanished_at:
            _returned(draft, tab, key, index)
        _plain_columns(draft, tab, key, index)
        _entry(draft, tab, key, index)
        if _stock(draft, tab, key, index, inspected.get(tab.first_row + index), mark):
            read.add(key)
    _vanished(draft, rows, before)
    _close_answered_by_rows(draft)
    return frozenset(read)


def keep_unseen(draft: Draft, read: Collection[str]) -> None:
    """Movements of a SKU whose `Stok` was not read in this cycle are remembered for the read that comes."""
    for key in draft.fresh:
        state = draft.skus.get(key)
        if state is not None and key not in read:
            draft.skus[key] = replace(state, parts=(*state.parts, *draft.parts(key)))


def _renamed(draft: Draft, gone: list[str]) -> str | None:
    """The one new SKU that stands with the very number of the one SKU that is gone, as after a rename."""
    if len(gone) != 1:
        return None
    new = [key for key in draft.skus if key not in draft.book.skus]
    if len(new) != 1 or draft.skus[new[0]].bases != draft.skus[gone[0]].bases:
        return None
    return new[0] if draft.skus[gone[0]].bases else None


def meet(draft: Draft, key: str, shown: str) -> None:
    """A SKU seen for the first time: nothing is counted yet."""
    draft.skus[key] = SkuState(key, shown, buffer=draft.rules.default_buffer)


def _close_answered_by_rows(draft: Draft) -> None:
    """A question about vanished rows falls away once every one of them is back."""
    for question in list(draft.questions.values()):
        if question.open and question.kind == "vanished":
            states = [draft.skus.get(sku) for sku in question.subject.split("\x1f")]
            if not any(state is not None and state.vanished_at for state in states):
                draft.close(question, "")


def _returned(draft: Draft, tab: TabView, key: str, index: int) -> None:
    state = draft.skus[key]
    kind: QuestionKind = "copied" if state.copies else "vanished"
    question = draft.asked(kind, key)
    if question is not None:
        draft.close(question, "")
    mark = f"restore:{key}"
    before = draft.book.skus.get(key)
    written = bool(draft.book.marks.get(mark))
    if draft.book.marks.get(mark) or draft.marks.get(mark):
        draft.marks[mark] = ""
    if draft.mark(marks.row(key)):
        draft.marks[marks.row(key)] = ""
    state = replace(state, copies=0, ceiling=None, vanished_at=0.0)
    if (
        written
        and before is not None
        and not tab.text(index, "entry")
        and tab.cell(index, "stock") == before.on_hand
    ):
        # The row that the engine put back holds the ledger's number of then, and no entry.
        state = replace(state, bases=(before.on_hand,), entry_base="", parts=(), replaced=())
    draft.skus[key] = state


def _plain_columns(draft: Draft, tab: TabView, key: str, index: int) -> None:
    state = draft.skus[key]
    shown = tab.text(index, "sku")
    active = tab.cell(index, "active") is not False
    buffer = _buffer(tab.cell(index, "buffer"), state.buffer, draft.rules.default_buffer)
    if (shown, active, buffer) != (state.shown, state.active, state.buffer):
        weighed = state.unreleased - (buffer - state.buffer if state.counted else 0)
        draft.skus[key] = replace(state, shown=shown, active=active, buffer=buffer, unreleased=weighed)


def _buffer(value: Value, kept: int, default: int) -> int:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value != int(value):
        return kept
    return int(value)


def _entry(draft: Draft, tab: TabView, key: str, index: int) -> None:
    state = draft.skus[key]
    content = tab.text(index, "entry")
    if content == state.entry_base:
        if state.problem is not None and not _stock_problem(state):
            draft.skus[key] = replace(state, problem=None)
        return
    if state.feed and read_entry(content):
        _refuse(draft, key, Refusal("refused.entry_feed", content, content))
        return
    if not state.counted and read_entry(content):
        # An entry needs a count to add to; it stays in its cell and is booked once there is one.
        return
    merged = merge.entry(state, content, draft.read_at, "sheet")
    if merged is None:
        _refuse(draft, key, Refusal("refused.entry", content, content))
        return
    draft.skus[key] = merged.state
    draft.record(merged.movement)
    if merged.movement is not None:
        draft.fresh.setdefault(key, []).append(Part(merged.movement.on_hand, draft.read_at))


def _stock(draft: Draft, tab: TabView, key: str, index: int, full: Inspected | None, mark: str) -> bool:
    """Whether the cell was read: it holds a number that may be taken, an edit or not."""
    state = draft.skus[key]
    value = tab.cell(index, "stock")
    if full is None or sku_key(full.key) != key:
        # Either nothing changed, or the row moved between the two readings: then nothing is concluded.
        if _is_base(state, value) and isinstance(value, int | float):
            draft.skus[key] = merge.unchanged(state, int(value), draft.parts(key))
            return True
        return False
    read = read_count(full.cell, mark)
    if isinstance(read, Refusal):
        _refuse(draft, key, read)
        return False
    if read.feed != state.feed:
        state = replace(state, feed=read.feed)
        draft.skus[key] = state
    if read.units in state.bases:
        draft.skus[key] = merge.unchanged(state, read.units, draft.parts(key))
        return True
    _book_count(draft, key, state, read)
    return True


def _book_count(draft: Draft, key: str, state: SkuState, read: Count) -> None:
    merged = merge.count(state, read.units, draft.parts(key), draft.read_at, "sheet", draft.rules)
    draft.skus[key] = merged.state
    draft.record(merged.movement)
    if merged.asked:
        ask_count(draft, key, merged.state, merged.asked)
    else:
        question = draft.asked("count", key)
        if question is not None:
            draft.close(question, "")


def ask_count(draft: Draft, key: str, state: SkuState, numbers: tuple[int, ...]) -> None:
    """Ask which of several numbers is on the shelf; each choice adds its difference to the least."""
    least = numbers[0]
    choices = tuple(Choice(f"value:{n - least}", (("units", str(n)),)) for n in numbers)
    params = (("sku", state.shown), ("booked", str(least)), ("choices", " / ".join(map(str, numbers))))
    draft.ask("count", key, choices, params, about=f"{draft.read_at:.3f}:{numbers}")


def _refuse(draft: Draft, key: str, refusal: Refusal) -> None:
    state = draft.skus[key]
    if refusal.code.startswith("refused.entry") and _stock_problem(state):
        # One thing at a time: `Stok` first, or the two would take turns in each cycle.
        return
    params = [("kept", str(state.on_hand)), ("value", refusal.value), ("shown", refusal.shown)]
    problem = state.problem
    if problem is None or (problem.code, problem.params) != (refusal.code, tuple(params)):
        problem = Receipt(refusal.code, tuple(params), draft.read_at)
        # After junk there is no base: whatever number comes next is a count, with the movements since.
        bases = () if not refusal.code.startswith("refused.entry") else state.bases
        draft.skus[key] = replace(state, problem=problem, receipt=problem, bases=bases)


def _copied(draft: Draft, tab: TabView, key: str, indexes: tuple[int, ...]) -> None:
    state = draft.skus.get(key)
    if state is None:
        return
    numbers = []
    for index in indexes:
        value = tab.cell(index, "stock")
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and value >= 0
            and value == int(value)
        ):
            numbers.append(int(value))
    lowest = min([*numbers, state.on_hand])
    if state.copies != len(indexes) or state.ceiling != lowest:
        draft.skus[key] = replace(state, copies=len(indexes), ceiling=lowest)
    rows = ", ".join(str(tab.first_row + index + 1) for index in indexes)
    draft.ask(
        "copied", key, (Choice("accept"),), (("sku", state.shown), ("rows", rows)), about=str(len(indexes))
    )


def _remember(draft: Draft, gone: list[str], before: SheetView | None) -> None:
    """Keep what a person had written beside the rows that are gone, so that they can be put back whole."""
    tab = None if before is None else before.tabs.get("skus")
    if not gone or tab is None:
        return
    at = locate(tab).at
    for key in gone:
        for index in at.get(key, ())[:1]:
            beside = marks.Beside(*(tab.cell(index, name) for name in marks.Beside._fields))
            if any(beside):
                draft.marks[marks.row(key)] = marks.pack(beside)


def _vanished(draft: Draft, rows: SkuRows, before: SheetView | None) -> None:
    gone = [key for key, state in draft.book.skus.items() if key not in rows.at and not state.vanished_at]
    for key in gone:
        draft.skus[key] = replace(draft.skus[key], vanished_at=draft.now)
    _remember(draft, gone, before)
    renamed = _renamed(draft, gone)
    if renamed is not None:
        old, new = draft.skus[gone[0]].shown, draft.skus[renamed].shown
        answers = (Choice("rename"), Choice("new_sku"))
        draft.ask(
            "renamed",
            f"{gone[0]}\x1f{renamed}",
            answers,
            (("old", old), ("new", new)),
            about=f"{draft.now:.3f}",
        )
        return
    choices = (Choice("keep"), Choice("stop"))
    if len(gone) >= GROUP_FROM:
        names = tuple(sorted(gone))
        params = (
            ("count", str(len(gone))),
            ("sku", ", ".join(draft.skus[k].shown for k in names[:5]) + " …"),
        )
        draft.ask("vanished", "\x1f".join(names), choices, params, about=f"{draft.now:.3f}")
        return
    for key in sorted(gone):
        params = (("count", "1"), ("sku", draft.skus[key].shown))
        draft.ask("vanished", key, choices, params, about=f"{draft.now:.3f}")
