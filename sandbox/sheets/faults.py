"""How the local Google misbehaves on demand: which of the next calls fail, how, and before or after they take effect.

| fault | before the effect | after the effect |
|---|---|---|
| status 429, 500, 502, 503 ... | refused, nothing happens | done, but answered as if not |
| cut | the line is dead, nothing happens | done, and no answer comes |
| slow | answered late (the clock sleeps) | |
| edit | a person's edit is made first | |
| html | a page instead of JSON, nothing happens | |
"""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.sheets.errors import INTERNAL, UNAVAILABLE, ApiError, over_quota
from sandbox.wire import Clock, ConnectionCut, Response

HTML = (
    b"<!DOCTYPE html><html><head><title>Error 502 (Server Error)!!1</title></head><body>Error</body></html>"
)
KINDS = frozenset({"status", "cut", "slow", "edit", "html"})


@dataclass(slots=True)
class Fault:
    """One planned fault: what happens to the next `count` calls that match.

    `method` is a pattern over names like `spreadsheets.values.get`, `drive.files.list`, `token`; or `reads`, `writes`,
    `any`. `account` limits it to one account.
    """

    kind: str
    method: str = "any"
    count: int = 1
    after: bool = False
    status: int = 503
    seconds: float = 0.0
    account: str | None = None
    edit: Callable[[], object] | None = None

    def matches(self, method: str, kind: str, account: str | None) -> bool:
        if self.count < 1 or (self.account is not None and self.account != account):
            return False
        if self.method in {"any", "reads", "writes"}:
            return self.method in {"any", f"{kind}s"}
        return fnmatch.fnmatchcase(method, self.method)


def answer(status: int, kind: str) -> Response:
    """The body Google sends with such a status."""
    if status == 429:
        return over_quota("Write" if kind == "write" else "Read", True, 60).response()
    return ApiError(status, UNAVAILABLE if status in {502, 503, 504} else INTERNAL).response()


class Faults:
    """The planned faults of one server, in the order they were planned; each matching call uses up one of each kind."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._planned: list[Fault] = []
        self.refused: list[str] = []
        """Planned edits the sheet would not take, and why."""

    def plan(self, fault: Fault) -> None:
        """Add a fault. ValueError for a kind or status there is none of."""
        if fault.kind not in KINDS or (
            fault.kind == "status" and fault.status not in {429, 500, 502, 503, 504}
        ):
            raise ValueError(f"no such fault: {fault.kind} {fault.status}")
        with self._lock:
            self._planned.append(fault)

    def status(
        self,
        status: int = 503,
        count: int = 1,
        *,
        method: str = "any",
        after: bool = False,
        account: str | None = None,
    ) -> None:
        """The next `count` matching calls answer with this status."""
        self.plan(Fault("status", method, count, after, status, account=account))

    def cut(self, count: int = 1, *, method: str = "any", after: bool = False) -> None:
        """The next calls get no answer."""
        self.plan(Fault("cut", method, count, after))

    def slow(self, seconds: float, count: int = 1, *, method: str = "any") -> None:
        """The next calls are answered `seconds` late."""
        self.plan(Fault("slow", method, count, seconds=seconds))

    def html(self, count: int = 1, *, method: str = "any") -> None:
        """The next calls get a 502 page that is no JSON."""
        self.plan(Fault("html", method, count, status=502))

    def before_next_write(
        self, edit: Callable[[], object], *, method: str = "writes", count: int = 1
    ) -> None:
        """Make this edit just before the next write takes effect."""
        self.plan(Fault("edit", method, count, edit=edit))

    def clear(self) -> None:
        """Forget what is planned."""
        with self._lock:
            self._planned.clear()

    def pending(self) -> int:
        """How many planned faults have not been used up."""
        with self._lock:
            return sum(fault.count for fault in self._planned)

    def _take(
        self,
        method: str,
        kind: str,
        account: str | None,
        after: bool,
        kinds: frozenset[str] = KINDS - {"edit"},
    ) -> list[Fault]:
        """Use up the first matching fault of each kind."""
        with self._lock:
            taken: dict[str, Fault] = {}
            for fault in self._planned:
                fits = fault.kind in kinds and fault.kind not in taken and fault.after == after
                if fits and fault.matches(method, kind, account):
                    taken[fault.kind] = fault
            for fault in taken.values():
                fault.count -= 1
            self._planned = [fault for fault in self._planned if fault.count > 0]
            return list(taken.values())

    def before(self, method: str, kind: str, account: str | None) -> Response | None:
        """What happens before the call: an answer instead of it, or None. Raises ConnectionCut."""
        taken = {fault.kind: fault for fault in self._take(method, kind, account, after=False)}
        if "slow" in taken:
            self._clock.sleep(taken["slow"].seconds)
        if "cut" in taken:
            raise ConnectionCut
        if "html" in taken:
            return Response(502, {"Content-Type": "text/html; charset=UTF-8"}, HTML)
        if "status" in taken:
            return answer(taken["status"].status, kind)
        return None

    def edit(self, method: str, kind: str, account: str | None) -> None:
        """Make the edit planned for this call; the server lets nothing come between it and the call."""
        for fault in self._take(method, kind, account, after=False, kinds=frozenset({"edit"})):
            if fault.edit is None:
                continue
            try:
                fault.edit()
            except (ApiError, LookupError, ValueError) as error:
                # The sheet would not take the edit, as it may happen to people; the call is not to blame.
                self.refused.append(f"{type(error).__name__}: {error}")

    def after(self, method: str, kind: str, account: str | None, response: Response) -> Response:
        """What becomes of the answer. Raises ConnectionCut."""
        taken = {fault.kind: fault for fault in self._take(method, kind, account, after=True)}
        if "cut" in taken:
            raise ConnectionCut
        return answer(taken["status"].status, kind) if "status" in taken else response
