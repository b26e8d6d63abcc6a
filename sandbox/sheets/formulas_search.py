"""Which lookups ask for an equal key, and how their key is written for the engine's MATCH.

| call                                                | is                                    |
|-----------------------------------------------------|---------------------------------------|
| VLOOKUP, HLOOKUP with FALSE, 0 or an empty 4th      | exact; `*`, `?` and `~` are wildcards |
| VLOOKUP, HLOOKUP with TRUE or without               | by approximation                      |
| MATCH with 0                                        | exact, with wildcards                 |
| MATCH with 1, -1 or without                         | by approximation                      |
| XLOOKUP, XMATCH without modes, or with 0 and 1      | exact, without wildcards              |
| any of them with a computed mode, or another X mode | not computed                          |
"""

from __future__ import annotations

import re

from sandbox.sheets import formulas_tree as tree
from sandbox.sheets.formulas_checks import not_computed
from sandbox.sheets.formulas_texts import literal

TABLES = frozenset({"VLOOKUP", "HLOOKUP"})
"""Functions that search the edge of a table and answer from inside it."""

LOST_KEY = "#N/A"
_MODES = {"VLOOKUP": 3, "HLOOKUP": 3, "MATCH": 2, "XLOOKUP": 4, "XMATCH": 2}
_WILDCARD = re.compile(r"[*?~]")


def is_exact(node: tree.Call) -> bool:
    """Whether the lookup asks for an equal key. Uncomputable where that is not written in the formula itself."""
    modes = node.arguments[_MODES[node.name] :]
    if node.name in ("XLOOKUP", "XMATCH"):
        usual = [0.0, 1.0]
        if any(_constant(mode, default) != default for mode, default in zip(modes, usual, strict=False)):
            raise not_computed(f"{node.name} with this mode")
        return True
    return bool(modes) and _constant(modes[0], 0.0) == 0


def _constant(node: tree.Node, omitted: float) -> float:
    """The number a mode is written as."""
    match node:
        case tree.Boolean(value):
            return float(value)
        case tree.Number(text):
            return float(text)
        case tree.Prefix("-", tree.Number(text)):
            return -float(text)
        case tree.Omitted():
            return omitted
    raise not_computed("A lookup whose mode is computed")


def escaped_key(node: tree.Call, text: str) -> str:
    """The engine text of the key, with wildcards made literal for the functions that know none."""
    if node.name not in ("XLOOKUP", "XMATCH"):
        return text
    key = node.arguments[0]
    if isinstance(key, tree.Number):
        return text
    if isinstance(key, tree.Text):
        return _WILDCARD.sub(r"~\g<0>", text)
    plain = text
    for mark in "~*?":
        text = f"SUBSTITUTE({text},{literal(mark)},{literal('~' + mark)})"
    return f"IF(ISTEXT({plain}),{text},{plain})"
