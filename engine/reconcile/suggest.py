"""Decides which master SKU a shop listing most likely is, for a person to confirm; never applied by itself.

Words: normalised, letters and digits split, Indonesian and English colour and size words folded; weighted
by how rare they are among the masters (IDF) and compared by cosine through an inverted index.
SKU likeness: rapidfuzz over the letters and digits of the code, among candidates that share rare trigrams.
Variant words, then price, break ties. Where two masters still tie, nothing is suggested.

| words alike | shop SKU alike | score                              | reason        |
|-------------|----------------|------------------------------------|---------------|
| yes         | no             | cosine                             | suggest.words |
| no          | yes            | 0.9 × likeness                     | suggest.sku   |
| yes         | yes            | most of both and 0.65/0.35 mixture | suggest.both  |
| no          | no             | none                               | no suggestion |

The cost of one listing is bounded by its words times POSTINGS, however many masters there are.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from ..model.catalog import Listing

MINIMUM = 0.45  # Below this a person is better off searching; measured guess.
SKU_MINIMUM = 0.8
POSTINGS = 500  # Masters looked at for one rare word or trigram.
VARIANT_WEIGHT = 0.04
PRICE_WEIGHT = 0.01
UNSEEN = 1.0  # Weight of a word no master has: sellers pad shop titles, so it says little against a match.

_FOLDED = {
    "black": "hitam", "white": "putih", "red": "merah", "blue": "biru", "green": "hijau",
    "yellow": "kuning", "grey": "abu", "gray": "abu", "brown": "coklat", "cokelat": "coklat",
    "choco": "coklat", "purple": "ungu", "violet": "ungu", "orange": "oranye", "jingga": "oranye",
    "oren": "oranye", "cream": "krem", "gold": "emas", "silver": "perak", "turquoise": "tosca",
    "toska": "tosca", "marun": "maroon", "fuschia": "fuchsia", "jambon": "pink",
    "small": "s", "kecil": "s", "medium": "m", "sedang": "m", "large": "l", "besar": "l",
    "pcs": "pc", "piece": "pc", "pieces": "pc", "buah": "pc", "pack": "pak", "women": "wanita",
    "woman": "wanita", "perempuan": "wanita", "cewek": "wanita", "men": "pria", "man": "pria",
    "cowok": "pria", "kids": "anak", "kid": "anak", "shirt": "kaos", "tshirt": "kaos",
}  # fmt: skip
_REPEATED_X = re.compile(r"^(x{2,})([ls])$")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_JUNK = re.compile(r"[\W_]+")


class Master(NamedTuple):
    """One SKU of the sheet: canonical key, SKU as shown, name, variant, price in whole units or None."""

    key: str
    shown: str
    name: str
    variant: str
    price: int | None = None


class Suggestion(NamedTuple):
    """A master SKU (canonical key and as shown), a score in 0..1, and the reason as a message code."""

    sku: str
    shown: str
    score: float
    code: str
    params: tuple[tuple[str, str], ...]


def words(text: str) -> tuple[str, ...]:
    """The folded words of a title, each once, in order: 'Kaos HITAM XXL' and 'kaos black 2XL' are equal."""
    found: dict[str, None] = {}
    for raw in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        repeated = _REPEATED_X.match(raw)
        if repeated:
            found[str(len(repeated[1]))] = None
            found["x" + repeated[2]] = None
        else:
            found[_FOLDED.get(raw, raw)] = None
    return tuple(found)


def bare(sku: str) -> str:
    """A SKU's letters and digits alone, for likeness: 'KAOS-M', 'kaos m' and 'KAOS.M' are equal."""
    return _JUNK.sub("", unicodedata.normalize("NFKC", sku).casefold())


class Closest:
    """Finds the known SKU most like a text, through rare trigrams instead of comparing with every SKU."""

    def __init__(self, known: Mapping[str, str] | Iterable[str]) -> None:
        """`known`: canonical keys, or a mapping from canonical key to the SKU as shown."""
        pairs = known.items() if isinstance(known, Mapping) else ((key, key) for key in known)
        self._shown: dict[str, str] = dict(pairs)
        self._bare: dict[str, str] = {key: bare(key) for key in self._shown}
        self._postings: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self._bare):
            for gram in _grams(self._bare[key]):
                self._postings[gram].append(key)

    def candidates(self, text: str) -> dict[str, float]:
        """Known keys with their likeness in 0..1 to `text`, of those that share its rarest trigrams."""
        wanted = bare(text)
        lists = sorted((self._postings[g] for g in _grams(wanted) if g in self._postings), key=len)
        pool: dict[str, str] = {}
        for postings in lists[:8]:
            for key in postings[:POSTINGS]:
                pool[key] = self._bare[key]
        found = process.extract(wanted, pool, scorer=fuzz.ratio, processor=None, limit=20)
        return {key: likeness / 100 for _, likeness, key in found}

    def to(self, text: str, minimum: float = 0.6) -> str:
        """The closest known SKU as shown; '' where none is at least `minimum` alike."""
        found = self.candidates(text)
        best = min(found, key=lambda key: (-found[key], key), default="")
        return self._shown[best] if best and found[best] >= minimum else ""


