"""Steps 11 and 12: a mass to-zero waits for a person, a fight with another integration is named and frozen."""

from __future__ import annotations

import time

from .frame import prove
from .stage import QUESTIONS, SKUS, Stage
from .world import Row

MANY = 12
HOLD, TUG = "Perubahan ditahan", "Tarik-menarik"
RELEASE, RESUME = "Kirim perubahan ini", "Lanjutkan mengirim stok"


def stampede_held(stage: Stage) -> str:
    """Zeros pasted over many SKUs are held for each shop until somebody releases them in `Konflik`."""
    stage.pushing()
    # Somebody selects the first rows and pastes zeros: a block of the tab as it happens to be sorted.
    skus = _first_rows(stage)
    before = [stage.truth.on_hand[sku] for sku in skus]
    shown = {sku: stage.shown(sku) for sku in skus}
    _paste(stage, skus[0], [0] * len(skus))
    shops = len(stage.world.shops)
    stage.until("a held change for each shop", lambda: _all(stage.open_questions(HOLD), shops))
    # Of what was sent a moment ago, zero may mean less than nothing: that is asked, and answered first.
    just_sent = sum(stage.answer_count(sku, 0) for sku in skus)
    stage.cycles()
    asked = stage.until("a held change for each shop", lambda: _all(stage.open_questions(HOLD), shops))
    books = stage.world.books()
    pushed = [sku for sku in skus if stage.shown(sku, books) != shown[sku]]
    prove(not pushed, f"{len(pushed)} SKUs were pushed although held: {', '.join(pushed[:3])}")
    for row in asked:
        stage.world.person("choose", tab=QUESTIONS, row_key=row["ID"], text=RELEASE)
    stage.truth.on_hand.update(dict.fromkeys(skus, 0))
    stage.settle()
    zero = sum(units == 0 for sku in skus for units in stage.shown(sku).values())
    _paste(stage, skus[0], before)
    stage.truth.on_hand.update(zip(skus, before, strict=True))
    stage.settle()
    return (
        f"{len(skus)} SKUs to zero: {len(asked)} holds, 0 listings pushed; released: {zero} listings at 0; "
        f"typed back: all as before"
        + (f"; {just_sent} of them just sent, asked and answered 0" if just_sent else "")
    )


def _first_rows(stage: Stage) -> list[str]:
    """SKUs from the top of the tab down, until that takes enough listings of each shop from something to zero."""
    books = stage.world.books()
    hit = dict.fromkeys(stage.world.shops, 0)
    skus: list[str] = []
    for row in stage.world.rows(SKUS):
        if min(hit.values()) >= MANY:
            return skus
        skus.append(row["SKU"])
        for shop, units in stage.shown(row["SKU"], books).items():
            hit[shop] += units > 0
    prove(min(hit.values()) >= MANY, f"the tab has too few SKUs on sale: {hit}")
    return skus


def _all(rows: list[Row], wanted: int) -> list[Row]:
    return rows if len(rows) >= wanted else []


def _paste(stage: Stage, first: str, numbers: list[int]) -> None:
    """Paste numbers into `Stok` from the row of a SKU down."""
    block = [[str(units)] for units in numbers]
    stage.world.person("type_block", tab=SKUS, row_key=first, column="Stok", block=block)


def rival_frozen(stage: Stage) -> str:
    """Another integration writes one listing again and again: it is frozen and named; after `resume` all is well."""
    stage.pushing()
    sku = stage.take(5)
    key = stage.listing("shopee", sku)
    right = stage.truth.sellable(stage.world.books(), sku)
    rounds = 0
    deadline = time.monotonic() + 20

    def frozen() -> bool:
        return any(sku in row["Kejadian"] for row in stage.open_questions(TUG))

    while not frozen() and time.monotonic() < deadline:
        if stage.shown(sku)["shopee"] == right:
            stage.world.rival("set_stock", shop=key.shop, listing=key.id, units=right + 30 + rounds)
            rounds += 1
        time.sleep(0.1)
    named = [row for row in stage.open_questions(TUG) if sku in row["Kejadian"]]
    prove(named, f"after {rounds} rounds nothing in {QUESTIONS} names {sku}; {stage.engine.last_words()}")
    units = right + 77
    stage.world.rival("set_stock", shop=key.shop, listing=key.id, units=units)
    stage.cycles(3)
    prove(stage.shown(sku)["shopee"] == units, "the frozen listing was written to")
    stage.world.person("choose", tab=QUESTIONS, row_key=named[0]["ID"], text=RESUME)
    stage.settle()
    return f"{sku} at {key.shop} fought over {rounds} times, then frozen and named; resumed: back at {right}"
