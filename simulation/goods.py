"""Decides which goods a SKU in the sheet means: goods go by the SKU that they had first, whatever their row says now.

| a SKU is changed in its row                  | the goods                                                        |
|----------------------------------------------|------------------------------------------------------------------|
| the same goods under another name            | are called so from now on; what they were called means them too  |
| the row is given to other goods              | the old ones have no row (`away`); the new ones begin            |
| only its letters' case or its spaces         | are the same                                                     |

Engines hold goods under a name, which changes only when a person says so (`told`): until then what may be known of
them under the new one is open (`unsaid`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache


@lru_cache(maxsize=4096)
def folded(sku: str) -> str:
    """Two SKUs are the same where this is."""
    return " ".join(sku.split()).casefold()


@dataclass(slots=True)
class Goods:
    """The names of all goods. `known` is what stands for goods that have a row, by folded SKU, and is made anew with
    each change; `away` are those whose row was given to others, with their units on the shelf, until somebody says
    that they are not managed any more; `renamed` is when their SKU was changed last, and `said` when a person last said
    what became of it."""

    known: dict[str, str] = field(default_factory=dict)
    away: dict[str, int] = field(default_factory=dict)
    renamed: dict[str, float] = field(default_factory=dict)
    said: defaultdict[str, float] = field(default_factory=lambda: defaultdict(lambda: -1.0))
    _called: dict[str, str] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)
    _ever: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(skus: Iterable[str]) -> Goods:
        """Goods that are called what they are."""
        goods = Goods()
        for sku in skus:
            goods.begin(sku)
        return goods

    def begin(self, goods: str) -> None:
        """Goods that nobody has known before."""
        self.call(goods, goods, self.renamed.get(goods, 0.0))
        self._told[goods] = folded(goods)

    def call(self, goods: str, text: str, now: float) -> None:
        """Their row says this from now on."""
        self.known = {key: one for key, one in self.known.items() if one != goods} | {folded(text): goods}
        self._called[goods] = text
        self._ever[folded(text)] = goods
        self.renamed[goods] = now

    def leave(self, goods: str, units: int, now: float) -> None:
        """Their row is given to others; so many units lie on the shelf."""
        self.renamed[goods] = now
        self.known = {key: one for key, one in self.known.items() if one != goods}
        self.away[goods] = units

    def tell(self, goods: str, name: str) -> None:
        """A person said that what is called so now is these."""
        self._told[goods] = folded(name)

    def text(self, goods: str) -> str:
        """The SKU that stands in their row."""
        return self._called.get(goods, goods)

    def key(self, goods: str) -> str:
        """The same as engines tell SKUs apart."""
        return folded(self.text(goods))

    def told(self, goods: str) -> str:
        """The folded name under which engines hold them."""
        return self._told.get(goods, folded(goods))

    def whose(self, name: str) -> str:
        """The goods that are or were called so; '' where none ever were."""
        return self._ever.get(folded(name), "")

    def names(self, goods: str) -> list[str]:
        """Every folded name that they ever had."""
        return [name for name, one in self._ever.items() if one == goods]

    def unsaid(self, goods: str) -> bool:
        """Whether nobody has said yet what became of the name under which engines hold them."""
        return goods in self.away or self.key(goods) != self.told(goods)
