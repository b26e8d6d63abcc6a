"""What people type and what it becomes. [R] recorded from Google, [D] documented, [S] seen by many, [G] guessed."""

from __future__ import annotations

import pytest

from sandbox.sheets.formats import NumberFormat, render
from sandbox.sheets.values import parse_typed

YEAR = 2024


def typed(text: str, locale: str, plain_text: bool = False) -> tuple[str, object, str]:
    outcome = parse_typed(text, locale, plain_text, YEAR)
    pattern = (
        ""
        if outcome.number_format is None
        else f"{outcome.number_format.type} {outcome.number_format.pattern}"
    )
    return (*outcome.entered, pattern)


TEXT = "string"
NUMBER = "number"

BOTH = [
    ("", "blank", None, ""),  # [R]
    ("'0042", TEXT, "0042", ""),  # [D]
    ("'", TEXT, "", ""),  # [G]
    ("=A1", "formula", "=A1", ""),  # [R]
    ("= 1 / 1024", "formula", "= 1 / 1024", ""),  # [R]
    ("=", TEXT, "=", ""),  # [G]
    (" =1+1", TEXT, " =1+1", ""),  # [G]
    ("0042", NUMBER, 42.0, ""),  # [R]
    ("+10", NUMBER, 10.0, ""),  # [D]
    (" -5 ", NUMBER, -5.0, ""),  # [D]
    ("(5)", NUMBER, -5.0, ""),  # [G]
    ("(-5)", TEXT, "(-5)", ""),  # [G]
    ("--5", TEXT, "--5", ""),  # [G]
    ("8991234567890", NUMBER, 8991234567890.0, ""),  # [D]
    ("50%", NUMBER, 0.5, "PERCENT 0%"),  # [D]
    ("1E5", NUMBER, 100000.0, "SCIENTIFIC 0.00E+00"),  # [D]
    ("1e400", TEXT, "1e400", ""),  # [G]
    ("true", "bool", True, ""),  # [D]
    ("FALSE", "bool", False, ""),  # [D]
    ("2020-01-01", NUMBER, 43831.0, "DATE yyyy-mm-dd"),  # [R]
    ("2024-02-30", TEXT, "2024-02-30", ""),  # [D]
    ("2024-05", NUMBER, 45413.0, "DATE yyyy-mm"),  # [G]
    ("5/2024", NUMBER, 45413.0, "DATE m/yyyy"),  # [G]
    ("5 Jan 2024", NUMBER, 45296.0, "DATE d mmm yyyy"),  # [D]
    ("10:30", NUMBER, 0.4375, "TIME h:mm"),  # [D]
    ("10:30 PM", NUMBER, 0.9375, "TIME h:mm am/pm"),  # [D]
    ("12:05 am", NUMBER, 5 / 1440, "TIME h:mm am/pm"),  # [D]
    ("25:30:00", NUMBER, 1.0625, "TIME [h]:mm:ss"),  # [G]
    ("10:75", TEXT, "10:75", ""),  # [D]
    ("2020-01-01 10:30", NUMBER, 43831.4375, "DATE_TIME yyyy-mm-dd h:mm"),  # [D]
    ("3_1_0", TEXT, "3_1_0", ""),  # [R]
    ("28 pcs", TEXT, "28 pcs", ""),  # [D]
    ("1 000", TEXT, "1 000", ""),  # [G]
    ("1/2/3/4", TEXT, "1/2/3/4", ""),  # [D]
    ("0/0", TEXT, "0/0", ""),  # [D]
    ("1-2-345", TEXT, "1-2-345", ""),  # [G]
    ("KAOS-3", TEXT, "KAOS-3", ""),  # [D]
    ("satu\ndua", TEXT, "satu\ndua", ""),  # [R]
    ("١/٢", TEXT, "١/٢", ""),  # [G]
]


@pytest.mark.parametrize("locale", ["en_US", "id_ID"])
@pytest.mark.parametrize(("text", "kind", "value", "number_format"), BOTH)
def test_typing_that_means_the_same_everywhere(
    text: str, kind: str, value: object, number_format: str, locale: str
) -> None:
    assert typed(text, locale) == (kind, value, number_format)


