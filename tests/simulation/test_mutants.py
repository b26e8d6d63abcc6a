"""The mutants: each changes what stands in the engine exactly once, and what becomes of one is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from simulation.mutants import MUTANTS, Mutant
from simulation.mutants.base import Edit, mutant
from simulation.mutants.runner import ROOT, Stale, Verdict, changed, run


@pytest.mark.parametrize("one", MUTANTS, ids=lambda one: one.name)
def test_each_mutant_changes_what_stands_there_exactly_once(one: Mutant) -> None:
    for edit in one.edits:
        text = (ROOT / edit.file).read_text(encoding="utf-8")
        compile(changed(text, edit), edit.file, "exec")


def test_no_two_mutants_have_one_name() -> None:
    assert not [name for name, times in Counter(one.name for one in MUTANTS).items() if times > 1]


def test_a_text_that_stands_there_twice_or_not_at_all_is_stale() -> None:
    for old in ("b", "x"):
        with pytest.raises(Stale):
            changed("a b b", Edit("file", old, "c"))


def test_a_mutant_is_caught_survives_or_is_stale(tmp_path: Path) -> None:
    known = {one.name: one for one in MUTANTS}
    harmless = mutant(
        "harmless", "nothing", "engine/clock.py", "from __future__", "from  __future__", seeds=1
    )
    stale = mutant("stale", "nothing", "engine/clock.py", "nowhere in this file", "", seeds=1)
    told: list[Verdict] = []
    run([known["offsets_forgotten"], harmless, stale], 1, told.append)
    assert {verdict.mutant.name: verdict.fate for verdict in told} == {
        "offsets_forgotten": "caught",
        "harmless": "survived",
        "stale": "stale",
    }
