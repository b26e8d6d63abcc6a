"""Which separators, names, date orders and default patterns a spreadsheet locale uses.

Spoken are the two locales the product is sold in, and a few more. Separators, date order and `$`: documented.
Indonesian names: CLDR. Default patterns of id_ID: guessed from CLDR, as no reply of a real Indonesian
spreadsheet was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Locale:
    """Marks and words of one spreadsheet locale.

    `day_first` decides how `1/2` is read, `dotted_dates` whether `1.5` is a date. `months` run from January,
    `weekdays` from Monday, both in full; a month's short form is its first three letters. `true_words` and
    `false_words` are upper-case. `patterns` maps a NumberFormatType to the pattern it stands for when it
    carries none.
    """

    name: str
    decimal: str
    group: str
    day_first: bool
    dotted_dates: bool
    currency: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    true_words: frozenset[str]
    false_words: frozenset[str]
    patterns: Mapping[str, str]


_EN_US = Locale(
    name="en_US",
    decimal=".",
    group=",",
    day_first=False,
    dotted_dates=False,
    currency="$",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    true_words=frozenset({"TRUE"}),
    false_words=frozenset({"FALSE"}),
    patterns={
        "TEXT": "@",
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": '"$"#,##0.00',
        "DATE": "m/d/yyyy",
        "TIME": "h:mm:ss am/pm",
        "DATE_TIME": "m/d/yyyy h:mm:ss",
        "SCIENTIFIC": "0.00E+00",
    },
)

_ID_ID = Locale(
    name="id_ID",
    decimal=",",
    group=".",
    day_first=True,
    dotted_dates=True,
    currency="Rp",
    months=(
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    weekdays=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    true_words=frozenset({"TRUE", "BENAR"}),
    false_words=frozenset({"FALSE", "SALAH"}),
    patterns={
        "TEXT": "@",
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": '"Rp"#,##0',
        "DATE": "dd/mm/yyyy",
        "TIME": "h:mm:ss",
        "DATE_TIME": "dd/mm/yyyy h:mm:ss",
        "SCIENTIFIC": "0.00E+00",
    },
)


def _dates(date: str, currency: str) -> Mapping[str, str]:
    return {
        **_EN_US.patterns,
        "DATE": date,
        "DATE_TIME": f"{date} h:mm:ss",
        "TIME": "h:mm:ss",
        "CURRENCY": currency,
    }


_GERMAN = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
)
_FRENCH = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
)


def _european(name: str, group: str, truth: str, words: tuple[str, str], dotted_dates: bool) -> Locale:
    """A locale with a decimal comma, the day first and the euro."""
    true, false = truth.split()
    date = "dd.mm.yyyy" if dotted_dates else "dd/mm/yyyy"
    return Locale(
        name=name,
        decimal=",",
        group=group,
        day_first=True,
        dotted_dates=dotted_dates,
        currency="€",
        months=tuple(words[0].split()),
        weekdays=tuple(words[1].split()),
        true_words=frozenset({"TRUE", true}),
        false_words=frozenset({"FALSE", false}),
        patterns=_dates(date, '#,##0.00 "€"'),
    )


LOCALES: Mapping[str, Locale] = {
    locale.name: locale
    for locale in (
        _EN_US,
        _ID_ID,
        replace(
            _EN_US, name="en_GB", day_first=True, currency="£", patterns=_dates("dd/mm/yyyy", '"£"#,##0.00')
        ),
        replace(_EN_US, name="en_SG", day_first=True, patterns=_dates("dd/mm/yyyy", '"$"#,##0.00')),
        replace(
            _EN_US, name="ms_MY", day_first=True, currency="RM", patterns=_dates("dd/mm/yyyy", '"RM"#,##0.00')
        ),
        _european("de_DE", ".", "WAHR FALSCH", _GERMAN, dotted_dates=True),
        _european("fr_FR", "\u202f", "VRAI FAUX", _FRENCH, dotted_dates=False),
    )
}
"""The first two are those the product is sold in; the others let programs of elsewhere change a locale (guessed)."""


def locale_of(name: str) -> Locale:
    """The named locale. ValueError if this sandbox does not speak it."""
    if name not in LOCALES:
        raise ValueError(f"locale {name!r} is not one of {', '.join(sorted(LOCALES))}")
    return LOCALES[name]
