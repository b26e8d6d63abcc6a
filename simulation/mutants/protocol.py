"""Mutants that each remove one rule of the sheet's protocol: edits, swaps, lost answers, the checkpoint."""

from __future__ import annotations

from .base import Edit, Mutant, mutant

MERGE = "engine/reconcile/merge.py"
PEOPLE = "engine/reconcile/people.py"
SETTLE = "engine/reconcile/settle.py"
DECISIONS = "engine/reconcile/decisions.py"
FLOW = "engine/reconcile/flow.py"
ORDERS = "engine/reconcile/orders.py"
INTENTS = "engine/reconcile/intents.py"
NUMBERS = "engine/reconcile/numbers.py"
WRITER = "engine/sheets/writer.py"
DESK = "engine/sheets/desk.py"
EPOCH = "engine/sheets/epoch.py"
CHECKPOINT = "engine/checkpoint.py"
OPENING = "engine/opening.py"
CYCLE = "engine/cycle.py"

EDITS: tuple[Mutant, ...] = (
    mutant(
        "one_base_only",
        "a cell may have several possible bases, and each of them makes a candidate",
        MERGE,
        "    bases = possible_bases(state, read_at, rules.slow_hands)\n",
        "    bases = possible_bases(state, read_at, rules.slow_hands)[-1:]\n",
    ),
    mutant(
        "offsets_not_carried",
        "a correction carries what an open question may still add",
        MERGE,
        "for base in bases for offset in (0, *state.offsets)}",
        "for base in bases for offset in (0,)}",
    ),
    mutant(
        "offsets_forgotten",
        "the differences stay as offsets until they are answered",
        MERGE,
        "        offsets=tuple(value - least for value in meanings[1:]),\n",
        "        offsets=(),\n",
    ),
    mutant(
        "no_parts",
        "a count may have been made before the movements since the last read",
        MERGE,
        "candidates(state, typed, (*state.parts, *fresh), bases)",
        "candidates(state, typed, (), bases)",
    ),
    mutant(
        "only_fresh_parts",
        "movements of earlier cycles count while the cell was not read since",
        MERGE,
        "candidates(state, typed, (*state.parts, *fresh), bases)",
        "candidates(state, typed, fresh, bases)",
    ),
    mutant(
        "all_parts_or_none",
        "a count may lie between two movements",
        MERGE,
        "        sums |= {total + part.units for total in sums}\n    return frozenset(sums)",
        "        sums |= {total + part.units for total in sums}\n"
        "    return frozenset({0, sum(part.units for part in parts)})",
    ),
    mutant(
        "the_most_is_booked",
        "of several possible numbers the least is booked, so that nobody oversells",
        MERGE,
        "    least = meanings[0]\n",
        "    least = meanings[-1]\n",
    ),
    mutant(
        "stale_answers_count",
        "an answer is void if the offsets have changed meanwhile",
        DECISIONS,
        "    if state is None or difference not in (0, *state.offsets):\n",
        "    if state is None:\n",
    ),
    mutant(
        "junk_keeps_the_base",
        "after blank or junk there is no base: the next number is a count",
        PEOPLE,
        '        bases = () if not refusal.code.startswith("refused.entry") else state.bases\n',
        "        bases = state.bases\n",
    ),
    mutant(
        "junk_forgets_movements",
        "movements since the last good read are parts of the count that comes after junk",
        PEOPLE,
        "        draft.skus[key] = replace(state, parts=(*state.parts, *draft.parts(key)))\n",
        "        pass\n",
    ),
    mutant(
        "entry_booked_absolute",
        "of a changed entry only the difference is booked",
        MERGE,
        "    difference = new - old\n",
        "    difference = new\n",
    ),
    mutant(
        "blanked_entry_takes_nothing_back",
        "blanking a consumed entry takes it back",
        MERGE,
        "    difference = new - old\n",
        "    difference = new - old if content else 0\n",
    ),
    mutant(
        "two_entries_are_one",
        "the cause of an entry holds a running number: two +10 in a row are two",
        MERGE,
        "    number = state.entry_number + 1\n",
        "    number = state.entry_number\n",
    ),
    mutant(
        "an_entry_is_no_movement",
        "an entry that is read together with a count overlaps it",
        PEOPLE,
        "        draft.fresh.setdefault(key, []).append(Part(merged.movement.on_hand, draft.read_at))\n",
        "        pass\n",
    ),
    mutant(
        "nothing_is_learnt_late",
        "what left before the last count and is told after it is asked about",
        MERGE,
        "    return bool(state.edited_at) and movement.on_hand != 0 and movement.at <= state.edited_at + margin\n",
        "    return False\n",
    ),
    mutant(
        "no_slow_hands",
        "what an engine write replaced stays a possible base for a minute",
        MERGE,
        "    recent = {old.content for old in state.replaced if now - old.at <= slow_hands}\n",
        "    recent = set[int]()\n",
    ),
    mutant(
        "below_zero_is_shown_as_zero",
        "a ledger below zero is written as it is",
        INTENTS,
        'out.append(Intent("skus", (key,), "stock", row, state.bases[0], state.on_hand, mode))',
        'out.append(Intent("skus", (key,), "stock", row, state.bases[0], max(0, state.on_hand), mode))',
    ),
    Mutant(
        "shipped_goods_come_back",
        "booked units of a line only grow, and older snapshots are ignored",
        (
            Edit(ORDERS, "    return line.updated < booked.line.updated\n", "    return False\n"),
            Edit(
                ORDERS, "        shipped=max(old.shipped, line.shipped),\n", "        shipped=line.shipped,\n"
            ),
        ),
    ),
)

