"""What a typed text becomes in a cell: a number, text, boolean, formula or blank, and the format that comes along.

| typed                        | en_US                     | id_ID                     | source                  |
|------------------------------|---------------------------|---------------------------|-------------------------|
| `` (empty)                   | blank                     | blank                     | recorded                |
| `'0042`                      | text `0042`               | text `0042`               | documented              |
| `=A1`, `= 1 / 1024`          | formula                   | formula                   | recorded                |
| `0042`, `+10`, ` -5 `        | 42, 10, -5                | 42, 10, -5                | recorded (first)        |
| `2,000,000.01`               | number, `#,##0.00`        | text                      | recorded (en_US)        |
| `1,000` / `1.000`            | 1000 / 1                  | text / 1000               | documented              |
| `1,5` / `1.5`                | text / 1.5                | 1.5 / date 1 May          | guessed (dates in id)   |
| `50%`, `1E5`                 | percent, scientific       | percent, scientific       | documented              |
| `$5`                         | currency 5                | text                      | documented / guessed    |
| `Rp10.000`                   | text                      | currency 10000            | guessed                 |
| `(5)`                        | -5                        | -5                        | guessed                 |
| `true`                       | bool                      | bool (and `BENAR`)        | documented (id guessed) |
| `2020-01-01`                 | date, `yyyy-mm-dd`        | the same                  | recorded (en_US)        |
| `1/2`, `2-3`                 | month first, this year    | day first, this year      | seen by many            |
| `10:30`                      | time                      | time                      | documented              |
| `3_1_0`, `28 pcs`, `1/2/3/4` | text                      | text                      | recorded (first)        |

In a plain-text cell (`@`) everything stays text as typed, formulas included, apostrophes too (that is guessed).
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.sheets.formats_locale import Locale, locale_of
from sandbox.sheets.formats_model import NumberFormat
from sandbox.sheets.values_dates import read_moment
from sandbox.sheets.values_numbers import read_number

Entered = tuple[str, float | str | bool | None]
"""What a person put into a cell: (kind, value).

`("number", float)`, `("string", str)`, `("bool", bool)`, `("formula", "=...")`, `("blank", None)`.
"""

BLANK: Entered = ("blank", None)


@dataclass(frozen=True, slots=True)
class Typed:
    """The outcome of typing. `number_format` is None where typing leaves the cell's format as it is."""

    entered: Entered
    number_format: NumberFormat | None = None


def parse_typed(text: str, locale: str, plain_text: bool, this_year: int) -> Typed:
    """What typing `text` into a cell does: the table above.

    `plain_text`: the cell's format type is TEXT (`@`). `this_year` completes dates typed without a year (`2-3`).
    ValueError for a locale that is not spoken here.
    """
    marks = locale_of(locale)
    if not text:
        return Typed(BLANK)
    if plain_text:
        return Typed(("string", text))
    if text.startswith("'"):
        return Typed(("string", text[1:]))
    if text.startswith("=") and text.strip() != "=":
        return Typed(("formula", text))
    return _value(text, marks, this_year)


def _value(text: str, locale: Locale, this_year: int) -> Typed:
    """A number before a date: `1.000` is a thousand in id_ID, and only what is no number may be a day."""
    core = text.strip()
    if core.upper() in locale.true_words:
        return Typed(("bool", True))
    if core.upper() in locale.false_words:
        return Typed(("bool", False))
    found = read_number(core, locale) or read_moment(core, locale, this_year)
    if found is None:
        return Typed(("string", text))
    number, number_format = found
    return Typed(("number", number), number_format)
