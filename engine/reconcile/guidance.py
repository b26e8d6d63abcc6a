"""Decides which guidance applies: to a listing's row, to a shop, and in which order the guide's rows stand.

The sentences are in `templates/` under the codes named here; which menu is where differs by kind of shop.

| listing      | guidance                     |
|--------------|------------------------------|
| empty        | guide.empty.<kind>           |
| duplicate    | guide.duplicate.<kind>       |
| unmatched    | guide.unmatched.<kind>       |
| otherwise    | none                         |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..model.catalog import LinkStatus

KINDS = ("shopee", "tiktok", "tokopedia", "lazada", "blibli", "zalora", "woocommerce", "shopify")
# What may be the matter with a shop, as the guide's tags name it.
NEEDS = (
    "connect", "tick_send", "empty", "duplicate", "unmatched", "unlinked", "tug", "hold", "reconnect", "locale",
)  # fmt: skip


class ShopNeeds(NamedTuple):
    """One shop, its kind of marketplace, and what is the matter with it now (of NEEDS)."""

    shop: str
    kind: str
    needs: frozenset[str]


class GuideRow(NamedTuple):
    """One row of the guide: the entry's id, and the shops it applies to now (empty: the general answer)."""

    entry: str
    shops: tuple[str, ...]


def reads_a_point_as_decimal(locale: str) -> bool:
    """Whether `1.000` that is typed in a spreadsheet of this locale is one, and shows as 1 (inferred from how it
    reads and shows numbers; a cell format that shows decimals would tell, and the usual one does not)."""
    return locale.startswith(("en", "ja", "zh", "ko", "th"))


def misleads(locale: str, language: str) -> bool:
    """Whether a seller of this language would type thousands that this spreadsheet takes for decimals.

    | language | the spreadsheet's decimal mark | result |
    |---|---|---|
    | id | point, as in en_US | yes: `1.000` is meant as a thousand and arrives as 1 |
    | id | comma, as in id_ID | no |
    | en | any | no |
    """
    return language == "id" and reads_a_point_as_decimal(locale)


def _kind(kind: str) -> str:
    return kind if kind in KINDS else "other"


def for_listing(status: LinkStatus, kind: str) -> str | None:
    """The message code of what to do about a listing in a shop of this kind; None where nothing is to do."""
    if status in ("empty", "duplicate", "unmatched"):
        return f"guide.{status}.{_kind(kind)}"
    return None


def disconnect(kind: str) -> str:
    """The message code of where another integration is disconnected in a shop of this kind."""
    return f"guide.disconnect.{_kind(kind)}"


def applies(tags: Sequence[str], shop: ShopNeeds) -> bool:
    """Whether an entry with these tags answers what is the matter with this shop now."""
    kinds = [tag for tag in tags if tag in KINDS]
    return (not kinds or shop.kind in kinds) and any(tag in shop.needs for tag in tags if tag in NEEDS)


def guide_rows(
    entries: Sequence[tuple[str, Sequence[str]]], shops: Sequence[ShopNeeds]
) -> tuple[GuideRow, ...]:
    """What applies now first, with the shops concerned; then the whole guide in its own order.

    `entries` are (id, tags) in the guide's order. An entry that applies now stands only at the top.
    """
    now = [
        GuideRow(entry, concerned)
        for entry, tags in entries
        if (concerned := tuple(shop.shop for shop in shops if applies(tags, shop)))
    ]
    urgent = {row.entry for row in now}
    return (*now, *(GuideRow(entry, ()) for entry, _ in entries if entry not in urgent))
