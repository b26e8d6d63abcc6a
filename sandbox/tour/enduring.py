"""Steps 13 to 17: expired tokens, kills, a lost cache, a second engine, and quiet."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

from .engine import Engine, tail
from .frame import prove
from .stage import SKUS, Stage

BOOKING_KILLS = 2
STOCK_PATHS = {"shopee": "/product/update_stock", "tiktok": "/inventory/update"}
LATE, FAST = 1.5, 0.005
QUIET_SECONDS = 2.0


def token_expires(stage: Stage) -> str:
    """Access tokens expire while the service runs; a later edit still arrives."""
    stage.pushing()
    for shop in stage.world.shops:
        stage.world.fault(shop, "expire_access_token")
    sku = stage.take(3)
    units = stage.truth.on_hand[sku] + 3
    started = time.monotonic()
    stage.count(sku, units)
    stage.settle()
    shops = " and ".join(stage.world.shops)
    return f"tokens of {shops} expired; {sku} typed {units} arrived {time.monotonic() - started:.1f} s later"


def killed_and_restarted(stage: Stage) -> str:
    """SIGKILL between push and commit, during a write, while an order is booked: nothing is lost or doubled."""
    stage.pushing()
    _kill_after_push(stage)
    _kill_during_write(stage)
    for turn in range(BOOKING_KILLS):
        _kill_while_booking(stage, turn)
    units = sum(stage.world.books().open_units.values())
    return (
        f"killed once between push and commit at {' and '.join(STOCK_PATHS)}, once with a write on its way, "
        f"{BOOKING_KILLS} times while booking: {len(stage.truth.links)} listings and {len(stage.truth.on_hand)} rows "
        f"right, {units} open units reserved once"
    )


def _kill_after_push(stage: Stage) -> None:
    """Every shop has taken its number, the answers are late, and the engine never gets them."""
    sku = stage.take(3)
    before = stage.shown(sku)
    for shop, path in STOCK_PATHS.items():
        stage.world.fault(shop, "slow", match=path, seconds=LATE)
    stage.count(sku, stage.truth.on_hand[sku] + 4)
    stage.until(
        f"the push of {sku} to every shop",
        lambda: all(units != before[shop] for shop, units in stage.shown(sku).items()),
        poll=FAST,
    )
    stage.engine.kill()
    shown = stage.row(sku)["Tersedia"]
    prove(
        {shown} == {str(units) for units in before.values()},
        f"the sheet showed {shown} already, so the kill came too late to prove anything",
    )
    stage.restart()


def _kill_during_write(stage: Stage) -> None:
    """The batch has left for Google, and takes effect or not only after the engine is dead."""
    sku = stage.take(3)
    writes = stage.writes()["sheets"]
    stage.world.fault("sheets", "slow", match="spreadsheets.batchUpdate", seconds=LATE)
    stage.count(sku, stage.truth.on_hand[sku] + 5)
    stage.until("a write on its way to Google", lambda: stage.writes()["sheets"] > writes, poll=FAST)
    stage.engine.kill()
    stage.restart()


def _kill_while_booking(stage: Stage, turn: int) -> None:
    sku = stage.take(4)
    key = stage.listing("shopee", sku)
    others = [other for other in stage.truth.listings(sku) if other != key]
    before = [stage.world.books().listings[other].stock for other in others]
    reads = stage.reads()["shopee"]
    stage.buy("shopee", key, 1)
    if turn % 2:
        # Right after the other shop was lowered: the order is booked, the sheet is not written yet.
        stage.until(
            f"the other shops' {sku} lowered",
            lambda: [stage.world.books().listings[other].stock for other in others] != before,
            poll=FAST,
        )
    else:
        # Right after the shop was asked: the order is known and not booked yet, or just being booked.
        stage.until("the next read of shopee", lambda: stage.reads()["shopee"] > reads, poll=FAST)
    stage.engine.kill()
    stage.restart()


def cache_deleted(stage: Stage) -> str:
    """The cache is deleted while the engine is down: all is rebuilt, and an edit typed meanwhile arrives."""
    stage.pushing()
    first = stage.take(4)
    stage.buy("shopee", stage.listing("shopee", first), 2)
    stage.settle()
    stage.engine.down()
    removed = _delete_cache(stage.world.settings)
    prove(removed, "no cache file was found, so nothing was proved")
    sku = stage.take(4)
    units = stage.truth.on_hand[sku] + 6
    stage.count(sku, units)
    stage.restart()
    told = stage.explain(first)
    reserved = list(told["reserved"]) if isinstance(told["reserved"], list) else []
    total = sum(int(one["units"]) for one in reserved)
    wanted = stage.truth.open_units(stage.world.books(), first)
    prove(total == wanted, f"explain reserves {total} of {first}, open are {wanted}")
    return (
        f"deleted {', '.join(removed)}; rebuilt: {len(stage.truth.links)} listings and {len(stage.truth.on_hand)} "
        f"rows as before, {first} reserves {total} once, {sku} typed meanwhile arrived as {units}"
    )


def data_folder(settings: Path) -> Path:
    """Where the cache of these settings lies."""
    told = tomllib.loads(settings.read_text(encoding="utf-8"))
    return (settings.parent / str(told["data_dir"])).resolve()


def _delete_cache(settings: Path) -> list[str]:
    removed = []
    for path in sorted(data_folder(settings).glob("*")):
        if path.is_file() and ".db" in path.name:
            path.unlink()
            removed.append(path.name)
    return removed


def second_engine_stands_by(stage: Stage) -> str:
    """A second engine on the same sheet changes nothing and says who holds it."""
    stage.pushing()
    # What the first engine still has to say after the last step would look like the second one's doing.
    stage.rest()
    other = Engine(_copied_settings(stage), stage.folder / "second-events.jsonl")
    books, rows, writes = stage.world.books(), stage.world.rows(SKUS), stage.writes()
    ran = other.run("sync")
    prove(ran.code == 1, f"the second engine ended with {ran.code}: {tail(ran.err)}")
    prove("G240" in ran.err, f"the second engine said: {tail(ran.err)}")
    holder = re.search(r"\(([^)]+)\)", ran.err)
    prove(holder, f"the second engine named no holder: {tail(ran.err)}")
    prove(stage.writes() == writes, f"writes went from {writes} to {stage.writes()}")
    prove(stage.world.books().listings == books.listings, "the second engine moved a listing")
    prove(stage.world.rows(SKUS) == rows, "the second engine changed the sheet")
    sku = stage.take(3)
    stage.count(sku, stage.truth.on_hand[sku] + 2)
    stage.settle()
    return (
        f"exit 1, G240, holder {holder[1] if holder else ''}; 0 writes; the first engine went on with {sku}"
    )


def _copied_settings(stage: Stage) -> Path:
    """The same settings with a data folder and a vault of their own."""
    folder = stage.folder / "second"
    folder.mkdir(exist_ok=True)
    source = stage.world.settings
    text = source.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^data_dir\s*=.*$", f'data_dir = "{folder.as_posix()}"', text)
    copy = source.with_name("second.toml")
    copy.write_text(text, encoding="utf-8")
    copy.chmod(0o600)
    return copy


def quiet_when_quiet(stage: Stage) -> str:
    """With nothing changed reads go on and nothing is written anywhere."""
    stage.pushing()
    stage.rest()
    writes, reads = stage.writes(), stage.reads()
    time.sleep(QUIET_SECONDS)
    after, read = stage.writes(), stage.reads()
    prove(after == writes, f"writes went from {writes} to {after} in {QUIET_SECONDS:g} s without a change")
    stalled = [name for name in reads if read[name] <= reads[name]]
    prove(not stalled, f"nothing was read from {', '.join(stalled)}; {stage.engine.last_words()}")
    grown = ", ".join(f"{name} +{read[name] - reads[name]}" for name in sorted(reads))
    return f"{QUIET_SECONDS:g} s: 0 writes to Google and the shops; reads {grown}"
