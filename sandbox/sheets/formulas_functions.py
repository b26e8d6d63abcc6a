"""Which spreadsheet functions are computed here, and what each of their arguments is.

Only functions whose results agree between the engine and the documented behaviour of Google Sheets are named; every
other function makes its formula uncomputable, which is shown as an error rather than as a doubtful number.

Arguments: `s` one value (a range there stands for the cell in the formula's own row or column), `r` a whole range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """The kinds of the arguments that must be there, of those that may, and of the group that may be repeated."""

    needed: str
    optional: str = ""
    repeated: str = ""

    def accepts(self, count: int) -> bool:
        surplus = count - len(self.needed) - len(self.optional)
        if surplus > 0:
            return bool(self.repeated) and surplus % len(self.repeated) == 0
        return count >= len(self.needed)

    def kinds(self) -> Iterator[str]:
        """The kind of each argument, without end where arguments repeat."""
        yield from self.needed + self.optional
        while self.repeated:
            yield from self.repeated


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ANY = Signature("r", "", "r")
_ONE, _TWO, _THREE = Signature("s"), Signature("ss"), Signature("sss")
_ROUNDING = Signature("s", "s")

FUNCTIONS: Mapping[str, Signature] = {
    **dict.fromkeys(("SUM", "PRODUCT", "COUNT", "COUNTA", "MAX", "MIN", "AVERAGE", "MEDIAN", "SUMSQ"), _ANY),
    **dict.fromkeys(("AND", "OR", "XOR", "CONCATENATE", "SUMPRODUCT"), _ANY),
    **dict.fromkeys(
        ("ABS", "SQRT", "EXP", "LN", "LOG10", "SIGN", "INT", "EVEN", "ODD", "NOT", "N", "T"), _ONE
    ),
    **dict.fromkeys(("LEN", "UPPER", "LOWER", "TRIM", "PROPER", "CLEAN", "VALUE", "CHAR", "CODE"), _ONE),
    **dict.fromkeys(("ISBLANK", "ISNUMBER", "ISTEXT", "ISNONTEXT", "ISLOGICAL"), _ONE),
    **dict.fromkeys(("ISERROR", "ISERR", "ISNA", "ISEVEN", "ISODD"), _ONE),
    **dict.fromkeys(("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "DATEVALUE"), _ONE),
    **dict.fromkeys(
        ("MOD", "POWER", "QUOTIENT", "EXACT", "CONCAT", "REPT", "EDATE", "EOMONTH", "TEXT"), _TWO
    ),
    **dict.fromkeys(("ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC", "LOG", "LEFT", "RIGHT", "WEEKDAY"), _ROUNDING),
    **dict.fromkeys(("CEILING", "FLOOR", "IFERROR", "HYPERLINK"), _ROUNDING),
    **dict.fromkeys(("DATE", "TIME", "MID", "DATEDIF"), _THREE),
    **dict.fromkeys(("LARGE", "SMALL"), Signature("rs")),
    **dict.fromkeys(("FIND", "SEARCH"), Signature("ss", "s")),
    **dict.fromkeys(("COUNTIFS",), Signature("rs", "", "rs")),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), Signature("rrs", "", "rs")),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), Signature("rs", "r")),
    **dict.fromkeys(("VLOOKUP", "HLOOKUP"), Signature("srs", "s")),
    **dict.fromkeys(("TRUE", "FALSE", "NA", "PI"), Signature("")),
    "COUNTIF": Signature("rs"),
    "COUNTBLANK": Signature("r"),
    "RANK": Signature("sr", "s"),
    "MROUND": _TWO,
    "DAYS": _TWO,
    "IF": Signature("ss", "s"),
    "IFS": Signature("ss", "", "ss"),
    "IFNA": _TWO,
    "SWITCH": Signature("sss", "", "s"),
    "CHOOSE": Signature("ss", "", "s"),
    "XLOOKUP": Signature("srr", "sss"),
    "INDEX": Signature("r", "ss"),
    "MATCH": Signature("sr", "s"),
    "XMATCH": Signature("sr", "ss"),
    "SUBSTITUTE": Signature("sss", "s"),
    "REPLACE": Signature("ssss"),
    "TEXTJOIN": Signature("ssr", "", "r"),
}
"""The functions computed as the engine has them, and their arguments."""

SPECIAL = frozenset({"TODAY", "NOW", "ROW", "COLUMN", "ROWS", "COLUMNS", "ARRAYFORMULA"})
"""Functions settled before the engine sees the formula."""

LIFTED = _words(
    "IF IFERROR ROUND ABS INT LEN UPPER LOWER LEFT RIGHT MID TRIM SUBSTITUTE FIND SEARCH EXACT SUM"
)
"""Functions that the engine applies to every cell of a range, each tried; the others answer for one cell only."""

NOT_EXPANDED = _words("SUMIFS AVERAGEIFS MAXIFS MINIFS INDEX")
"""Functions that answer once inside ARRAYFORMULA although a range stands where one value belongs (seen by many; which
of the values it is then is not known, so such a formula is not computed). SUMIF, COUNTIF and COUNTIFS do expand."""

BLANK_KEEPING = _words("IF IFS IFERROR IFNA SWITCH CHOOSE INDEX VLOOKUP HLOOKUP XLOOKUP")
"""Functions that hand a blank cell on as a blank, where the engine answers 0."""

BLANK_ROWS_IGNORED = _words("SUM PRODUCT COUNT COUNTA MAX MIN AVERAGE MEDIAN SUMSQ SUMIF SUMIFS")
"""Functions that come to the same when a range has one more blank row; the others are taken not to."""

LOOKUPS = frozenset({"VLOOKUP", "HLOOKUP", "MATCH", "XLOOKUP", "XMATCH"})
"""Functions that look for a key, their first argument."""

NOT_LOADED: Mapping[str, str] = {
    **dict.fromkeys(("IMPORTXML", "IMPORTHTML", "IMPORTDATA", "IMPORTFEED"), "#N/A"),
    **dict.fromkeys(("GOOGLEFINANCE", "GOOGLETRANSLATE", "DETECTLANGUAGE"), "#N/A"),
    "IMPORTRANGE": "#REF!",
    "IMAGE": "#N/A",
}
"""Functions that load something from elsewhere, and the error a sheet shows that cannot (IMAGE: guessed)."""

NOT_COMPUTED = _words(
    """QUERY FILTER SORT SORTN UNIQUE TRANSPOSE SEQUENCE FLATTEN SPLIT JOIN REGEXMATCH REGEXEXTRACT REGEXREPLACE OFFSET
    INDIRECT LET LAMBDA MAP REDUCE SCAN BYROW BYCOL MAKEARRAY HSTACK VSTACK TOCOL TOROW WRAPROWS WRAPCOLS CHOOSECOLS
    CHOOSEROWS MMULT FREQUENCY SUBTOTAL COUNTUNIQUE COUNTUNIQUEIFS AVERAGE.WEIGHTED RAND RANDBETWEEN RANDARRAY SPARKLINE
    CELL ADDRESS LOOKUP FORMULATEXT ISFORMULA ISREF ISURL ISEMAIL ISDATE ISBETWEEN TO_TEXT TO_DATE TO_PURE_NUMBER
    TO_DOLLARS TO_PERCENT ADD MULTIPLY DIVIDE EQ NE GT GTE LT LTE UMINUS UPLUS POW CONVERT DOLLAR FIXED TYPE ERROR.TYPE
    NETWORKDAYS WORKDAY WEEKNUM ISOWEEKNUM TIMEVALUE STDEV STDEVP VAR VARP MODE PERCENTILE QUARTILE CORREL TREND GROWTH
    FORECAST LINEST ROMAN ARABIC BASE DECIMAL UNICODE UNICHAR NUMBERVALUE ASC GCD LCM FACT COMBIN PERMUT SIN COS TAN
    ASIN ACOS ATAN ATAN2 DEGREES RADIANS AI GEMINI"""
)
"""Functions a real sheet knows and this one does not compute."""
