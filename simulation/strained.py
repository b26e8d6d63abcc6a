"""Decides whether one sick shop delays another, and whether a tug-of-war is named instead of fought (P10).

| strain                                  | must hold                                                              |
|-----------------------------------------|------------------------------------------------------------------------|
| one shop answers nothing, or errors     | within two turns every other shop shows what a new count implies;      |
|                                         | `Mulai` does not say that the sick one is well, and it is asked ever   |
|                                         | less often                                                             |
| one shop is slow                        | the same, and it is right itself                                       |
| a shop says yes and does nothing        | what it was told is read back, and in the next turn it is told again   |
| one shop hangs far past its deadline    | the same, and two turns take no longer than one deadline more          |
| the engine's clock jumps, and is put right| soon after it was put right, everything is read again and agrees     |
| Google refuses every call for an hour   | no turn falls over, and afterwards everything agrees                   |
| a rival sets one listing again and again| `Konflik` and `Mulai` name it, and then nothing is sent there any more |
"""

from __future__ import annotations

from typing import Protocol

from .answers import open_questions
from .books import At
from .calls import Fate, Trouble
from .clock import Violation
from .dice import pick, stream
from .moves.buyers import placed
from .moves.people import counted
from .scene import Scene
from .worker import DEADLINE

SICK: tuple[Fate, ...] = ("unreachable", "error_before", "cut_before", "refused", "slow")
ENDLESS = 1_000_000
# Every call of a slow shop takes this long: a whole turn still fits into the lease.
SLOW = 3.0
# So long a shop hangs at a time, and so long a turn takes at most in which nothing is late (seconds).
HANGS = (45.0, 90.0, 200.0)
LONGEST_TURN = 25.0
MOST_PULLS = 8
HOUR = 3600.0
JUMPS = (-5400.0, -400.0, 400.0, 5400.0)
# So long is it watched how often a sick shop is asked: waits double from four seconds on, and a read is tried thrice.
PEACE, MOST_CALLS = 100.0, 30
# Waits grow to five minutes while nothing works; then some turns.
SOON = 900.0


class Resting(Protocol):
    """The quiet phase in which this happens."""

    def turns(self, count: int) -> None:
        """Some turns that see everything and go well."""
        ...

    def settle(self) -> None:
        """People answer everything, and all must agree again."""
        ...


