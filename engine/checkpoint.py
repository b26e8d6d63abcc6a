"""Decides what the sheet keeps of the engine's memory, so that a lost cache is rebuilt without losing or repeating.

| chunk      | content                                                                       |
|------------|-------------------------------------------------------------------------------|
| `sku:NN`   | number and last count's time of SKUs at rest, by key, in fixed hash buckets   |
| `rest:NN`  | SKUs that are not at rest: every field that is not as usual                   |
| `line:NN`  | order lines that may still change, or did so lately: counters and SKUs of their first booking |
| `shop`     | each shop's tick, horizon and opening                                         |
| `ask:NN`   | open questions                                                                |
| `mark:NN`  | frozen listings, and what stood beside a row that vanished                    |
| `…~N`      | what of a chunk does not fit into one cell                                    |

Links and stock of listings are not kept: they are read from the sheet and the shops again. A frozen one is, for
nothing in either says that it was. A shop may tell late of goods that had left before a count, so the time of that
count outlives its rest.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from operator import is_
from typing import Any

from .model.book import Book, ShopState
from .model.catalog import Binding, Component
from .model.ids import LineKey, ListingKey
from .model.orders import BookedLine, OrderLine
from .model.questions import Choice, Question
from .model.sheet import Chunk
from .model.stock import Part, Receipt, Replaced, SkuState
from .reconcile import marks
from .reconcile.focus import changed
from .reconcile.horizon import may_be_told

BUCKETS = 128
# A cell takes 50,000 characters; the rest is room for what counts as two of them.
CELL = 45_000
Kept = BookedLine | ShopState | Question | str
Values = dict[str, Kept]
SHOP_FIELDS = ("shop", "sending", "horizon", "opened_at")


def encode(book: Book) -> dict[str, str]:
    """Chunk texts by name; equal books give equal texts."""
    return Encoder().encode(book)


class Encoder:
    """Encodes one book after the other; chunks of which every value is the very same cost nothing again."""

    def __init__(self) -> None:
        self._skus: Mapping[str, SkuState] = {}
        self._members: dict[str, set[str]] = {}
        self._texts: dict[str, dict[str, str]] = {}
        self._kept: dict[str, tuple[Values, dict[str, str]]] = {}
        self._bindings: Mapping[ListingKey, Binding] = {}
        self._frozen: list[str] = []

    def encode(self, book: Book) -> dict[str, str]:
        """Chunk texts by name, as the function `encode`."""
        self._take(book.skus)
        texts = {name: text for bucket in self._texts.values() for name, text in bucket.items()}
        if book.bindings is not self._bindings:
            self._bindings = book.bindings
            self._frozen = [marks.frozen(key) for key, binding in book.bindings.items() if binding.frozen]
        before, self._kept = self._kept, {}
        for name, values in _others(book, self._frozen).items():
            known = before.get(name)
            if known is None or not _same(known[0], values):
                content = {key: _content(value) for key, value in values.items()}
                known = values, dict(_pieces(name, _dump(content)))
            self._kept[name] = known
            texts.update(known[1])
        return texts

    def _take(self, skus: Mapping[str, SkuState]) -> None:
        if skus is self._skus:
            return
        stale = set()
        for key in changed(self._skus, skus):
            bucket = _bucket(key)
            self._members.setdefault(bucket, set()).add(key)
            stale.add(bucket)
        for key in self._skus.keys() - skus.keys():
            bucket = _bucket(key)
            self._members[bucket].discard(key)
            stale.add(bucket)
        self._skus = skus
        for bucket in stale:
            self._texts[bucket] = self._bucket_texts(bucket)

    def _bucket_texts(self, bucket: str) -> dict[str, str]:
        rest: dict[str, Any] = {}
        sku: dict[str, Any] = {}
        for key in self._members[bucket]:
            state = self._skus[key]
            if state.at_rest and _usual(state):
                sku[key] = _at_rest(state)
            else:
                rest[key] = _unusual(state)
        found = {f"sku:{bucket}": sku, f"rest:{bucket}": rest}
        return {
            piece: text
            for name, content in found.items()
            if content
            for piece, text in _pieces(name, _dump(content))
        }


def _others(book: Book, frozen: Iterable[str]) -> dict[str, Values]:
    """What every chunk beside those of the SKUs is made of; `frozen` are the marks of frozen listings."""
    out: dict[str, Values] = {}
    for line_key, booked in book.lines.items():
        if may_be_told(book.shops.get(line_key.shop), booked):
            out.setdefault(f"line:{_bucket(line_key.order)}", {})["\x1f".join(line_key)] = booked
    if book.shops:
        out["shop"] = dict(book.shops)
    for name, question in book.questions.items():
        if question.open:
            out.setdefault(f"ask:{_bucket(name)}", {})[name] = question
    kept = (name for name, value in book.marks.items() if value and name.startswith(marks.KEPT))
    for mark in (*frozen, *kept):
        out.setdefault(f"mark:{_bucket(mark)}", {})[mark] = book.marks.get(mark) or "1"
    return out


def _same(before: Values, now: Values) -> bool:
    """Whether the values are the very same objects in the same order."""
    return before.keys() == now.keys() and all(map(is_, before.values(), now.values()))


def _content(value: Kept) -> Any:
    if isinstance(value, BookedLine):
        return _line(value)
    if isinstance(value, ShopState):
        return {field: getattr(value, field) for field in SHOP_FIELDS}
    return _unusual(value) if isinstance(value, Question) else value


def _pieces(name: str, text: str) -> list[tuple[str, str]]:
    """The text in as many cells as it needs; no piece begins or ends with a blank, which a reading would trim."""
    found = []
    start = 0
    while len(text) - start > CELL:
        end = start + CELL
        while text[end].isspace() or text[end - 1].isspace():
            end -= 1
        found.append(text[start:end])
        start = end
    found.append(text[start:])
    return [(f"{name}~{at}" if at else name, piece) for at, piece in enumerate(found)]


def to_write(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[Chunk, ...]:
    """The chunks to write; one that fell away is emptied."""
    wanted = {**{name: "" for name in before if name not in now and before[name]}, **now}
    return tuple(Chunk(name, text) for name, text in sorted(wanted.items()) if before.get(name) != text)


def worth_writing(chunks: Iterable[Chunk], before: Mapping[str, str]) -> bool:
    """Whether the chunks alone deserve a batch. How far shops were read, and order lines that only grew too old
    to be kept, are written along with something else."""
    return any(chunk.name != "shop" and not _only_fewer_lines(chunk, before) for chunk in chunks)


def _only_fewer_lines(chunk: Chunk, before: Mapping[str, str]) -> bool:
    if not chunk.name.startswith("line:") or not before.get(chunk.name):
        return False
    if "~" in chunk.name or len(chunk.text) > CELL - 1000 or before.get(f"{chunk.name}~1"):
        return False
    old = json.loads(before[chunk.name])
    return all(old.get(key) == line for key, line in (json.loads(chunk.text) if chunk.text else {}).items())


def decode(chunks: Iterable[Chunk], seller: str) -> Book:
    """The book as the checkpoint tells it; ValueError where it cannot be read."""
    skus: dict[str, SkuState] = {}
    lines: dict[LineKey, BookedLine] = {}
    questions: dict[str, Question] = {}
    shops: dict[str, ShopState] = {}
    kept: dict[str, str] = {}
    for name, text in _whole(chunks).items():
        kind = name.partition(":")[0]
        for key, content in json.loads(text).items():
            if kind == "sku":
                skus[key] = _rested(key, *content)
            elif kind == "rest":
                skus[key] = _sku(content)
            elif kind == "line":
                lines[LineKey(*key.split("\x1f"))] = _booked(content)
            elif kind == "shop":
                shops[key] = ShopState(**content)
            elif kind == "ask":
                questions[key] = _question(content)
            elif kind == "mark":
                kept[key] = content
    return Book(seller, skus=skus, lines=lines, questions=questions, shops=shops, marks=kept)


def _whole(chunks: Iterable[Chunk]) -> dict[str, str]:
    """The texts by name, put together again where one took several cells."""
    found: dict[str, dict[int, str]] = {}
    for chunk in chunks:
        name, _, piece = chunk.name.partition("~")
        found.setdefault(name, {})[int(piece or 0)] = chunk.text
    texts = {name: "".join(text for _, text in sorted(pieces.items())) for name, pieces in found.items()}
    return {name: text for name, text in texts.items() if text}


def _bucket(key: str) -> str:
    return f"{zlib.crc32(key.encode()) % BUCKETS:03d}"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _usual(state: SkuState) -> bool:
    return (
        state.active
        and state.counted
        and not (state.reserved or state.buffer or state.feed or state.entry_number)
    )


def _at_rest(state: SkuState) -> list[str | int]:
    """A SKU in short, its last edit in whole seconds: rather a moment too late than too early."""
    edited = [math.ceil(state.edited_at)] if state.edited_at else []
    return [state.shown, state.on_hand, *edited]


def _rested(key: str, shown: str, units: int, edited_at: float = 0.0) -> SkuState:
    return SkuState(key, shown, on_hand=units, bases=(units,), counted=True, edited_at=edited_at)


def _unusual(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: now for name, default in _defaults(kind) if (now := getattr(value, name)) != default}


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Each field of a dataclass with its default."""
    return tuple(
        (one.name, one.default_factory() if one.default_factory is not MISSING else one.default)
        for one in fields(kind)
    )


