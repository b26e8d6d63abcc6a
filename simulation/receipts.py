"""Decides whether each edit that the engine could read has its one fate, by what `Bukti`, `Status` and `Konflik` say.

| a person left                       | `Bukti` says                                  | besides                     |
|-------------------------------------|-----------------------------------------------|-----------------------------|
| a count, or a formula's number      | it was applied, and the very number           |                             |
|                                     | goods moved meanwhile, and the number typed   |                             |
|                                     | it is asked about                             | `Konflik` asks it           |
| what is no count, in `Stok`         | why it is refused                             | `Status` says so            |
| an entry, or a corrected one        | that very amount was booked                   |                             |
| nothing, where an entry was         | it was taken back; what it said before (also  |                             |
|                                     | of an answer), if it was unread               |                             |
| a row copied or put back            | anything: which edit was read first is open   |                             |

Of two edits of one row that the same turn may have found, either may have the receipt: a row has one. A receipt that
stands is replaced only by the next edit or by an answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.texts import Texts

from .clock import Violation
from .scene import Row, Scene, Typed

# Texts that people type into `Stok` and that are no counts, with the reason that they must be told.
REFUSED = {
    "": "blank",
    "-4": "negative",
    "TRUE": "bool",
    "=NA()": "error",
    "=1/0": "error",
    "1,5": "fraction",
    "1.5": "fraction",
    "1.250": "fraction",
    "1,250": "fraction",
    "1.250,00": "decimals",
    "1,250.00": "decimals",
    **dict.fromkeys(("50%", "100%"), "percent"),
    **dict.fromkeys(("2026-03-01", "3/4", "2-3"), "date"),
}
SHAPES = {**dict.fromkeys(("after", "before", "kept", "booked"), r"-?\d+"), "amount": r"[+-]\d+"}
COUNTED = ("receipt.applied", "receipt.applied_first", "receipt.superseded", "receipt.asked")


class Told(NamedTuple):
    """What a receipt says: the code of its sentence, and its values."""

    code: str
    values: Mapping[str, str]


@dataclass(slots=True)
class Receipts:
    """Judges the receipts of one run. `standing` are those that were judged, by SKU; `missing` was one just now."""

    scene: Scene
    standing: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def judge(self, since: float, before: float) -> None:
        """A turn that began then saw everything and went well: whatever was typed before it has its fate. `before` is
        when the good turn before that one began."""
        scene = self.scene
        for row in scene.single_rows():
            typed = scene.typed.get(row.sku)
            text = str(row.cells.get("receipt") or "")
            new = scene.books.goods.renamed[row.sku] >= before
            if typed is None or scene.books.goods.unsaid(row.sku) or (new and not typed):
                # Nobody typed anything yet, or an answer has been given since, or is still to come.
                self.standing[row.sku] = text
            elif new:
                # Beside a SKU that is new an entry waits for the first count, so what was typed is judged later: the
                # receipt that it may have by then is no older one.
                continue
            elif not typed:
                if not self._late(row.sku, text) and self._changed(row.sku, text):
                    raise Violation(
                        "P1", f"the receipt of {row.sku}, {self.standing[row.sku]!r}, became {text!r}"
                    )
            elif all(one.at < since for one in typed) and not self._waits(row, text):
                moved = not all(one.column for one in typed)
                if moved and self._late(row.sku, text):
                    continue
                if not moved and row.sku not in scene.doubtful:
                    self._judged(row, typed, text)
                self.standing[row.sku] = text
                scene.typed[row.sku] = []

    def _late(self, sku: str, text: str) -> bool:
        """Whether a row was just put back by the engine: it has its receipt with the next batch."""
        late = not text and sku not in self.missing
        self.missing.discard(sku)
        if late:
            self.missing.add(sku)
        return late

    def _changed(self, sku: str, text: str) -> bool:
        """Whether the receipt that stood there is another now."""
        return text != self.standing.get(sku, text) and not self._forgotten(sku, text)

    def _waits(self, row: Row, text: str) -> bool:
        """Whether an entry stands beside a first count that was read just now: its turn is the next."""
        told = read(self.scene.texts, text)
        return told is not None and told.code == "receipt.applied_first" and bool(row.cells.get("entry"))

    def _forgotten(self, sku: str, text: str) -> bool:
        """Whether a receipt went with its row, and then with the cache: nothing else says it."""
        return not text and self.scene.lost_at >= self.scene.nameless.get(sku, math.inf)

    def _judged(self, row: Row, typed: list[Typed], text: str) -> None:
        told = read(self.scene.texts, text)
        standing = text == self.standing.get(row.sku)
        read_so_far = readable(typed)
        if [] in read_so_far and (told is None or standing or told.code == "receipt.swapped"):
            # There was nothing to read. What stands is the receipt of before, or of an answer given meanwhile.
            return
        if told is None:
            raise Violation("P1", f"no receipt for {row.sku} {typed}: {text!r}")
        if not any(self._fits(one, told) for left in read_so_far for one in last_of(left)):
            raise Violation("P1", f"{row.sku} {typed} got the receipt {text!r}")
        if standing and not told.code.startswith("refused."):
            raise Violation("P1", f"{row.sku} {typed} has no receipt but the one before: {text!r}")
        self._elsewhere(row, told, text)
        self.scene.trace.bite(f"fate.{told.code}")

    @staticmethod
    def _fits(typed: Typed, told: Told) -> bool:
        if typed.column == "entry":
            if not typed.text:
                return told.code == "receipt.entry_withdrawn"
            booked = told.code in ("receipt.entry", "receipt.entry_changed")
            return booked and int(told.values["amount"]) == int(typed.text)
        if not typed.text.isdigit():
            return told.code == f"refused.{REFUSED.get(typed.text, 'text')}"
        number = {"receipt.applied": "after", "receipt.superseded": "before"}.get(told.code)
        return told.code in COUNTED and (number is None or told.values[number] == typed.text)

    def _elsewhere(self, row: Row, told: Told, text: str) -> None:
        """What the other cells must say beside this receipt."""
        scene = self.scene
        status = row.cells.get("status")
        # The number that stays may have moved on since.
        if told.code.startswith("refused.") and not _patterns(scene.texts)[told.code].fullmatch(
            f"{text[:14]} {status}"
        ):
            raise Violation("P1", f"{row.sku} was refused, its status says {status!r}")
        if told.code == "receipt.asked":
            kinds = {scene.texts.say("kind.count"), scene.texts.say("kind.late")}
            rows, name = scene.layer.paper.rows("conflicts"), scene.books.goods.text(row.sku)
            if not any(one.get("kind") in kinds and name in str(one.get("event")) for one in rows):
                raise Violation("P1", f"{row.sku} is asked about nowhere: {text!r}")


def last_of(typed: Iterable[Typed]) -> Iterable[Typed]:
    """What was left in each column."""
    return {one.column: one for one in typed}.values()


def readable(typed: Sequence[Typed]) -> list[list[Typed]]:
    """What an engine may have read of these: an entry may have come and gone between two readings of a blank cell."""
    found = [list(typed)]
    while True:
        left = found[-1]
        entries = [one for one in left if one.column == "entry"]
        anew = [one for one in entries if one.anew]
        if not anew or entries[-1].text:
            return found
        found.append([one for one in left if one.column != "entry" or one.at < anew[-1].at])


def read(texts: Texts, text: str) -> Told | None:
    """A receipt as a person reads it; None where none stands there."""
    if not text:
        return None
    for code, pattern in _patterns(texts).items():
        found = pattern.fullmatch(text)
        if found is not None:
            return Told(code, found.groupdict())
    raise Violation("P1", f"nobody understands the receipt {text!r}")


def _patterns(texts: Texts) -> dict[str, re.Pattern[str]]:
    found = _KNOWN.get(texts.language)
    if found is None:
        found = _KNOWN[texts.language] = {
            code: _pattern(texts, code, names)
            for code, names in sorted(texts.codes.items())
            # What an engine that lost its memory found in `Bukti` it says again word by word.
            if code.startswith(("receipt.", "refused.")) and code != "receipt.kept"
        }
    return found


def _pattern(texts: Texts, code: str, names: frozenset[str]) -> re.Pattern[str]:
    """The sentence of a code, with a group for each value."""
    said = re.escape(texts.say(code, {name: f"\0{name}\0" for name in names}))
    for name in names:
        said = said.replace(re.escape(f"\0{name}\0"), f"(?P<{name}>{SHAPES.get(name, '.*')})", 1)
    return re.compile(rf"\d\d/\d\d \d\d:\d\d:\d\d {said}", re.DOTALL)


# The words of a language never change, so what reads them is made once.
_KNOWN: dict[str, dict[str, re.Pattern[str]]] = {}
