"""One cycle of one seller, and the start before the first: the shell around the pure core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from . import checkpoint, opening
from .apply import Clock, Delivered, Shops
from .errors import (
    EpochLost,
    LayoutBroken,
    LeaseLost,
    SelarasError,
    SheetRefused,
    SheetUnavailable,
    SheetUnknown,
    StoreError,
)
from .model.book import Book, Changes, PendingBatch, Push, Verdict, evolve, joined
from .model.ids import ListingKey
from .model.remote import Remote, Unreadable
from .model.rules import Rules
from .model.sheet import Answer, Inspected, Intent, SheetView, SheetWrite
from .reconcile import guards, holds, results, undo
from .reconcile.decisions import Decision
from .reconcile.draft import Draft
from .reconcile.focus import Looked, same_view
from .reconcile.intents import intents
from .reconcile.plan import Inputs, reconcile, to_fill
from .reconcile.rows import rows_to_inspect
from .reconcile.settle import settle
from .sheets.base import Desk, Opened
from .store.base import Lease, Store

LEASE_SECONDS = 60.0
LEASE_MARGIN = 5.0
LOOK_AGAIN = 30.0
PREVIEWS = 5

Event = dict[str, str | int | float | None]


class Renderer(Protocol):
    """What the sheet shall say, and what a person's answer means; made from templates by the wiring."""

    def render(
        self,
        view: SheetView,
        verdict: Verdict,
        wanted: tuple[Intent, ...],
        number: int,
        now: float,
        *,
        forced: bool,
    ) -> SheetWrite: ...

    def decisions(self, view: SheetView, book: Book) -> Mapping[str, Decision]: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What one cycle did. `again` asks for the next one at once (a push, a booking, a moved row)."""

    verdict: Verdict
    delivered: Mapping[str, Delivered]
    unreadable: Mapping[str, Unreadable]
    wrote: bool
    again: bool


@dataclass(slots=True)
class Cycle:
    """Runs cycles for one seller. Everything that touches the world is handed in."""

    store: Store
    desk: Desk
    shops: Shops
    renderer: Renderer
    rules: Rules
    clock: Clock
    engine_id: str
    holder: str
    emit: Callable[[Event], None]
    lease: Lease | None = None
    book: Book = field(default_factory=lambda: Book(""))
    opened: Opened | None = None
    number: int = 0
    _chunks: dict[str, str] = field(default_factory=dict)
    _looked: float = 0.0
    _fresh: bool = False
    _inspected: Mapping[int, Inspected] = field(default_factory=dict)
    _encoder: checkpoint.Encoder = field(default_factory=checkpoint.Encoder)
    _looked_at: Looked | None = None

    def start(self, *, take_over: bool = False) -> None:
        """Take the lease and the sheet's next epoch, then settle, rebuild or hold (`opening`)."""
        now = self.clock.now()
        self.lease = self.store.acquire(self.holder, now, LEASE_SECONDS, take_over=take_over)
        self.book = self.store.load()
        own = max(self.book.epoch, self.book.pending.epoch if self.book.pending else 0)
        self.opened = self.desk.open(self.engine_id, take_over=take_over, own_epoch=own)
        self.number = 0
        self._chunks = {chunk.name: chunk.text for chunk in self.opened.checkpoint}
        self._fresh = True
        self._looked_at = None
        try:
            self._believe(opening.standing(self.book, (self.opened.last_epoch, self.opened.last_batch)))
        except SelarasError:
            # What was not settled may not be worked with: the next turn starts anew.
            self.opened = None
            raise

    def _believe(self, standing: opening.Standing) -> None:
        opened, lease = self.held()
        last = (opened.last_epoch, opened.last_batch)
        if standing == "pending" and self.book.pending is not None:
            self._confirm(self.book.pending, self.desk.settle(self.book.pending))
            return
        changes = self._conclusions(standing, opened)
        self.store.confirm(lease, *last, changes)
        self.book = replace(evolve(self.book, changes), epoch=last[0], batch=last[1], pending=None)

    def _conclusions(self, standing: opening.Standing, opened: Opened) -> Changes:
        """What follows for the book from how it stands to the sheet."""
        now = self.clock.now()
        if standing == "lost":
            kept = checkpoint.decode(opened.checkpoint, self.book.seller)
            changes = opening.rebuild(self.book, kept, now)
            # The checkpoint was written with the last batch, so it does not know yet what that batch met.
            return joined(changes, self._settled(self.desk.recall(), evolve(self.book, changes)))
        return opening.hold_all(self.book, now) if standing == "restored" else Changes()

    def preview(self) -> Verdict:
        """What the next cycle would decide, beside an engine that runs or without one; changes nothing anywhere.

        Nothing is taken, so the engine may write while both sides are looked at: then it is looked at again.
        """
        for _ in range(PREVIEWS):
            opened = self.desk.visit()
            last = (opened.last_epoch, opened.last_batch)
            self.book = self.store.load()
            standing = opening.standing(self.book, last)
            if standing == "pending" and self.book.pending is not None:
                changes = self._settled(self.desk.settle(self.book.pending), self.book)
            else:
                changes = self._conclusions(standing, opened)
            self.book = replace(evolve(self.book, changes), pending=None)
            verdict, view, _ = self.look()
            if view.batch == opened.last_batch:
                break
        return verdict

    def look(self) -> tuple[Verdict, SheetView, tuple[Remote, ...]]:
        """Read both sides and decide; changes nothing anywhere (the dry run stops here)."""
        view = self.desk.read()
        if self._looked_at is not None:
            view = same_view(view, self._looked_at.tabs)
        now = self.clock.now()
        again = now - self._looked >= LOOK_AGAIN
        swaps = self.opened is None or self.opened.number_swaps
        rows = rows_to_inspect(view, self.book.skus, again=again, number_swaps=swaps, last=self._looked_at)
        if again:
            self._looked = now
        inspected = self.desk.inspect(rows) if rows else {}
        self._inspected = inspected
        remotes = self.shops.read(self.book, self.clock.now())
        inputs = Inputs(
            view,
            inspected,
            self.renderer.decisions(view, self.book),
            remotes,
            tuple(self.shops.connectors),
            self._looked_at,
        )
        plan = reconcile(self.book, inputs, self.rules, self.shops.canonical, self.clock.now())
        verdict = guards.check(
            plan, holds.approved(plan.book), self.rules, self.shops.canonical, self.clock.now()
        )
        asked = holds.ask(verdict.plan, verdict.held, self.rules, self.clock.now())
        # Without this cycle's orders a number may be older than the last sale, and a sick shop is left in peace.
        read = {remote.shop for remote in remotes if not isinstance(remote.orders, Unreadable)}
        allowed = tuple(push for push in verdict.allowed if push.key.shop in read)
        return replace(verdict, plan=asked, allowed=allowed), view, remotes

    def once(self) -> Report:
        """One whole cycle; every effect is confirmed before anything is concluded from it."""
        if self.opened is None:
            self.start()
        self._renew()
        asked = self.fulfil()
        verdict, view, remotes = self.look()
        self._commit(results.begun(verdict))
        self.book = verdict.plan.book
        self._looked_at = verdict.plan.looked
        self._tell(verdict)
        delivered = self.shops.push(verdict.allowed, self._may_call) if verdict.allowed else {}
        if delivered:
            self._commit_results(verdict.allowed, delivered)
        wrote = self._write(view, replace(verdict, plan=replace(verdict.plan, book=self.book)))
        unreadable = {r.shop: r.orders for r in remotes if isinstance(r.orders, Unreadable)}
        moved = asked or bool(verdict.plan.changes.movements)
        told = any(result.outcome != "failed" for one in delivered.values() for result in one.results)
        return Report(verdict, delivered, unreadable, wrote, told or moved)

    def fulfil(self) -> bool:
        """Carry out what a command left in the cache for whoever holds the lease; whether there was anything."""
        _, lease = self.held()
        wanted = self.store.asked().get("undo", "")
        if not wanted:
            return False
        at = float(wanted)
        burst = undo.burst_at(self.store.movements(since=at, limit=undo.EVERY), at)
        changes = undo.taken_back(self.book, burst, self.clock.now())
        self.store.answer(lease, "undo", changes)
        self.book = evolve(self.book, changes)
        return True

    def _renew(self) -> None:
        if self.lease is None:
            raise LeaseLost("no lease", holder="")
        self.lease = self.store.renew(self.lease, self.clock.now(), LEASE_SECONDS)

    def held(self) -> tuple[Opened, Lease]:
        """The sheet's epoch and the lease, both of which a started cycle has."""
        if self.opened is None or self.lease is None:
            raise LeaseLost("the cycle was not started", holder="")
        return self.opened, self.lease

    def _may_call(self) -> bool:
        return self.lease is not None and self.clock.now() < self.lease.expires - LEASE_MARGIN

    def _commit(self, changes: Changes) -> None:
        if not changes.empty and self.lease is not None:
            self.store.commit(self.lease, changes)

    def _commit_results(self, pushes: Sequence[Push], delivered: Mapping[str, Delivered]) -> None:
        for shop, one in sorted(delivered.items()):
            pushed = [push.key for push in pushes if push.key.shop == shop]
            changes = results.believe(self.book, pushed, one.results, one.read_back, one.answered, self.rules)
            try:
                self._commit(changes)
            except StoreError:
                # The cache still says that these are on their way: a new start reads them back.
                self.opened = None
                raise
            self.book = evolve(self.book, changes)
            for result in one.results:
                self._event("pushed", result.key, result.units, result.outcome)
            for key, units in sorted(one.read_back.items()):
                self._event("read_back", key, units, shop)

    def _write(self, view: SheetView, verdict: Verdict) -> bool:
        """One batch where there is something to say: journalled, sent, settled, confirmed."""
        opened, lease = self.held()
        wanted = intents(
            self.book,
            view,
            to_fill(self.book.marks, view),
            number_swaps=opened.number_swaps,
            inspected=self._inspected,
            looked=self._looked_at,
        )
        now = self.clock.now()
        write = self.renderer.render(view, verdict, wanted, self.number + 1, now, forced=self._fresh)
        encoded = self._encoder.encode(self.book)
        chunks = checkpoint.to_write(encoded, self._chunks)
        if write.empty and not checkpoint.worth_writing(chunks, self._chunks):
            return False
        write = replace(write, chunks=chunks)
        pending = PendingBatch(opened.epoch, write, view.read_at)
        self.store.journal(lease, pending)
        self.book = replace(self.book, pending=pending)
        try:
            answer = self.desk.write(write, view)
        except (SheetUnavailable, SheetRefused, LayoutBroken, EpochLost):
            # All of these say that nothing of the batch took place.
            self._confirm(pending, Answer(write.number, False, (), self.clock.now()))
            raise
        except SheetUnknown:
            # It may still land: only a new epoch makes sure that it has landed or never will.
            self.opened = None
            raise
        self.number = write.number
        self._chunks.update({chunk.name: chunk.text for chunk in chunks})
        self._fresh = False
        self._confirm(pending, answer)
        return True

    def _confirm(self, pending: PendingBatch, answer: Answer) -> None:
        _, lease = self.held()
        changes = self._settled(answer, self.book)
        last = (pending.epoch, pending.write.number) if answer.applied else (self.book.epoch, self.book.batch)
        try:
            self.store.confirm(lease, *last, changes)
        except StoreError:
            # What the batch did now stands only in the sheet: a new start settles it from there and the journal.
            self.opened = None
            raise
        self.book = replace(evolve(self.book, changes), epoch=last[0], batch=last[1], pending=None)

    def _settled(self, answer: Answer, book: Book) -> Changes:
        """What the copies of a batch say of people's cells, to whoever knows this book."""
        draft = Draft(book, self.rules, self.clock.now(), answer.read_at)
        settle(draft, answer)
        return draft.changes()

    def _tell(self, verdict: Verdict) -> None:
        for movement in verdict.plan.changes.movements:
            state = verdict.plan.book.skus.get(movement.sku)
            # What was read of a SKU and let go in one cycle shows nothing any more.
            if movement.kind in {"count", "in/out", "opening"} and state is not None:
                self.emit(
                    {
                        "event": "seen",
                        "shop": "",
                        "sku": movement.sku,
                        "value": state.on_hand,
                        "time": self.clock.now(),
                    }
                )
        for push in verdict.allowed:
            self._event("planned", push.key, push.units, push.why)

    def _event(self, kind: str, key: ListingKey, units: int, note: str) -> None:
        binding = self.book.bindings.get(key)
        sku = binding.components[0].sku if binding is not None and binding.components else ""
        self.emit(
            {
                "event": kind,
                "shop": key.shop,
                "listing": key.listing,
                "sku": sku,
                "value": units,
                "note": note,
                "time": self.clock.now(),
            }
        )
