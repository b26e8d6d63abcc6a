"""Decides what the rows of the `SKU` tab say: counts, entries, buffers, ticks, new, copied and vanished rows.

| row                                        | what happens                                                    |
|--------------------------------------------|-----------------------------------------------------------------|
| SKU cell is a number                       | flagged with the closest known SKU; nothing is booked           |
| SKU known, `Stok` shows a possible base    | no edit                                                         |
| the same below zero, read in full          | no edit: the ledger's number, written as it is                  |
| SKU known, `Stok` differs                  | read again in full, then `reading` and `merge` decide           |
| and the two readings do not fit together   | nothing in the row is booked before the next cycle              |
| `Stok` refused before, the same stands     | refused once: what is entered beside it has the next receipt    |
| `+/-` holds a number, not text             | read in full: a date or a formula is refused (`reading`)        |
| SKU new                                    | first count                                                     |
| SKU in two rows                            | last good number stays, or the lowest copy where that is lower, |
|                                            | less what left since; the most careful tick and buffer          |
| SKU counted, its receipt lost with a cache | what `Bukti` says beside it is the receipt                      |
| SKU gone                                   | a question; never a zero                                        |
| SKU was gone and is there again            | read again in full; an edit, also where it shows a base, but    |
|                                            | for the number with which the engine put it back                |
| and an entry booked before stands no more  | stays booked, and `Stok` is asked                               |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ..model.ids import sku_key
from ..model.questions import Choice, QuestionKind
from ..model.sheet import Inspected, SheetView, TabView, Value, as_text
from ..model.stock import Part, Receipt, SkuState
from . import gone, late, marks, merge, renames
from .asking import ask_count
from .draft import Draft
from .focus import Looked
from .guidance import reads_a_point_as_decimal
from .reading import Count, Refusal, entry_refusal, read_count, read_entry
from .rows import (
    in_focus,
    is_base,
    is_number,
    like_a_count,
    locate,
    refused_entry,
    repeated,
    stock_problem,
    unclear_entry,
    unread,
)
from .strays import Stray, originals, strays


def decimal_mark(locale: str) -> str:
    """The decimal mark with which this spreadsheet shows numbers."""
    return "." if reads_a_point_as_decimal(locale) else ","


def read_rows(
    draft: Draft, view: SheetView, inspected: Mapping[int, Inspected], last: Looked | None = None
) -> Callable[[str], bool]:
    """Book what the tab says; `inspected` are full readings by sheet row, `last` what the last cycle looked at.

    Gives whether the `Stok` of a SKU was read: now, or before in a row that is as it was.
    """
    tab = view.tabs.get("skus")
    if tab is None:
        return nothing_read
    rows = locate(tab)
    mark = decimal_mark(view.locale)
    read: set[str] = set()
    keys = _keys(draft, tab, inspected, last)
    astray = strays(draft, repeated(draft.book.skus, tab, last))
    for key in keys:
        indexes = rows.at[key]
        _recall_receipt(draft, key, tab.text(indexes[0], "receipt"))
        if len(indexes) > 1:
            _copied(draft, tab, key, indexes)
            continue
        index = indexes[0]
        if key not in draft.skus:
            meet(draft, key, tab.text(index, "sku"))
        _plain_columns(draft, tab, key, indexes)
        full = inspected.get(tab.first_row + index)
        if full is not None and sku_key(full.key) != key:
            full = None
        state = draft.skus[key]
        if _torn(state, tab, index, full, mark):
            # Also a row whose copy is gone: what it says is not known yet, so the lowest of the copies still holds.
            continue
        back = False
        if state.copies or state.vanished_at or draft.mark(f"cleared:{key}"):
            back = _returned(draft, tab, key, index)
        _entry(draft, tab, key, index, full, mark)
        if _stock(draft, tab, key, index, full, mark, astray, back=back):
            read.add(key)
    gone.look_for_missing(draft, tab, None if last is None else last.tabs.get("skus"))
    gone.close_answered_by_rows(draft)
    renames.close_undone(draft)
    looked = rows.at.keys() if last is None else frozenset(keys)

    def was_read(key: str) -> bool:
        if key in looked:
            return key in read
        state, indexes = draft.book.skus.get(key), rows.at.get(key, ())
        return state is not None and len(indexes) == 1 and is_base(state, tab.cell(indexes[0], "stock"))

    return was_read


def _recall_receipt(draft: Draft, key: str, said: str) -> None:
    """The sheet keeps no receipt of a SKU at rest but the sentence itself."""
    state = draft.skus.get(key)
    if said and state is not None and state.counted and state.receipt is None:
        draft.skus[key] = replace(state, receipt=Receipt("receipt.kept", (("text", said),), 0.0))


def nothing_read(_sku: str) -> bool:
    """No `Stok` was read."""
    return False


def keep_unseen(draft: Draft, read: Callable[[str], bool]) -> None:
    """Movements of a SKU whose `Stok` was not read in this cycle are remembered for the read that comes."""
    for key in draft.fresh:
        state = draft.skus.get(key)
        if state is not None and not read(key):
            draft.skus[key] = replace(state, parts=(*state.parts, *draft.parts(key)))


def _keys(
    draft: Draft, tab: TabView, inspected: Mapping[int, Inspected], last: Looked | None
) -> Iterable[str]:
    rows = locate(tab)
    if last is None:
        return rows.at
    keys = {*in_focus(tab, draft.book.skus, last), *draft.touched[0]}
    keys.update(sku_key(tab.text(row - tab.first_row, "sku")) for row in inspected)
    return sorted((key for key in keys if key in rows.at), key=lambda key: rows.at[key])


def meet(draft: Draft, key: str, shown: str) -> None:
    """A SKU seen for the first time: nothing is counted yet."""
    draft.skus[key] = SkuState(key, shown, buffer=draft.rules.default_buffer)


def _returned(draft: Draft, tab: TabView, key: str, index: int) -> bool:
    """Whether the row was gone and nobody knows who put it back: then what it holds counts as typed anew."""
    state = draft.skus[key]
    back = bool(state.vanished_at)
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
    if draft.book.marks.get(f"cleared:{key}"):
        draft.marks[f"cleared:{key}"] = ""
        if not tab.text(index, "entry"):
            state = replace(state, entry_base="")
    if (
        written
        and before is not None
        and not tab.text(index, "entry")
        and tab.cell(index, "stock") == before.on_hand
    ):
        # The row that the engine put back holds the ledger's number of then, and no entry.
        state, back = replace(state, bases=(before.on_hand,), entry_base="", parts=(), replaced=()), False
    if back and tab.text(index, "entry") != state.entry_base:
        # Nobody can tell whether an entry was taken back or went with its row: it stays booked, and `Stok` is asked.
        state = replace(state, entry_base="")
    draft.skus[key] = state
    return back


def _plain_columns(draft: Draft, tab: TabView, key: str, indexes: tuple[int, ...]) -> None:
    """Of the copies of a row the most careful one counts: one without its tick, the greatest buffer."""
    state = draft.skus[key]
    shown = tab.text(indexes[0], "sku")
    active = all(tab.cell(index, "active") is not False for index in indexes)
    buffers = (tab.cell(index, "buffer") for index in indexes)
    buffer = max(_buffer(one, state.buffer, draft.rules.default_buffer) for one in buffers)
    if (shown, active, buffer) != (state.shown, state.active, state.buffer):
        weighed = state.weighed(state.buffer - buffer if state.counted else 0)
        draft.skus[key] = replace(weighed, shown=shown, active=active, buffer=buffer)


def _buffer(value: Value, kept: int, default: int) -> int:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value != int(value):
        return kept
    return int(value)


def _torn(state: SkuState, tab: TabView, index: int, full: Inspected | None, mark: str) -> bool:
    """Whether the row moved between the two readings and a count in it is still to be read, or was typed there
    in between. An entry beside it may be in that count, so both wait for one reading that shows them together."""
    value, entry = tab.cell(index, "stock"), tab.cell(index, "entry")
    if full is None:
        return bool(state.vanished_at) or unread(state, value)
    if is_number(entry) and not full.entry.formula and as_text(full.entry.value) != as_text(entry):
        return True
    read = read_count(full.cell, mark)
    return isinstance(read, Count) and not read.feed and read.units != value


def _entry(draft: Draft, tab: TabView, key: str, index: int, full: Inspected | None, mark: str) -> None:
    state = draft.skus[key]
    content = tab.text(index, "entry")
    booked = content == state.entry_base
    if full is None and not booked and unclear_entry(state, tab.cell(index, "entry")):
        # Refused before, or its turn to be read in full comes.
        return
    blind = state.read_at > 0
    if blind:
        state = draft.skus[key] = replace(state, read_at=0.0)
    found = None
    if full is not None and (full.entry.formula or as_text(full.entry.value) == content):
        found = entry_refusal(full.entry, mark)
    if booked and (found is None or found.code != "refused.entry_formula"):
        refused_still = full is None and refused_entry(state, content)
        if state.problem is not None and not (stock_problem(state) or refused_still):
            draft.skus[key] = replace(state, problem=None)
        return
    if state.feed and read_entry(content):
        _refuse(draft, key, Refusal("refused.entry_feed", content, content))
        return
    if not state.counted and read_entry(content):
        # An entry needs a count to add to; it stays in its cell and is booked once there is one.
        return
    merged = merge.entry(state, content, draft.read_at, "sheet") if found is None else None
    if merged is None:
        _refuse(draft, key, found or Refusal("refused.entry", content, content))
        return
    draft.skus[key] = merged.state
    draft.record(merged.movement)
    if merged.movement is not None:
        draft.fresh.setdefault(key, []).append(Part(merged.movement.on_hand, draft.read_at))
        if blind:
            late.ask_entry(draft, merged.movement)


def _stock(
    draft: Draft,
    tab: TabView,
    key: str,
    index: int,
    full: Inspected | None,
    mark: str,
    astray: Sequence[Stray],
    *,
    back: bool,
) -> bool:
    """Whether the cell was read: it holds a number that may be taken, an edit or not."""
    state = draft.skus[key]
    value = tab.cell(index, "stock")
    if full is None:
        if is_base(state, value) and isinstance(value, int | float):
            draft.skus[key] = merge.unchanged(state, int(value), draft.parts(key))
            return True
        return False
    read = read_count(full.cell, mark)
    if isinstance(read, Refusal):
        if _written_below_zero(state, full, read):
            draft.skus[key] = merge.unchanged(state, int(read.value), draft.parts(key))
            return True
        _refuse(draft, key, read)
        return False
    if read.feed != state.feed:
        state = replace(state, feed=read.feed)
        draft.skus[key] = state
    known = read.units in state.bases
    if known and not back:
        draft.skus[key] = merge.unchanged(state, read.units, draft.parts(key))
        return True
    _book_count(draft, key, state, read, astray, known=known)
    return True


def _written_below_zero(state: SkuState, full: Inspected, read: Refusal) -> bool:
    """Whether what no person may count is the ledger's own number that the engine wrote there."""
    return read.code == "refused.negative" and not full.cell.formula and is_base(state, full.cell.value)