SWAPS: tuple[Mutant, ...] = (
    mutant(
        "every_swap_matched",
        "only the copies say whether a swap matched",
        SETTLE,
        "    return same(copy.content, copy.intent.expected) and copy.changed != 0\n",
        "    return True\n",
    ),
    mutant(
        "copied_after_the_swap",
        "the copy is made before the swap",
        WRITER,
        '    if intent.mode == "swap":\n        made.append(requests.swap(',
        '    if intent.mode == "swap":\n        made.insert(2, requests.swap(',
    ),
    mutant(
        "the_row_is_believed_to_be_the_one_meant",
        "a swap that met another SKU's row is known for that row",
        SETTLE,
        "    own = copy.intent.key[0]\n    met = sku_key(copy.key)\n    written = was_written(copy)\n",
        '    own = copy.intent.key[0]\n    met = own if copy.key else ""\n    written = was_written(copy)\n',
    ),
    mutant(
        "what_stood_in_a_wrong_row_is_no_reading",
        "unread content that a swap met in another row is booked for that row",
        SETTLE,
        "    if before is not None and before >= 0 and before not in state.bases and not state.feed:\n",
        "    if before is not None and False:\n",
    ),
    mutant(
        "an_entry_cleared_elsewhere_is_lost",
        "an entry cleared in another SKU's row is booked for that SKU",
        SETTLE,
        "    if content != state.entry_base:\n",
        "    if False:\n",
    ),
    mutant(
        "a_row_without_a_key_is_not_reported",
        "a swap that met a row without a key is reported",
        SETTLE,
        "    if not met:\n        _misplaced(draft, copy)\n        return\n    state = draft.skus.get(met)\n"
        "    if state is None:\n        return\n    before = _number(copy.content)\n",
        "    if not met:\n        return\n    state = draft.skus.get(met)\n"
        "    if state is None:\n        return\n    before = _number(copy.content)\n",
    ),
    mutant(
        "a_copied_row_has_one_base",
        "of a copied row old and new content are both possible bases",
        SETTLE,
        "    bases = (new,) if not repeated or before is None else tuple(sorted({before, new}))\n",
        "    bases = (new,)\n",
    ),
    mutant(
        "copies_are_pushed_above_the_lowest",
        "nothing is pushed above the lowest copy of a row",
        NUMBERS,
        "    if state.ceiling is not None:\n",
        "    if False:\n",
    ),
    mutant(
        "copied_rows_are_swapped",
        "a cell of a copied row is left alone",
        INTENTS,
        "        if state is None or len(indexes) != 1:\n",
        "        if state is None:\n",
    ),
    mutant(
        "a_vanished_row_is_zero",
        "a row that vanished is a question, never a zero",
        PEOPLE,
        "        draft.skus[key] = replace(draft.skus[key], vanished_at=draft.now)\n",
        "        draft.skus[key] = replace(draft.skus[key], on_hand=0)\n",
    ),
    mutant(
        "a_faster_person_is_overwritten",
        "a person's cell is only ever changed by compare-and-swap",
        INTENTS,
        '            mode: SwapMode = "plain" if written_plainly(state, number_swaps=number_swaps) else "swap"\n'
        '            if mode == "swap" or _no_formula(inspected.get(row), key):\n',
        '            mode: SwapMode = "plain"\n            if True:\n',
    ),
    mutant(
        "plain_writes_have_no_memory",
        "what a plain write overwrote is a reading of that row",
        SETTLE,
        "    before = _number(copy.content)\n    new = _number(copy.intent.new)\n",
        "    before = _number(copy.intent.expected)\n    new = _number(copy.intent.new)\n",
    ),
    mutant(
        "misses_are_never_counted",
        "after two misses a swap becomes a plain write behind its copy",
        SETTLE,
        "            draft.skus[own] = replace(state, misses=min(MISSES, state.misses + 1))\n",
        "            pass\n",
    ),
)

