"""Whether a condition of a validation, a conditional format or a filter is one Google would take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.sheets.errors import bad
from sandbox.sheets.formats_model import Effective

Json = dict[str, Any]
VALUES: dict[str, tuple[int, int]] = {
    **dict.fromkeys(
        (
            "NUMBER_GREATER",
            "NUMBER_GREATER_THAN_EQ",
            "NUMBER_LESS",
            "NUMBER_LESS_THAN_EQ",
            "NUMBER_EQ",
            "NUMBER_NOT_EQ",
            "TEXT_CONTAINS",
            "TEXT_NOT_CONTAINS",
            "TEXT_STARTS_WITH",
            "TEXT_ENDS_WITH",
            "TEXT_EQ",
            "TEXT_NOT_EQ",
            "DATE_EQ",
            "DATE_NOT_EQ",
            "DATE_BEFORE",
            "DATE_AFTER",
            "DATE_ON_OR_BEFORE",
            "DATE_ON_OR_AFTER",
            "ONE_OF_RANGE",
            "CUSTOM_FORMULA",
        ),
        (1, 1),
    ),
    **dict.fromkeys(("NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN", "DATE_BETWEEN", "DATE_NOT_BETWEEN"), (2, 2)),
    **dict.fromkeys(("TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID", "BLANK", "NOT_BLANK"), (0, 0)),
    "ONE_OF_LIST": (1, 500),
    "BOOLEAN": (0, 2),
}
"""How many values each type of condition takes, (least, most); documented."""
NOT_IN_FORMATS = frozenset({"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN", "TEXT_IS_EMAIL", "TEXT_IS_URL"})
NOT_IN_VALIDATION = frozenset({"TEXT_STARTS_WITH", "TEXT_ENDS_WITH", "BLANK", "NOT_BLANK", "TEXT_NOT_EQ"})


def checked_condition(condition: Json | None, excluded: frozenset[str] = frozenset()) -> Json:
    """The condition as it is kept, if it is complete; ApiError 400 otherwise."""
    kind = (condition or {}).get("type")
    if condition is None or kind is None or kind not in VALUES or kind in excluded:
        raise bad(f"Condition type {kind or 'CONDITION_TYPE_UNSPECIFIED'} is not allowed here.")
    values = condition.get("values", [])
    least, most = VALUES[kind]
    if not least <= len(values) <= most:
        raise bad(f"Condition of type {kind} takes {least} to {most} values, but has {len(values)}.")
    for value in values:
        if len(value) != 1:
            raise bad("A condition's value must be either userEnteredValue or relativeDate.")
    return {"type": kind, "values": values} if values else {"type": kind}


def criteria_by_column(criteria: Json) -> list[tuple[int, Json]]:
    """A filter's `criteria`, a map whose keys are columns written as text. ApiError 400 for another key."""
    for column in criteria:
        if not column.isdecimal():
            raise bad(f"criteria has the key {column}, which is no column.")
    return [(int(column), criterion) for column, criterion in criteria.items()]


def checked_rule(rule: Json) -> Json:
    """A data validation rule; ApiError 400 where its condition is none."""
    condition = checked_condition(rule.get("condition"), NOT_IN_VALIDATION)
    kept = {**rule, "condition": condition}
    return {name: value for name, value in kept.items() if value not in (False, "")}


def plain(value: Effective) -> str:
    """A value as a person would type it into a list of choices."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return value if isinstance(value, str) else value.shown


NUMBER_TESTS: dict[str, Callable[[float, list[float]], bool]] = {
    "NUMBER_GREATER": lambda value, bounds: value > bounds[0],
    "NUMBER_GREATER_THAN_EQ": lambda value, bounds: value >= bounds[0],
    "NUMBER_LESS": lambda value, bounds: value < bounds[0],
    "NUMBER_LESS_THAN_EQ": lambda value, bounds: value <= bounds[0],
    "NUMBER_EQ": lambda value, bounds: value == bounds[0],
    "NUMBER_NOT_EQ": lambda value, bounds: value != bounds[0],
    "NUMBER_BETWEEN": lambda value, bounds: bounds[0] <= value <= bounds[1],
    "NUMBER_NOT_BETWEEN": lambda value, bounds: not bounds[0] <= value <= bounds[1],
}
TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, wanted: wanted in text,
    "TEXT_NOT_CONTAINS": lambda text, wanted: wanted not in text,
    "TEXT_STARTS_WITH": lambda text, wanted: text.startswith(wanted),
    "TEXT_ENDS_WITH": lambda text, wanted: text.endswith(wanted),
    "TEXT_EQ": lambda text, wanted: text == wanted,
    "TEXT_NOT_EQ": lambda text, wanted: text != wanted,
}
