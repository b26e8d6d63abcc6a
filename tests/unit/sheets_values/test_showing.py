"""What a cell shows. [R] recorded from Google, [D] documented, [S] seen by many, [G] guessed."""

from __future__ import annotations

import pytest

from sandbox.sheets.formats import CellError, Effective, NumberFormat, default_pattern, render


def shown(value: Effective, pattern: str, locale: str) -> str:
    return render(value, NumberFormat("NUMBER", pattern) if pattern else None, locale)


AUTOMATIC = [
    (0.0, "0", "0"),  # [D]
    (-0.0, "0", "0"),  # [G]
    (28.0, "28", "28"),  # [R]
    (0.5, "0.5", "0,5"),  # [D]
    (1 / 1024, "0.0009765625", "0,0009765625"),  # [R]
    (1 / 3, "0.3333333333", "0,3333333333"),  # [S]
    (2000 / 3, "666.6666667", "666,6666667"),  # [S]
    (0.1 + 0.2, "0.3", "0,3"),  # [S]
    (8991234567890.0, "8991234567890", "8991234567890"),  # [G]
    (1e15, "1E+15", "1E+15"),  # [S]
    (-1.234567e20, "-1.23457E+20", "-1,23457E+20"),  # [S]
    (1.5e-10, "1.5E-10", "1,5E-10"),  # [G]
    (1e-7, "0.0000001", "0,0000001"),  # [G]
]


@pytest.mark.parametrize(("value", "en_us", "id_id"), AUTOMATIC)
def test_a_number_without_a_format(value: float, en_us: str, id_id: str) -> None:
    assert (shown(value, "", "en_US"), shown(value, "", "id_ID")) == (en_us, id_id)


NUMBERS = [
    (28.0, "0", "28", "28"),  # [D]
    (0.5, "0", "1", "1"),  # [D]
    (-0.4, "0", "0", "0"),  # [G]
    (1200.0, "#,##0", "1,200", "1.200"),  # [D]
    (12.0, "#,##0", "12", "12"),  # [D]
    (0.0, "#,##0", "0", "0"),  # [D]
    (0.0, "#", "", ""),  # [D]
    (1234.5, "0.00", "1234.50", "1234,50"),  # [D]
    (1234.5, "#,##0.00", "1,234.50", "1.234,50"),  # [D]
    (2.345, "0.00", "2.35", "2,35"),  # [S]
    (-1234.5, "#,##0.00", "-1,234.50", "-1.234,50"),  # [D]
    (28.0, '0" pcs"', "28 pcs", "28 pcs"),  # [D]
    (5.0, "000", "005", "005"),  # [D]
    (1.25, "?0.0??", " 1.25 ", " 1,25 "),  # [D]
    (0.5, ".00", ".50", ",50"),  # [D]
    (12.5, ".00", "12.50", "12,50"),  # [D]
    (5.0, "0.##", "5.", "5,"),  # [G]
    (0.125, "0%", "13%", "13%"),  # [D]
    (0.125, "0.0%", "12.5%", "12,5%"),  # [D]
    (1e6, '0.0,,"M"', "1.0M", "1,0M"),  # [D]
    (12345.678, "0.00E+00", "1.23E+04", "1,23E+04"),  # [D]
    (0.00012, "0.0E+0", "1.2E-4", "1,2E-4"),  # [D]
    (9.999, "0.0E+0", "1.0E+1", "1,0E+1"),  # [D]
    (0.0, "0.00E+00", "0.00E+00", "0,00E+00"),  # [D]
    (10000.0, '"Rp"#,##0', "Rp10,000", "Rp10.000"),  # [D]
    (5.0, "[$Rp-421]#,##0", "Rp5", "Rp5"),  # [D]
    (5.0, "\\#0", "#5", "#5"),  # [D]
    (5.0, "_(0_)", " 5 ", " 5 "),  # [D]
    (-5.0, "0;(0)", "(5)", "(5)"),  # [D]
    (0.0, '0;-0;"habis"', "habis", "habis"),  # [D]
    (150.0, '[>=100]"banyak";0', "banyak", "banyak"),  # [D]
    (5.0, '[>=100]"banyak";0', "5", "5"),  # [D]
    (5.0, "[Red]0", "5", "5"),  # [D]
    (1234.5, "@", "1234.5", "1234,5"),  # [D]
    (1234.5, 'General" x"', "1234.5 x", "1234,5 x"),  # [G]
]


@pytest.mark.parametrize(("value", "pattern", "en_us", "id_id"), NUMBERS)
def test_a_number_under_a_pattern(value: float, pattern: str, en_us: str, id_id: str) -> None:
    assert (shown(value, pattern, "en_US"), shown(value, pattern, "id_ID")) == (en_us, id_id)


