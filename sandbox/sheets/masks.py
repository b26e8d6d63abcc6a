"""What a `fields` mask names: of a reply (what is kept) and of an update (what is set or cleared).

A mask is held as a tree: {name: subtree}, where an empty subtree means everything below. `ALL` is the whole message.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from sandbox.sheets.errors import ApiError, bad
from sandbox.sheets.shapes import MESSAGES, Field, camel

Tree = Mapping[str, Any]
ALL: Tree = {}
NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_$-]*|[*(),./])")


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError(text)
        found.append(match[1])
        at = match.end()
    return found


def parse(text: str) -> Tree:
    """`a,b(c,d/e),f.g` -> {'a': {}, 'b': {'c': {}, 'd': {'e': {}}}, 'f': {'g': {}}}. ValueError where it is no mask."""
    tokens = _tokens(text)
    tree, rest = _list(tokens, 0)
    if rest != len(tokens):
        raise ValueError(text)
    return ALL if "*" in tree else tree


def _list(tokens: list[str], at: int) -> tuple[dict[str, Any], int]:
    tree: dict[str, Any] = {}
    while True:
        at = _path(tokens, at, tree)
        if at >= len(tokens) or tokens[at] != ",":
            return tree, at
        at += 1


def _path(tokens: list[str], at: int, tree: dict[str, Any]) -> int:
    """Read one `a/b(c)` into the tree; the position after it."""
    names: list[str] = []
    while True:
        if at >= len(tokens) or tokens[at] in "(),./":
            raise ValueError("a name is missing")
        names.append(camel(tokens[at]))
        at += 1
        if at >= len(tokens) or tokens[at] not in "./":
            break
        at += 1
    below: dict[str, Any] = {}
    if at < len(tokens) and tokens[at] == "(":
        below, at = _list(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise ValueError("a bracket is missing")
        at += 1
    for name in reversed(names):
        below = {name: {} if "*" in below else below}
    _merge(tree, below)
    return at


def _merge(tree: dict[str, Any], other: Tree) -> None:
    for name, below in other.items():
        if name not in tree:
            tree[name] = dict(below)
        elif not tree[name] or not below:
            # One of the two named everything below.
            tree[name] = {}
        else:
            _merge(tree[name], below)


def of_reply(text: str | None, message: str) -> Tree:
    """The `fields` parameter of a call whose reply is a `message`. ApiError 400 where it names what is not there."""
    if not text:
        return ALL
    try:
        tree = parse(text)
    except ValueError as error:
        raise _unknown(text) from error
    wrong = _first_unknown(tree, message)
    if wrong is not None:
        raise _unknown(wrong)
    return tree


def _unknown(path: str) -> ApiError:
    text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"field": path, "description": text}],
        }
    ]
    return ApiError(400, "Request contains an invalid argument.", details)


def _first_unknown(tree: Tree, message: str, above: str = "") -> str | None:
    """The first path that the message does not have."""
    fields: Mapping[str, Field] | None = MESSAGES.get(message)
    if fields is None:
        return None
    for name, below in tree.items():
        path = above + name
        if name == "*":
            continue
        if name not in fields:
            return path
        kind = fields[name].kind
        if below and kind not in MESSAGES and kind not in {"any", "other"}:
            return f"{path}.{next(iter(below))}"
        wrong: str | None = None if fields[name].mapped else _first_unknown(below, kind, path + ".")
        if wrong is not None:
            return wrong
    return None


@functools.lru_cache(maxsize=1024)
def of_update(text: str | None, message: str, root: str | None = None) -> Tree:
    """The `fields` of an update request. ApiError 400 where it is missing or names what the message has not.

    `root`: a leading name that Google allows to leave out and some clients write.
    """
    if not text:
        raise bad(NO_FIELDS)
    try:
        tree = parse(text)
    except ValueError as error:
        raise bad(f"Invalid field mask: {text}") from error
    if root is not None and root in tree and root not in MESSAGES[message]:
        tree = {**tree[root], **{name: below for name, below in tree.items() if name != root}}
    wrong = _first_unknown(tree, message)
    if wrong is not None:
        raise bad(f"Invalid field: {wrong}")
    return tree


def names(tree: Tree, name: str) -> bool:
    """Whether the mask keeps this field or something below it."""
    return not tree or name in tree


def below(tree: Tree, name: str) -> Tree:
    """The mask of a field that is kept."""
    return tree[name] if tree else ALL


def keep(value: Any, tree: Tree) -> Any:
    """A reply's value cut down to the mask; lists element by element."""
    if not tree:
        return value
    if isinstance(value, list):
        return [keep(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: keep(item, tree[name]) for name, item in value.items() if name in tree}


def update(old: Mapping[str, Any], new: Mapping[str, Any], tree: Tree) -> dict[str, Any]:
    """`old` with the named fields as in `new`; what `new` does not have is cleared."""
    if not tree:
        return dict(new)
    result = dict(old)
    for name, under in tree.items():
        stood, given = result.get(name), new.get(name)
        if under and (isinstance(stood, dict) or isinstance(given, dict)):
            value: Any = update(stood or {}, given or {}, under)
        else:
            value = given
        if value is None or value == {}:
            result.pop(name, None)
        else:
            result[name] = value
    return result
