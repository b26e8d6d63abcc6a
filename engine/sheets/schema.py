"""Decides which tabs and columns there are, who owns each, and how the engine's own hidden tab is laid out.

Owners: P a person, E the engine (protected with a warning only), S shared. Kinds say how a column looks and travels:

| kind | in the sheet | in a view or a write |
|---|---|---|
| text | plain text (`@`) where people type, else as it comes | text |
| count | whole number, format `0` | number |
| number | as it was typed: a format would hide that `1.000` came out as 1 | number |
| money | number with thousands | number |
| time | date and time in the spreadsheet's own zone | whole Unix seconds |
| tick | checkbox | bool |
| choice | dropdown, its choices per row | text |

The hidden tab `_selaras` (zero-based rows and columns):

| cells | content |
|---|---|
| A, B rows 0-5 | `schema`, `epoch`, `engine`, `beat`, `batch_epoch`, `batch` and their values |
| A, B from row 20 | one chunk of the checkpoint a row: its name, its text |
| D from row 0 | one intent of the last batch a row: its tag `<epoch>:<batch>:<position>` |
| E | what stood in the intent's cell the instant before |
| F to H | the key cells of the row that it met |
| I | the intent itself, as JSON |
| K rows 0-3 | cells on which findReplace is tried at each start |
| L rows 0-7 | one data tab a row, in the order of `TABS`: `<epoch>:<batch>:<round>` of the batch that met it last |
| M | as JSON, where that batch believed the tab's columns and headers to be |
| N and on | the header row that it met |
| N and on, from row 8 | what stood in the engine's cells, and in those of plain writes, the instant before |
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Owner = Literal["P", "E", "S"]
Kind = Literal["text", "count", "number", "money", "time", "tick", "choice"]

SCHEMA_VERSION = 1
COLUMN_MARK = "selaras.column"
TAB_MARK = "selaras.tab"

ENGINE_TAB = "_selaras"
EPOCH_TITLE = re.compile(r"_selaras_epoch_(\d+)")
ENGINE_ROWS, ENGINE_COLUMNS = 64, 11
# A new hidden tab is this wide, so that it seldom has to grow for headers.
ENGINE_WIDTH = 32
STATE_NAMES = ("schema", "epoch", "engine", "beat", "batch_epoch", "batch")
CHUNK_ROW = 20
TAG_COLUMN, CONTENT_COLUMN, KEY_COLUMN, INTENT_COLUMN, TEST_COLUMN = 3, 4, 5, 8, 10
MET_COLUMN, BELIEF_COLUMN, SHADOW_COLUMN = 11, 12, 13
SHADOW_ROW = 8
CHUNK_LIMIT = 50_000

# Beyond this many rows of `skus`, the tabs in TURNS are read one a cycle.
MANY_ROWS = 20_000
TURNS = ("links", "orders", "guide")


class Column(NamedTuple):
    """One column: its English name, owner, kind, width in pixels, and whether it is part of the row's key."""

    name: str
    owner: Owner
    kind: Kind = "text"
    width: int = 110
    key: bool = False

    @property
    def plain_text(self) -> bool:
        """Whether the column is formatted `@`, so that `00123` and `3-1` stay what was typed."""
        return self.kind == "text" and (self.key or self.name in PLAIN_TEXT)


# People type codes here, or the engine writes codes that people copy.
PLAIN_TEXT = frozenset({"entry", "master", "shop_sku", "suggestion", "sku", "action"})


class Tab(NamedTuple):
    """One data tab: its English id, its columns in the order of a new tab, and the rows that it starts with."""

    name: str
    columns: tuple[Column, ...]
    rows: int = 1000

    def column(self, name: str) -> Column:
        """The column of that English name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def names(self) -> tuple[str, ...]:
        """The English names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that name a row, in the order in which a row key lists them."""
        return tuple(column.name for column in self.columns if column.key)


START = Tab(
    "start",
    (
        Column("shop", "E", key=True),
        Column("connection", "E"),
        Column("token_days", "E", "count"),
        Column("last_read", "E", "time", 150),
        Column("matched", "E", "count"),
        Column("unmatched", "E", "count"),
        Column("empty", "E", "count"),
        Column("duplicate", "E", "count"),
        Column("open_unlinked", "E", "count", 170),
        Column("next_step", "E", width=420),
        Column("send_stock", "P", "tick"),
    ),
    rows=50,
)
SKUS = Tab(
    "skus",
    (
        Column("sku", "P", width=150, key=True),
        Column("name", "P", width=240),
        Column("variant", "P", width=130),
        Column("stock", "S", "number", 80),
        Column("entry", "P", width=70),
        Column("buffer", "P", "number", 90),
        Column("reserved", "E", "count", 90),
        Column("available", "E", "count", 90),
        Column("status", "E", width=200),
        Column("receipt", "E", width=320),
        Column("active", "P", "tick", 70),
        Column("notes", "P", width=220),
    ),
)
LINKS = Tab(
    "links",
    (
        Column("shop", "E", key=True),
        Column("id", "E", width=180, key=True),
        Column("shop_sku", "E", width=150),
        Column("name", "E", width=280),
        Column("price", "E", "money", 100),
        Column("shop_stock", "E", "count", 90),
        Column("status", "E", width=120),
        Column("suggestion", "E", width=150),
        Column("engine_note", "E", width=320),
        Column("master", "P", width=180),
        Column("agree", "P", "tick", 80),
    ),
)
ORDERS = Tab(
    "orders",
    (
        Column("shop", "E", key=True),
        Column("order", "E", width=180, key=True),
        Column("line", "E", key=True),
        Column("time", "E", "time", 150),
        Column("status", "E", width=130),
        Column("sku", "E", width=150),
        Column("units", "E", "count", 80),
        Column("price", "E", "money", 100),
        Column("reserved", "E", "count", 80),
        Column("ship_by", "E", "time", 150),
        Column("engine_note", "E", width=320),
        Column("action", "P", width=130),
    ),
)
CONFLICTS = Tab(
    "conflicts",
    (
        Column("id", "E", width=90, key=True),
        Column("kind", "E", width=150),
        Column("event", "E", width=360),
        Column("done", "E", width=280),
        Column("guidance", "E", width=360),
        Column("decision", "P", "choice", 240),
        Column("by", "P", width=120),
    ),
    rows=200,
)
GUIDE = Tab(
    "guide",
    (
        Column("topic", "E", width=240, key=True),
        Column("answer", "E", width=640),
        Column("applies_to", "E", width=180),
    ),
    rows=200,
)

TABS = (START, SKUS, LINKS, ORDERS, CONFLICTS, GUIDE)
BY_NAME = {tab.name: tab for tab in TABS}

# Headers by which a seller's own stock tab is recognised, folded by `fold`; `sku` and `stock` are needed.
KNOWN_HEADERS = {
    "sku": ("sku", "kode sku", "seller sku", "sku id", "kode barang", "kode produk"),
    "stock": ("stok", "stock", "qty", "quantity", "jumlah stok", "sisa stok", "stok akhir"),
    "name": ("nama", "name", "nama produk", "nama barang", "product name", "produk"),
    "variant": ("varian", "variant", "variasi", "variation"),
    "notes": ("catatan", "notes", "note", "keterangan"),
}


def fold(header: object) -> str:
    """A header as it is compared: one spelling for case and blanks."""
    return " ".join(str(header if header is not None else "").split()).casefold()


def epoch_title(epoch: int) -> str:
    """The title of the hidden tab that stands for this epoch."""
    return f"{ENGINE_TAB}_epoch_{epoch}"
