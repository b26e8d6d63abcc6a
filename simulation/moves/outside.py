"""What else goes on: a rival integration, a second engine, machines that sleep, tokens, clocks, disks, webhooks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial

from sandbox.shops.trade import Stage

from ..books import At
from ..calls import Trouble
from ..dice import between, pick
from ..scene import Scene
from ..worker import Worker
from .base import Dice, Excluded, Move, trouble_engines_now
from .buyers import orders


def rival(scene: Scene, dice: Dice) -> str:
    """Another integration sets a listing's number."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    rows = sorted(shop.business.listings(), key=lambda row: row["id"])
    row = pick(dice[1], rows)
    units = between(dice[2], 0, 40)
    shop.rival_set(row["id"], units)
    if units != row["stock"]:
        scene.tampered[At(name, row["id"])] = scene.foreign[At(name, row["id"])] = scene.now
    return f"{name} {row['sku'] or row['id']} {units}"


def by_hand(scene: Scene, dice: Dice) -> str:
    """The seller sets a number in the seller centre."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    row = pick(dice[1], sorted(shop.business.listings(), key=lambda one: one["id"]))
    units = between(dice[2], 0, 40)
    shop.business.set_stock(row["id"], units)
    if units != row["stock"]:
        scene.tampered[At(name, row["id"])] = scene.foreign[At(name, row["id"])] = scene.now
    return f"{name} {row['sku'] or row['id']} {units}"


def second(scene: Scene, dice: Dice) -> str:
    """Somebody starts a second engine on the same sheet, or ends it again."""
    trouble_engines_now(scene)
    other = scene.others[0]
    if other.alive:
        if other.turn is not None:
            raise Excluded("it is busy")
        other.kill()
        return "ends"
    other.cache.unlink(missing_ok=True)
    other.take_over = dice[0] < 0.6
    scene.lose_memory()
    other.boot()
    return "starts and takes over" if dice[0] < 0.6 else "starts"


def lodge(scene: Scene, dice: Dice) -> str:
    """A second service is started on the same cache; after a while somebody ends it."""
    lodger = scene.lodger
    if lodger.alive or not scene.main.cache.exists():
        raise Excluded("it runs, or there is no cache")
    lodger.boot()
    seconds = between(dice[0], 20, 160)
    scene.agenda.plan(scene.now + seconds, f"end {lodger.name}", partial(_end, scene, lodger))
    return f"for {seconds} s"


def _end(scene: Scene, lodger: Worker) -> None:
    """A service is ended between two turns, and not while it has people's cells to put back."""
    if lodger.turn is not None or lodger.name in scene.peril.owing:
        scene.agenda.plan(scene.now + 1.0, f"end {lodger.name}", partial(_end, scene, lodger))
    else:
        lodger.kill()


def take_back(scene: Scene, dice: Dice) -> str:
    """Somebody notices that two engines run: one is ended, the other told to take over."""
    other = scene.others[0]
    if not other.alive or other.turn is not None or scene.main.turn is not None:
        raise Excluded("there is no second engine, or it is busy")
    trouble_engines_now(scene)
    del dice
    other.kill()
    scene.lose_memory()
    scene.main.take_over = True
    scene.main.boot()
    return "the first again"


def freeze(scene: Scene, dice: Dice) -> str:
    """The machine sleeps in the middle of something, often longer than its lease."""
    place = pick(dice[0], ("sheet", *sorted(scene.layer.shops)))
    kind = "write" if dice[1] < 0.7 else "read"
    seconds = between(dice[2], 20, 400)
    scene.line.trouble(Trouble("frozen", worker=scene.main.name, place=place, kind=kind, seconds=seconds))
    return f"{place} {kind} {seconds} s"


def back_up(scene: Scene, dice: Dice) -> str:
    """A copy of the cache is put aside."""
    del dice
    if not scene.main.cache.exists():
        raise Excluded("there is no cache")
    scene.backup = scene.main.cache.with_suffix(".old")
    with (
        closing(sqlite3.connect(scene.main.cache)) as source,
        closing(sqlite3.connect(scene.backup)) as target,
    ):
        source.backup(target)
    return "kept"


def lose_cache(scene: Scene, dice: Dice) -> str:
    """The process dies, and its cache is gone or an old copy when it starts again."""
    restored = dice[1] < 0.5 and scene.backup is not None
    scene.cache_fate = "restored" if restored else "deleted"
    kind, place = pick(dice[0], (("commit", "store"), ("write", "sheet"), ("read", "sheet")))
    scene.line.trouble(
        Trouble("crash_after" if dice[2] < 0.5 else "crash_before", scene.main.name, place, kind)
    )
    return scene.cache_fate


