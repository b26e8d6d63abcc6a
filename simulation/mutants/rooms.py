"""Mutants spread over the rooms of the engine: the core, the sheet, the shops, the cache, the cycle."""

from __future__ import annotations

from . import chains, scenes
from .base import Edit, Mutant, Scene, mutant
from .core import CORE

SHEET: tuple[Mutant, ...] = (
    mutant(
        "headers_are_believed_for_ever",
        "a header that changed is looked for again",
        "engine/sheets/desk.py",
        "            if any(name not in self._places or self._headers[name] != headers[name] for name in headers):\n",
        "            if any(name not in self._places for name in headers):\n",
        at=scenes.BUFFERED_COLUMNS,
    ),
    mutant(
        "new_rows_overwrite",
        "new rows are inserted, so nobody's new row is overwritten",
        "engine/sheets/writer.py",
        "    made.append(requests.insert_rows(place.sheet_id, first, len(lines)))\n",
        "",
        at=scenes.NEW_ROWS,
    ),
    mutant(
        "batches_of_any_epoch",
        "every batch names the epoch's tab, so that an older engine's batch is refused whole",
        "engine/sheets/writer.py",
        "    made: list[Json] = [requests.put(fence.epoch_sheet, 0, 0, [[write.number]])]\n",
        "    made: list[Json] = []\n",
        at=scenes.ENGINES,
    ),
    mutant(
        "outside_text_is_typed",
        "outside text never becomes a formula",
        "engine/sheets/requests.py",
        '    return {"userEnteredValue": {"stringValue": value}}\n',
        '    return {"userEnteredValue": {"formulaValue" if value[0] == "=" else "stringValue": value}}\n',
        at=scenes.TEXTS,
    ),
    Mutant(
        "a_moved_row_is_read_by_position",
        "a row that moved between the two readings is concluded nothing from",
        (
            Edit(
                "engine/reconcile/people.py",
                "        if full is not None and sku_key(full.key) != key:\n",
                "        if False:\n",
            ),
            Edit("engine/reconcile/people.py", "        if _torn(", "        if False and _torn("),
        ),
        Scene("core", scenes.SWAPPED),
    ),
    mutant(
        "a_fill_is_not_put_back",
        "a person who was faster than a fill is put back",
        "engine/reconcile/settle.py",
        '    elif met and copy.content is False:\n        draft.marks[f"untick:{met}"] = "1"\n',
        "",
        at=chains.TICKS,
    ),
    mutant(
        "always_something_to_say",
        "with nothing changed nothing is written",
        "engine/cycle.py",
        "        if write.empty and not checkpoint.worth_writing(chunks, self._chunks):\n",
        "        if False:\n",
        at=scenes.COUNTS,
    ),
    Mutant(
        "a_lost_write_is_a_refused_one",
        "a write without an answer may have landed; what it did is not forgotten",
        (
            Edit(
                "engine/cycle.py",
                "        except (SheetUnavailable, SheetRefused, LayoutBroken, EpochLost):\n",
                "        except (SheetUnavailable, SheetRefused, LayoutBroken, EpochLost, SheetUnknown):\n",
            ),
            Edit("engine/opening.py", '    return "lost"\n', '    return "valid"\n'),
        ),
        Scene(focus=scenes.LANDED),
    ),
)

SHOPS: tuple[Mutant, ...] = (
    mutant(
        "windows_do_not_overlap",
        "order windows overlap by the time that a shop tells an update late",
        "engine/errands.py",
        "    since = state.horizon - facts.order_lag\n",
        "    since = state.horizon\n",
        at=scenes.LATE,
    ),
    mutant(
        "pushed_without_orders",
        "without this cycle's orders nothing is pushed",
        "engine/cycle.py",
        "        allowed = tuple(push for push in verdict.allowed if push.key.shop in read)\n",
        "        allowed = tuple(verdict.allowed)\n",
        at=scenes.TORN,
    ),
    mutant(
        "a_sick_shop_is_asked_at_once",
        "a failing shop is tried ever less often",
        "engine/apply.py",
        "            if resting(state.retry_at, now) or self._too_soon(name, now):\n",
        "            if self._too_soon(name, now):\n",
        at=scenes.SICK,
    ),
    mutant(
        "shopee_after_shipping_is_a_release",
        "units cancelled after shipping are a return, not a release",
        "engine/connectors/shopee/mapping.py",
        "        left = min(gone, taken)\n",
        "        left = 0\n",
        layer="wire",
        at=scenes.WIRE_RETURNS,
    ),
    mutant(
        "shopee_shipped_is_not_told",
        "shipped units leave the shelf",
        "engine/connectors/shopee/mapping.py",
        "    shipped = taken - released if status in SHIPPED else min(gone, taken - released)\n",
        "    shipped = 0\n",
        layer="wire",
        at=scenes.WIRE_CANCELS,
    ),
    mutant(
        "shopee_cancelled_units_are_kept",
        "units cancelled before shipping are released",
        "engine/connectors/shopee/mapping.py",
        "        sum(row.cancelled_qty or 0 for row in rows),\n",
        "        0,\n",
        layer="wire",
        at=scenes.WIRE_CANCELS,
    ),
    mutant(
        "tiktok_counts_lines_once",
        "each unit of a line counts",
        "engine/connectors/tiktok/mapping.py",
        "        grouped.setdefault(item.sku_id, {})[item.id] = item\n",
        "        grouped.setdefault(item.sku_id, {})[item.sku_id] = item\n",
        layer="wire",
        at=scenes.WIRE_CANCELS,
    ),
    Mutant(
        "pushes_are_trusted",
        "a webhook only pulls the next cycle forward: nothing that it carries is trusted",
        (
            Edit(
                "engine/connectors/shopee/orders.py",
                "LONGEST_WINDOW = 15 * 86_400 - 1\n",
                "LONGEST_WINDOW = 15 * 86_400 - 1\nTOLD: dict[str, str] = {}\n",
            ),
            Edit(
                "engine/connectors/shopee/orders.py",
                "            newest[order.order_sn] = order\n",
                "            status = TOLD.get(order.order_sn, order.order_status)\n"
                '            newest[order.order_sn] = order.model_copy(update={"order_status": status})\n',
            ),
            Edit(
                "engine/connectors/shopee/connector.py",
                '        given = headers.get("authorization", "")\n',
                '        told = __import__("json").loads(body)["data"]\n'
                '        if "ordersn" in told and "status" in told:\n'
                '            orders.TOLD[told["ordersn"]] = told["status"]\n'
                '        given = headers.get("authorization", "")\n',
            ),
        ),
        Scene("wire", scenes.INVENTED_HOOKS),
    ),
    mutant(
        "tokens_are_saved_after_use",
        "a rotated token is durable before its first use",
        "engine/connectors/tokens.py",
        "            self._store.save(new)\n",
        "",
        layer="wire",
        at=scenes.WIRE_TOKENS,
    ),
)

