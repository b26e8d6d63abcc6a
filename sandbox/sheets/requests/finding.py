"""Requests that look for text: findReplace, trimWhitespace, textToColumns.

What Google compares for a cell that holds a number is undocumented, so both readings are played:

| the server's `numbers` | text cell | number, date or boolean cell | formula cell |
|---|---|---|---|
| match | its text | what it shows | its formula, only with includeFormulas |
| never | its text | never matches | its formula, only with includeFormulas |

What comes out is taken as if typed (guessed), so text in a cell that is not plain text may become a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import Cell, Formula
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.requests.cells import grow

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """One findReplace, ready to be tried on texts."""

    pattern: re.Pattern[str]
    replacement: str
    entire: bool
    formulas: bool
    plain: str | None = None

    def replaced(self, text: str) -> tuple[str, int]:
        """The text after replacement and how often it matched (0: unchanged)."""
        if self.plain is not None:
            # The commonest case by far: a whole cell, exact case, no expression.
            return (self.replacement, 1) if text == self.plain else (text, 0)
        if self.entire:
            found = self.pattern.fullmatch(text)
            return (found.expand(self.replacement), 1) if found else (text, 0)
        return self.pattern.subn(self.replacement, text)


def search_of(request: Json) -> Search:
    """The search a request describes."""
    find = request.get("find", "")
    if not find:
        raise bad("Must specify a non-empty find string.")
    flags = 0 if request.get("matchCase") else re.IGNORECASE
    replacement = request.get("replacement", "")
    regex, entire = bool(request.get("searchByRegex")), bool(request.get("matchEntireCell"))
    exact = entire and not regex and not flags
    if regex:
        replacement = java_replacement(replacement)
    elif not exact:
        replacement = replacement.replace("\\", "\\\\")
    try:
        pattern = re.compile(find if regex else re.escape(find), flags)
        pattern.sub(replacement, "")
        return Search(
            pattern, replacement, entire, bool(request.get("includeFormulas")), find if exact else None
        )
    except re.error as error:
        raise bad(f"Invalid regular expression: {find}") from error


def java_replacement(text: str) -> str:
    r"""Java's `$1` and `\$` as Python's template."""
    parts = re.findall(r"\\.|\$\d|[^\\$]+|\\|\$", text)
    result = ""
    for part in parts:
        if re.fullmatch(r"\$\d", part):
            result += f"\\g<{part[1]}>"
        elif len(part) == 2 and part[0] == "\\":
            result += "\\\\" if part[1] == "\\" else part[1]
        else:
            result += part
    return result


@dataclass(slots=True)
class Tally:
    """What a findReplace changed."""

    values: int = 0
    formulas: int = 0
    occurrences: int = 0
    rows: set[tuple[int, int]] = field(default_factory=set)

    def reply(self) -> Json:
        counts = {
            "valuesChanged": self.values,
            "formulasChanged": self.formulas,
            "rowsChanged": len(self.rows),
            "sheetsChanged": len({sheet_id for sheet_id, _ in self.rows}),
            "occurrencesChanged": self.occurrences,
        }
        return {name: count for name, count in counts.items() if count}


def find_replace(draft: Draft, request: Json) -> Json:
    """Replace text; no match is no error (documented)."""
    search = search_of(request)
    tally = Tally()
    shown_before: dict[tuple[Any, int], str] = {}
    for sheet, box in _scope(draft, request):
        for r, c, cell in list(sheet.grid.within(box)):
            text = _searched(draft, cell, search, shown_before)
            if not text:
                continue
            after, count = search.replaced(text)
            if not count:
                continue
            if isinstance(cell.value, Formula):
                tally.formulas += 1
            else:
                tally.values += 1
            tally.occurrences += count
            tally.rows.add((sheet.sheet_id, r))
            draft.type_text(sheet, r, c, after)
    return tally.reply()


def _scope(draft: Draft, request: Json) -> Iterator[tuple[Sheet, Box]]:
    scopes = [name for name in ("range", "sheetId", "allSheets") if request.get(name, False) is not False]
    if len(scopes) != 1:
        raise bad("Must specify exactly one of range, sheetId and allSheets.")
    if scopes == ["range"]:
        yield draft.find(request["range"])
    elif scopes == ["sheetId"]:
        sheet = draft.sheet(request["sheetId"])
        yield sheet, sheet.whole
    else:
        for sheet in draft.book.sheets:
            yield sheet, sheet.whole


def _searched(draft: Draft, cell: Cell, search: Search, memo: dict[tuple[Any, int], str]) -> str | None:
    """The text of a cell that is searched, or None where it is left alone."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, Formula):
        return value.text if search.formulas else None
    if isinstance(value, str):
        return value
    if draft.numbers == "never":
        return None
    key = ((type(value), value), cell.style.id if cell.style is not None else 0)
    if key not in memo:
        memo[key] = draft.shown(cell)
    return memo[key]


def trim_whitespace(draft: Draft, request: Json) -> Json:
    """Trim texts and fold inner runs of white space into one space."""
    sheet, box = draft.find(request.get("range"))
    changed = 0
    for r, c, cell in list(sheet.grid.within(box)):
        if isinstance(cell.value, str):
            text = " ".join(cell.value.split())
            if text != cell.value:
                changed += 1
                draft.type_text(sheet, r, c, text)
    return {"cellsChangedCount": changed} if changed else {}


DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def text_to_columns(draft: Draft, request: Json) -> Json:
    """Split the texts of one column; each part is taken as typed, and what stood to the right is overwritten."""
    sheet, box = draft.find(request.get("source"))
    if box.c1 - box.c0 != 1:
        raise bad("The source must span exactly one column.")
    kind = request.get("delimiterType", "DELIMITER_TYPE_UNSPECIFIED")
    mark = request.get("delimiter", "") if kind == "CUSTOM" else DELIMITERS.get(kind, "")
    texts = {r: cell.value for r, _, cell in sheet.grid.within(box) if isinstance(cell.value, str)}
    if kind == "AUTODETECT":
        # Guessed: the mark that stands in the most cells, the earlier in the list where two do.
        mark = max(DELIMITERS.values(), key=lambda one: sum(one in text for text in texts.values()))
    if not mark:
        raise bad("Must specify a delimiter.")
    split = {r: text.split(mark) for r, text in texts.items() if mark in text}
    grow(draft, sheet, 0, box.c0 + max((len(parts) for parts in split.values()), default=1))
    for r, parts in split.items():
        for c, part in enumerate(parts, box.c0):
            draft.type_text(sheet, r, c, part.strip() if mark != " " else part)
    return {}