class Strained:
    """Strains in an otherwise quiet world, one quiet phase after the other."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._rng = stream(scene.setting.seed, "strains")
        self._lies = stream(scene.setting.seed, "lies")
        self._hangs = stream(scene.setting.seed, "strains/hang")

    def run(self, resting: Resting) -> None:
        """What the seed has in store for this quiet phase."""
        out, tug, clock, quota, *dice = (self._rng.random() for _ in range(8))
        if out < 0.5 and len(self._scene.layer.shops) > 1:
            self._one_shop_out(resting, dice)
        if self._lies.random() < 0.25:
            self._shop_lies(resting)
        if tug < 0.2:
            self._tug(resting, dice)
        if clock < 0.2:
            self._clock_jumps(resting, dice)
        if quota < 0.15:
            self._no_quota(resting, dice)
        hang, *dice = (self._hangs.random() for _ in range(4))
        if hang < 0.3 and len(self._scene.layer.shops) > 1:
            self._one_shop_hangs(resting, dice)

    # One sick shop

    def _one_shop_out(self, resting: Resting, dice: list[float]) -> None:
        scene = self._scene
        sick, fate = pick(dice[0], sorted(scene.layer.shops)), pick(dice[1], SICK)
        scene.line.trouble(Trouble(fate, place=sick, times=ENDLESS, seconds=SLOW))
        row = pick(dice[2], scene.single_rows())
        counted(scene, row, scene.books.shelf[row.sku] + 3)
        scene.trace.say(f"{sick} is out ({fate}), {row.sku} = {scene.books.shelf[row.sku]}")
        self._two_turns()
        for name in sorted(scene.layer.shops):
            if name != sick or fate == "slow":
                self._shows_what_is_implied(name, sick)
        if fate != "slow":
            self._named(sick)
            self._left_in_peace(sick)
        scene.trace.bite(f"strain.out.{fate}")
        scene.line.troubles.clear()
        # A refresh that failed may have lost the token with its answer.
        for name in sorted(scene.revoked):
            scene.layer.shops[name].consent()
        scene.revoked.clear()
        resting.turns(2)
        resting.settle()

    def _left_in_peace(self, sick: str) -> None:
        """A shop that does not answer is asked ever less often."""
        scene = self._scene
        asked, until = scene.line.calls[sick], scene.now + PEACE
        while scene.now < until:
            scene.agenda.step()
        calls = scene.line.calls[sick] - asked
        if calls > MOST_CALLS:
            raise Violation("P10", f"{sick} is sick, and in {PEACE:.0f} s was asked {calls} times")

    def _shop_lies(self, resting: Resting) -> None:
        """One write is said to be done, and nothing was."""
        scene = self._scene
        name = pick(self._lies.random(), sorted(scene.layer.shops))
        row = pick(self._lies.random(), scene.single_rows())
        if not scene.layer.shops[name].spoil("lie", 1):
            return
        counted(scene, row, scene.books.shelf[row.sku] + 3)
        scene.trace.say(f"{name} will say yes and do nothing, {row.sku} = {scene.books.shelf[row.sku]}")
        self._two_turns()
        last_straw = self._last_straw(name, row.sku)
        scene.lied.setdefault(name, []).append(scene.now)
        if last_straw:
            scene.trace.bite("left out.strain.lie in a tug-of-war")
            resting.settle()
            return
        self._shows_what_is_implied(name, name)
        scene.layer.shops[name].soothe()
        scene.trace.bite("strain.lie")

    def _last_straw(self, shop: str, sku: str) -> bool:
        """Whether others pulled at a listing of this SKU not long ago, or its shop lied so often, so that one more
        difference is a tug-of-war: it is named, and nothing is sent there."""
        scene = self._scene
        since = scene.now - scene.setting.rules.tug_window
        named = any(one.kind == "tug" and one.subject == shop for one in open_questions(scene))
        pulled = (at for at, when in scene.foreign.items() if at.shop == shop and when > since)
        lies = sum(when > since for when in scene.lied.get(shop, ()))
        linked = (at in scene.books.links and sku in scene.books.links[at].parts for at in pulled)
        return named and (lies >= scene.setting.rules.tug_drifts - 1 or any(linked))

    def _one_shop_hangs(self, resting: Resting, dice: list[float]) -> None:
        scene = self._scene
        sick, row = pick(dice[0], sorted(scene.layer.shops)), pick(dice[2], scene.single_rows())
        scene.line.hangs[sick] = pick(dice[1], HANGS)
        counted(scene, row, scene.books.shelf[row.sku] + 3)
        scene.trace.say(
            f"{sick} hangs for {scene.line.hangs[sick]:.0f} s, {row.sku} = {scene.books.shelf[row.sku]}"
        )
        since = scene.now
        self._two_turns()
        most = DEADLINE + 2 * (scene.setting.interval + LONGEST_TURN * scene.setting.slow)
        if scene.now - since > most:
            raise Violation(
                "P10", f"{sick} hangs, and two turns take {scene.now - since:.0f} s instead of {most:.0f}"
            )
        for name in sorted(scene.layer.shops):
            if name != sick:
                self._shows_what_is_implied(name, sick)
        self._named(sick)
        scene.trace.bite("strain.hang")
        scene.line.hangs.clear()
        resting.turns(2)
        resting.settle()

    def _two_turns(self) -> None:
        """Two whole turns, whatever one of the shops does."""
        scene = self._scene
        for _ in range(2):
            completed, until = scene.completed, scene.now + 7200.0
            while scene.completed == completed:
                scene.agenda.step()
                if scene.now > until:
                    raise Violation("P10", "one sick shop, and no turn comes to its end")

    def _shows_what_is_implied(self, name: str, sick: str) -> None:
        scene = self._scene
        # A number that was typed just after an engine's write may mean several: it is asked, and the least is sent.
        asked = {question.subject for question in open_questions(scene)}
        owed = scene.books.reserved()
        left = {sku: units - owed[sku] for sku, units in scene.books.shelf.items()}
        buffers = {row.sku: int(row.cells.get("buffer") or 0) for row in scene.single_rows()}
        for listing in scene.layer.shops[name].business.listings():
            at = At(name, listing["id"])
            wanted = scene.books.implied(left, buffers, at)
            if wanted is None or any(
                scene.books.goods.key(sku) in asked for sku in scene.books.links[at].parts
            ):
                continue
            if listing["stock"] != wanted:
                raise Violation(
                    "P10",
                    f"{sick} is sick, and {name} {listing['sku']} shows {listing['stock']} instead of {wanted}",
                )

    def _named(self, sick: str) -> None:
        scene = self._scene
        well = scene.texts.say("conn.ok")
        for cells in scene.layer.paper.rows("start"):
            if cells.get("shop") == sick and cells.get("connection") == well:
                raise Violation("P10", f"{sick} is sick, and is said to be well")

    # A tug-of-war

    def _tug(self, resting: Resting, dice: list[float]) -> None:
        scene = self._scene
        linked = sorted(at for at, link in scene.books.links.items() if link.parts)
        at = pick(dice[3], linked)
        for pull in range(MOST_PULLS):
            self._pull(at, pull)
            resting.turns(3)
            if any(one.kind == "tug" and one.subject == at.shop for one in open_questions(scene)):
                break
        else:
            raise Violation(
                "P10", f"{at.shop} {at.listing} was fought over {MOST_PULLS} times, and nobody says so"
            )
        self._frozen(at.shop)
        before = scene.layer.shops[at.shop].writes()
        self._pull(at, MOST_PULLS)
        resting.turns(3)
        if scene.layer.shops[at.shop].writes() != before:
            raise Violation("P10", f"{at.shop} {at.listing} is fought over although it is frozen")
        scene.trace.bite("strain.tug")
        resting.settle()

    def _pull(self, at: At, pull: int) -> None:
        shop = self._scene.layer.shops[at.shop]
        (shown,) = (row["stock"] for row in shop.business.listings() if row["id"] == at.listing)
        shop.rival_set(at.listing, shown + 4 + pull)
        self._scene.foreign[at] = self._scene.now
        self._scene.trace.say(f"rival {at.shop} {at.listing} {shown + 4 + pull}")

    def _frozen(self, shop: str) -> None:
        scene = self._scene
        kind, step = scene.texts.say("kind.tug"), scene.texts.say("next.frozen")
        if not any(cells.get("kind") == kind for cells in scene.layer.paper.rows("conflicts")):
            raise Violation("P10", f"a tug-of-war in {shop}, and Konflik does not name it")
        for cells in scene.layer.paper.rows("start"):
            if cells.get("shop") == shop and cells.get("next_step") != step:
                raise Violation("P10", f"a tug-of-war in {shop}, and Mulai says {cells.get('next_step')!r}")

    # A clock that jumps, a quota that is used up

    def _clock_jumps(self, resting: Resting, dice: list[float]) -> None:
        scene = self._scene
        clock = scene.main.clock
        clock.ahead = pick(dice[0], JUMPS)
        scene.trace.say(f"the clock jumps by {clock.ahead:+.0f} s")
        self._sell(dice)
        self._two_turns()
        scene.trace.bite(f"strain.clock.{'ahead' if clock.ahead > 0 else 'behind'}")
        clock.ahead = 0.0
        self._sell(dice)
        self._soon(resting)

    def _no_quota(self, resting: Resting, dice: list[float]) -> None:
        scene = self._scene
        until = scene.now + HOUR
        scene.line.trouble(Trouble("refused", place="sheet", times=ENDLESS, until=until))
        self._sell(dice)
        row = pick(dice[2], scene.single_rows())
        counted(scene, row, scene.books.shelf[row.sku] + 2)
        while scene.now < until:
            scene.agenda.step()
        scene.line.troubles.clear()
        scene.trace.bite("strain.quota")
        self._soon(resting)

    def _sell(self, dice: list[float]) -> None:
        """A buyer buys one unit of something that is linked, where there is any."""
        scene = self._scene
        name = pick(dice[1], sorted(scene.layer.shops))
        business = scene.layer.shops[name].business
        for listing in sorted(business.listings(), key=lambda row: str(row["id"])):
            link = scene.books.links.get(At(name, listing["id"]))
            if link is not None and link.parts and listing["stock"]:
                placed(
                    scene,
                    name,
                    pick(dice[2], tuple(scene.layer.shops[name].storefronts)),
                    [(listing["id"], 1)],
                )
                scene.trace.say(f"{name} sells one of {listing['sku']}")
                return

    def _soon(self, resting: Resting) -> None:
        """What has passed is forgotten soon: everything is read, and agrees."""
        scene = self._scene
        since = scene.now
        resting.turns(2)
        if scene.now - since > SOON:
            raise Violation(
                "P8", f"{scene.now - since:.0f} s after the trouble passed not everything had been read"
            )
        resting.settle()
