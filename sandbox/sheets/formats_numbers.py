"""How a number is written: the automatic format, and number patterns (`#,##0.00`, `0%`, `0" pcs"`).

Automatic, as far as it is known: 1/1024 is shown as 0.0009765625 (recorded), a third as 0.3333333333 (seen by
many). Guessed: ten significant digits for anything that is not whole, every digit of whole numbers below
1E+15, scientific with up to five decimals at and above 1E+15 and below 1E-9.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from sandbox.sheets.formats_locale import Locale
from sandbox.sheets.formats_pattern import Part, Section

_HUGE = Decimal(10) ** 15
_TINY = Decimal(10) ** -9
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_TEN_DIGITS = Context(prec=10, rounding=ROUND_HALF_UP)
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)


def general_text(value: float, locale: Locale) -> str:
    """The number as a cell without a format shows it."""
    exact = Decimal(repr(value))
    size = abs(exact)
    if size == 0:
        return "0"
    if size >= _HUGE or size < _TINY:
        return _general_scientific(exact, locale)
    shown = exact if exact == exact.to_integral_value() else _TEN_DIGITS.plus(exact)
    text = format(shown, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", locale.decimal)


def _general_scientific(exact: Decimal, locale: Locale) -> str:
    rounded = _SIX_DIGITS.plus(exact)
    exponent = rounded.adjusted()
    mantissa = format(rounded.scaleb(-exponent).normalize(), "f")
    sign = "-" if exponent < 0 else "+"
    return f"{mantissa.replace('.', locale.decimal)}E{sign}{abs(exponent):02d}"


def number_text(value: float, section: Section, locale: Locale) -> str:
    """The number under one section of a number pattern.

    A negative number gets its sign in front of the whole section, unless all digits shown are zeros.
    """
    parts = section.parts
    digits = [index for index, part in enumerate(parts) if part.kind == "digit"]
    if not digits:
        return ("-" if value < 0 else "") + _plain(parts)
    percents = sum(part.kind == "percent" for part in parts)
    exact = Decimal(repr(value)).scaleb(2 * percents - 3 * _scaling_commas(parts, digits[-1]), _WIDE)
    exponent = next((part for part in parts if part.kind == "exponent"), None)
    if exponent is None:
        text = _fixed(abs(exact), parts, digits, locale)
    else:
        body = _scientific(abs(exact), parts[digits[0] : digits[-1] + 1], exponent, locale)
        text = _plain(parts[: digits[0]]) + body + _plain(parts[digits[-1] + 1 :])
    nonzero = any(char in "123456789" for char in text)
    return "-" + text if value < 0 and nonzero else text


def _plain(parts: tuple[Part, ...]) -> str:
    """Parts that carry no digit: literals and percent signs as they stand, number marks left out."""
    return "".join(part.literal for part in parts if part.kind in ("literal", "percent"))


def _scaling_commas(parts: tuple[Part, ...], last_digit: int) -> int:
    """Commas right after the last digit divide by a thousand each (documented)."""
    count = 0
    for part in parts[last_digit + 1 :]:
        if part.kind != "comma":
            break
        count += 1
    return count


def _rounded(exact: Decimal, decimals: int) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)


def _scientific(size: Decimal, body: tuple[Part, ...], exponent: Part, locale: Locale) -> str:
    point = next((index for index, part in enumerate(body) if part.kind == "point"), len(body))
    decimals = sum(part.kind == "digit" for part in body[point + 1 :])
    power = size.adjusted() if size else 0
    mantissa = _rounded(size.scaleb(-power), decimals)
    if mantissa >= 10:
        power += 1
        mantissa = _rounded(size.scaleb(-power), decimals)
    sign = "-" if power < 0 else "+" if exponent.literal[1] == "+" else ""
    width = len(exponent.literal) - 2
    return f"{format(mantissa, 'f').replace('.', locale.decimal)}E{sign}{abs(power):0{width}d}"


def _fixed(size: Decimal, parts: tuple[Part, ...], digits: list[int], locale: Locale) -> str:
    """Digits are laid into their places from the point outwards; literals stay where they stand."""
    point = next((index for index, part in enumerate(parts) if part.kind == "point"), len(parts))
    whole_places = [index for index in digits if index < point]
    decimal_places = [index for index in digits if index > point]
    whole, _, decimals = format(_rounded(size, len(decimal_places)), "f").partition(".")
    commas = (index for index, part in enumerate(parts) if part.kind == "comma")
    grouped = bool(whole_places) and any(whole_places[0] < index < whole_places[-1] for index in commas)
    marks = [parts[index].literal for index in whole_places]
    shown = dict(
        zip(
            whole_places,
            _whole_digits(whole.lstrip("0"), marks, locale.group if grouped else ""),
            strict=True,
        )
    )
    marks = [parts[index].literal for index in decimal_places]
    shown.update(zip(decimal_places, _decimal_digits(decimals, marks), strict=True))
    if point < len(parts):
        shown[point] = ("" if whole_places else whole.lstrip("0")) + locale.decimal
    return "".join(shown.get(index, _plain((part,))) for index, part in enumerate(parts))


_EMPTY = {"0": "0", "?": " ", "#": ""}
"""What a place shows where the number has no digit for it (documented)."""


def _whole_digits(digits: str, marks: list[str], group: str) -> list[str]:
    """What each place left of the point shows; digits without a place of their own join the first one."""
    padded = list(digits.rjust(len(marks))) if marks else []
    surplus = len(padded) - len(marks)
    shown = [char if char != " " else None for char in padded]
    places: list[str] = []
    for index, char in enumerate(shown):
        mark = marks[max(index - surplus, 0)]
        text = _EMPTY[mark] if char is None else char
        from_point = len(shown) - 1 - index
        separator = group if text.strip() and from_point and from_point % 3 == 0 else ""
        places.append(text + separator)
    return ["".join(places[: surplus + 1]), *places[surplus + 1 :]] if places else []


def _decimal_digits(decimals: str, marks: list[str]) -> list[str]:
    """What each place right of the point shows: zeros at the end vanish at `#` and leave a blank at `?`."""
    significant = len(decimals.rstrip("0"))
    return [
        char if index < significant else _EMPTY[mark]
        for index, (char, mark) in enumerate(zip(decimals, marks, strict=True))
    ]
