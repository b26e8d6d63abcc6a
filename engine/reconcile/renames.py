"""Decides which SKU was changed in its row, and what goes over where a person says that the goods are the same.

| in the `SKU` tab                                            | asked                     |
|-------------------------------------------------------------|---------------------------|
| a SKU is gone, and a new one is what it was called before   | renamed                   |
| a SKU is gone, and in its row stands a new one              | renamed                   |
| one SKU is gone, and one new SKU shows the number of it     | renamed                   |
| a SKU is gone in any other way                              | vanished (`people`)       |

While that is asked, nothing is pushed for either. What the new row held when it was met is what the old one held, so
only what was edited since is added to the old balance:

| what was met in the new row                       | number after "rename"                                   |
|---------------------------------------------------|---------------------------------------------------------|
| nothing that counts, and no count since           | old balance                                             |
| nothing that counts, and a count since            | the count, with what left since the old cell was read   |
| what the old cell held, or another number         | old balance + the difference + edits since (`merge`)    |
| and a count since                                 | that, or the count with what left before or after it    |
| and it is learnt later what had left before       | that, and with what had left, for it may be counted     |
| a `+/-` that was consumed already                 | it is not entered again                                 |
| none, where the old cell held one, and a count    | the count with it or without: that it is gone is booked |
| a formula                                         | the formula's value                                     |

Reservations, open lines and links go over. Listings and cells that still name the old SKU mean the new one, until a
row with the old SKU is there again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.catalog import over
from ..model.questions import Choice, Question
from ..model.sheet import TabView
from ..model.stock import Movement, Part, SkuState
from . import marks, merge
from .asking import ask_count, ask_vanished
from .draft import Draft
from .parting import let_go
from .reading import read_entry
from .rows import locate


def pairs(draft: Draft, gone: list[str], tab: TabView, before: TabView | None) -> dict[str, str]:
    """The new SKU of each one that is gone and was renamed, by the first table."""
    new = set(draft.touched[0]) - draft.book.skus.keys() - draft.dropped
    if not new:
        return {}
    found: dict[str, str] = {}
    # Of those it is asked already what they are called now.
    asked = {question.subject.partition("\x1f")[0] for question in draft.still_open("renamed")}
    for name in sorted(new):
        # A name that it had before tells more than a place: rows may have been sorted, nobody may have looked in
        # between, and it may have been gone for long.
        old = draft.mark(marks.renamed(name))
        if old in draft.skus and draft.skus[old].vanished_at and old not in asked | found.keys():
            found[old] = name
    if gone and before is not None:
        left = new - set(found.values())
        at = {indexes[0]: key for key, indexes in locate(tab).at.items() if key in left and len(indexes) == 1}
        stood = locate(before).at
        for old in gone:
            place = stood.get(old, ())
            if old not in found and len(place) == 1 and place[0] in at:
                found[old] = at[place[0]]
    if not found and len(gone) == len(new) == 1:
        (other,) = new
        bases = draft.skus[gone[0]].bases
        if bases and draft.skus[other].bases == bases:
            found[gone[0]] = other
    return found


def ask(draft: Draft, old: str, new: str) -> None:
    """Ask whether the new SKU is the old one under another name, and no more what became of the old one."""
    gone = draft.asked("vanished", old)
    if gone is not None:
        draft.close(gone, "")
    before, after = draft.skus[old], draft.skus[new]
    if draft.mark(f"cleared:{old}"):
        # A batch found the new SKU in the row whose booked entry it cleared: none is left to be met there.
        draft.marks[f"cleared:{old}"] = ""
        before = draft.skus[old] = replace(before, entry_base="")
    # Where nothing was typed with it, what is open about the old SKU when that is answered is open then.
    shifts = ""
    if after.counted and after.on_hand not in before.bases:
        bases = merge.possible_bases(before, draft.typed_after, draft.rules.slow_hands)
        parts = (*before.parts, *draft.parts(old))
        meanings = merge.candidates(before, after.on_hand, parts, bases)
        shifts = ",".join(str(number - before.on_hand) for number in meanings)
    params = (
        ("old", before.shown),
        ("new", after.shown),
        ("met", str(after.on_hand) if after.counted else ""),
        ("shifts", shifts),
    )
    draft.ask("renamed", f"{old}\x1f{new}", (Choice("rename"), Choice("new_sku")), params, f"{draft.now:.3f}")


def learnt_late(draft: Draft, movement: Movement) -> None:
    """Goods of the old SKU left, by the shop's time, before the number under the new name was met, and are booked
    after it: whoever typed that number may have counted without them."""
    for question in draft.still_open("renamed"):
        told = dict(question.params).get("shifts", "")
        late = movement.at <= question.opened_at + draft.rules.clock_margin
        if question.subject.partition("\x1f")[0] != movement.sku or not told or not late:
            continue
        _widen(draft, question, (0, -movement.on_hand))


def _widen(draft: Draft, question: Question, more: Sequence[int]) -> None:
    """What the old SKU's row was edited by may be each of these more."""
    told = dict(question.params)["shifts"]
    shifts = {int(shift) + each for shift in told.split(",") for each in more}
    params = {**dict(question.params), "shifts": ",".join(map(str, sorted(shifts)))}
    draft.ask("renamed", question.subject, question.choices, tuple(params.items()), question.digest)


