"""What a cell shows: an effective value under a number format, in the spreadsheet's locale.

| value            | format              | en_US         | id_ID         | source     |
|------------------|---------------------|---------------|---------------|------------|
| blank            | any                 | ``            | ``            | recorded   |
| True             | any                 | `TRUE`        | `TRUE`        | documented |
| CellError        | any                 | its `shown`   | its `shown`   | documented |
| text             | no text section     | the text      | the text      | documented |
| text             | `@" x"`             | text, then x  | text, then x  | documented |
| number           | none                | `0.5`         | `0,5`         | recorded   |
| number           | `@`                 | like none     | like none     | documented |
| 1234.5           | `#,##0.00`          | `1,234.50`    | `1.234,50`    | documented |
| 43831            | `yyyy-mm-dd`        | `2020-01-01`  | `2020-01-01`  | recorded   |
| number           | date, out of range  | like none     | like none     | guessed    |
"""

from __future__ import annotations

from sandbox.sheets.formats_dates import date_text, is_date_section
from sandbox.sheets.formats_locale import Locale, locale_of
from sandbox.sheets.formats_model import CellError, Effective, NumberFormat
from sandbox.sheets.formats_numbers import general_text, number_text
from sandbox.sheets.formats_pattern import Section, sections_of

__all__ = ["CellError", "Effective", "NumberFormat", "default_pattern", "render"]


def default_pattern(type_: str, locale: str) -> str:
    """The pattern a NumberFormatType stands for when it carries none; "" for an unspecified type."""
    return locale_of(locale).patterns.get(type_, "")


def render(effective: Effective, number_format: NumberFormat | None, locale: str) -> str:
    """The text the cell shows (`formattedValue`); '' for a blank. See the table above."""
    marks = locale_of(locale)
    if effective is None:
        return ""
    if isinstance(effective, CellError):
        return effective.shown
    if isinstance(effective, bool):
        return "TRUE" if effective else "FALSE"
    pattern = number_format.pattern or marks.patterns.get(number_format.type, "") if number_format else ""
    if isinstance(effective, str):
        return _text(effective, pattern)
    return _number(float(effective), pattern, marks)


def _text(value: str, pattern: str) -> str:
    """Text is shown as it is, unless a section of the pattern speaks of text."""
    for section in sections_of(pattern):
        if section.has("text"):
            return "".join(value if part.kind == "text" else part.literal for part in section.parts)
    return value


def _number(value: float, pattern: str, locale: Locale) -> str:
    sections = [section for section in sections_of(pattern) if not section.has("text")]
    if not sections:
        return general_text(value, locale)
    section, shown_value = _choose(value, sections)
    if section.has("general"):
        general = general_text(shown_value, locale)
        return "".join(general if part.kind == "general" else part.literal for part in section.parts)
    if is_date_section(section):
        text = date_text(value, section, locale)
        return general_text(value, locale) if text is None else text
    return number_text(shown_value, section, locale)


def _choose(value: float, sections: list[Section]) -> tuple[Section, float]:
    """The section for this number, and the number as it shows it (a section for negatives shows no sign).

    | sections             | chosen                                                     |
    |----------------------|------------------------------------------------------------|
    | with conditions      | the first whose condition holds, else the last             |
    | one                  | that one                                                   |
    | two                  | first for 0 and up, second for negatives                   |
    | three                | positive, negative, zero                                   |
    """
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or section.condition.holds(value):
                return section, value
        return sections[-1], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value
