"""How a journalled batch becomes text and the same batch again, intents and all.

Named tuples travel as arrays in the order of their fields; cells keep the type they had (1 is not 1.0).
"""

from __future__ import annotations

import json

from ..model.book import PendingBatch
from ..model.sheet import CellWrite, Chunk, Intent, RowAppend, SheetWrite
from .packing import dump


def pack_write(write: SheetWrite) -> str:
    """Everything that the batch was to change, as one JSON object."""
    return dump(
        {
            "number": write.number,
            "intents": write.intents,
            "cells": write.cells,
            "appends": write.appends,
            "chunks": write.chunks,
        }
    )


def unpack_write(body: str) -> SheetWrite:
    """The batch again."""
    found = json.loads(body)
    return SheetWrite(
        number=found["number"],
        intents=tuple(
            Intent(tab, tuple(key), column, row, expected, new, mode)
            for tab, key, column, row, expected, new, mode in found["intents"]
        ),
        cells=tuple(CellWrite(*cell) for cell in found["cells"]),
        appends=tuple(
            RowAppend(tab, tuple((name, value) for name, value in values), tuple(choices))
            for tab, values, choices in found["appends"]
        ),
        chunks=tuple(Chunk(*chunk) for chunk in found["chunks"]),
    )


def unpack_pending(epoch: int, read_at: float, body: str) -> PendingBatch:
    """The batch with what the journal knew of it."""
    return PendingBatch(epoch, unpack_write(body), read_at)
