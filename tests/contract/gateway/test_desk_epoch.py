"""One engine per sheet, lost answers, lost caches: who may write, and what a lost batch came to."""

from __future__ import annotations

import pytest
from gateway_stage import Stage, intent, swap_of

from engine.errors import EpochLost, LayoutBroken, SheetUnavailable, SheetUnknown
from engine.model.book import PendingBatch
from engine.model.sheet import CellWrite, Chunk, SheetWrite
from engine.sheets import requests as ask


def test_a_sheet_that_was_never_laid_out_says_so(stage: Stage) -> None:
    with pytest.raises(LayoutBroken) as caught:
        stage.desk().open("engine-a")
    assert caught.value.params == {}


def test_each_start_takes_the_next_epoch(stage: Stage) -> None:
    desk = stage.opened()
    assert desk.open("engine-a", own_epoch=1).epoch == 2
    opened = desk.open("engine-a", own_epoch=2)
    assert (opened.epoch, opened.foreign, opened.holder) == (3, False, "engine-a")
    hidden = [title for title, gone in stage.titles().items() if gone]
    assert hidden == ["_selaras", "_selaras_epoch_3"]


def test_another_engine_that_is_alive_keeps_the_sheet(stage: Stage) -> None:
    stage.opened()
    stage.clock.time += 19 * 60
    with pytest.raises(EpochLost) as caught:
        stage.desk("rival").open("engine-b")
    assert caught.value.params == {"holder": "engine-a"}


def test_an_engine_that_fell_silent_is_followed(stage: Stage) -> None:
    stage.opened()
    stage.clock.time += 21 * 60
    opened = stage.desk("rival").open("engine-b")
    assert (opened.epoch, opened.foreign, opened.holder) == (2, True, "engine-a")


def test_each_batch_is_a_sign_of_life(stage: Stage) -> None:
    desk = stage.opened()
    stage.clock.time += 19 * 60
    desk.write(SheetWrite(1), desk.read())
    stage.clock.time += 19 * 60
    with pytest.raises(EpochLost):
        stage.desk("rival").open("engine-b")


def test_an_engine_whose_epoch_was_taken_changes_nothing_any_more(stage: Stage) -> None:
    old = stage.opened(("A", "", "", 10))
    view = old.read()
    assert stage.desk("rival").open("engine-b", take_over=True).epoch == 2
    with pytest.raises(EpochLost) as caught:
        old.write(SheetWrite(1, swap_of("A", 1, 10, 8).intents, (CellWrite("skus", 1, "status", "x"),)), view)
    assert caught.value.params == {"holder": "engine-b"}
    assert (stage.see("Stok", "A"), stage.see("status", "A")) == ("10", "")
    with pytest.raises(EpochLost) as caught:
        old.read()
    assert caught.value.params == {"holder": "engine-b"}


def test_of_two_engines_that_start_at_the_same_moment_the_second_sees_the_first(stage: Stage) -> None:
    stage.opened()
    stage.clock.time += 21 * 60

    def overtaken() -> None:
        # What the rival's own taking over does to the sheet, in the instant before ours.
        stage.batch(
            ask.drop_tab(stage.sheet_id("_selaras_epoch_1")),
            ask.add_tab(77, "_selaras_epoch_2", 1, 1, hidden=True),
            ask.put(stage.sheet_id("_selaras"), 2, 1, [["engine-c"], [int(stage.clock.time)]]),
        )

    stage.meanwhile(overtaken)
    with pytest.raises(EpochLost) as caught:
        stage.desk("late").open("engine-b", take_over=True)
    assert caught.value.params == {"holder": "engine-c"}


@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_of_a_taking_over_is_settled_by_looking(stage: Stage, after: bool) -> None:
    desk = stage.opened(("A", "", "", 10))
    stage.lose_next_answer(after=after)
    opened = desk.open("engine-a", own_epoch=1)
    assert opened.epoch == 2
    assert opened.number_swaps
    assert desk.write(swap_of("A", 1, 10, 8), desk.read()).applied


def test_a_lost_answer_of_a_batch_that_landed(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10), ("B", "", "", 4))
    view = desk.read()
    write = SheetWrite(1, intents=(intent("A", 1, 10, 8), intent("B", 2, 5, 6)))
    stage.lose_next_answer(after=True)
    with pytest.raises(SheetUnknown):
        desk.write(write, view)
    opened = desk.open("engine-a", own_epoch=1)
    assert (opened.last_epoch, opened.last_batch, opened.foreign) == (1, 1, False)
    answer = desk.settle(PendingBatch(1, write, view.read_at))
    assert answer.applied
    assert [(c.key, c.content, c.changed, c.repeated) for c in answer.copies] == [
        ("A", 10, None, False),
        ("B", 4, None, False),
    ]
    assert desk.recall().copies == answer.copies