def skew(scene: Scene, dice: Dice) -> str:
    """The engine's clock goes wrong by a second or so, or right again."""
    if scene.main.turn is not None:
        raise Excluded("a turn is under way")
    scene.main.clock.ahead = 0.0 if dice[0] < 0.3 else round(dice[1] * 3.0 - 1.5, 2)
    return f"{scene.main.clock.ahead:+.2f} s"


def sheet_token(scene: Scene, dice: Dice) -> str:
    """Google refuses every access token handed out so far."""
    del dice
    scene.layer.paper.expire_tokens()
    return "expired"


def shop_token(scene: Scene, dice: Dice) -> str:
    """A shop refuses the access token, or the refresh token too."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    if dice[1] < 0.75:
        shop.expire()
        return f"{name} expired"
    shop.revoke()
    scene.revoked.add(name)
    return f"{name} revoked"


def lost_refresh(scene: Scene, dice: Dice) -> str:
    """The answer to a refresh is lost after the old token died."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    scene.line.trouble(Trouble("cut_after", place=name, kind="auth"))
    shop.expire()
    scene.revoked.add(name)
    scene.unsure.add(name)
    return name


def consent(scene: Scene, dice: Dice) -> str:
    """The seller connects a shop again."""
    if not scene.revoked:
        raise Excluded("nothing is revoked")
    name = pick(dice[0], sorted(scene.revoked))
    scene.layer.shops[name].consent()
    scene.revoked.discard(name)
    return name


def pages(scene: Scene, dice: Dice) -> str:
    """A shop tears or shifts its pages, answers an empty catalogue, or says yes and does nothing."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    kind = pick(dice[1], ("lie", "empty_catalogue", "short_page", "duplicate_page", "truncated", "truncated"))
    times = between(dice[2], 1, 3)
    if not shop.spoil(kind, times, reads=dice[3] < 0.5):
        raise Excluded("this place cannot")
    scene.left[name] = shop.spoilt()
    if kind == "empty_catalogue":
        scene.emptied.add(name)
    if kind == "lie":
        scene.lied.setdefault(name, []).extend([scene.now] * times)
    return f"{name} {kind}*{times}"


def torn_orders(scene: Scene, dice: Dice) -> str:
    """Of the next page of a shop's orders only the first half comes."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    if not shop.spoil("short_page", 1):
        raise Excluded("this place cannot")
    scene.left[name] = shop.spoilt()
    return name


def lag(scene: Scene, dice: Dice) -> str:
    """A shop's order reads lag behind for a while, or catch up."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    seconds = 0.0 if dice[1] < 0.5 else float(between(dice[2], 5, 60))
    if not shop.spoil("order_lag", 0, lag=seconds):
        raise Excluded("this place cannot")
    for worker in scene.workers():
        if worker.turn is not None and scene.lags.get(name):
            # What this turn has read may be of a while ago.
            worker.turn.spoilt.add(name)
    scene.lags[name] = seconds
    for worker in scene.workers():
        if worker.turn is not None:
            # Its orders may have been read already, as old as they were then.
            worker.turn.spoilt.add(name)
    return f"{name} {seconds:.0f} s"


def hooks(scene: Scene, dice: Dice) -> str:
    """Webhooks come twice, late, in another order, forged, or not at all."""
    name, shop = pick(dice[0], sorted(scene.layer.shops.items()))
    mode = pick(dice[1], ("duplicate", "out_of_order", "late", "lose", "forge"))
    times = between(dice[2], 1, 4)
    if not shop.hooks(mode, times, seconds=30.0):
        raise Excluded("this place cannot")
    return f"{name} {mode}*{times}"


def invented_hook(scene: Scene, dice: Dice) -> str:
    """Somebody who knows the address, and not the key, says that an order was cancelled or shipped."""
    found = orders(scene, Stage.PAID, Stage.ARRANGED)
    if not found:
        raise Excluded("no order")
    name, order = pick(dice[0], found)
    status = pick(dice[1], ("CANCELLED", "SHIPPED"))
    if not scene.layer.shops[name].invent_hook(order.id, status):
        raise Excluded("this place cannot")
    return f"{name} {order.id} {status}"


MOVES: dict[str, Move] = {
    "rival.set": Move(25, rival),
    "seller.sets": Move(15, by_hand),
    "engine.second": Move(8, second),
    "engine.take_back": Move(10, take_back),
    "engine.lodger": Move(20, lodge),
    "engine.freeze": Move(10, freeze),
    "cache.back_up": Move(12, back_up),
    "cache.lost": Move(12, lose_cache),
    "clock.skew": Move(20, skew),
    "token.sheet": Move(15, sheet_token),
    "token.shop": Move(15, shop_token),
    "token.lost_refresh": Move(5, lost_refresh),
    "token.consent": Move(20, consent),
    "shop.pages": Move(40, pages),
    "shop.torn_orders": Move(15, torn_orders),
    "shop.lag": Move(15, lag),
    "shop.hooks": Move(30, hooks),
    "shop.invented_hook": Move(20, invented_hook),
}
