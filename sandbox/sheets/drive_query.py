"""Which files a Drive search means: the language of the `q` parameter.

| term | source |
|---|---|
| `name = 'x'`, `name contains 'x'` (a prefix of a word), `mimeType = 'x'`, `trashed = false` | documented |
| `'ID' in parents`, `'who' in owners` (`writers`, `readers`), `me` and `root` for the caller's own | documented |
| `parents in "ID"` | what gspread sends; seen to work by its users |
| `modifiedTime > '2026-01-01T00:00:00'` and the other comparisons, `createdTime` likewise | documented |
| `not`, `and`, `or`, parentheses | documented |

`contains` finds the beginning of a word for names (documented). Anything else is refused as Google refuses it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.sheets.errors import DriveError

TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<mark><=|>=|!=|[=<>()])|(?P<word>[\w.]+))""",
    re.DOTALL,
)
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a search may ask about one file: its texts, its times (Unix seconds), and its lists."""

    texts: Mapping[str, str]
    times: Mapping[str, float]
    lists: Mapping[str, frozenset[str]]


Test = Callable[[Facts], bool]


def invalid() -> DriveError:
    return DriveError(400, "Invalid Value", "invalid", "q")


def search(query: str, names: Mapping[str, str]) -> Test:
    """The test a query stands for. `names` says what `me` and `root` mean. DriveError 400 where it is no query."""
    return _Reader(query, names).whole()


class _Reader:
    def __init__(self, query: str, names: Mapping[str, str]) -> None:
        self._names = names
        self._tokens: list[tuple[str, str]] = []
        at, query = 0, query.rstrip()
        while at < len(query):
            found = TOKEN.match(query, at)
            if found is None:
                raise invalid()
            kind = str(found.lastgroup)
            self._tokens.append((kind, found[kind]))
            at = found.end()
        self._at = 0

    def whole(self) -> Test:
        test = self._either()
        if self._at != len(self._tokens):
            raise invalid()
        return test

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise invalid()
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, word: str) -> bool:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if token[0] != "text" and token[1].lower() == word:
            self._at += 1
            return True
        return False

    def _either(self) -> Test:
        tests = [self._all()]
        while self._takes("or"):
            tests.append(self._all())
        return lambda facts: any(test(facts) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._takes("and"):
            tests.append(self._one())
        return lambda facts: all(test(facts) for test in tests)

    def _one(self) -> Test:
        if self._takes("not"):
            inner = self._one()
            return lambda facts: not inner(facts)
        if self._takes("("):
            inner = self._either()
            if not self._takes(")"):
                raise invalid()
            return inner
        kind, first = self._next()
        if kind == "text":
            if not self._takes("in"):
                raise invalid()
            return self._member(self._next()[1], _plain(first))
        if kind != "word":
            raise invalid()
        if self._takes("in"):
            return self._member(first, self._text())
        return self._compared(first)

    def _text(self) -> str:
        kind, text = self._next()
        if kind != "text":
            raise invalid()
        return _plain(text)

    def _member(self, name: str, wanted: str) -> Test:
        if name not in {"parents", "owners", "writers", "readers"}:
            raise invalid()
        sought = self._names.get(wanted, wanted)
        return lambda facts: sought in facts.lists[name]

    def _compared(self, name: str) -> Test:
        sign = self._next()[1].lower()
        kind, raw = self._next()
        wanted = _plain(raw) if kind == "text" else raw.lower()
        if name in {"modifiedTime", "createdTime"} and sign in COMPARISONS:
            compare, moment = COMPARISONS[sign], _moment(wanted)
            return lambda facts: compare(facts.times[name], moment)
        if name not in {"name", "mimeType", "trashed"} or (kind == "text") == (name == "trashed"):
            raise invalid()
        if sign == "contains":
            return lambda facts: _contains(facts.texts[name], wanted, whole_words=name == "name")
        if sign not in {"=", "!="}:
            raise invalid()
        return lambda facts: (facts.texts[name].casefold() == wanted.casefold()) == (sign == "=")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _contains(text: str, wanted: str, whole_words: bool) -> bool:
    pattern = re.escape(wanted.casefold())
    return re.search(rf"(?<!\w){pattern}" if whole_words else pattern, text.casefold()) is not None


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid() from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def texts_of(kind: str, name: str, trashed: bool) -> dict[str, str]:
    """The texts of a file, as `Facts` has them."""
    return {"name": name, "mimeType": kind, "trashed": str(trashed).lower()}


def emails(entries: Iterable[Mapping[str, str]], roles: frozenset[str]) -> frozenset[str]:
    """Who holds one of these roles."""
    return frozenset(
        str(entry["emailAddress"]) for entry in entries if entry["role"] in roles and "emailAddress" in entry
    )
