"""How far a marketplace may stray from its own documents and still be understood.

Numbers come as numbers, text or floats, lists come as null, and new fields come every month. What is never
guessed is a number that is missing or is none: that row cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from ..errors import BadReply

Model = TypeVar("Model", bound="Wire")


def _whole(value: object) -> object:
    """5, "5", 5.0 and "5.0" are 5; booleans, fractions and words stay what they are and are refused."""
    if isinstance(value, str | float) and not isinstance(value, bool):
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            return value
        if number.is_finite() and number == number.to_integral_value():
            return int(number)
    if isinstance(value, bool):
        raise ValueError("a boolean is no number")
    return value


def _money(value: object) -> object:
    """An amount in whole currency units, rounded to the nearest; text and floats are both sent."""
    if isinstance(value, bool):
        raise ValueError("a boolean is no amount")
    if isinstance(value, str | float | int):
        try:
            amount = Decimal(str(value).strip() or "0")
        except InvalidOperation:
            return value
        return int(amount.to_integral_value()) if amount.is_finite() else value
    return 0 if value is None else value


def _text(value: object) -> object:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _rows(value: object) -> object:
    return [] if value is None else value


def _texts(value: object) -> object:
    """A list of text, or the one text that some documents print instead of it."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


Whole = Annotated[int, BeforeValidator(_whole)]
MaybeWhole = Annotated[int | None, BeforeValidator(lambda value: None if value == "" else _whole(value))]
Time = Annotated[int, BeforeValidator(lambda value: 0 if value in (None, "") else _whole(value))]
Money = Annotated[int, BeforeValidator(_money)]
Text = Annotated[str, BeforeValidator(_text)]
Rows = Annotated[list[Any], BeforeValidator(_rows)]
Texts = Annotated[list[Text], BeforeValidator(_texts)]
Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]


class Wire(BaseModel):
    """One object of an answer. What it does not name is ignored, and its errors never quote the input."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def parse(model: type[Model], value: object, shop: str) -> Model:
    """The value as this model; BadReply names the fields that do not fit and quotes nothing."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = ", ".join(".".join(str(part) for part in one["loc"]) or "itself" for one in error.errors())
        raise BadReply(f"{model.__name__}: cannot read {fields}", shop=shop) from None


def parse_each(model: type[Model], rows: Iterable[object], shop: str) -> tuple[list[Model], bool]:
    """The rows that can be read, and whether these are all: one bad row does not cost the others."""
    found: list[Model] = []
    whole = True
    for row in rows:
        try:
            found.append(parse(model, row, shop))
        except BadReply:
            whole = False
    return found, whole


def json_object(body: bytes) -> dict[str, Any] | None:
    """The body as a JSON object; None where it is anything else (half of one, a web page)."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
