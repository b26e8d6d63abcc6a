"""Starting, joining, stopping and starting again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest
from world_api import Api, joined

from engine.settings import load_settings
from sandbox.world import World
from sandbox.world.command import main

ROOT = Path(__file__).resolve().parents[3]


def begin(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox", "world", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str], number: int) -> tuple[int, str, str]:
    process.send_signal(number)
    out, err = process.communicate(timeout=15)
    return process.returncode, out, err


def test_one_json_line_says_how_to_join(tmp_path: Path) -> None:
    process = begin("--json", "--dir", str(tmp_path))
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    assert set(told) == {"sheets", "shops", "control", "settings"}
    assert set(told["sheets"]) == {"url", "spreadsheet_id", "credentials"}
    assert [(shop["name"], shop["kind"]) for shop in told["shops"]] == [
        ("shopee", "shopee"),
        ("tiktok", "tiktok"),
    ]
    with httpx.Client(base_url=told["control"], trust_env=False) as client:
        assert client.get("/healthz").json() == {"ok": True}
    join_as_a_person(told["sheets"])
    with httpx.Client(base_url=told["control"], trust_env=False) as client:
        assert client.get("/books").json()["requests"]["sheets"]["people"]["writes"] == 1
    assert end(process, signal.SIGTERM) == (0, "", "")


def join_as_a_person(sheets: dict[str, str]) -> None:
    """With the printed credentials and an unmodified client."""
    info = json.loads(Path(sheets["credentials"]).read_text())
    assert (info["type"], info["account"]) == ("authorized_user", "people@example.com")
    with joined(sheets["url"], Path(sheets["credentials"])) as client:
        tab = client.open_by_key(sheets["spreadsheet_id"]).worksheet("SKU")
        assert tab.row_values(1) == ["SKU", "Nama", "Varian", "Stok"]
        tab.update_acell("D2", "41")


def test_without_json_people_are_told_in_words_and_ctrl_c_ends_it() -> None:
    process = begin()
    assert process.stdout is not None
    lines = []
    while not lines or "Ctrl-C" not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1] or process.poll() is None
    assert any(" --config " in line and line.rstrip().endswith(" run") for line in lines)
    code, _, err = end(process, signal.SIGINT)
    assert (code, err) == (0, "")


def test_a_folder_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert main(["--dir", str(taken)]) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "cannot be built" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--quota", "none"], ["--quota", "0"], ["--locale", "fr_FR"]])
def test_wrong_words_on_the_command_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert before == {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    assert "usage" in capsys.readouterr().err


def test_the_engine_can_read_its_settings(world: World) -> None:
    read = load_settings(world.settings_path)
    assert (read.sandbox, read.seller, read.language, read.interval_seconds) == (True, "demo", "id", 0.5)
    assert read.sheet.spreadsheet_id == world.spreadsheet_id
    assert json.loads(read.sheet.credentials.read_text())["account"] == "engine@example.com"
    assert {name: shop.base_url for name, shop in read.shops.items()} == {
        name: shop.base_url for name, shop in world.shops.items()
    }
    assert {shop.page_products for shop in read.shops.values()} == {8}
    assert read.data_dir.is_relative_to(world.folder)


def test_secrets_are_for_the_owner_alone(world: World) -> None:
    files = [world.settings_path, world.folder / "world.json", *world.credentials.values()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


@pytest.mark.parametrize(("quota", "calls"), [(None, 100_000), (60, 50), (600, 500), (1, 1)])
def test_the_engine_stays_a_little_under_the_quota(tmp_path: Path, quota: int | None, calls: int) -> None:
    with World.start(tmp_path, quota=quota) as world:
        assert tomllib.loads(world.settings_path.read_text())["sheet"]["calls_per_minute"] == calls


def test_an_indonesian_spreadsheet(tmp_path: Path) -> None:
    with World.start(tmp_path, locale="id_ID") as world:
        assert world.sheets.export(world.spreadsheet_id)["locale"] == "id_ID"


def test_a_world_goes_on_where_it_ended(tmp_path: Path) -> None:
    with World.start(tmp_path, seed=1) as world:
        api = Api(world.url)
        api.people("type", tab="SKU", row_key="TAS-KNV", column="Stok", text="3")
        api.buyers("buy", storefront="shopee", lines=[{"sku": "TAS-KNV", "units": 1}])
        api.do("/clock", advance=10)
        before = api.books()
        told = world.told()
        api.close()
    with World.start(tmp_path, seed=2) as world:
        api = Api(world.url)
        after = api.books()
        shown = [row for row in api.rows() if row[0] == "TAS-KNV"]
        api.close()
        assert world.told()["sheets"]["spreadsheet_id"] == told["sheets"]["spreadsheet_id"]
    same = ("typed", "orders", "listings", "entries")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert shown[0][3] == "3"
    assert after["clock"]["offset"] == 10


def test_the_same_seed_gives_the_same_listings(tmp_path: Path) -> None:
    listings = []
    for name in ("a", "b"):
        with World.start(tmp_path / name, seed=5) as world:
            listings.append(world.shopee.listings() + world.tiktok.listings())
    assert listings[0] == listings[1]
