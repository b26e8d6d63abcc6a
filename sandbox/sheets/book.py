"""One spreadsheet and its tabs: what they hold, and how a draft of them is made.

Dicts and lists of dicts held here are as on the wire and are replaced, never changed in place: a draft shares them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import GridRange
from sandbox.sheets.grid import Grid

Json = dict[str, Any]
LISTS = (
    "merges",
    "protected",
    "conditional",
    "bands",
    "row_groups",
    "column_groups",
    "charts",
    "slicers",
    "tables",
    "views",
)
"""What of a tab a draft has lists of its own for."""


@dataclass(slots=True)
class Sheet:
    """One tab. `props` is its SheetProperties without id, index and sizes."""

    sheet_id: int
    props: Json
    grid: Grid
    merges: list[Box] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    bands: list[Json] = field(default_factory=list)
    row_groups: list[Json] = field(default_factory=list)
    column_groups: list[Json] = field(default_factory=list)
    charts: list[Json] = field(default_factory=list)
    slicers: list[Json] = field(default_factory=list)
    tables: list[Json] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.props["title"])

    @property
    def hidden(self) -> bool:
        return bool(self.props.get("hidden"))

    @property
    def whole(self) -> Box:
        return Box(0, self.grid.row_count, 0, self.grid.column_count)

    def fork(self) -> Sheet:
        """A draft of this tab."""
        twin = copy.copy(self)
        twin.grid = self.grid.fork()
        for name in LISTS:
            setattr(twin, name, list(getattr(self, name)))
        return twin

    def state(self) -> Json:
        """Everything but rows, as JSON, for the state file."""
        return {
            "props": self.props,
            "rowCount": self.grid.row_count,
            "columns": self.grid.columns,
            "nextUid": self.grid.next_uid,
            "merges": [list(box) for box in self.merges],
            "protected": self.protected,
            "conditional": self.conditional,
            "basicFilter": self.basic_filter,
            "bands": self.bands,
            "rowGroups": self.row_groups,
            "columnGroups": self.column_groups,
            "charts": self.charts,
            "slicers": self.slicers,
            "tables": self.tables,
            "views": self.views,
        }

    @staticmethod
    def of_state(sheet_id: int, state: Json) -> Sheet:
        """The reverse of `state`; rows are put in afterwards."""
        grid = Grid(state["rowCount"], len(state["columns"]))
        grid.columns = list(state["columns"])
        grid.next_uid = state["nextUid"]
        return Sheet(
            sheet_id,
            state["props"],
            grid,
            [Box(*box) for box in state["merges"]],
            state["protected"],
            state["conditional"],
            state["basicFilter"],
            state["bands"],
            state["rowGroups"],
            state["columnGroups"],
            *(state.get(name, []) for name in ("charts", "slicers", "tables", "views")),
        )


@dataclass(slots=True)
class Book:
    """One spreadsheet. `props` is its SpreadsheetProperties without defaults; `metadata` its developer metadata, each
    with a location as on the wire; `file` what Drive knows of it. Times are Unix seconds."""

    book_id: str
    props: Json
    file: Json
    sheets: list[Sheet]
    named: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    version: int = 1
    modified: float = 0.0

    @property
    def file_id(self) -> str:
        """Its name in Drive, which is the same."""
        return self.book_id

    @property
    def title(self) -> str:
        return str(self.props["title"])

    @property
    def locale(self) -> str:
        return str(self.props["locale"])

    def fork(self) -> Book:
        """A draft of the whole spreadsheet. Until it is kept, or taken back, this one is nobody's to read."""
        twin = copy.copy(self)
        twin.sheets = [sheet.fork() for sheet in self.sheets]
        twin.named = list(self.named)
        twin.metadata = list(self.metadata)
        return twin

    def take_back(self) -> None:
        """The draft is thrown away: every grid is again what it was."""
        for sheet in self.sheets:
            sheet.grid.take_back()

    def sheet_by_id(self, sheet_id: int) -> Sheet | None:
        for sheet in self.sheets:
            if sheet.sheet_id == sheet_id:
                return sheet
        return None

    def sheet_by_title(self, title: str) -> Sheet | None:
        """Compared without case, as Google does."""
        folded = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def cell_total(self) -> int:
        return sum(sheet.grid.row_count * sheet.grid.column_count for sheet in self.sheets)

    def named_range(self, name: str) -> GridRange | None:
        folded = name.casefold()
        return next((entry["range"] for entry in self.named if entry["name"].casefold() == folded), None)

    def state(self) -> Json:
        """Everything but the tabs, as JSON, for the state file."""
        return {**self.lasting(), "version": self.version, "modified": self.modified}

    def lasting(self) -> Json:
        """The same without what is another after each change."""
        return {
            "props": self.props,
            "file": self.file,
            "sheets": [sheet.sheet_id for sheet in self.sheets],
            "named": self.named,
            "metadata": self.metadata,
        }