def pending(draft: Draft) -> frozenset[str]:
    """The new SKUs of which nobody has said yet whether they are old ones."""
    return frozenset(one.subject.partition("\x1f")[2] for one in draft.still_open("renamed"))


def take_back(draft: Draft, tab: TabView, last: TabView | None) -> None:
    """Whoever types the old SKU back into its row before anybody answered has answered: what was edited under the new
    name counts for the old one, and the new one was never another. To be called before answers are carried out.

    Where the new one was gone before that, its row is another's, and the old one stands in a row of its own; and so it
    is where another name was typed into that row since the `last` reading. Where several names came at once and their
    rows moved, or nobody looked in between, nobody knows whose was whose.
    """
    back = [question for question in draft.still_open("renamed") if _is_back(draft, question, tab)]
    # A name that is new in the same reading may be what was typed over the other one.
    several = len(back) > 1 or bool(back and locate(tab).at.keys() - draft.book.skus.keys())
    for question in back:
        old, new = question.subject.split("\x1f")
        typed = _typed_over(new, tab, last)
        if typed != old and (typed or several):
            continue
        before, after = draft.skus[old], draft.skus[new]
        found = numbers(before, after, question, (*before.parts, *draft.parts(old)))
        carry_over(draft, new, old, question, found, "sheet")
        # What stands in its cells is what was read and written there under the new name.
        draft.skus[old] = replace(
            draft.skus[old],
            bases=after.bases,
            replaced=after.replaced,
            edited_at=after.edited_at,
            entry_base=after.entry_base if after.entry_number else before.entry_base,
            # Its row was read all the time.
            vanished_at=0.0,
        )
        if draft.mark(marks.row(old)):
            draft.marks[marks.row(old)] = ""
        draft.close(question, "")
        let_go(draft, new, question, "sheet")


def _is_back(draft: Draft, question: Question, tab: TabView) -> bool:
    """Whether the old SKU stands in a row again, and the new one in none any more since this reading."""
    at = locate(tab).at
    old, new = question.subject.split("\x1f")
    known = {old, new} <= draft.skus.keys()
    return known and len(at.get(old, ())) == 1 and new not in at and not draft.skus[new].vanished_at


def _typed_over(sku: str, tab: TabView, last: TabView | None) -> str:
    """What was typed over a SKU since the last reading, in a row that did not move; '' where that is not known."""
    stood = {} if last is None else locate(last).at
    places = stood.get(sku, ())
    for name, indexes in locate(tab).at.items():
        if name not in stood and len(places) == 1 and indexes == places:
            return name
    return ""


def close_undone(draft: Draft) -> None:
    """Where the old SKU stands in a row again, and the new one too, nothing was renamed. Where the new one was let go
    before anybody answered, the old row is simply gone."""
    for question in draft.still_open("renamed"):
        name, _, new = question.subject.partition("\x1f")
        old = draft.skus.get(name)
        if old is None or not old.vanished_at:
            draft.close(question, "")
        elif new in draft.dropped:
            draft.close(question, "")
            ask_vanished(draft, name)


