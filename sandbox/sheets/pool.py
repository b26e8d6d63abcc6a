"""One object per distinct format, validation rule or run of rich text, so that a large sheet holds each only once."""

from __future__ import annotations

import json
from typing import Any

from sandbox.sheets.formats_model import NumberFormat


class Shared:
    """A JSON value that many cells point to. It is never changed; a cell gets another one instead."""

    __slots__ = ("id", "number_format", "value")

    def __init__(self, id_: int, value: Any) -> None:
        self.id = id_
        self.value = value
        self.number_format: NumberFormat | None = None
        if isinstance(value, dict) and "numberFormat" in value:
            stated = value["numberFormat"]
            kind = stated.get("type", "NUMBER_FORMAT_TYPE_UNSPECIFIED")
            if not kind.endswith("UNSPECIFIED"):
                self.number_format = NumberFormat(kind, stated.get("pattern", ""))


class Pool:
    """The shared values of one server, by content and by number."""

    def __init__(self) -> None:
        self._by_text: dict[str, Shared] = {}
        self._by_id: dict[int, Shared] = {}
        self._fresh: list[tuple[int, str]] = []
        self.rules_refer = False
        """Whether any rule that was ever shared holds a formula: until then no cell needs to be looked at for one."""

    def share(self, value: Any) -> Shared | None:
        """The one object for this value; None for an empty one."""
        if not value:
            return None
        text = json.dumps(value, sort_keys=True, ensure_ascii=False)
        found = self._by_text.get(text)
        if found is None:
            found = self._keep(len(self._by_id) + 1, text)
            self._fresh.append((found.id, text))
        return found

    def _keep(self, id_: int, text: str) -> Shared:
        shared = Shared(id_, json.loads(text))
        self._by_text[text] = shared
        self._by_id[id_] = shared
        self.rules_refer = self.rules_refer or '"userEnteredValue": "=' in text
        return shared

    def by_id(self, id_: int) -> Shared:
        """A value that was stored under this number."""
        return self._by_id[id_]

    def restore(self, id_: int, text: str) -> None:
        """Put back a stored value."""
        self._keep(id_, text)

    @property
    def fresh(self) -> list[tuple[int, str]]:
        """(number, JSON) of what is not in the state file yet."""
        return self._fresh

    def mark_stored(self) -> None:
        """What was fresh is in the state file now."""
        self._fresh = []
