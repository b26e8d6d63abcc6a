"""Mutants that each remove one rule of the sheet's protocol about edits and swaps."""

from __future__ import annotations

from . import chains, scenes
from .base import Edit, Mutant, Scene, mutant
from .losses import KEPT, LOST

MERGE = "engine/reconcile/merge.py"
PEOPLE = "engine/reconcile/people.py"
SETTLE = "engine/reconcile/settle.py"
DECISIONS = "engine/reconcile/decisions.py"
ORDERS = "engine/reconcile/orders.py"
INTENTS = "engine/reconcile/intents.py"
NUMBERS = "engine/reconcile/numbers.py"
WRITER = "engine/sheets/writer.py"

EDITS: tuple[Mutant, ...] = (
    mutant(
        "one_base_only",
        "a cell may have several possible bases, and each of them makes a candidate",
        MERGE,
        "    bases = possible_bases(state, since, rules.slow_hands)\n",
        "    bases = possible_bases(state, since, rules.slow_hands)[-1:]\n",
        at=scenes.HANDS,
    ),
    mutant(
        "offsets_not_carried",
        "a correction carries what an open question may still add",
        MERGE,
        "for base in bases for offset in (0, *state.offsets)}",
        "for base in bases for offset in (0,)}",
        at=scenes.COUNTS,
    ),
    mutant(
        "offsets_forgotten",
        "the differences stay as offsets until they are answered",
        MERGE,
        "        offsets=tuple(value - least for value in meanings[1:]),\n",
        "        offsets=(),\n",
        at=scenes.COUNTS,
    ),
    mutant(
        "no_parts",
        "a count may have been made before the movements since the last read",
        MERGE,
        "candidates(state, typed, (*state.parts, *fresh), bases)",
        "candidates(state, typed, (), bases)",
        at=scenes.COUNTS,
    ),
    mutant(
        "only_fresh_parts",
        "movements of earlier cycles count while the cell was not read since",
        MERGE,
        "candidates(state, typed, (*state.parts, *fresh), bases)",
        "candidates(state, typed, fresh, bases)",
        at=chains.JUNK_COUNTED,
    ),
    mutant(
        "all_parts_or_none",
        "a count may lie between two movements",
        MERGE,
        "        sums |= {total + part.units for total in sums}\n    return frozenset(sums)",
        "        sums |= {total + part.units for total in sums}\n"
        "    return frozenset({0, sum(part.units for part in parts)})",
        at=scenes.COUNTS,
    ),
    mutant(
        "the_most_is_booked",
        "of several possible numbers the least is booked, so that nobody oversells",
        MERGE,
        "    least = meanings[0]\n",
        "    least = meanings[-1]\n",
        at=scenes.COUNTS,
    ),
    mutant(
        "stale_answers_count",
        "an answer is void if the offsets have changed meanwhile",
        DECISIONS,
        "    if _differences(question) != {0, *state.offsets}:\n",
        "    if False:\n",
        at=chains.ANSWERED_LATE,
    ),
    mutant(
        "junk_keeps_the_base",
        "after blank or junk there is no base: the next number is a count",
        PEOPLE,
        '        bases = () if not refusal.code.startswith("refused.entry") else state.bases\n',
        "        bases = state.bases\n",
        at=scenes.JUNK_HANDS,
    ),
    mutant(
        "junk_forgets_movements",
        "movements since the last good read are parts of the count that comes after junk",
        PEOPLE,
        "        draft.skus[key] = replace(state, parts=(*state.parts, *draft.parts(key)))\n",
        "        pass\n",
        at=chains.JUNK_COUNTED,
    ),
    mutant(
        "entry_booked_absolute",
        "of a changed entry only the difference is booked",
        MERGE,
        "    difference = new - old\n",
        "    difference = new\n",
        at=scenes.CORRECTIONS,
    ),
    mutant(
        "blanked_entry_takes_nothing_back",
        "blanking a consumed entry takes it back",
        MERGE,
        "    difference = new - old\n",
        "    difference = new - old if content else 0\n",
        at=scenes.CORRECTIONS,
    ),
    mutant(
        "two_entries_are_one",
        "the cause of an entry holds a running number and its reading: two +10 in a row are two",
        MERGE,
        "    cause = f\"in/out:{state.sku}:{number}:{read_at:.3f}:{content or 'withdrawn'}\"\n",
        "    cause = f\"in/out:{state.sku}:{content or 'withdrawn'}\"\n",
        at=chains.TWO_ENTRIES,
    ),
    mutant(
        "an_entry_is_no_movement",
        "an entry that is read together with a count overlaps it",
        PEOPLE,
        "        draft.fresh.setdefault(key, []).append(Part(merged.movement.on_hand, draft.read_at))\n",
        "        pass\n",
        at=scenes.COUNTS,
    ),
    mutant(
        "nothing_is_learnt_late",
        "what left before the last count and is told after it is asked about",
        MERGE,
        "    return bool(state.edited_at) and movement.on_hand != 0 and movement.at <= state.edited_at + margin\n",
        "    return False\n",
        at=scenes.LATE,
    ),
    mutant(
        "no_slow_hands",
        "what an engine write replaced stays a possible base for a minute",
        MERGE,
        "    recent = {old.content for old in looked_at(state, since, slow_hands)}\n",
        "    recent = set[int]()\n",
        at=scenes.HANDS,
    ),
    mutant(
        "below_zero_is_shown_as_zero",
        "a ledger below zero is written as it is",
        INTENTS,
        'out.append(Intent("skus", (key,), "stock", row, state.bases[0], state.on_hand, mode))',
        'out.append(Intent("skus", (key,), "stock", row, state.bases[0], max(0, state.on_hand), mode))',
        at=scenes.BELOW_ZERO,
    ),
    Mutant(
        "shipped_goods_come_back",
        "booked units of a line only grow",
        (
            Edit(ORDERS, "    return line.updated < booked.line.updated\n", "    return False\n"),
            Edit(
                ORDERS, "        shipped=max(old.shipped, line.shipped),\n", "        shipped=line.shipped,\n"
            ),
            Edit(ORDERS, "        shipped=max(booked.shipped, shipping),\n", "        shipped=shipping,\n"),
            Edit(ORDERS, "    if units <= 0:\n", "    if not units:\n"),
        ),
        Scene(focus=scenes.STALE),
    ),
    Mutant(
        "a_stray_number_is_typed",
        "while a row without a key is open, what stood there before is asked as well",
        (Edit(MERGE, "        for other in instead:\n", "        for other in ():\n"),),
        Scene(focus=chains.STRAY_ROWS),
    ),
    mutant(
        "clocks_agree",
        "a margin for clocks decides what was learnt late",
        MERGE,
        " and movement.at <= state.edited_at + margin\n",
        " and movement.at <= state.edited_at - margin\n",
        at=chains.SKEWED,
    ),
)

