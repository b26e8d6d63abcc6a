"""`plan` and `undo` beside a service that runs, and without one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bench import Bench, bench, engine

from engine.cycle import Cycle
from engine.errors import EpochLost, LayoutBroken, NotLaidOut, StoreError
from engine.model.book import Changes, Verdict
from engine.settings import load_settings
from engine.sheets.base import Opened
from engine.sheets.desk import SheetDesk
from engine.store.database import is_current
from engine.vault.base import Vault
from engine.vault.file import FileSafe
from sandbox.world.settings import text_of

STOCK = {"KAOS-M": 10, "TOPI": 20}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run(3)
        yield one


def left_alone(one: Bench, cache: Path) -> tuple[Any, ...]:
    """What nobody but the service may change: writes so far, tabs, lease, book."""
    titles = tuple(sheet.title for sheet in one.person().read_book().sheets)
    state = tuple(map(tuple, one.person().read("_selaras", "A1:B40")))
    return one.requests(), titles, state, one.cycle.lease, one.store.load(), cache.stat().st_size


def pushes(verdict: Verdict) -> list[tuple[str, int | None, int]]:
    return [(push.sku, push.before, push.units) for push in verdict.allowed]


@contextmanager
def visitor(one: Bench, cache: str = "cache.db") -> Iterator[Cycle]:
    with engine(one, "visitor", "elsewhere:7:x", one.folder / cache) as cycle:
        yield cycle


def test_a_plan_beside_the_service_changes_nothing_and_the_service_goes_on(seller: Bench) -> None:
    seller.type("KAOS-M", "Stok", "7")
    before = left_alone(seller, seller.folder / "cache.db")
    with visitor(seller) as cycle:
        assert [("kaos-m", 10, 7)] == pushes(cycle.preview())
    assert before == left_alone(seller, seller.folder / "cache.db")

    seller.run(2)
    assert (7, 7) == (seller.numbers("KAOS-M")[0], seller.stock("KAOS-M"))


def test_a_plan_with_a_lost_cache_is_made_from_the_checkpoint_in_memory(seller: Bench) -> None:
    seller.type("KAOS-M", "+/-", "+4")
    before = left_alone(seller, seller.folder / "cache.db")
    with visitor(seller, "none.db") as cycle:
        assert 14 == cycle.preview().plan.book.skus["kaos-m"].on_hand
        assert {} == cycle.store.load().skus
    assert before == left_alone(seller, seller.folder / "cache.db")


def test_a_plan_looks_again_where_the_service_wrote_meanwhile(
    seller: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller.type("KAOS-M", "+/-", "+4")
    with visitor(seller) as cycle:
        visit = SheetDesk.visit

        def then_the_service_works(desk: SheetDesk) -> Opened:
            opened = visit(desk)
            if seller.store.movements("kaos-m")[-1].kind != "in/out":
                seller.run(1)
            return opened

        monkeypatch.setattr(SheetDesk, "visit", then_the_service_works)
        verdict = cycle.preview()
    assert 14 == verdict.plan.book.skus["kaos-m"].on_hand
    assert [] == pushes(verdict)


def test_a_visitor_cannot_write(seller: Bench) -> None:
    with visitor(seller) as cycle:
        verdict = cycle.preview()
        view = cycle.desk.read()
        write = cycle.renderer.render(view, verdict, (), 1, seller.time.now(), forced=True)
        with pytest.raises(EpochLost):
            cycle.desk.write(write, view)


def test_a_plan_of_a_sheet_that_was_never_prepared_says_so(seller: Bench) -> None:
    seller.person().delete_tab("_selaras")
    with visitor(seller) as cycle, pytest.raises(NotLaidOut) as caught:
        cycle.preview()
    assert isinstance(caught.value, LayoutBroken)


def test_whether_a_cache_is_current_is_told_without_making_one(tmp_path: Path, seller: Bench) -> None:
    assert is_current(f"sqlite:///{seller.folder / 'cache.db'}")
    assert not is_current(f"sqlite:///{tmp_path / 'none' / 'cache.db'}")
    assert not (tmp_path / "none").exists()
    (tmp_path / "empty.db").touch()
    assert not is_current(f"sqlite:///{tmp_path / 'empty.db'}")
    (tmp_path / "junk.db").write_text("junk" * 400)
    assert is_current(f"sqlite:///{tmp_path / 'junk.db'}"), "the one who opens it says what is wrong"
    with pytest.raises(StoreError), visitor(seller, "junk.db"):
        pass


def test_a_request_is_carried_out_once_by_the_next_cycle(seller: Bench) -> None:
    seller.type("KAOS-M", "Stok", "7")
    seller.type("TOPI", "+/-", "+5")
    seller.run(2)
    assert [7, 25] == [seller.numbers(sku)[0] for sku in STOCK]
    (at,) = {one.at for one in seller.store.movements() if one.kind in {"count", "in/out"} and one.on_hand}
    seller.wait()
    seller.store.ask("undo", repr(at))
    assert {} == {name: value for name, value in seller.store.load().marks.items() if "undo" in name}
    seller.run(3)

    assert {} == seller.store.asked()
    assert [10, 20] == [seller.numbers(sku)[0] for sku in STOCK]
    assert [10, 20] == [seller.stock(sku) for sku in STOCK]
    seller.store.ask("undo", repr(at))
    seller.run(2)
    assert [10, 20] == [seller.numbers(sku)[0] for sku in STOCK]


def test_an_undone_request_that_was_not_committed_is_carried_out_later(seller: Bench) -> None:
    seller.store.ask("undo", "12.5")
    assert {"undo": "12.5"} == seller.store.asked()
    lease = seller.cycle.lease
    assert lease is not None
    seller.store.answer(lease, "undo", Changes())
    assert {} == seller.store.asked()


# The program itself, as processes


def settings_of(one: Bench) -> Path:
    """A settings file of this world for the real program, with the shop's tokens in its vault."""
    place = one.folder / "selaras.toml"
    account = one.folder / "engine.json"
    text = text_of(one.spreadsheet, account, one.url, one.folder / "data", one.shops, None, 0.5)
    place.write_text(text.replace("[webhooks]\nport = 0\n", ""), encoding="utf-8")
    settings = load_settings(place)
    assert settings.vault_file is not None
    assert settings.vault_key_file is not None
    settings.data_dir.mkdir()
    kept = one.tokens["shopee"].tokens
    assert kept is not None
    Vault(FileSafe(settings.vault_file, settings.vault_key_file)).tokens("shopee").save(kept)
    return place


