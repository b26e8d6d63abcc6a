"""Decides what a batch really did to people's cells, from the copies that the sheet itself made.

| copy of a `Stok` intent                             | what is known                                              |
|-----------------------------------------------------|------------------------------------------------------------|
| own row, content as expected, written               | the base is the new number                                 |
| own row, other content, not written                 | a person was faster; the next read finds the edit          |
| own row, other content, overwritten (plain, fill)   | that content is a reading: merged; the base is the new one |
| own row, content as expected, swap changed nothing  | a miss; after two the swap becomes a plain write           |
| another SKU's row, written                          | that SKU was read as what stood there; its base is the new |
| a row without a key, written                        | reported; never written back by position                   |
| own row, and the key stands twice                   | old and new content are both possible bases                |
| as expected, but the reply with its count is lost   | the same: a swap may have missed, the next read tells      |

A clearing of `+/-` that missed is counted in the same way. What stands in the cell afterwards proves nothing; a batch
that was not applied changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.ids import sku_key
from ..model.questions import Choice
from ..model.sheet import Answer, Copy, Value, as_text
from ..model.stock import Part, Replaced, SkuState
from . import merge
from .asking import ask_count
from .draft import Draft
from .rows import MISSES
from .strays import originals, strays


def settle(draft: Draft, answer: Answer) -> None:
    """Advance bases by what the copies confirm."""
    if not answer.applied:
        return
    stock = any(copy.intent.tab != "links" and copy.intent.column == "stock" for copy in answer.copies)
    copied = [key for key, state in draft.book.skus.items() if state.copies] if stock else []
    for copy in answer.copies:
        if copy.intent.tab == "links":
            _link(draft, copy)
        elif copy.intent.column == "stock":
            _stock(draft, copy, answer.read_at, copied)
        elif copy.intent.column == "active":
            _active(draft, copy)
        elif copy.intent.column == "entry":
            _entry(draft, copy, answer.read_at)


def _whose(draft: Draft, copy: Copy) -> str:
    """The SKU in whose row a batch wrote; where an old SKU was typed back in that instant, the one that was read."""
    met, own = sku_key(copy.key), copy.intent.key[0]
    return own if draft.asked("renamed", f"{met}\x1f{own}") is not None else met


def was_written(copy: Copy) -> bool:
    """Whether the cell that was met now holds the new content."""
    if copy.intent.mode != "swap":
        return True
    return same(copy.content, copy.intent.expected) and copy.changed != 0


def same(left: Value, right: Value) -> bool:
    """Equal as contents of a cell: 8 and 8.0 are, '' and blank are."""
    return as_text(left) == as_text(right)


def _stock(draft: Draft, copy: Copy, at: float, copied: Sequence[str]) -> None:
    own = copy.intent.key[0]
    met = _whose(draft, copy)
    written = was_written(copy)
    if not written:
        state = draft.skus.get(own)
        if state is not None and met == own and same(copy.content, copy.intent.expected):
            draft.skus[own] = replace(state, misses=min(MISSES, state.misses + 1))
        return
    if not met:
        _misplaced(draft, copy)
        return
    state = draft.skus.get(met)
    if state is None:
        return
    before = _number(copy.content)
    new = _number(copy.intent.new)
    if before is not None and before >= 0 and before not in state.bases and not state.feed:
        since, margin = draft.typed_after, draft.rules.slow_hands
        instead = originals(strays(draft, copied), state, state, before, since, margin)
        merged = merge.count(state, before, (), at, "sheet", draft.rules, since, instead)
        draft.record(merged.movement)
        # `+/-` was not read then: an entry that stands there may be in this count or not.
        state = replace(merged.state, read_at=at)
        if merged.asked:
            draft.skus[met] = state
            ask_count(draft, met, state, merged.asked)
    # Where a number is not shown bare a swap misses, and only the reply says so.
    uncounted = copy.intent.mode == "swap" and copy.changed is None
    shown = _shown(state, before, new, at, certain=not (copy.repeated or uncounted))
    draft.skus[met] = replace(shown, misses=state.misses) if uncounted else shown


def _shown(state: SkuState, before: int | None, new: int | None, at: float, *, certain: bool) -> SkuState:
    if new is None:
        return state
    bases = (new,) if certain or before is None else tuple(sorted({before, new}))
    replaced = state.replaced if before is None else (*state.replaced, Replaced(before, at))
    return replace(state, bases=bases, replaced=replaced[-8:], misses=0)


def _entry(draft: Draft, copy: Copy, at: float) -> None:
    met = _whose(draft, copy)
    content = as_text(copy.content)
    if not was_written(copy):
        _entry_missed(draft, copy, met)
        return
    if not met:
        _misplaced(draft, copy)
        return
    state = draft.skus.get(met)
    if state is None:
        own = draft.skus.get(copy.intent.key[0])
        if own is not None and content == own.entry_base:
            # Its SKU was changed in that instant: that the entry is gone is no person's edit, under either name.
            draft.marks[f"cleared:{own.sku}"] = "1"
        return
    if content != state.entry_base:
        # The swap cleared an entry that nobody had read: it is booked for the row in which it stood.
        merged = merge.entry(state, content, at, "sheet")
        if merged is not None:
            draft.record(merged.movement)
            state = merged.state
            if merged.movement is not None:
                state = replace(state, parts=(*state.parts, Part(merged.movement.on_hand, at)))
    if not copy.repeated:
        state = replace(state, entry_base="", entry_misses=0)
    else:
        # One of two copies was cleared: whichever stays, neither blank nor the entry is a person's edit.
        draft.marks[f"cleared:{met}"] = "1"
    draft.skus[met] = state


def _entry_missed(draft: Draft, copy: Copy, met: str) -> None:
    own = copy.intent.key[0]
    state = draft.skus.get(own)
    if state is not None and met == own and same(copy.content, copy.intent.expected):
        draft.skus[own] = replace(state, entry_misses=min(MISSES, state.entry_misses + 1))


def _active(draft: Draft, copy: Copy) -> None:
    met = sku_key(copy.key)
    if copy.intent.mode == "plain":
        draft.marks[f"untick:{met}"] = ""
    elif met and copy.content is False:
        draft.marks[f"untick:{met}"] = "1"


def _link(draft: Draft, copy: Copy) -> None:
    own = "\x1f".join(copy.intent.key)
    content = as_text(copy.content)
    if copy.intent.mode != "fill":
        if was_written(copy):
            draft.marks[f"undo:{copy.key}"] = draft.marks[f"back:{copy.key}"] = ""
        return
    if copy.key and (copy.key != own or content):
        # Either the row had moved or a person was faster: what stood there is put back by the next batch.
        draft.marks[f"undo:{copy.key}"] = as_text(copy.intent.new)
        draft.marks[f"back:{copy.key}"] = content


def _misplaced(draft: Draft, copy: Copy) -> None:
    params = (
        ("sku", copy.intent.key[0]),
        ("row", str(copy.intent.row + 1)),
        ("shown", as_text(copy.intent.new)),
        ("original", as_text(copy.content)),
    )
    subject = f"{copy.intent.key[0]}\x1f{copy.intent.row}\x1f{copy.intent.column}"
    draft.ask("misplaced", subject, (Choice("accept"),), params, about=f"{draft.now:.3f}")


def _number(value: Value) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return int(value)