def _grams(text: str) -> set[str]:
    padded = f"^{text}$"
    return {padded[at : at + 3] for at in range(len(padded) - 2)} if text else set()


class Suggester:
    """Suggestions against one set of masters; building it is linear in their words."""

    def __init__(self, masters: Sequence[Master | tuple[str, str, str, str, int | None]]) -> None:
        self._masters = [Master(*master) for master in masters]
        self._at = {master.key: at for at, master in enumerate(self._masters)}
        self._closest = Closest(self._at)
        self._words = [words(f"{m.name} {m.variant}") for m in self._masters]
        seen = Counter(word for found in self._words for word in found)
        total = len(self._masters)
        self._idf = {word: math.log((1 + total) / (1 + count)) + 1 for word, count in seen.items()}
        self._length = [self._norm(found) for found in self._words]
        self._sets = [frozenset(found) for found in self._words]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for at, found in enumerate(self._words):
            for word in found:
                self._postings[word].append(at)

    def best(self, listing: Listing) -> Suggestion | None:
        """The one most likely master; None where nothing is likely enough or two are equally likely."""
        wanted = words(f"{listing.name} {listing.variant}")
        likeness = self._closest.candidates(listing.sku) if bare(listing.sku) else {}
        alike = {self._at[key]: value for key, value in likeness.items() if value >= SKU_MINIMUM}
        length = self._norm(wanted)
        scored: list[tuple[float, float, int]] = []
        for at in self._pool(wanted) | set(alike):
            score = _score(self._cosine(wanted, length, at), alike.get(at, 0.0))
            if score >= MINIMUM:
                scored.append((score + self._tie(listing, at), score, at))
        if not scored:
            return None
        scored.sort(key=lambda item: (-item[0], self._masters[item[2]].key))
        if len(scored) > 1 and scored[0][0] - scored[1][0] < 1e-9:
            return None
        _, score, at = scored[0]
        return self._explain(listing, wanted, at, score, alike.get(at, 0.0))

    def _norm(self, found: Iterable[str]) -> float:
        return math.sqrt(sum(self._idf.get(word, UNSEEN) ** 2 for word in found))

    def _pool(self, wanted: Sequence[str]) -> set[int]:
        """Masters that share a rare word; where every word is common, those that share most of them."""
        lists = sorted((self._postings[word] for word in wanted if word in self._postings), key=len)
        pool: set[int] = set()
        for postings in lists:
            if len(postings) <= POSTINGS:
                pool.update(postings)
        if pool or not lists:
            return pool
        pool = set(lists[0][: POSTINGS * 20])
        for postings in lists[1:]:
            both = pool.intersection(postings[: POSTINGS * 20])
            if both:
                pool = both
            if len(pool) <= POSTINGS:
                break
        return set(sorted(pool)[:POSTINGS])

    def _cosine(self, wanted: Sequence[str], length: float, at: int) -> float:
        if not length or not self._length[at]:
            return 0.0
        shared = sum(self._idf[word] ** 2 for word in wanted if word in self._sets[at])
        return shared / (length * self._length[at])

    def _tie(self, listing: Listing, at: int) -> float:
        """A small bonus in 0..0.05 for variant words in common and for a like price."""
        master = self._masters[at]
        variant = words(listing.variant)
        shared = sum(word in self._sets[at] for word in variant) / len(variant) if variant else 0.0
        price = 0.0
        if master.price and listing.price:
            price = min(master.price, listing.price) / max(master.price, listing.price)
        return VARIANT_WEIGHT * shared + PRICE_WEIGHT * price

    def _explain(
        self, listing: Listing, wanted: Sequence[str], at: int, score: float, likeness: float
    ) -> Suggestion:
        master = self._masters[at]
        shared = sorted((word for word in wanted if word in self._sets[at]), key=lambda w: -self._idf[w])
        by_words = self._cosine(wanted, self._norm(wanted), at) >= MINIMUM
        params = [("score", str(round(min(score, 1.0) * 100)))]
        if by_words:
            params.append(("words", ", ".join(shared[:5])))
        if likeness:
            params.append(("shop_sku", listing.sku))
        code = "suggest.both" if by_words and likeness else "suggest.words" if by_words else "suggest.sku"
        return Suggestion(master.key, master.shown, min(score, 1.0), code, tuple(params))


def _score(cosine: float, likeness: float) -> float:
    if not likeness:
        return cosine
    return max(cosine, 0.9 * likeness, 0.65 * cosine + 0.35 * likeness)
