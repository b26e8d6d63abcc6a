"""Mutants that each remove one rule about lost answers, second engines, lost caches, and the checkpoint."""

from __future__ import annotations

from . import chains, scenes
from .base import Edit, Mutant, Scene, mutant

SETTLE = "engine/reconcile/settle.py"
DESK = "engine/sheets/desk.py"
EPOCH = "engine/sheets/epoch.py"
CHECKPOINT = "engine/checkpoint.py"
OPENING = "engine/opening.py"
CYCLE = "engine/cycle.py"

LOST: tuple[Mutant, ...] = (
    mutant(
        "old_epochs_stay",
        "a new epoch refuses every older batch whole",
        EPOCH,
        "        *(requests.drop_tab(tab.sheet_id) for tab in old),\n",
        "",
        at=scenes.ENGINES,
    ),
    mutant(
        "a_batch_that_landed_matched",
        "that the batch number is there never says that a swap matched",
        SETTLE,
        "    return same(copy.content, copy.intent.expected) and copy.changed != 0\n",
        "    return copy.changed != 0\n",
        at=chains.LANDED_CORRECTIONS,
    ),
    mutant(
        "a_lost_batch_never_landed",
        "a batch whose answer was lost is settled by its number and its copies",
        DESK,
        "        if (state.last_epoch, state.last_batch) != (pending.epoch, number):\n",
        "        if state.last_batch:\n",
        at=scenes.LANDED,
    ),
    mutant(
        "any_cache_is_believed",
        "a cache is believed only if the sheet's last batch is its own",
        OPENING,
        '    return "lost"\n',
        '    return "valid"\n',
        at=scenes.LOST_ORDERS,
    ),
    mutant(
        "every_rebuild_is_a_hold",
        "only a sheet that is older than every batch known was restored from its history",
        OPENING,
        "    if last < (book.epoch, book.batch):\n",
        "    if last != (book.epoch, book.batch):\n",
        at=scenes.LOSSES,
    ),
    Mutant(
        "read_before_taking_over",
        "taking over comes before reading: what lands in between is not missed",
        (
            Edit(
                DESK,
                "    _info: BookInfo | None = None\n",
                "    _info: BookInfo | None = None\n    _early: EngineState | None = None\n",
            ),
            Edit(
                DESK,
                "        state = parse_state(self.gateway.values([STATE_RANGE])[0])\n"
                "        return self._opened(info, state, new,",
                "        state = self._early = before\n        return self._opened(info, state, new,",
            ),
            Edit(
                DESK,
                "        state = parse_state(rows)\n        if (state.last_epoch",
                "        state = self._early or parse_state(rows)\n        if (state.last_epoch",
            ),
            Edit(
                DESK,
                "        state = parse_state(rows)\n        found = witnessed(rows, state.last_epoch",
                "        state = self._early or parse_state(rows)\n        found = witnessed(rows, state.last_epoch",
            ),
        ),
        Scene(focus=chains.LANDED_LATE),
    ),
    mutant(
        "committed_before_confirmed",
        "bases and batch number advance only by what was confirmed",
        CYCLE,
        "        self.store.journal(lease, pending)\n        self.book = replace(self.book, pending=pending)\n",
        "        self.store.confirm(lease, opened.epoch, write.number, Changes())\n"
        "        self.book = replace(self.book, pending=pending)\n",
        at=scenes.ANSWERS,
    ),
    Mutant(
        "sent_without_a_journal",
        "a batch is journalled before it is sent; without that, a sheet that is newer than the cache is one's own",
        (
            Edit(CYCLE, "        self.store.journal(lease, pending)\n", ""),
            Edit(OPENING, '    return "lost"\n', '    return "valid"\n'),
        ),
        Scene(focus=scenes.LANDED),
    ),
)

