"""Spreadsheets as Excel files: every tab with its values, formulas, number formats and merged cells.

Written from the published file format (ECMA-376), without looks: a local test wants to read its numbers back, with a
spreadsheet program or a library. That Google writes formulas in English whatever the locale is documented nowhere, but
the file format knows no other.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from sandbox.sheets.a1 import cell_name
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Cell, Formula, number
from sandbox.sheets.formats import default_pattern
from sandbox.sheets.formats_locale import locale_of
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.formulas_tokens import tokens_of

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FIRST_OWN_FORMAT = 164


class Styles:
    """The number formats in use, each with the number of its cell style; style 0 is plain."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self._numbers: dict[str, int] = {}

    def of(self, cell: Cell) -> int:
        form = cell.style.number_format if cell.style is not None else None
        if form is None:
            return 0
        pattern = form.pattern or default_pattern(form.type, self._locale)
        return self._numbers.setdefault(pattern, len(self._numbers) + 1) if pattern else 0

    def xml(self) -> str:
        patterns = list(self._numbers)
        formats = "".join(
            f"<numFmt numFmtId={quoteattr(str(FIRST_OWN_FORMAT + i))} formatCode={quoteattr(pattern)}/>"
            for i, pattern in enumerate(patterns)
        )
        uses = "".join(
            f'<xf numFmtId="{FIRST_OWN_FORMAT + i}" fontId="0" fillId="0" borderId="0" xfId="0" '
            'applyNumberFormat="1"/>'
            for i in range(len(patterns))
        )
        return (
            f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(patterns)}">{formats}</numFmts>'
            '<fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(patterns) + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
            f"{uses}</cellXfs></styleSheet>"
        ).replace('<numFmts count="0"></numFmts>', "")


def xlsx(book: Book) -> bytes:
    """The whole spreadsheet."""
    out = io.BytesIO()
    styles = Styles(book.locale)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:

        def put(name: str, text: str) -> None:
            made = datetime.fromtimestamp(max(book.modified, 315_532_800), UTC).timetuple()[:6]
            packed.writestr(zipfile.ZipInfo(name, made), text, zipfile.ZIP_DEFLATED)

        for i, sheet in enumerate(book.sheets, 1):
            put(f"xl/worksheets/sheet{i}.xml", "".join(_sheet(book, sheet, styles)))
        put("[Content_Types].xml", _content_types(len(book.sheets)))
        put("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        put("xl/workbook.xml", _workbook(book))
        sheets = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(book.sheets) + 1)]
        put("xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")]))
        put("xl/styles.xml", styles.xml())
    return out.getvalue()


def _content_types(sheets: int) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{TYPES}.worksheet+xml"/>'
        for i in range(1, sheets + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>{parts}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(book: Book) -> str:
    sheets = "".join(_entry(i, sheet) for i, sheet in enumerate(book.sheets, 1))
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{sheets}</sheets></workbook>'


def _entry(i: int, sheet: Sheet) -> str:
    hidden = ' state="hidden"' if sheet.hidden else ""
    return f'<sheet name={quoteattr(_safe(sheet.title))} sheetId="{i}"{hidden} r:id="rId{i}"/>'


def _sheet(book: Book, sheet: Sheet, styles: Styles) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    comma = locale_of(book.locale).decimal == ","
    row = -1
    for r, c, cell in sheet.grid.within(sheet.whole):
        text = _cell(cell, cell_name(r, c), styles.of(cell), comma)
        if not text:
            continue
        if r != row:
            yield ("</row>" if row >= 0 else "") + f'<row r="{r + 1}">'
            row = r
        yield text
    yield "</row></sheetData>" if row >= 0 else "</sheetData>"
    if sheet.merges:
        yield f'<mergeCells count="{len(sheet.merges)}">'
        for box in sheet.merges:
            yield f'<mergeCell ref="{cell_name(box.r0, box.c0)}:{cell_name(box.r1 - 1, box.c1 - 1)}"/>'
        yield "</mergeCells>"
    yield "</worksheet>"


def _cell(cell: Cell, place: str, style: int, comma: bool) -> str:
    value = cell.effective
    look = f' s="{style}"' if style else ""
    formula = f"<f>{escape(english(cell.value.text, comma))}</f>" if isinstance(cell.value, Formula) else ""
    if value is None:
        return f'<c r="{place}"{look}>{formula}</c>' if formula or style else ""
    if isinstance(value, bool):
        return f'<c r="{place}"{look} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, float):
        return f'<c r="{place}"{look}>{formula}<v>{number(value)!r}</v></c>'
    if isinstance(value, CellError):
        return f'<c r="{place}"{look} t="e">{formula}<v>{escape(value.shown)}</v></c>'
    if formula:
        return f'<c r="{place}"{look} t="str">{formula}<v>{escape(_safe(value))}</v></c>'
    return (
        f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{escape(_safe(value))}</t></is></c>'
    )


def _safe(text: str) -> str:
    """The text without what XML cannot carry, written as the format has it."""
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def english(formula: str, comma: bool) -> str:
    """The formula without its `=`, with the separators of English."""
    pieces: list[str] = []
    depth = 0
    for token in tokens_of(formula[1:], "," if comma else "."):
        text = token.text
        if token.kind == "mark":
            depth += (text == "{") - (text == "}")
            if comma and ((text == ";" and not depth) or text == "\\"):
                text = ","
        elif token.kind == "number":
            text = text.replace(",", ".")
        pieces.append(text)
    return "".join(pieces)
