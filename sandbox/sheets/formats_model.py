"""What a cell can hold after calculation, and the format it is shown in: the frozen values of this folder."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
"""What a cell shows for each ErrorType of the API (documented names; `Loading...` is what people see)."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A cell's `numberFormat`.

    `type` as in the API's NumberFormatType (TEXT, NUMBER, PERCENT, CURRENCY, DATE, TIME, DATE_TIME,
    SCIENTIFIC); `pattern` in the pattern language, which is the same in every locale ("" = the type's default).
    """

    type: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class CellError:
    """An `errorValue`: `type` as in the API's ErrorType, `message` for people."""

    type: str
    message: str = ""

    def __post_init__(self) -> None:
        if self.type not in SHOWN_ERRORS:
            raise ValueError(f"{self.type!r} is not an ErrorType")

    @property
    def shown(self) -> str:
        """The text in the cell, such as `#N/A`."""
        return SHOWN_ERRORS[self.type]


Effective = float | str | bool | CellError | None
"""A cell's value after calculation; None is a blank. A bool is never a number here."""