DATES = [
    (43831.0, "yyyy-mm-dd", "2020-01-01", "2020-01-01"),  # [R]
    (43831.0, "d/m/yyyy", "1/1/2020", "1/1/2020"),  # [D]
    (2.5, "yyyy-mm-dd hh:mm", "1900-01-01 12:00", "1900-01-01 12:00"),  # [D]
    (45417.0, "dddd, d mmmm yy", "Sunday, 5 May 24", "Minggu, 5 Mei 24"),  # [D], id [G]
    (45417.0, "ddd mmm mmmmm", "Sun May M", "Min Mei M"),  # [D], id [G]
    (0.75, "h:mm am/pm", "6:00 PM", "6:00 PM"),  # [D]
    (0.0, "h:mm am/pm", "12:00 AM", "12:00 AM"),  # [D]
    (0.75, "h:mm a/p", "6:00 p", "6:00 p"),  # [D]
    (0.4375, "hh:mm:ss", "10:30:00", "10:30:00"),  # [D]
    (0.123456789, "h:mm:ss.000", "2:57:46.667", "2:57:46,667"),  # [D]
    (0.4375, "mm:ss", "30:00", "30:00"),  # [D]
    (1.5, "[h]:mm:ss", "36:00:00", "36:00:00"),  # [D]
    (1.5, "[m]", "2160", "2160"),  # [D]
    (-1.0, "yyyy-mm-dd", "1899-12-29", "1899-12-29"),  # [D]
    (1e9, "yyyy-mm-dd", "1000000000", "1000000000"),  # [G]
]


@pytest.mark.parametrize(("value", "pattern", "en_us", "id_id"), DATES)
def test_a_date_or_time_under_a_pattern(value: float, pattern: str, en_us: str, id_id: str) -> None:
    assert (shown(value, pattern, "en_US"), shown(value, pattern, "id_ID")) == (en_us, id_id)


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (None, "0.00", ""),  # [R]
        (True, "0.00", "TRUE"),  # [D]
        (False, "", "FALSE"),  # [D]
        ("28 pcs", "0.00", "28 pcs"),  # [D]
        ("merah", '@" (warna)"', "merah (warna)"),  # [D]
        ("merah", '0;-0;0;"teks: "@', "teks: merah"),  # [D]
        ("0042", "@", "0042"),  # [D]
        ("", "", ""),
    ],
)
def test_what_is_no_number(value: Effective, pattern: str, text: str) -> None:
    assert shown(value, pattern, "id_ID") == text


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("N_A", "#N/A"),
        ("REF", "#REF!"),
        ("NAME", "#NAME?"),
        ("DIVIDE_BY_ZERO", "#DIV/0!"),
        ("VALUE", "#VALUE!"),
        ("ERROR", "#ERROR!"),
        ("NUM", "#NUM!"),
        ("LOADING", "Loading..."),
    ],
)
def test_an_error_is_shown_whatever_the_format(type_: str, text: str) -> None:
    error = CellError(type_, "why")
    assert (error.shown, render(error, NumberFormat("NUMBER", "0.00"), "en_US")) == (text, text)


def test_an_error_type_the_api_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="CIRCLE"):
        CellError("CIRCLE")


@pytest.mark.parametrize(
    ("type_", "value", "en_us", "id_id"),
    [
        ("CURRENCY", 1000.12, "$1,000.12", "Rp1.000"),  # [D] en, [G] id
        ("NUMBER", 1234.5, "1,234.50", "1.234,50"),  # [D]
        ("PERCENT", 0.5, "50.00%", "50,00%"),  # [D]
        ("DATE", 45417.0, "5/5/2024", "05/05/2024"),  # [D] en, [G] id
        ("TIME", 0.75, "6:00:00 PM", "18:00:00"),  # [D] en, [G] id
        ("SCIENTIFIC", 1200.0, "1.20E+03", "1,20E+03"),  # [D]
        ("TEXT", 1200.0, "1200", "1200"),  # [D]
        ("NUMBER_FORMAT_TYPE_UNSPECIFIED", 0.5, "0.5", "0,5"),  # [D]
    ],
)
def test_a_type_without_a_pattern_has_the_pattern_of_the_locale(
    type_: str, value: float, en_us: str, id_id: str
) -> None:
    number_format = NumberFormat(type_)
    assert (render(value, number_format, "en_US"), render(value, number_format, "id_ID")) == (en_us, id_id)


def test_default_patterns_are_told() -> None:
    assert default_pattern("CURRENCY", "id_ID") == '"Rp"#,##0'
    assert default_pattern("NUMBER_FORMAT_TYPE_UNSPECIFIED", "en_US") == ""
