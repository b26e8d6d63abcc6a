"""Which cell a person means who names a tab, a row's key and a column's header, all as the sheet shows them.

| tab                   | the key of a row           |
|-----------------------|----------------------------|
| SKU                   | SKU                        |
| Mulai, Start          | the shop                   |
| Tautan, Links         | the shop and the ID        |
| Pesanan, Orders       | shop, order number, line   |
| Konflik, Conflicts    | the ID                     |
| Panduan, Guide        | the topic                  |
| any other             | what stands in column A    |

Where a row has several key cells, one text that stands in only one row is enough. Where several rows show the very
same key (somebody copied a row), the first of them is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.sheets import Person
from sandbox.sheets.a1 import cell_name, column_name, parse_cells
from sandbox.sheets.book import Book
from sandbox.sheets.draft import shown

from .books import Typed
from .moves import Json, conflict, missing, wrong

KEYS = {
    "SKU": ("SKU",),
    "Mulai": ("Toko",),
    "Start": ("Shop",),
    "Tautan": ("Toko", "ID"),
    "Links": ("Shop", "ID"),
    "Pesanan": ("Toko", "No. pesanan", "Baris"),
    "Orders": ("Shop", "Order no.", "Line"),
    "Konflik": ("ID",),
    "Conflicts": ("ID",),
    "Panduan": ("Topik",),
    "Guide": ("Topic",),
}


def rows_of(person: Person, tab: str) -> list[list[str]]:
    """What the tab shows, header row included, without the blank end; every row as wide as the widest."""
    told: list[list[str]] = person.look(lambda book: _rows_of(book, tab))
    return told


def _rows_of(book: Book, tab: str) -> list[list[str]]:
    sheet = book.sheet_by_title(tab)
    if sheet is None:
        raise missing(f"there is no tab {tab!r}; there are: {', '.join(one.title for one in book.sheets)}")
    rows = [
        [shown(cell, book.locale) for cell in sheet.grid.cells_of(row)] for row in range(len(sheet.grid.rows))
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


@dataclass(slots=True)
class Hand:
    """A person in the middle of one edit. `at` is unix seconds; `typed` gathers the cells filled in it.

    The tab is read once, before anything is changed: rows are named as the person saw them.
    """

    person: Person
    tab: str
    at: float
    typed: list[Typed] = field(default_factory=list)
    rows: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = rows_of(self.person, self.tab)

    def text(self, row: int, column: int) -> str:
        """What the cell showed; rows from 1, columns from 0."""
        line = self.rows[row - 1] if row <= len(self.rows) else []
        return line[column] if column < len(line) else ""

    def column(self, header: str) -> int:
        """The column under a header."""
        headers = self.rows[0] if self.rows else []
        if header not in headers:
            raise missing(f"{self.tab} has no column {header!r}; it has: {', '.join(filter(None, headers))}")
        return headers.index(header)

    def key_columns(self) -> list[int]:
        """Where the keys of the rows stand."""
        headers = self.rows[0] if self.rows else []
        named = KEYS.get(self.tab, ())
        return [headers.index(one) for one in named] if named and set(named) <= set(headers) else [0]

    def key(self, row: int) -> list[str]:
        """The key cells of a row, as shown before the edit."""
        return [self.text(row, column) for column in self.key_columns()]

    def row(self, key: str | list[str]) -> int:
        """The row of a key, from 1."""
        keys = {number: self.key(number) for number in range(2, len(self.rows) + 1)}
        if isinstance(key, list):
            found = [number for number, shown_key in keys.items() if shown_key == key]
        else:
            found = [number for number, shown_key in keys.items() if key in shown_key]
        if not found:
            raise missing(f"{self.tab} has no row {key!r}")
        if len({tuple(keys[number]) for number in found}) > 1:
            raise conflict(f"several rows of {self.tab} show {key!r}; name all its key cells", "ambiguous")
        return found[0]

    def row_of(self, fields: Json) -> int:
        """The row that `row_key` or `row` names."""
        if "row_key" in fields:
            return self.row(fields["row_key"])
        if "row" not in fields:
            raise wrong("`row_key` or `row` is missing")
        return int(fields["row"])

    def place(self, fields: Json) -> tuple[int, int]:
        """The cell that `cell`, or a row and `column`, name: (row from 1, column from 0)."""
        if "cell" not in fields:
            if "column" not in fields:
                raise wrong("`cell` or `column` is missing")
            return self.row_of(fields), self.column(fields["column"])
        span = parse_cells(fields["cell"])
        if span is None or span.r0 is None or span.c0 is None:
            raise wrong(f"{fields['cell']!r} is no cell; B5 is one")
        return span.r0 + 1, span.c0

    def type(self, row: int, column: int, text: str) -> None:
        """Type into a cell."""
        self.person.type(self.tab, cell_name(row - 1, column), text)
        self.note([(row, column, text)])

    def note(self, cells: list[tuple[int, int, str]]) -> None:
        """Remember which cells the edit fills: (row, column, text)."""
        after = {(row, column): text for row, column, text in cells}
        columns = self.key_columns()
        for row, column, text in cells:
            before = self.key(row)
            key = before if any(before) else [after.get((row, one), "") for one in columns]
            header = self.text(1, column) or column_name(column)
            shown_key = key[0] if len(key) == 1 else key
            name = cell_name(row - 1, column)
            self.typed.append(Typed(self.at, self.tab, shown_key, header, name, text))
