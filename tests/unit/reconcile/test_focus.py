"""Looking only at what changed gives the very plan that looking at everything gives."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from engine.model.book import Book
from engine.model.catalog import Listing
from engine.model.orders import OrderLine
from engine.model.sheet import SheetView, TabView, Value
from engine.reconcile.decisions import Decision
from engine.reconcile.focus import Looked, changed_rows, same_tab, same_view
from engine.reconcile.plan import Inputs, reconcile
from engine.reconcile.rows import rows_to_inspect

from .build import RULES, full, line, links, listing, pushed, remote, skus, start, view

NAMES = [f"S{n}" for n in range(8)]
JUNK: list[Value] = [None, "habis", "#N/A", 1.5, -1, True]


class Story:
    """People, buyers and rivals at random around eight SKUs, each also listed; one listing has another name."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.rows: list[dict[str, Value]] = [{"sku": n, "stock": 9, "active": True} for n in NAMES]
        self.listed: dict[str, Listing] = {n: listing(n, stock=9) for n in NAMES}
        self.listed["ODD"] = listing("ODD", stock=4)
        self.orders: dict[str, OrderLine] = {}
        self.masters: list[tuple[str, str, str]] = [("shopee", "L-ODD", "")]
        self.now = 1000.0

    def happen(self) -> None:
        acts = [
            self.edit,
            self.edit,
            self.entry,
            self.buy,
            self.ship,
            self.sort,
            self.rival,
            self.relink,
            self.copy,
        ]
        self.now += self.rng.choice([5.0, 20.0, 70.0])
        for _ in range(self.rng.choice([0, 0, 1, 1, 2])):
            self.rng.choice([*acts, self.delete, self.tick, self.add, self.resku])()

    def edit(self) -> None:
        row = self.rng.choice(self.rows)
        row["stock"] = self.rng.choice([*range(12), *JUNK])

    def entry(self) -> None:
        self.rng.choice(self.rows)["entry"] = self.rng.choice(["+3", "-2", "", "x"])

    def tick(self) -> None:
        row = self.rng.choice(self.rows)
        row[self.rng.choice(["active", "buffer"])] = self.rng.choice([True, False, 2, None])

    def buy(self) -> None:
        sku, name = self.rng.choice([*NAMES, "ODD"]), f"O{len(self.orders)}"
        self.orders[name] = line(sku, taken=self.rng.randint(1, 3), at=self.now - 3, order=name)
        old = self.listed[sku]
        self.listed[sku] = replace(old, stock=max(0, old.stock - self.orders[name].taken))

    def ship(self) -> None:
        for name, old in list(self.orders.items())[-2:]:
            if not old.released:
                self.orders[name] = replace(old, shipped=old.taken, updated=self.now - 2)

    def sort(self) -> None:
        self.rng.shuffle(self.rows)

    def delete(self) -> None:
        if len(self.rows) > 5:
            self.rows.pop(self.rng.randrange(len(self.rows)))

    def copy(self) -> None:
        self.rows.append(dict(self.rng.choice(self.rows)))

    def add(self) -> None:
        self.rows.append({"sku": self.rng.choice([*NAMES, "NEW", 7]), "stock": 3, "active": True})

    def rival(self) -> None:
        sku = self.rng.choice(NAMES)
        self.listed[sku] = replace(self.listed[sku], stock=self.rng.randint(0, 9))

    def relink(self) -> None:
        self.masters = [("shopee", "L-ODD", self.rng.choice(["", "S1", "S1*2", "S2 + S3", "-", "NOPE"]))]

    def resku(self) -> None:
        """The seller changes a SKU in the seller centre."""
        name = self.rng.choice(["S1", "ODD"])
        self.listed[name] = replace(self.listed[name], sku=self.rng.choice(["S0", "S1", "S2", "ODD", ""]))

    def seen(self) -> SheetView:
        return view(skus(*self.rows), links(*self.masters), start(shopee=True), at=self.now)


def inputs(story: Story, book: Book, seen: SheetView, last: Looked | None, *, again: bool) -> Inputs:
    tab = seen.tabs["skus"]
    rows = rows_to_inspect(seen, book.skus, again=again, last=last)
    assert rows == rows_to_inspect(seen, book.skus, again=again)
    read = {row: full(tab, row) for row in rows}
    # A page of the rolling scan: most listings are not told of in most cycles.
    every = list(story.listed.values())
    page = every if last is None else story.rng.sample(every, 2)
    told = remote(*page, lines=list(story.orders.values()), at=story.now, whole=last is None)
    answers = {
        q.id: Decision(q.choices[0].code, "Sari")
        for q in book.questions.values()
        if q.open and int(q.opened_at) % 3 == 0
    }
    return Inputs(seen, read, answers, [told], ("shopee",), last)


@pytest.mark.parametrize("seed", range(12))
def test_a_cycle_that_remembers_decides_as_one_that_does_not(seed: int) -> None:
    story = Story(seed)
    book, last = Book("s"), None
    busy = 0
    for turn in range(40):
        story.happen()
        seen = story.seen() if last is None else same_view(story.seen(), last.tabs)
        given = inputs(story, book, seen, last, again=turn % 4 == 0)
        plan = reconcile(book, given, RULES, lambda _shop, units: units, story.now)
        whole = reconcile(book, replace(given, last=None), RULES, lambda _shop, units: units, story.now)

        assert whole.changes == plan.changes
        assert (whole.pushes, whole.problems, whole.book) == (plan.pushes, plan.problems, plan.book)
        busy += bool(plan.pushes or plan.changes.movements)
        carried = story.rng.random() < 0.7
        for push in plan.pushes if carried else ():
            sku = next(name for name, one in story.listed.items() if one.key == push.key)
            story.listed[sku] = replace(story.listed[sku], stock=push.units)
        book = pushed(book, plan) if carried else plan.book
        last = plan.looked
    assert busy > 4


def test_a_view_that_reads_as_before_is_made_of_the_rows_of_then() -> None:
    before = TabView("skus", {"sku": 0, "stock": 1}, (("A", 1), ("B", 2)))

    assert same_tab(TabView("skus", {"sku": 0, "stock": 1}, (("A", 1), ("B", 2))), before) is before
    other = same_tab(TabView("skus", {"sku": 0, "stock": 1}, (("A", 1), ("B", 3), ("C", 1))), before)
    assert other.rows[0] is before.rows[0]
    assert [1, 2] == list(changed_rows(other, before))


def test_a_tick_is_not_the_number_one() -> None:
    """In Python True equals 1; in a sheet it does not."""
    before = TabView("skus", {"sku": 0, "stock": 1}, (("A", 1),))
    now = TabView("skus", {"sku": 0, "stock": 1}, (("A", True),))

    assert True is same_tab(now, before).cell(0, "stock")


def test_columns_that_moved_make_another_tab() -> None:
    before = TabView("skus", {"sku": 0, "stock": 1}, (("A", 1),))
    moved = TabView("skus", {"sku": 1, "stock": 0}, (("A", 1),))

    assert same_tab(moved, before) is moved
    assert [0] == list(changed_rows(moved, before))
