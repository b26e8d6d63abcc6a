"""Decides what a reading of a listing's stock means, and whether something else moved it.

| reading r, expected e, wanted w      | meaning                                                         |
|--------------------------------------|-----------------------------------------------------------------|
| first reading                        | e becomes r                                                     |
| r = e                                | all is well                                                     |
| after an uncertain push or sale      | e becomes r                                                     |
| r = w                                | the sides agree: as if pushed, and nothing is refused any more  |
| r ≠ e for the first time             | suspect: a sale may sit between the two reads; nothing upwards  |
| r ≠ e again after later orders       | drift: the sheet wins, `Konflik` says so                        |
| the same listing again and again     | tug-of-war: frozen and reported                                 |
| many listings at once                | tug-of-war: frozen and reported                                 |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.catalog import Binding
from ..model.ids import ListingKey
from ..model.questions import Choice
from ..model.remote import Remote, Unreadable
from . import marks, relists
from .draft import Draft, digest


def take_scan(draft: Draft, remote: Remote) -> None:
    """Bring in one page of a shop's scan, and what a whole scan did not show any more.

    Absence counts only after a whole and complete scan; where half a shop would be gone it is held for a person.
    """
    read = remote.listings
    if isinstance(read, Unreadable):
        return
    former: dict[str, ListingKey] | None = None
    for listing in read.listings:
        known = draft.bindings.get(listing.key)
        # The stock in `listing` is only what was read; the belief is kept apart from it.
        kept = replace(listing, stock=0)
        if known is None:
            draft.bindings[listing.key] = Binding(kept, frozen=_was_frozen(draft, listing.key))
            if former is None:
                former = relists.former(draft, remote.shop)
            relists.met(draft, kept, former)
        elif known.listing != kept or known.gone:
            draft.bindings[listing.key] = replace(known, listing=kept, gone=False)
    shop = draft.shops[remote.shop]
    ended = shop.scanned_at == 0.0 and not read.next_cursor and read.complete
    draft.shops[remote.shop] = replace(
        shop, scan_cursor=read.next_cursor, scanned_at=read.read_at if ended else shop.scanned_at
    )
    if remote.whole is not None:
        _absent(draft, remote.shop, remote.whole)


def _was_frozen(draft: Draft, key: ListingKey) -> bool:
    """Whether a listing that is new to this cache was frozen before the last one was lost."""
    mark = marks.frozen(key)
    if not draft.mark(mark):
        return False
    draft.marks[mark] = ""
    return True


def _absent(draft: Draft, shop: str, whole: frozenset[ListingKey]) -> None:
    mine = [key for key, binding in draft.bindings.items() if key.shop == shop and not binding.gone]
    gone = sorted(key for key in mine if key not in whole)
    held = draft.asked("hold", f"{shop}\x1flistings")
    if len(gone) < max(draft.rules.hold_minimum, len(mine) / 2) and held is not None:
        draft.close(held, "")
    if not gone:
        return
    mark = digest(shop, *gone)
    if len(gone) >= max(draft.rules.hold_minimum, len(mine) / 2):
        approved = any(q.digest == mark and q.answer == "release" for q in draft.questions.values())
        if not approved:
            params = (("shop", shop), ("count", str(len(gone))), ("reason", "hold.empty_catalogue"))
            choices = (Choice("release"), Choice("keep_held"))
            draft.ask("hold", f"{shop}\x1flistings", choices, params, about=mark)
            return
    for key in gone:
        draft.bindings[key] = replace(draft.bindings[key], gone=True)
    relists.left(draft, shop, gone)


def take_stock(
    draft: Draft, readings: Mapping[ListingKey, int], wanted: Mapping[ListingKey, int], remote: Remote
) -> None:
    """Judge stock readings by the table of this module; `remote` told them, after this cycle's order read."""
    drifted: list[ListingKey] = []
    before: dict[ListingKey, int] = {}
    for key in sorted(readings):
        binding = draft.bindings[key]
        before[key] = binding.expected or 0
        at, took = read_when(remote, key, draft.now)
        # What clocks may differ by covers a quick reading, and most are: the rest needs to be known.
        took = took if took > draft.rules.clock_margin else 0.0
        after, moved = judge(binding, readings[key], wanted.get(key), at, took)
        if moved:
            drifts = (*(t for t in binding.drifts if draft.now - t < draft.rules.tug_window), draft.now)
            after = replace(after, drifts=drifts)
            drifted.append(key)
        draft.bindings[key] = after
    _report(draft, drifted, before, readings)


def read_when(remote: Remote, key: ListingKey, now: float) -> tuple[float, float]:
    """When this listing's number was answered at the latest, and in how many seconds before, in Unix seconds."""
    if remote.stock and key in remote.stock and remote.stock_at:
        return remote.stock_at, max(0.0, remote.stock_at - (remote.stock_since or remote.stock_at))
    page = remote.listings
    if isinstance(page, Unreadable):
        return now, 0.0
    return page.read_at, 0.0 if page.since is None else max(0.0, page.read_at - page.since)


