"""The mutants: each changes what stands in the engine exactly once, and what becomes of one is told."""

from __future__ import annotations

from collections import Counter

import pytest

from simulation.focus import DAY, Focus, Step, focused
from simulation.moves import ALL
from simulation.mutants import MUTANTS, Mutant
from simulation.mutants.base import Edit, Scene, best, mutant
from simulation.mutants.hunt import packed, unpacked
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


@pytest.mark.parametrize("one", MUTANTS, ids=lambda one: one.name)
def test_each_mutant_is_hunted_where_moves_exist_that_can_show_it(one: Mutant) -> None:
    assert one.scene.focus.moves
    assert focused(0, one.scene.focus, ALL).events


def test_only_mutants_that_exist_have_a_best_seed_and_it_is_one_of_theirs() -> None:
    within = {one.name: range(one.seeds) for one in MUTANTS}
    assert not {name: seed for name, seed in best().items() if seed not in within.get(name, ())}


def test_a_scene_is_the_same_on_both_sides_of_a_command_line() -> None:
    chains = ((Step("people.junk"), Step("people.count", 20.0)), (Step("buyer.ship"),))
    scene = Scene("wire", Focus(("people.sort", "buyer."), numbers="never", interval=5.0, chains=chains))
    assert unpacked(packed(scene, [3, 1])) == (scene, [3, 1])


def test_a_focus_raises_its_moves_keeps_the_ordinary_day_and_leaves_out_all_else() -> None:
    made = {event.move for event in focused(1, Focus(("people.sort", "cache."), busy=3600.0), ALL).events}
    assert made == {"people.sort", "cache.back_up", "cache.lost", *DAY}


def test_the_steps_of_a_chain_come_one_after_the_other_beside_the_rest() -> None:
    plain = Focus(("people.note",), day=0.0, busy=3600.0, rounds=1)
    chain = (Step("people.junk"), Step("people.count", 20.0), Step("buyer.ship", 1.0))
    rest = set(focused(1, plain, ALL).events)
    events = focused(1, plain._replace(chains=(chain,), often=30.0), ALL).events
    assert rest < set(events)
    times = {step.move: [one.at for one in events if one.move == step.move] for step in chain}
    assert 15 < len(times["people.junk"]) < 60
    for begun, counted, shipped in zip(*(sorted(times[step.move]) for step in chain), strict=False):
        assert 10.0 <= counted - begun <= 30.0
        assert 0.5 <= round(shipped - counted, 2) <= 1.5


def test_a_focus_on_a_move_that_nobody_makes_is_refused() -> None:
    with pytest.raises(KeyError):
        focused(1, Focus(("people.fly",)), ALL)
    with pytest.raises(KeyError):
        focused(1, Focus(("people.note",), chains=((Step("people.fly"),),)), ALL)


def test_a_mutant_is_caught_survives_or_is_stale() -> None:
    known = {one.name: one for one in MUTANTS}
    clock = "engine/clock.py"
    harmless = mutant("harmless", "nothing", clock, "from __future__", "from  __future__", seeds=1)
    stale = mutant("stale", "nothing", clock, "nowhere in this file", "", seeds=1)
    fallen = mutant("fallen", "nothing", clock, "from __future__", "raise", seeds=1)
    told: list[Verdict] = []
    run([known["offsets_forgotten"], harmless, stale, fallen], 1, told.append, best())
    assert {verdict.mutant.name: verdict.fate for verdict in told} == {
        "offsets_forgotten": "caught",
        "harmless": "survived",
        "stale": "stale",
        "fallen": "broken",
    }


def test_a_seed_that_breaks_a_promise_without_the_bug_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {one.name: one for one in MUTANTS}
    # As if the engine itself broke the same promise there.
    buggy = known["offsets_forgotten"]._replace(seeds=1)
    told: list[Verdict] = []
    monkeypatch.setattr("simulation.mutants.runner.Hunter.holds", lambda *_: False)
    run([buggy], 1, told.append, {})
    assert [(verdict.fate, verdict.unsound) for verdict in told] == [("survived", (0,))]