def test_a_lost_answer_of_a_batch_that_never_arrived(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.lose_next_answer(after=False)
    with pytest.raises(SheetUnknown):
        desk.write(swap_of("A", 1, 10, 8), view)
    opened = desk.open("engine-a", own_epoch=1)
    assert (opened.last_epoch, opened.last_batch) == (0, 0)
    answer = desk.settle(PendingBatch(1, swap_of("A", 1, 10, 8), view.read_at))
    assert (answer.applied, answer.copies) == (False, ())
    assert stage.see("Stok", "A") == "10"


def test_after_a_lost_answer_nothing_is_done_before_a_new_epoch(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.lose_next_answer(after=False)
    with pytest.raises(SheetUnknown):
        desk.write(swap_of("A", 1, 10, 8), view)
    with pytest.raises(EpochLost):
        desk.read()
    with pytest.raises(EpochLost):
        desk.write(swap_of("A", 1, 10, 8), view)


def test_a_lost_batch_that_lands_after_the_new_epoch_is_refused_whole(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.desk("twin", seed=2).open("engine-a", own_epoch=1)
    with pytest.raises(EpochLost):
        desk.write(swap_of("A", 1, 10, 8), view)
    assert stage.see("Stok", "A") == "10"


def test_a_copied_row_is_seen_when_a_lost_batch_is_settled(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.lose_next_answer(after=True)
    with pytest.raises(SheetUnknown):
        desk.write(swap_of("A", 1, 10, 8), view)
    stage.person.type("SKU", "A3", "a")
    desk.open("engine-a", own_epoch=1)
    (copy,) = desk.settle(PendingBatch(1, swap_of("A", 1, 10, 8), view.read_at)).copies
    assert copy.repeated


def test_the_batch_number_is_in_the_epoch_tab_and_in_every_view(stage: Stage) -> None:
    desk = stage.opened()
    assert (desk.read().epoch, desk.read().batch) == (1, 0)
    desk.write(SheetWrite(41), desk.read())
    assert desk.read().batch == 41
    assert desk.open("engine-a", own_epoch=1).last_batch == 41
    assert desk.read().batch == 0


def test_the_checkpoint_comes_back_as_it_was_written(stage: Stage) -> None:
    desk = stage.opened()
    chunks = tuple(Chunk(f"sku:{n:03d}", f'{{"n":{n}}}') for n in range(70))
    desk.write(SheetWrite(1, chunks=(*chunks, Chunk("shop", "=1+1"))), desk.read())
    desk.write(SheetWrite(2, chunks=(Chunk("sku:001", ""), Chunk("sku:002", "00042"))), desk.read())
    expected = {chunk.name: chunk.text for chunk in chunks} | {"shop": "=1+1", "sku:002": "00042"}
    del expected["sku:001"]
    assert {chunk.name: chunk.text for chunk in desk.checkpoint()} == expected
    opened = desk.open("engine-a", own_epoch=1)
    assert {chunk.name: chunk.text for chunk in opened.checkpoint} == expected
    desk.write(SheetWrite(1, chunks=(Chunk("sku:001", "back"),)), desk.read())
    assert len([row for row in stage.entered("_selaras") if row and row[0] == "sku:001"]) == 1


def test_a_chunk_longer_than_a_cell_is_a_mistake_of_the_caller(stage: Stage) -> None:
    desk = stage.opened()
    with pytest.raises(ValueError, match="longer"):
        desk.write(SheetWrite(1, chunks=(Chunk("a", "x" * 50_001),)), desk.read())


def test_a_quota_that_is_used_up_means_that_nothing_was_changed(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10))
    view = desk.read()
    stage.use_up_quota()
    before = stage.clock.time
    with pytest.raises(SheetUnavailable):
        desk.write(swap_of("A", 1, 10, 8), view)
    assert stage.clock.time == before
    assert desk.write(swap_of("A", 1, 10, 8), view).applied


def test_rows_that_were_deleted_meanwhile_refuse_the_batch_and_the_next_read_goes_on(stage: Stage) -> None:
    desk = stage.opened(("A", "", "", 10), ("B", "", "", 4))
    view = desk.read()
    stage.meanwhile(lambda: stage.person.delete_rows("SKU", 3, 998))
    with pytest.raises(SheetUnavailable):
        desk.write(swap_of("B", 2, 4, 3), view)
    assert [row[0] for row in desk.read().tabs["skus"].rows] == ["A"]
