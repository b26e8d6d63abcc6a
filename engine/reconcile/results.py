"""Decides what is believed of a listing before, while and after it is pushed.

| push                       | believed afterwards                                                      |
|----------------------------|--------------------------------------------------------------------------|
| about to leave             | stored as uncertain, for whoever finds the cache should this process end |
| not sent                   | as before; planned again in the next cycle                               |
| done                       | the shop shows its echo, or what it was told                             |
| done, read back otherwise  | suspect: judged again after the next order read                          |
| failed: refused            | as before; not tried again at this number                                |
| failed: unknown listing    | gone; what may have come in its place is asked about (`relists`)          |
| failed otherwise           | as before; planned again in the next cycle                               |
| unknown                    | uncertain: read back before anything else                                |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.book import Book, Changes, Verdict, evolve, joined
from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.remote import PushResult
from ..model.rules import Rules
from . import relists
from .draft import Draft
from .listings import judge

REJECTED, NOT_FOUND = "S340", "S330"


def begun(verdict: Verdict) -> Changes:
    """What the cache is told before anything leaves: the plan's changes, and that its pushes are on their way."""
    bindings = verdict.plan.book.bindings
    sent = {push.key: replace(bindings[push.key], uncertain=True) for push in verdict.allowed}
    return joined(verdict.plan.changes, Changes(bindings=sent))


def believe(
    book: Book,
    pushed: Iterable[ListingKey],
    results: Iterable[PushResult],
    read_back: Mapping[ListingKey, int],
    answered: Mapping[ListingKey, float],
    rules: Rules,
) -> Changes:
    """The table above for every push to one shop in a cycle; `answered` is when each was told, in Unix seconds.

    Each is in the changes, also where nothing is believed anew: in the cache it stands as on its way.

    A sale before that is in the number that was set; with a later time, such as the end of all pushes, a sale that
    came meanwhile would be taken for one that was in it, and what the shop then shows for a drift.
    """
    changed: dict[ListingKey, Binding] = {key: book.bindings[key] for key in pushed}
    for result in results:
        at = answered[result.key]
        binding = _after(book.bindings[result.key], result, at)
        if result.outcome == "done" and result.key in read_back:
            binding, _ = judge(binding, read_back[result.key], binding.expected, at)
        changed[result.key] = binding
    return _missed(book, Changes(bindings=changed), answered, rules)


def _missed(book: Book, changes: Changes, answered: Mapping[ListingKey, float], rules: Rules) -> Changes:
    """With what is asked about listings that a push found gone: no scan finds them gone a second time."""
    gone = sorted(key for key, one in changes.bindings.items() if one.gone and not book.bindings[key].gone)
    if not gone:
        return changes
    at = max(answered[key] for key in gone)
    draft = Draft(evolve(book, changes), rules, at, at)
    relists.left(draft, gone[0].shop, gone)
    return joined(changes, draft.changes())


def _after(binding: Binding, result: PushResult, at: float) -> Binding:
    if result.outcome == "done":
        shown = result.units if result.echo is None else result.echo
        return replace(
            binding,
            pushed=result.units,
            expected=shown,
            seen=shown,
            seen_at=at,
            seen_for=0.0,
            suspect=0,
            refused="",
        )
    if result.outcome == "unknown":
        return replace(binding, uncertain=True)
    if result.code == REJECTED:
        return replace(binding, refused=str(result.units))
    return replace(binding, gone=True) if result.code == NOT_FOUND else binding