STORE: tuple[Mutant, ...] = (
    mutant(
        "lines_are_not_stored",
        "what is booked of an order line is stored with the booking",
        "engine/store/repository.py",
        "        self._upsert(connection, LINE, [pack_line(one) for one in changes.lines.values()])\n",
        "",
        at=scenes.RESTARTS,
    ),
    mutant(
        "bookings_are_not_stored",
        "each booking is in the ledger",
        "engine/store/repository.py",
        "        ledger.append(connection, self._insert, self._seller, changes.movements, self._now())\n",
        "        ledger.append(connection, self._insert, self._seller, changes.movements[:1], self._now())\n",
        at=scenes.COUNTS,
    ),
    mutant(
        "the_journal_is_never_cleared",
        "a settled batch is no pending batch",
        "engine/store/repository.py",
        "            connection.execute(delete(PENDING).where(PENDING.c.seller == self._seller))\n",
        "",
        at=scenes.RESTARTS,
    ),
    mutant(
        "what_was_confirmed_is_not_stored",
        "what a batch confirmed is stored with its number",
        "engine/store/repository.py",
        "            self._store(connection, changes)\n            connection.execute(delete(PENDING)",
        "            connection.execute(delete(PENDING)",
        at=scenes.SHIPPED_RESTARTS,
    ),
)

LEASES: tuple[Mutant, ...] = (
    mutant(
        "a_living_worker_is_pushed_aside",
        "a second worker on one cache leaves the lease to the first as long as that lives",
        "engine/store/leases.py",
        "or row.expires <= now or not alive(row.holder)\n",
        "or True\n",
        at=scenes.LODGERS,
    ),
    mutant(
        "whoever_lost_its_lease_stores",
        "each commit checks that the lease is still one's own",
        "engine/store/leases.py",
        "    if lease.seller != seller or row is None or (row.holder, row.epoch) != (lease.holder, lease.epoch):\n",
        "    if lease.seller != seller or row is None:\n",
        at=scenes.LODGERS,
    ),
)

CYCLE: tuple[Mutant, ...] = (
    Mutant(
        "pushed_before_booked",
        "what is booked is stored before anything leaves",
        (
            Edit(
                "engine/cycle.py",
                "        self._commit(results.begun(verdict))\n        self.book = verdict.plan.book\n",
                "        self.book = verdict.plan.book\n",
            ),
            Edit(
                "engine/cycle.py",
                "        if delivered:\n            self._commit_results(verdict.allowed, delivered)\n",
                "        self._commit(results.begun(verdict))\n"
                "        if delivered:\n            self._commit_results(verdict.allowed, delivered)\n",
            ),
        ),
        Scene(focus=scenes.COUNTS),
    ),
    mutant(
        "results_are_not_stored",
        "what a shop confirmed is stored at once",
        "engine/cycle.py",
        "            try:\n                self._commit(changes)\n            except StoreError:\n"
        "                # The cache still says that these are on their way: a new start reads them back.\n"
        "                self.opened = None\n                raise\n"
        "            self.book = evolve(self.book, changes)\n",
        "            pass\n",
        at=scenes.NUMBERS,
    ),
    mutant(
        "an_expired_lease_calls_on",
        "before each call the lease is looked at",
        "engine/cycle.py",
        "        return self.lease is not None and self.clock.now() < self.lease.expires - LEASE_MARGIN\n",
        "        return True\n",
        at=scenes.SLEEP,
    ),
    Mutant(
        "an_unknown_write_goes_on",
        "after a lost answer a new epoch is taken first, and the batch is settled",
        (
            Edit(
                "engine/cycle.py",
                "            # It may still land: only a new epoch makes sure that it has landed or never will.\n"
                "            self.opened = None\n            raise\n",
                "            self._confirm(pending, Answer(write.number, False, (), self.clock.now()))\n"
                "            raise\n",
            ),
            Edit("engine/opening.py", '    return "lost"\n', '    return "valid"\n'),
        ),
        Scene(focus=scenes.LANDED),
    ),
)

ROOMS = (*CORE, *SHEET, *SHOPS, *STORE, *LEASES, *CYCLE)