def _line(booked: BookedLine) -> dict[str, Any]:
    return {**_unusual(booked), "line": _unusual(booked.line)}


def _receipt(value: Any) -> Receipt:
    return Receipt(value[0], tuple((name, text) for name, text in value[1]), value[2])


def _sku(content: dict[str, Any]) -> SkuState:
    data = dict(content)
    for name in ("bases", "offsets"):
        data[name] = tuple(data.get(name, ()))
    data["parts"] = tuple(Part(*one) for one in data.get("parts", ()))
    data["replaced"] = tuple(Replaced(*one) for one in data.get("replaced", ()))
    for name in ("receipt", "problem"):
        if data.get(name):
            data[name] = _receipt(data[name])
    return SkuState(**data)


def _booked(content: dict[str, Any]) -> BookedLine:
    data = dict(content)
    line = dict(data.pop("line"))
    line["key"] = LineKey(*line["key"])
    line["listing"] = ListingKey(*line["listing"])
    data["components"] = tuple(Component(*one) for one in data.get("components", ()))
    return BookedLine(OrderLine(**line), **data)


def _question(content: dict[str, Any]) -> Question:
    data = dict(content)
    data["params"] = tuple((name, text) for name, text in data.get("params", ()))
    data["choices"] = tuple(
        Choice(code, tuple((name, text) for name, text in params)) for code, params in data.get("choices", ())
    )
    return Question(**data)