def selaras(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    command = [sys.executable, "main.py", "--config", str(place), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def told(place: Path, *words: str) -> Any:
    """What a command says with --json."""
    done = selaras(place, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def service(place: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "main.py", "--config", str(place), "run", "--take-over"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_plan_and_undo_beside_the_running_program(seller: Bench) -> None:
    place = settings_of(seller)
    assert seller.cycle.lease is not None
    seller.store.release(seller.cycle.lease)
    before = seller.requests()
    assert {"changes": [], "held": []} == told(place, "plan")
    assert before == seller.requests()
    assert [] == list((seller.folder / "data").glob("*.db*")), "a plan makes no cache"

    with service(place) as running:
        seller.type("KAOS-M", "Stok", "7")
        eventually(lambda: seller.stock("KAOS-M") == 7)
        assert {"changes": [], "held": []} == told(place, "plan")
        undone = told(place, "undo")
        assert {"undone": [{"sku": "kaos-m", "units": 3}], "left": []} == undone
        eventually(lambda: seller.stock("KAOS-M") == 10 and seller.shown("KAOS-M", "Stok") == "10")
        seller.type("TOPI", "Stok", "5")
        eventually(lambda: seller.stock("TOPI") == 5)
        assert running.poll() is None

    assert [{"sku": "topi", "units": 15}] == told(place, "undo")["undone"], "without a service"
    assert 20 == next(one["to"] for one in told(place, "plan")["changes"])