def numbers(before: SkuState, after: SkuState, question: Question, parts: Sequence[Part]) -> tuple[int, ...]:
    """What may be on the shelf under the new name, ascending; the second table of this module.

    `parts` are the movements of the old SKU since its cell was read last.
    """
    if after.feed:
        return (after.on_hand,)
    # A question that an older version asked tells neither, and then the old balance stands.
    params = {"met": str(after.on_hand), "shifts": "0", **dict(question.params)}
    # What the old row's entry cell held was booked there, and in the new row as if it had just been entered.
    again = (read_entry(before.entry_base) or 0) if after.entry_number else 0
    found: set[int] = set()
    if after.counted and (not params["met"] or after.edited_at > question.opened_at):
        # Whether the count came before or after that entry is not known, nor whether it came before or after an entry
        # that nobody read under the new name was taken back: that is booked next.
        held = 0 if after.entry_number else read_entry(before.entry_base) or 0
        gone = held if all(part.units != held for part in parts) else 0
        met = {after.on_hand - again, after.on_hand, after.on_hand + gone}
        found |= {number + units for number in met for units in merge.unseen(parts)}
    if not after.counted or params["met"]:
        since = after.on_hand - int(params["met"] or 0) - again
        told = params["shifts"]
        shifts = [int(shift) for shift in told.split(",")] if told else (0, *before.offsets)
        found |= {before.on_hand + shift + since for shift in shifts}
    return merge.possible(number + offset for number in found for offset in (0, *after.offsets))


def rename(draft: Draft, old: str, new: str, question: Question, who: str) -> None:
    """A person said that the new SKU is the old one under another name."""
    before = draft.skus[old]
    found = numbers(before, draft.skus[new], question, (*before.parts, *draft.parts(old)))
    carry_over(draft, old, new, question, found, who)


def carry_over(
    draft: Draft, old: str, new: str, question: Question, found: tuple[int, ...], who: str
) -> None:
    """Stock, reservations, open lines and links of the old SKU are the new one's, of which so many may be there."""
    before, after = draft.skus[old], draft.skus[new]
    at, note = draft.now, f"{before.shown} → {after.shown}"
    cause = f"rename:{question.id}"
    difference = found[0] - after.on_hand
    draft.record(Movement(f"{cause}:to", new, "settle", difference, before.reserved, at, who, note))
    # No goods moved: of what did under either name since its cell was read, a count may not know yet.
    parts = (*before.parts, *draft.parts(old), *after.parts)
    draft.move(Movement(f"{cause}:from", old, "settle", -before.on_hand, -before.reserved, at, who, note))
    draft.skus[new] = replace(
        after,
        on_hand=found[0],
        reserved=after.reserved + before.reserved,
        offsets=tuple(number - found[0] for number in found[1:]),
        parts=parts,
        entry_base=after.entry_base if after.entry_number else before.entry_base,
        counted=before.counted or after.counted,
        unreleased=before.unreleased + after.unreleased,
        withdrawn=before.withdrawn + after.withdrawn,
    )
    if len(found) > 1:
        ask_count(draft, new, draft.skus[new], found)
        for onward in draft.still_open("renamed"):
            # It was changed once more, and what is open about it now is open about what it is called then.
            if onward.subject.partition("\x1f")[0] == new and dict(onward.params).get("shifts"):
                _widen(draft, onward, (0, *draft.skus[new].offsets))
    for line_key, booked in list(draft.lines.items()):
        if any(part.sku == old for part in booked.components):
            draft.lines[line_key] = replace(booked, components=over(booked.components, {old: new}))
    for key, binding in list(draft.bindings.items()):
        if any(part.sku == old for part in binding.components):
            draft.bindings[key] = replace(binding, components=over(binding.components, {old: new}))
    for name, value in {**draft.book.marks, **draft.marks}.items():
        if name.startswith(marks.RENAMED) and value == old:
            draft.marks[name] = new
    draft.marks[marks.renamed(old)] = new
    if draft.mark(marks.renamed(new)):
        draft.marks[marks.renamed(new)] = ""


def names(draft: Draft) -> dict[str, str]:
    """Old names that still mean a SKU of today."""
    said, known = {**draft.book.marks, **draft.marks}, draft.managed
    return {
        old: new
        for name, new in said.items()
        if name.startswith(marks.RENAMED)
        and (old := name.removeprefix(marks.RENAMED)) not in known
        and new in known
    }