LOST: tuple[Mutant, ...] = (
    mutant(
        "old_epochs_stay",
        "a new epoch refuses every older batch whole",
        EPOCH,
        "        *(requests.drop_tab(tab.sheet_id) for tab in old),\n",
        "",
    ),
    mutant(
        "a_batch_that_landed_matched",
        "that the batch number is there never says that a swap matched",
        SETTLE,
        "    return same(copy.content, copy.intent.expected) and copy.changed != 0\n",
        "    return copy.changed != 0\n",
    ),
    mutant(
        "a_lost_batch_never_landed",
        "a batch whose answer was lost is settled by its number and its copies",
        DESK,
        "        if (state.last_epoch, state.last_batch) != (pending.epoch, number):\n",
        "        if state.last_batch:\n",
    ),
    mutant(
        "any_cache_is_believed",
        "a cache is believed only if the sheet's last batch is its own",
        OPENING,
        '    return "lost"\n',
        '    return "valid"\n',
    ),
    mutant(
        "every_rebuild_is_a_hold",
        "only a sheet that is older than every batch known was restored from its history",
        OPENING,
        "    if last < (book.epoch, book.batch):\n",
        "    if last != (book.epoch, book.batch):\n",
    ),
    mutant(
        "read_before_taking_over",
        "taking over comes before reading",
        DESK,
        "        state = parse_state(self.gateway.values([STATE_RANGE])[0])\n        fence = Fence(",
        "        state = before\n        fence = Fence(",
    ),
    mutant(
        "committed_before_confirmed",
        "bases and batch number advance only by what was confirmed",
        CYCLE,
        "        self.store.journal(lease, pending)\n        self.book = replace(self.book, pending=pending)\n",
        "        self.store.confirm(lease, opened.epoch, write.number, Changes())\n"
        "        self.book = replace(self.book, pending=pending)\n",
    ),
    mutant(
        "sent_without_a_journal",
        "a batch is journalled before it is sent",
        CYCLE,
        "        self.store.journal(lease, pending)\n",
        "",
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
    ),
    mutant(
        "offsets_are_not_kept",
        "the checkpoint holds open offsets",
        CHECKPOINT,
        '    for name in ("bases", "offsets"):\n        data[name] = tuple(data.get(name, ()))\n',
        '    for name in ("bases", "offsets"):\n        data[name] = tuple(data.get(name, ()))\n'
        '    data["offsets"] = ()\n',
    ),
    mutant(
        "entry_bases_are_not_kept",
        "the checkpoint holds the base of an entry that still stands in its cell",
        CHECKPOINT,
        "    return SkuState(**data)\n",
        '    data["entry_base"] = ""\n    return SkuState(**data)\n',
    ),
    mutant(
        "movements_are_not_kept",
        "the checkpoint holds the movements since a cell was last read",
        CHECKPOINT,
        '    data["parts"] = tuple(Part(*one) for one in data.get("parts", ()))\n',
        '    data["parts"] = ()\n',
    ),
    mutant(
        "replaced_contents_are_not_kept",
        "the checkpoint holds what engine writes replaced",
        CHECKPOINT,
        '    data["replaced"] = tuple(Replaced(*one) for one in data.get("replaced", ()))\n',
        '    data["replaced"] = ()\n',
    ),
    mutant(
        "edit_times_are_not_kept",
        "the checkpoint holds when a SKU was last counted",
        CHECKPOINT,
        "    return SkuState(**data)\n",
        '    data["edited_at"] = 0.0\n    return SkuState(**data)\n',
    ),
    mutant(
        "order_lines_are_not_kept",
        "the checkpoint holds each order line that may still be told",
        CHECKPOINT,
        "        if _may_be_told(book, booked):\n",
        "        if False:\n",
    ),
    mutant(
        "booked_counters_are_not_kept",
        "the checkpoint holds the cumulative units of each line as booked",
        CHECKPOINT,
        '    return {**_unusual(booked), "line": _unusual(booked.line)}\n',
        '    return {**_unusual(booked), "shipped": 0, "line": _unusual(booked.line)}\n',
    ),
    mutant(
        "first_links_are_not_kept",
        "the checkpoint holds the SKUs and units of a line's first booking",
        CHECKPOINT,
        '    data["components"] = tuple(Component(*one) for one in data.get("components", ()))\n',
        '    data["components"] = ()\n',
    ),
    mutant(
        "final_lines_leave_at_once",
        "a line leaves the checkpoint only when no shop can tell it again",
        CHECKPOINT,
        "    return booked.line.updated >= shop.horizon - FINAL_KEPT\n",
        "    return False\n",
    ),
    mutant(
        "horizons_are_not_kept",
        "absent and older than the horizon means final, absent and newer means new",
        OPENING,
        "    return replace(shop, opened_at=max(shop.opened_at, shop.horizon - FINAL_KEPT))\n",
        "    return replace(shop, opened_at=shop.horizon)\n",
    ),
    mutant(
        "questions_are_not_kept",
        "the checkpoint holds open questions",
        CHECKPOINT,
        "        if question.open:\n",
        "        if False:\n",
    ),
)

RULES = (*EDITS, *SWAPS, *LOST, *KEPT)
