"""How the text of a formula becomes a tree, with the argument separators and decimal mark of its locale.

| locale | arguments  | array columns | array rows | decimals |
|--------|------------|---------------|------------|----------|
| en_US  | `,` or `;` | `,`           | `;`        | `.`      |
| id_ID  | `;`        | `\\`           | `;`        | `,`      |

Operators from loose to tight: comparisons, `&`, `+ -`, `* /`, `^`, sign, `%` (so `-2^2` is 4). Missing `)` at the end
are added, as the real editor does.
"""

from __future__ import annotations

from functools import lru_cache

from sandbox.sheets.formulas_tokens import Token, reference_of, references_in, tokens_of
from sandbox.sheets.formulas_tree import (
    Area,
    Binary,
    Boolean,
    Call,
    Failure,
    Group,
    Name,
    Node,
    Number,
    Omitted,
    Percent,
    Prefix,
    Rows,
    Text,
    with_areas,
)


class FormulaUnreadable(Exception):
    """The text is no formula in this locale: a real sheet shows `#ERROR!` (formula parse error)."""


_LEVELS = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 0),
    "&": 1,
    **dict.fromkeys("+-", 2),
    **dict.fromkeys("*/", 3),
    "^": 4,
}
"""How tightly each operator binds."""
_SIGNS = frozenset("+-")
_END = Token("end", "")
_DEEPEST = 100


def parse(formula: str, decimal: str) -> Node:
    """The tree of a formula text that begins with '='. FormulaUnreadable where it makes no sense.

    Formulas that differ in their references only, like those of a column, are read once: with `A1`, `A2` and so on in
    the places of the references, which are put into the tree afterwards.
    """
    areas: list[Area] = []
    pieces: list[str] = []
    at = 0
    for start, end in references_in(formula, decimal):
        areas.append(Area(reference_of(formula[start:end])))
        pieces += (formula[at:start], f"A{len(areas)}")
        at = end
    pattern = "".join((*pieces, formula[at:]))
    if ":" in pattern:
        # Beside a colon what stands in for a reference could be read together with what follows it.
        return _Parser(formula[1:], decimal).whole()
    return with_areas(_pattern_tree(pattern, decimal), areas)


@lru_cache(maxsize=1000)
def _pattern_tree(pattern: str, decimal: str) -> Node:
    return _Parser(pattern[1:], decimal).whole()


class _Parser:
    def __init__(self, text: str, decimal: str) -> None:
        self._tokens = [*(token for token in tokens_of(text, decimal) if token.kind != "space"), _END]
        self._at = 0
        self._depth = 0
        self._separators = frozenset(",;") if decimal == "." else frozenset(";")
        self._column_separator = "," if decimal == "." else "\\"

    def whole(self) -> Node:
        node = self._expression(0)
        if self._peek() is not _END:
            raise FormulaUnreadable(f"unexpected {self._peek().text!r}")
        return node

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += token is not _END
        return token

    def _sees(self, marks: frozenset[str] | str) -> bool:
        token = self._tokens[self._at]
        return token.kind == "mark" and token.text in marks

    def _expression(self, level: int) -> Node:
        """Operands with operators between them that bind at least as tightly as `level`."""
        node = self._signed()
        while (token := self._tokens[self._at]).kind == "mark":
            found = _LEVELS.get(token.text, -1)
            if found < level:
                break
            self._at += 1
            node = Binary(token.text, node, self._expression(found + 1))
        return node

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormulaUnreadable("nested too deeply")
        if self._sees(_SIGNS):
            node: Node = Prefix(self._next().text, self._signed())
        else:
            node = self._primary()
            while self._sees("%"):
                self._next()
                node = Percent(node)
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        token = self._next()
        match token.kind:
            case "number":
                return Number(token.text.replace(",", "."))
            case "string":
                return Text(token.text[1:-1].replace('""', '"'))
            case "error":
                return Failure(token.text[token.text.rindex("#") :])
            case "ref":
                return Area(reference_of(token.text))
            case "call":
                self._next()
                return Call(token.text.upper(), self._arguments())
            case "name":
                upper = token.text.upper()
                return Boolean(upper == "TRUE") if upper in ("TRUE", "FALSE") else Name(token.text)
        if token.text == "(":
            inner = self._expression(0)
            self._close(")")
            return Group(inner)
        if token.text == "{":
            return self._array()
        raise FormulaUnreadable(f"unexpected {token.text!r}")

    def _close(self, mark: str) -> None:
        if self._sees(mark):
            self._next()
        elif self._peek() is not _END or mark != ")":
            raise FormulaUnreadable(f"{mark!r} is missing")

    def _arguments(self) -> tuple[Node, ...]:
        if self._sees(")") or self._peek() is _END:
            self._close(")")
            return ()
        arguments = [self._argument()]
        while self._sees(self._separators):
            self._next()
            arguments.append(self._argument())
        self._close(")")
        return tuple(arguments)

    def _argument(self) -> Node:
        if self._sees(self._separators) or self._sees(")"):
            return Omitted()
        return self._expression(0)

    def _array(self) -> Node:
        rows: list[tuple[Node, ...]] = []
        row = [self._expression(0)]
        while not self._sees("}"):
            if self._sees(self._column_separator):
                self._next()
                row.append(self._expression(0))
            elif self._sees(";"):
                self._next()
                rows.append(tuple(row))
                row = [self._expression(0)]
            else:
                raise FormulaUnreadable("'}' is missing")
        self._next()
        return Rows((*rows, tuple(row)))
