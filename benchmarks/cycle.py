"""Times a quiet cycle, an edit, an order, a start and a rebuild; each beside what reading the same data once costs.

    python -m benchmarks.cycle              # 1,000, 10,000 and 100,000 SKUs, two shops each
    python -m benchmarks.cycle 1000         # one size, in this process

Sheet and shops are in memory behind the engine's own protocols, the cache is a real SQLite file. Floors: one pass
that compares every link with the number its SKU implies (`links`), and `json.loads` of the sheet's own payload
(`json`). Seconds are processor time and depend on the machine, ratios hardly do.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path
from time import process_time
from typing import Any

from engine.apply import Shops
from engine.cycle import Cycle
from engine.model.book import Book
from engine.model.rules import Rules
from engine.render.renderer import SheetRenderer
from engine.store.repository import SqlStore
from engine.texts import Texts

from .desk import MemoryDesk
from .shop import PAGE, MemoryShop

SIZES = (1_000, 10_000, 100_000)
SHOPS = ("shopee-a", "shopee-b")
BEGIN = 1_700_000_000.0
LINE = "{:<28}{:>12}{:>14}{:>14}"


class Inline(Executor):
    """Runs what it is given at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Clock:
    """A time that moves when told."""

    def __init__(self) -> None:
        self.time = BEGIN

    def now(self) -> float:
        return self.time


class World:
    """One seller with so many SKUs, each in both shops, in harmony after `settle`."""

    def __init__(self, count: int, folder: Path) -> None:
        words = ("Kaos polos", "Celana jeans", "Topi bundar", "Tas selempang", "Sepatu kanvas")
        skus = [(f"SKU-{n:06d}", f"{words[n % 5]} {n // 5}", "MLX"[n % 3], 10 + n % 40) for n in range(count)]
        self.folder = folder
        self.clock = Clock()
        self.desk = MemoryDesk(skus)
        self.shops = {name: MemoryShop(name, skus, self.clock.now) for name in SHOPS}
        self.caches = 0

    def start(self, *, anew: bool = False) -> Cycle:
        """An engine on the cache as it is, or on an empty one."""
        self.caches += anew
        store = SqlStore(
            f"sqlite:///{self.folder / f'cache-{self.caches}.db'}", "toko", clock_now=self.clock.now
        )
        rules = Rules()
        renderer = SheetRenderer(Texts("id"), rules, dict.fromkeys(SHOPS, "shopee"), "Asia/Jakarta")
        shops = Shops(self.shops, Inline(), self.clock, 3600.0)
        return Cycle(
            store, self.desk, shops, renderer, rules, self.clock, "engine", "me", lambda _event: None
        )

    def once(self, cycle: Cycle) -> float:
        """One cycle, fifteen seconds after the last; how long it took."""
        self.clock.time += 15.0
        self.desk.time = self.clock.time
        began = process_time()
        cycle.once()
        return process_time() - began

    def settle(self, cycle: Cycle) -> None:
        """Cycles until three in a row (a turn of the big tabs) say nothing."""
        quiet = 0
        while quiet < 3:
            before = self.desk.writes, self.pushed
            self.once(cycle)
            for index in range(len(self.desk.rows["start"])):
                if self.desk.at("start", index, "send_stock") is not True:
                    self.desk.put("start", index, "send_stock", True)
                    before = (-1, -1)
            quiet = quiet + 1 if before == (self.desk.writes, self.pushed) else 0

    def walk(self, cycle: Cycle) -> None:
        """Let every listing be seen again now; page by page that takes hours, in which each page is news."""
        for _ in range(2):
            for shop in self.shops.values():
                shop.page = len(shop.listed)
            self.once(cycle)
        for shop in self.shops.values():
            shop.page = PAGE

    @property
    def pushed(self) -> int:
        """Numbers that were sent to shops so far."""
        return sum(shop.pushes for shop in self.shops.values())


def links_once(book: Book) -> int:
    """The floor: look at every link once and compare it with what its SKU implies."""
    differ = 0
    skus = book.skus
    for binding in book.bindings.values():
        for part in binding.components:
            differ += max(0, skus[part.sku].available // part.units) != binding.expected
    return differ


def timed(act: Callable[[], Any], times: int = 5) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(times):
        began = process_time()
        act()
        taken.append(process_time() - began)
    return statistics.median(taken)


def memory() -> str:
    """The most memory that this process ever had."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def run(count: int) -> None:
    """One size: print a row for each kind of cycle."""
    with tempfile.TemporaryDirectory(prefix="selaras-bench-") as folder:
        world = World(count, Path(folder))
        cycle = world.start()
        first = world.once(cycle)
        world.settle(cycle)
        world.walk(cycle)
        world.settle(cycle)
        payload = json.dumps(world.desk.rows["skus"])
        links = timed(lambda: links_once(cycle.book))
        parse = timed(lambda: json.loads(payload))
        print(LINE.format(f"{count:,} SKUs, {len(SHOPS)} shops", "seconds", "/ links", "/ json"))

        def row(name: str, seconds: float) -> None:
            print(LINE.format(name, f"{seconds:.4f}", f"{seconds / links:.1f}", f"{seconds / parse:.1f}"))

        row("floor: links read once", links)
        row("floor: json of tab SKU", parse)
        writes = world.desk.writes
        row("quiet cycle", statistics.median(world.once(cycle) for _ in range(6)))
        assert writes == world.desk.writes
        row("one edit", statistics.median(edit(world, cycle, n) for n in range(3)))
        row("one order", statistics.median(order(world, cycle, n) for n in range(3)))
        cycle.store.close()
        with closing((cycle := world.start()).store):
            row("start on its cache", timed(cycle.start, 1))
            row("first cycle after a start", world.once(cycle))
        with closing((cycle := world.start(anew=True)).store):
            row("start, cache lost", timed(cycle.start, 1))
            row("first cycle after a loss", world.once(cycle))
        row("first cycle ever", first)
        print(LINE.format("peak memory", memory(), "", ""), flush=True)


def edit(world: World, cycle: Cycle, n: int) -> float:
    """A person types a number, and the cycle that carries it to both shops."""
    world.settle(cycle)
    before = world.pushed
    world.desk.put("skus", n, "stock", 60 + n)
    taken = world.once(cycle)
    assert world.pushed == before + len(SHOPS)
    return taken


def order(world: World, cycle: Cycle, n: int) -> float:
    """A buyer takes one unit in the first shop, and the cycle that lowers the other."""
    world.settle(cycle)
    before = world.pushed
    world.shops[SHOPS[0]].sell(n, 1, world.clock.time)
    taken = world.once(cycle)
    assert world.pushed == before + len(SHOPS) - 1
    return taken


def main(sizes: list[str]) -> None:
    """Each size in a process of its own, so that its memory is its own."""
    if len(sizes) == 1:
        run(int(sizes[0]))
        return
    for size in sizes or map(str, SIZES):
        subprocess.run([sys.executable, "-m", "benchmarks.cycle", size], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