APART = [
    ("2,000,000.01", (NUMBER, 2000000.01, "NUMBER #,##0.00"), (TEXT, "2,000,000.01", "")),  # [R] en
    ("2.000.000,01", (TEXT, "2.000.000,01", ""), (NUMBER, 2000000.01, "NUMBER #,##0.00")),  # [D]
    ("1,000", (NUMBER, 1000.0, "NUMBER #,##0"), (NUMBER, 1.0, "")),  # [D]
    ("1.000", (NUMBER, 1.0, ""), (NUMBER, 1000.0, "NUMBER #,##0")),  # [D]
    ("1,5", (TEXT, "1,5", ""), (NUMBER, 1.5, "")),  # [D]
    ("1.5", (NUMBER, 1.5, ""), (NUMBER, 45413.0, "DATE d.m")),  # [D] en, [G] id
    ("1.5.2024", (TEXT, "1.5.2024", ""), (NUMBER, 45413.0, "DATE d.m.yyyy")),  # [G]
    ("2.75", (NUMBER, 2.75, ""), (TEXT, "2.75", "")),  # [D] en, [G] id
    ("1,00", (TEXT, "1,00", ""), (NUMBER, 1.0, "")),  # [G] en
    ("12.5%", (NUMBER, 0.125, "PERCENT 0.00%"), (TEXT, "12.5%", "")),  # [D]
    ("12,5%", (TEXT, "12,5%", ""), (NUMBER, 0.125, "PERCENT 0.00%")),  # [D]
    ("$5", (NUMBER, 5.0, 'CURRENCY "$"#,##0'), (TEXT, "$5", "")),  # [D] en, [G] id
    ("-$1,234.50", (NUMBER, -1234.5, 'CURRENCY "$"#,##0.00'), (TEXT, "-$1,234.50", "")),  # [D] en
    ("Rp10.000", (TEXT, "Rp10.000", ""), (NUMBER, 10000.0, 'CURRENCY "Rp"#,##0')),  # [G]
    ("Rp 10.000,50", (TEXT, "Rp 10.000,50", ""), (NUMBER, 10000.5, 'CURRENCY "Rp"#,##0.00')),  # [G]
    ("BENAR", (TEXT, "BENAR", ""), ("bool", True, "")),  # [G]
    ("salah", (TEXT, "salah", ""), ("bool", False, "")),  # [G]
    ("1/2", (NUMBER, 45293.0, "DATE m/d"), (NUMBER, 45323.0, "DATE d/m")),  # [S]
    ("2-3", (NUMBER, 45325.0, "DATE m-d"), (NUMBER, 45353.0, "DATE d-m")),  # [S]
    ("15-3", (TEXT, "15-3", ""), (NUMBER, 45366.0, "DATE d-m")),  # [S]
    ("21/1/2024", (TEXT, "21/1/2024", ""), (NUMBER, 45312.0, "DATE d/m/yyyy")),  # [S]
    ("01/02/2024", (NUMBER, 45293.0, "DATE mm/dd/yyyy"), (NUMBER, 45323.0, "DATE dd/mm/yyyy")),  # [D]
    ("1/2/99", (NUMBER, 36162.0, "DATE m/d/yy"), (NUMBER, 36192.0, "DATE d/m/yy")),  # [G]
    ("January 5, 2024", (NUMBER, 45296.0, "DATE mmmm d, yyyy"), (TEXT, "January 5, 2024", "")),  # [D] en
    ("5 Mei", (TEXT, "5 Mei", ""), (NUMBER, 45417.0, "DATE d mmm")),  # [G]
    ("Agustus 2024", (TEXT, "Agustus 2024", ""), (NUMBER, 45505.0, "DATE mmmm yyyy")),  # [G]
]


@pytest.mark.parametrize(("text", "en_us", "id_id"), APART)
def test_typing_that_depends_on_the_locale(
    text: str, en_us: tuple[object, ...], id_id: tuple[object, ...]
) -> None:
    assert (typed(text, "en_US"), typed(text, "id_ID")) == (en_us, id_id)


@pytest.mark.parametrize("text", ["00123", "=1+1", "3-1", "TRUE", "1,5", "'x", " 5 "])
def test_a_plain_text_cell_keeps_what_was_typed(text: str) -> None:
    assert typed(text, "en_US", plain_text=True) == (TEXT, text, "")


def test_emptying_a_plain_text_cell_leaves_it_blank() -> None:
    assert typed("", "en_US", plain_text=True) == ("blank", None, "")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("2,000,000.01", "en_US"),  # [R]
        ("2020-01-01", "en_US"),  # [R]
        ("2020-1-5", "id_ID"),
        ("1/2", "en_US"),
        ("3-1", "id_ID"),
        ("Jan 5", "en_US"),
        ("5-Agustus-24", "id_ID"),
        ("10:30 PM", "en_US"),
        ("9:05:01", "id_ID"),
        ("2020-01-01 10:30", "en_US"),
        ("Rp10.000", "id_ID"),
        ("1.234.567", "id_ID"),
        ("50%", "id_ID"),
    ],
)
def test_what_was_typed_is_shown_as_it_was_typed(text: str, locale: str) -> None:
    outcome = parse_typed(text, locale, False, YEAR)
    number = outcome.entered[1]
    assert isinstance(number, float)
    assert isinstance(outcome.number_format, NumberFormat)
    assert render(number, outcome.number_format, locale) == text


def test_a_locale_nobody_speaks_here_is_refused() -> None:
    with pytest.raises(ValueError, match="xx_XX"):
        parse_typed("1", "xx_XX", False, YEAR)