SWAPS: tuple[Mutant, ...] = (
    mutant(
        "every_swap_matched",
        "only the copies say whether a swap matched",
        SETTLE,
        "    return same(copy.content, copy.intent.expected) and copy.changed != 0\n",
        "    return True\n",
        at=scenes.SWAPPED,
    ),
    mutant(
        "copied_after_the_swap",
        "the copy is made before the swap",
        WRITER,
        '    if intent.mode == "swap":\n        made.append(requests.swap(',
        '    if intent.mode == "swap":\n        made.insert(2, requests.swap(',
        at=scenes.SWAPPED,
    ),
    mutant(
        "the_row_is_believed_to_be_the_one_meant",
        "a swap that met another SKU's row is known for that row",
        SETTLE,
        "    own = copy.intent.key[0]\n    met = _whose(draft, copy)\n    written = was_written(copy)\n",
        '    own = copy.intent.key[0]\n    met = own if copy.key else ""\n    written = was_written(copy)\n',
        at=scenes.SWAPPED,
    ),
    mutant(
        "what_stood_in_a_wrong_row_is_no_reading",
        "unread content that a swap met in another row is booked for that row",
        SETTLE,
        "    if before is not None and before >= 0 and before not in state.bases and not state.feed:\n",
        "    if before is not None and False:\n",
        at=chains.SWAPPED_COUNTS,
    ),
    mutant(
        "an_entry_cleared_elsewhere_is_lost",
        "an entry cleared in another SKU's row is booked for that SKU",
        SETTLE,
        "    if content != state.entry_base:\n",
        "    if False:\n",
        at=scenes.ENTRIES,
    ),
    mutant(
        "a_row_without_a_key_is_not_reported",
        "a swap that met a row without a key is reported",
        SETTLE,
        "    if not met:\n        _misplaced(draft, copy)\n        return\n    state = draft.skus.get(met)\n"
        "    if state is None:\n        return\n    before = _number(copy.content)\n",
        "    if not met:\n        return\n    state = draft.skus.get(met)\n"
        "    if state is None:\n        return\n    before = _number(copy.content)\n",
        at=scenes.INSERTED,
    ),
    mutant(
        "a_copied_row_has_one_base",
        "of a copied row old and new content are both possible bases",
        SETTLE,
        "    bases = (new,) if certain or before is None else tuple(sorted({before, new}))\n",
        "    bases = (new,)\n",
        at=chains.COPIED_SWAPS,
    ),
    mutant(
        "copies_are_pushed_above_the_lowest",
        "nothing is pushed above the lowest copy of a row",
        NUMBERS,
        "    if state.ceiling is not None and not without_edits:\n",
        "    if False:\n",
        at=scenes.COUNTED_COPIES,
    ),
    mutant(
        "copied_rows_are_swapped",
        "a cell of a copied row is left alone",
        INTENTS,
        "for key in keys if key in book.skus and len(at.get(key, ())) == 1]\n",
        "for key in keys if key in book.skus and at.get(key)]\n",
        at=scenes.COPIES,
    ),
    mutant(
        "a_vanished_row_is_zero",
        "a row that vanished is a question, never a zero",
        "engine/reconcile/gone.py",
        "        draft.skus[key] = replace(draft.skus[key], vanished_at=draft.now, replaced=kept)\n",
        "        draft.skus[key] = replace(draft.skus[key], on_hand=0)\n",
        at=scenes.ROWS,
    ),
    Mutant(
        "a_faster_person_is_overwritten",
        "a person's cell is only ever changed by compare-and-swap, or else put back from the same reply",
        (
            Edit(
                INTENTS,
                ' = "plain" if written_plainly(state, number_swaps=number_swaps) else "swap"\n'
                "            full = _full(inspected, row, key)\n"
                '            if mode == "swap" or (full is not None and not full.cell.formula):\n',
                ' = "plain"\n            if True:\n',
            ),
            Edit(
                "engine/sheets/desk.py",
                '        if held.visits or not any(intent.mode == "plain" for intent in write.intents):\n',
                "        if True:\n",
            ),
        ),
        Scene(focus=chains.FASTER),
    ),
    Mutant(
        "plain_writes_have_no_memory",
        "what a plain write overwrote is put back, or else a reading of that row",
        (
            Edit(
                "engine/sheets/desk.py",
                '        if held.visits or not any(intent.mode == "plain" for intent in write.intents):\n',
                "        if True:\n",
            ),
            Edit(
                "engine/reconcile/settle.py",
                "    before = _number(copy.content)\n    new = _number(copy.intent.new)\n",
                "    before = _number(copy.intent.expected)\n    new = _number(copy.intent.new)\n",
            ),
        ),
        Scene(focus=scenes.PLAIN_COUNTS),
    ),
    mutant(
        "misses_are_never_counted",
        "after two misses a swap becomes a plain write behind its copy",
        SETTLE,
        "            draft.skus[own] = replace(state, misses=min(MISSES, state.misses + 1))\n",
        "            pass\n",
        at=scenes.DRESSED,
    ),
)

RULES = (*EDITS, *SWAPS, *LOST, *KEPT)
