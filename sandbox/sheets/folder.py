"""A folder of the local Drive: what it is called and what Drive knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Folder:
    """One folder. `file` is as a spreadsheet's: owner, created (Unix seconds), permissions, trashed, parents."""

    file_id: str
    title: str
    file: Json
    version: int = 1
    modified: float = 0.0

    def state(self) -> Json:
        """As JSON, for the state file."""
        return {"title": self.title, "file": self.file, "version": self.version, "modified": self.modified}


def root_of(email: str) -> str:
    """The id of an account's My Drive, in which everything of its own lies that is in no folder."""
    return "0A" + sha256(email.encode()).hexdigest()[:17]
