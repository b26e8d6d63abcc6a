"""Whether a body is a message just as it stands: nothing in it to refuse, to rename, to convert or to leave out.

That is so of nearly every body, and is told much faster than `shapes` finds out what has to change or is wrong. So this
only ever says yes where `shapes` would give back the very same body; a no means that `shapes` has to look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.sheets.shapes import Field

Test = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_truth(value: Any) -> bool:
    return type(value) is bool


def _is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float


def _is_int(value: Any) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def _is_there(value: Any) -> bool:
    return value is not None


def _never(value: Any) -> bool:
    return False


SCALARS: Mapping[str, Test] = {
    "str": _is_text,
    "mask": _is_text,
    "bool": _is_truth,
    "num": _is_number,
    "int": _is_int,
    "any": _is_there,
    "other": _is_there,
}


EXACT: Mapping[str, type] = {"str": str, "mask": str, "bool": bool, "num": float}


def tests_of(
    messages: Mapping[str, Mapping[str, Field]], enums: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Test]:
    """A test for each message, by name."""
    tests: dict[str, Test] = {}
    parts: dict[str, dict[str, Test]] = {name: {} for name in messages}
    for name, fields in messages.items():
        exact = {key: EXACT[field.kind] for key, field in fields.items() if _exact(field)}
        tests[name] = _message(exact, parts[name])
    for name, fields in messages.items():
        parts[name].update({key: _field(field, tests, enums) for key, field in fields.items()})
    return tests


def _exact(field: Field) -> bool:
    return field.inner is None and not field.mapped and field.kind in EXACT


def _message(exact: Mapping[str, type], parts: Mapping[str, Test]) -> Test:
    """`exact` names the type that settles a field without a call of its test."""
    type_of, test_of = exact.get, parts.get

    def fits(body: Any) -> bool:
        if type(body) is not dict:
            return False
        for key, value in body.items():
            if type(value) is type_of(key):
                continue
            test = test_of(key)
            if test is None or not test(value):
                return False
        return True

    return fits


def _field(field: Field, tests: Mapping[str, Test], enums: Mapping[str, tuple[str, ...]]) -> Test:
    if field.mapped:
        return _never
    if field.inner is None:
        return _single(field.kind, tests, enums)
    if field.inner.kind == "any" and field.inner.inner is None:
        # Plain values may be null.
        return lambda value: type(value) is list
    return _all(_field(field.inner, tests, enums))


def _single(kind: str, tests: Mapping[str, Test], enums: Mapping[str, tuple[str, ...]]) -> Test:
    if kind in SCALARS:
        return SCALARS[kind]
    if kind in tests:
        return tests[kind]
    allowed = frozenset(enums[kind[1:-1]])
    return lambda value: type(value) is str and value in allowed


def _all(test: Test) -> Test:
    def fits(values: Any) -> bool:
        return type(values) is list and all(map(test, values))

    return fits