KEPT: tuple[Mutant, ...] = (
    mutant(
        "bases_are_not_kept",
        "the checkpoint holds the base of each SKU that is not at rest",
        CHECKPOINT,
        '    for name in ("bases", "offsets"):\n        data[name] = tuple(data.get(name, ()))\n',
        '    for name in ("bases", "offsets"):\n        data[name] = tuple(data.get(name, ()))\n'
        '    data["bases"] = ()\n',
        at=scenes.LOST_HANDS,
    ),
    mutant(
        "offsets_are_not_kept",
        "the checkpoint holds open offsets",
        CHECKPOINT,
        '    for name in ("bases", "offsets"):\n        data[name] = tuple(data.get(name, ()))\n',
        '    for name in ("bases", "offsets"):\n        data[name] = tuple(data.get(name, ()))\n'
        '    data["offsets"] = ()\n',
        at=scenes.LOST_HANDS,
    ),
    mutant(
        "entry_bases_are_not_kept",
        "the checkpoint holds the base of an entry that still stands in its cell",
        CHECKPOINT,
        "    return SkuState(**data)\n",
        '    data["entry_base"] = ""\n    return SkuState(**data)\n',
        at=scenes.LOST_HANDS,
    ),
    mutant(
        "movements_are_not_kept",
        "the checkpoint holds the movements since a cell was last read",
        CHECKPOINT,
        '    data["parts"] = tuple(Part(*one) for one in data.get("parts", ()))\n',
        '    data["parts"] = ()\n',
        at=chains.LOST_JUNK,
    ),
    mutant(
        "replaced_contents_are_not_kept",
        "the checkpoint holds what engine writes replaced",
        CHECKPOINT,
        '    data["replaced"] = tuple(Replaced(*one) for one in data.get("replaced", ()))\n',
        '    data["replaced"] = ()\n',
        at=chains.LOST_LOOKS,
    ),
    mutant(
        "edit_times_are_not_kept",
        "the checkpoint holds when a SKU was last counted",
        CHECKPOINT,
        "    return SkuState(**data)\n",
        '    data["edited_at"] = 0.0\n    return SkuState(**data)\n',
        at=chains.LOST_LAGGING,
    ),
    mutant(
        "order_lines_are_not_kept",
        "the checkpoint holds each order line that may still be told",
        CHECKPOINT,
        "        if may_be_told(book.shops.get(line_key.shop), booked):\n",
        "        if False:\n",
        at=scenes.LOST_ORDERS,
    ),
    mutant(
        "booked_counters_are_not_kept",
        "the checkpoint holds the cumulative units of each line as booked",
        CHECKPOINT,
        '    return {**_unusual(booked), "line": _unusual(booked.line)}\n',
        '    return {**_unusual(booked), "shipped": 0, "line": _unusual(booked.line)}\n',
        at=scenes.LOST_ORDERS,
    ),
    mutant(
        "first_links_are_not_kept",
        "the checkpoint holds the SKUs and units of a line's first booking",
        CHECKPOINT,
        '    data["components"] = tuple(Component(*one) for one in data.get("components", ()))\n',
        '    data["components"] = ()\n',
        at=scenes.LOST_ORDERS,
    ),
    mutant(
        "final_lines_leave_at_once",
        "a line leaves the checkpoint only when no shop can tell it again",
        "engine/reconcile/horizon.py",
        "    return booked.line.updated >= shop.horizon - kept\n",
        "    return False\n",
        at=scenes.LOST_ORDERS,
    ),
    mutant(
        "horizons_are_not_kept",
        "absent and older than the horizon means final, absent and newer means new",
        OPENING,
        "    return replace(shop, opened_at=max(shop.opened_at, shop.horizon - FINAL_KEPT))\n",
        "    return replace(shop, opened_at=shop.horizon)\n",
        at=chains.LOST_PARCELS,
    ),
    mutant(
        "questions_are_not_kept",
        "the checkpoint holds open questions",
        CHECKPOINT,
        "        if question.open:\n",
        "        if False:\n",
        at=scenes.LOST_HANDS,
    ),
)
