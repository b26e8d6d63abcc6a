"""Decides whether goods came back to a shop under a new id, and what the new listing has from the old one.

| the old listing with the same SKU | the new listing                       | asked: relisted |
|-----------------------------------|---------------------------------------|-----------------|
| gone, or not active               | seen for the first time               | yes             |
| found gone now, by scan or push   | there, and nothing was ever pushed    | yes             |
| found gone now, by scan or push   | there, and pushed to before           | no              |
| there                             | any                                   | no              |
| without a SKU                     | any                                   | no              |

While that is asked, nothing is pushed to the new one. After "replace":

| the old listing's `SKU master`    | the new listing                                                         |
|-----------------------------------|-------------------------------------------------------------------------|
| says anything                     | the same counts for it, and is written into its own cell where blank    |
| blank, or its row is gone         | is linked by its own SKU, as any                                        |

Until that was read nothing is pushed to it either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..model.catalog import Listing
from ..model.ids import ListingKey, sku_key
from ..model.questions import Choice, Question
from ..model.sheet import TabView
from . import marks
from .draft import Draft


def former(draft: Draft, shop: str) -> dict[str, ListingKey]:
    """The listings of a shop that are gone or not active, by SKU."""
    found: dict[str, ListingKey] = {}
    for key, binding in draft.bindings.items():
        if key.shop == shop and (binding.gone or not binding.listing.active):
            found.setdefault(sku_key(binding.listing.sku), key)
    return found


def met(draft: Draft, new: Listing, old: Mapping[str, ListingKey]) -> None:
    """A listing is seen for the first time; `old` are those of its shop that are gone or not active, by SKU."""
    before = old.get(sku_key(new.sku)) if sku_key(new.sku) else None
    if before is not None and before != new.key:
        _ask(draft, new, before)


def left(draft: Draft, shop: str, gone: Collection[ListingKey]) -> None:
    """These listings of a shop are found gone now: what came in their place was seen before they were missed."""
    skus = {sku_key(draft.bindings[key].listing.sku): key for key in sorted(gone, reverse=True)}
    skus.pop("", None)
    if not skus:
        return
    for key, binding in list(draft.bindings.items()):
        before = skus.get(sku_key(binding.listing.sku)) if key.shop == shop else None
        if before is not None and not binding.gone and binding.pushed is None:
            _ask(draft, binding.listing, before)


def _ask(draft: Draft, new: Listing, old: ListingKey) -> None:
    params = (("listing", new.sku), ("shop", new.key.shop), ("old", old.listing), ("new", new.key.listing))
    choices = (Choice("replace"), Choice("separate"))
    draft.ask("relisted", "\x1f".join(new.key), choices, params)


def replaced(draft: Draft, question: Question) -> None:
    """The new listing takes the old one's place: whatever `SKU master` says of that counts for it (`inherited`)."""
    new = ListingKey(*question.subject.split("\x1f"))
    draft.marks[marks.inherits(new)] = dict(question.params)["old"]


def waits(draft: Draft, key: ListingKey) -> bool:
    """Whether what the old listing was made of has still to be read for this one."""
    return bool(draft.mark(marks.inherits(key))) and not draft.bindings[key].chosen


def inherited(said: Mapping[str, str], tab: TabView) -> dict[ListingKey, str]:
    """What `SKU master` says of the listings that others replaced, by the new one, as far as nothing stands there.

    `said` are small facts by name; '' where nothing is to be had from the old one, or the new one has its own.
    """
    old = {
        key: ListingKey(key.shop, former)
        for name, former in said.items()
        if former and (key := marks.heir(name)) is not None
    }
    if not old:
        return {}
    rows = range(len(tab.rows))
    texts = {ListingKey(tab.text(i, "shop"), tab.text(i, "id")): tab.text(i, "master") for i in rows}
    return {key: "" if texts.get(key) else texts.get(former, "") for key, former in old.items()}