def _book_count(
    draft: Draft, key: str, state: SkuState, read: Count, astray: Sequence[Stray], *, known: bool
) -> None:
    """Book an edit. One that the cell showed before (`known`) is none where it can mean nothing new."""
    before, margin = draft.book.skus.get(key), draft.rules.slow_hands
    since = draft.typed_after
    instead = originals(astray, before, state, read.units, since, margin)
    if before is not None and (before.copies or before.vanished_at):
        # Typed at any time since its row was read last, and of then is what is kept as replaced (`merge.looked_at`).
        since = 0.0
    merged = merge.count(
        state, read.units, draft.parts(key), draft.read_at, "sheet", draft.rules, since, instead
    )
    if known and merge.open_numbers(merged.state) == merge.open_numbers(state):
        draft.skus[key] = merge.unchanged(state, read.units, draft.parts(key))
        return
    draft.skus[key] = merged.state
    draft.record(merged.movement)
    if merged.asked:
        ask_count(draft, key, merged.state, merged.asked)
    else:
        question = draft.asked("count", key)
        if question is not None:
            draft.close(question, "")


def _refuse(draft: Draft, key: str, refusal: Refusal) -> None:
    state = draft.skus[key]
    if refusal.code.startswith("refused.entry") and stock_problem(state):
        # One thing at a time: `Stok` first, or the two would take turns in each cycle.
        return
    found = (("value", refusal.value), ("shown", refusal.shown))
    problem = state.problem
    if problem is None or (problem.code, problem.params[1:]) != (refusal.code, found):
        problem = Receipt(refusal.code, (("kept", str(state.on_hand)), *found), draft.read_at)
        # After junk there is no base: whatever number comes next is a count, with the movements since.
        bases = () if not refusal.code.startswith("refused.entry") else state.bases
        draft.skus[key] = replace(state, problem=problem, receipt=problem, bases=bases)


def _copied(draft: Draft, tab: TabView, key: str, indexes: tuple[int, ...]) -> None:
    if key not in draft.skus:
        return
    _plain_columns(draft, tab, key, indexes)
    state = draft.skus[key]
    values = [tab.cell(index, "stock") for index in indexes]
    numbers = [int(v) for v in values if like_a_count(v)]
    # What left since the last reading may have left after these were counted, and nobody can be asked which yet.
    left = sum(min(0, part.units) for part in (*state.parts, *draft.parts(key)))
    lowest = min([number if number in state.bases else number + left for number in numbers] + [state.on_hand])
    if state.copies != len(indexes) or state.ceiling != lowest:
        kept = merge.looked_at(state, draft.typed_after, draft.rules.slow_hands)
        draft.skus[key] = replace(state, copies=len(indexes), ceiling=lowest, replaced=kept)
    rows = ", ".join(str(tab.first_row + index + 1) for index in indexes)
    draft.ask(
        "copied", key, (Choice("accept"),), (("sku", state.shown), ("rows", rows)), about=str(len(indexes))
    )
