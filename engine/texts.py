"""Says everything in the seller's language: sentences by code, tab and column titles, guidance, choices.

The words are data in `templates/`. A value is put into a sentence as it is and only once, so text from
a shop or a person can neither become a formula nor another placeholder. An empty value shows as a dash.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, NamedTuple

from .data import read_text
from .model.ids import sku_key
from .model.questions import Choice, Question

LANGUAGES = ("id", "en")
# Values of a question that hold the code of another sentence, rendered with the same values.
REFERENCES = ("reason",)

Params = Mapping[str, str | int]


class Column(NamedTuple):
    """A column: its fixed English name, the header shown and the note on it."""

    name: str
    header: str
    note: str


class Tab(NamedTuple):
    """A tab: its fixed English id, the title shown and its columns in order."""

    id: str
    title: str
    columns: tuple[Column, ...]


class GuideEntry(NamedTuple):
    """One answer of the guide. `applies_to` is shown; `tags` say when it applies now and to which kind of shop."""

    topic: str
    answer: str
    applies_to: str
    id: str
    tags: tuple[str, ...]


class QuestionText(NamedTuple):
    """The sentences of one row of the conflicts tab."""

    kind: str
    event: str
    done: str
    guidance: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence split into (text before, value name or None) pieces."""

    pieces: tuple[tuple[str, str | None], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name in self.pieces if name is not None)


class Texts:
    """The words of one language; raises KeyError for a language that is not there."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise KeyError(language)
        self.language = language
        self._sentences = {
            code: _Sentence(tuple(_pieces(text))) for code, text in _flat(_load("messages", language))
        }
        self.tabs: Mapping[str, Tab] = {
            tab: Tab(
                tab,
                table["title"],
                tuple(Column(name, c["header"], c["note"]) for name, c in table["columns"].items()),
            )
            for tab, table in _load("tabs", language).items()
        }
        self._columns = {
            (tab.id, column.name): column for tab in self.tabs.values() for column in tab.columns
        }
        self._guide = tuple(
            GuideEntry(e["topic"], e["answer"], e["applies_to"], e["id"], tuple(e["tags"]))
            for e in _load("guide", language)["entry"]
        )

    @property
    def codes(self) -> Mapping[str, frozenset[str]]:
        """Every code with the names of the values that it needs."""
        return {code: sentence.names for code, sentence in self._sentences.items()}

    def say(self, code: str, params: Params | Iterable[tuple[str, str | int]] = ()) -> str:
        """The sentence of that code. KeyError names the code, and the value where one is missing."""
        sentence = self._sentences.get(code)
        if sentence is None:
            raise KeyError(code)
        values = dict(params)
        said: list[str] = []
        for before, name in sentence.pieces:
            said.append(before)
            if name is not None:
                if name not in values:
                    raise KeyError(f"{code}: {name}")
                said.append(str(values[name]) or "–")
        return "".join(said)

    def columns(self, tab: str) -> tuple[Column, ...]:
        """The columns of a tab, in the order in which they are laid out."""
        return self.tabs[tab].columns

    def header(self, tab: str, column: str) -> str:
        """The header of a column."""
        return self._columns[tab, column].header

    def note(self, tab: str, column: str) -> str:
        """The note on a column's header."""
        return self._columns[tab, column].note

    def guide(self) -> tuple[GuideEntry, ...]:
        """The whole guide, in its order."""
        return self._guide

    def choice(self, choice: Choice) -> str:
        """One answer as the dropdown shows it; what follows a colon in its code only tells answers apart."""
        return self.say(f"choice.{choice.code.partition(':')[0]}", choice.params)

    def chosen(self, choices: Iterable[Choice], text: str) -> Choice | None:
        """The choice that a person's cell names, by its text in this language or by its code; None: none."""
        wanted = sku_key(text)
        for choice in choices:
            if wanted in (sku_key(self.choice(choice)), sku_key(choice.code)):
                return choice
        return None

    def question(self, question: Question) -> QuestionText:
        """The four sentences of a question; a `reason` among its params is a code itself."""
        params: dict[str, str | int] = {"subject": question.subject, **dict(question.params)}
        for name in REFERENCES:
            if name in params:
                params[name] = self.say(str(params[name]), params)
        kind = question.kind
        return QuestionText(
            self.say(f"kind.{kind}"),
            self.say(f"event.{kind}", params),
            self.say(f"done.{kind}", params),
            self.say(f"guidance.{kind}", params),
        )


def _load(name: str, language: str) -> dict[str, Any]:
    return tomllib.loads(read_text(f"templates/{name}.{language}.toml"))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _flat(value, f"{prefix}{name}.")


def _pieces(text: str) -> Iterable[tuple[str, str | None]]:
    for before, name, form, conversion in Formatter().parse(text):
        if name is not None and (form or conversion or not name.isidentifier()):
            raise ValueError(f"only plain {{names}} stand in sentences: {text!r}")
        yield before, name
