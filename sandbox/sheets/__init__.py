"""The local Google: Sheets v4, Drive v3 and the token endpoint, close enough for unmodified clients."""

from __future__ import annotations

from sandbox.sheets.person import Person, Rejected
from sandbox.sheets.server import SheetsServer

__all__ = ["Person", "Rejected", "SheetsServer"]