def judge(
    binding: Binding, reading: int, wanted: int | None, at: float, took: float = 0.0
) -> tuple[Binding, bool]:
    """One row of the table for a reading of this time, or of the `took` seconds before: the listing as it is then
    known, and whether it drifted.

    A number that is believed from this reading on has in it what was sold before.
    """
    expected = binding.expected
    news = binding.uncertain or reading != expected
    when = (at, took) if news else (binding.seen_at, binding.seen_for)
    after = replace(binding, seen=reading, seen_at=when[0], seen_for=when[1])
    if reading == wanted:
        return replace(after, pushed=reading, expected=reading, suspect=0, uncertain=False, refused=""), False
    if expected is None or binding.uncertain or reading == expected:
        return replace(after, expected=reading, suspect=0, uncertain=False), False
    if binding.suspect == 0:
        return replace(binding, seen=reading, suspect=1), False
    return replace(after, expected=reading, suspect=0), True


def _report(
    draft: Draft,
    drifted: Iterable[ListingKey],
    before: Mapping[ListingKey, int],
    readings: Mapping[ListingKey, int],
) -> None:
    by_shop: dict[str, list[ListingKey]] = {}
    for key in drifted:
        binding = draft.bindings[key]
        if binding.components and not binding.frozen and draft.shops[key.shop].sending:
            by_shop.setdefault(key.shop, []).append(key)
    for shop, keys in sorted(by_shop.items()):
        many = len(keys) >= draft.rules.tug_listings
        tugged = [k for k in keys if many or len(draft.bindings[k].drifts) >= draft.rules.tug_drifts]
        for key in tugged:
            draft.bindings[key] = replace(draft.bindings[key], frozen=True)
        if tugged:
            ask_tug(draft, shop)
            close_drifts(draft, tugged)
        for key in keys:
            if key not in tugged:
                ask_drift(draft, key, before[key], readings[key])


def ask_drift(draft: Draft, key: ListingKey, expected: int, seen: int) -> None:
    """A shop's number moved without an order: the sheet wins, the seller may adopt the shop's number."""
    binding = draft.bindings[key]
    choices = [Choice("keep_sheet")]
    parts = binding.components
    if len(parts) == 1 and parts[0].units == 1 and not draft.skus[parts[0].sku].feed:
        choices.append(Choice("adopt", (("units", str(seen)),)))
    params = (
        ("shop", key.shop),
        ("sku", binding.listing.sku or key.listing),
        ("expected", str(expected)),
        ("seen", str(seen)),
    )
    draft.ask("drift", f"{key.shop}\x1f{key.listing}", tuple(choices), params, about=str(seen))


def close_drifts(draft: Draft, keys: Iterable[ListingKey]) -> None:
    """The tug-of-war over a listing takes the place of the question about its single drift."""
    for key in keys:
        single = draft.asked("drift", f"{key.shop}\x1f{key.listing}")
        if single is not None:
            draft.close(single, "")


def ask_tug(draft: Draft, shop: str) -> None:
    """Another integration writes to this shop: its fought-over listings are frozen and named."""
    frozen = [b for k, b in sorted(draft.bindings.items()) if k.shop == shop and b.frozen]
    names = ", ".join(b.listing.sku or b.listing.key.listing for b in frozen[:5])
    params = (("shop", shop), ("count", str(len(frozen))), ("sku", names))
    draft.ask("tug", shop, (Choice("resume"), Choice("keep_frozen")), params, about=str(len(frozen)))


def own_sale(binding: Binding, units: int, since: float, at: float, margin: float, now: float) -> Binding:
    """The shop lowered (units > 0) or restored (units < 0) its own listing, at a shop time from `since` to `at`.

    Where that may already be in the number that is believed, the next reading decides. So it does of a belief whose
    time is still to come `now`: a clock that was wrong dated it, and any sale would seem to be older.
    """
    if binding.expected is None or not units:
        return binding
    if binding.seen_at > now + margin:
        return replace(binding, uncertain=True)
    if at <= binding.seen_at - binding.seen_for - margin:
        # A call takes a while: where another number was read back, the sale may have come after all.
        return replace(binding, uncertain=True) if binding.suspect else binding
    if since <= binding.seen_at + margin:
        return replace(binding, uncertain=True)
    return replace(binding, expected=binding.expected - units)


def readings(remote: Remote) -> dict[ListingKey, int]:
    """All stock numbers that this shop told in this cycle; a targeted reading is the later one."""
    told: dict[ListingKey, int] = {}
    if not isinstance(remote.listings, Unreadable):
        told.update({one.key: one.stock for one in remote.listings.listings if one.own_stock})
    if remote.stock:
        told.update(remote.stock)
    return told
