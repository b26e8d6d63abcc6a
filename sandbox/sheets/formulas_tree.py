"""What a formula is made of: the frozen nodes of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.sheets.formulas_tokens import Reference


@dataclass(frozen=True, slots=True)
class Number:
    """`text` in the engine's form, with a point."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Boolean:
    value: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """An error written in the formula, such as `#REF!`."""

    text: str


@dataclass(frozen=True, slots=True)
class Area:
    reference: Reference


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is no function: a named range, or a typing mistake."""

    text: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """An argument left out between two separators."""


@dataclass(frozen=True, slots=True)
class Call:
    """`name` in capitals."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Percent:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Group:
    """An expression in parentheses."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Rows:
    """An array literal `{1,2;3,4}`."""

    rows: tuple[tuple[Node, ...], ...]


Node = (
    Number
    | Text
    | Boolean
    | Failure
    | Area
    | Name
    | Omitted
    | Call
    | Prefix
    | Percent
    | Binary
    | Group
    | Rows
)


def with_areas(node: Node, areas: Sequence[Area]) -> Node:
    """The tree with the references `A1`, `A2` and so on replaced by the first, second and following of these."""
    match node:
        case Area():
            return areas[node.reference.start.row or 0]
        case Call():
            return Call(node.name, tuple([with_areas(one, areas) for one in node.arguments]))
        case Prefix():
            return Prefix(node.sign, with_areas(node.operand, areas))
        case Percent():
            return Percent(with_areas(node.operand, areas))
        case Binary():
            return Binary(node.sign, with_areas(node.left, areas), with_areas(node.right, areas))
        case Group():
            return Group(with_areas(node.inner, areas))
        case Rows():
            return Rows(tuple(tuple(with_areas(one, areas) for one in row) for row in node.rows))
        case _:
            return node
