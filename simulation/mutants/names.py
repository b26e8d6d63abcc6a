"""Mutants that each remove one rule about a SKU that is changed in its row."""

from __future__ import annotations

from . import scenes
from .base import Mutant, mutant

RENAMES_OF = "engine/reconcile/renames.py"

NAMES: tuple[Mutant, ...] = (
    mutant(
        "a_rename_loses_its_links",
        "what still says the old SKU means the new one",
        RENAMES_OF,
        "    draft.marks[marks.renamed(old)] = new\n",
        "",
        at=scenes.RENAMES,
    ),
    mutant(
        "a_rename_owes_nothing",
        "reservations go over to the new SKU",
        RENAMES_OF,
        "        reserved=after.reserved + before.reserved,\n",
        "",
        at=scenes.RENAMES,
    ),
    mutant(
        "a_count_in_a_renamed_row_knows_nothing",
        "a count under the new name may know of what has left",
        RENAMES_OF,
        '    if after.counted and (not params["met"] or after.edited_at > question.opened_at):\n',
        '    if after.counted and not params["met"]:\n',
        at=scenes.RENAMED_PARTS,
    ),
    mutant(
        "what_was_edited_meanwhile_is_lost",
        "whoever types the old SKU back takes over what was edited under the new one",
        "engine/reconcile/plan.py",
        '        renames.take_back(draft, tab, None if last is None else last.tabs.get("skus"))\n',
        "        pass\n",
        at=scenes.TAKEN_BACK,
    ),
    mutant(
        "other_goods_are_the_same",
        "whether it is the same goods is what a person says",
        "engine/reconcile/decisions.py",
        '    if decision.code == "rename":\n',
        '    if decision.code != "vanished":\n',
        at=scenes.OTHER_GOODS,
    ),
    mutant(
        "links_stay_with_what_is_let_go",
        "of goods that are let go nothing is made",
        "engine/reconcile/parting.py",
        '            draft.bindings[key] = replace(binding, components=(), status="unmatched")\n',
        "            pass\n",
        at=scenes.OTHER_GOODS,
    ),
)
