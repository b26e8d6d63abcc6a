"""Steps 1 to 3: the check before integrating, nothing sent before a person says so, one number everywhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from .frame import prove
from .stage import LINKS, START, Stage
from .truth import Wrong, folded
from .world import Key

FAULT = 1
HEADER = "Kirim stok"


def finds_planted_faults(stage: Stage) -> str:
    """`check` names each listing without a SKU, with a shared one, and with one that nobody else knows."""
    stage.ready()
    checking = stage.engine.begin("check", "--json")
    # The service starts beside it, as it may: until somebody ticks `Kirim stok` both only read the shops.
    stage.engine.up()
    ran = checking.end()
    prove(ran.code == FAULT, f"`check` ended with {ran.code}, expected {FAULT}")
    told: dict[str, set[Key]] = {}
    for finding in ran.json()["findings"]:
        name = finding["code"].removeprefix("check.")
        told.setdefault(name, set()).update(Key(finding["shop"], listing) for listing in finding["ids"])
    planted = _planted(stage)
    for name, keys in planted.items():
        prove(keys, f"the world has no {name} listing, so nothing is proved")
        found = told.get(name, set())
        prove(
            found == keys,
            f"{name}: missed {_names(keys - found)}, accused wrongly {_names(found - keys)}",
        )
    counted = ", ".join(f"{len(keys)} {name}" for name, keys in planted.items())
    return f"exit {FAULT}; planted and found, and nothing else: {counted}"


def _planted(stage: Stage) -> Mapping[str, set[Key]]:
    """What is wrong in the shops' own catalogues."""
    listings = stage.world.books().listings
    masters = {folded(sku) for sku in stage.truth.on_hand}
    by_sku: dict[str, list[Key]] = {}
    for key, one in listings.items():
        by_sku.setdefault(folded(one.sku), []).append(key)
    found: dict[str, set[Key]] = {"empty": set(by_sku.pop("", [])), "duplicate": set(), "mismatched": set()}
    for sku, keys in by_sku.items():
        for key in keys:
            if sum(other.shop == key.shop for other in keys) > 1:
                found["duplicate"].add(key)
            if sku not in masters and all(other.shop == key.shop for other in keys):
                found["mismatched"].add(key)
    return found


def _names(keys: set[Key]) -> str:
    return ", ".join(f"{key.shop} {key.id}" for key in sorted(keys)) or "none"


def waits_for_the_tick(stage: Stage) -> str:
    """Nothing is pushed before `Kirim stok`; equal SKUs link alone, a tick in `Setuju` links another variant."""
    prove(not stage.sending, "the shops are sending already: this step comes before the others")
    stage.serving()
    before = stage.world.books()
    linked = len(stage.truth.links)
    stage.until_none(lambda: _wrong_status(stage))
    # Counted from here on: at its start the service tells the shops where to send their pushes.
    writes = stage.writes()
    stage.cycles()
    after = stage.world.books()
    moved = [key for key in before.listings if before.listings[key] != after.listings[key]]
    prove(not moved, f"{len(moved)} listings moved before anybody ticked {HEADER}")
    made = {shop: stage.writes()[shop] - writes[shop] for shop in stage.world.shops}
    prove(not any(made.values()), f"the shops were written to before the tick: {made}")
    key, sku = _agree(stage)
    started = time.monotonic()
    for shop in stage.world.shops:
        stage.world.person("tick", tab=START, row_key=shop, column=HEADER)
    stage.sending = True
    stage.settle()
    return (
        f"{linked} equal SKUs linked alone, none of {len(before.listings)} listings moved before the tick; {key.shop} "
        f"{before.listings[key].sku or key.id} linked to {sku} by Setuju; all {len(stage.truth.links)} listings "
        f"right {time.monotonic() - started:.1f} s after the tick"
    )


def _wrong_status(stage: Stage) -> list[Wrong]:
    """Rows of `Tautan` that do not say what the shops' catalogues mean."""
    wanted = dict.fromkeys(stage.truth.links, "cocok")
    words = {"empty": "kosong", "duplicate": "ganda", "unmatched": "belum cocok"}
    for name, keys in stage.unlinked().items():
        wanted |= dict.fromkeys(keys, words[name])
    shown = {Key(row["Toko"], row["ID"]): row["Status"] for row in stage.world.rows(LINKS)}
    return [
        Wrong(key.id, f"{key.shop} {key.id} says {shown.get(key)}, should say {word}")
        for key, word in sorted(wanted.items())
        if shown.get(key) != word
    ]


def _agree(stage: Stage) -> tuple[Key, str]:
    """Tick `Setuju` in a row with a suggestion, and wait for the link."""
    free = set().union(*stage.unlinked().values())

    def suggested() -> tuple[Key, str] | None:
        for row in stage.world.rows(LINKS):
            key = Key(row["Toko"], row["ID"])
            sku = next(
                (sku for sku in stage.truth.on_hand if row.get("Saran", "").split(" ")[0] == sku), None
            )
            if key in free and sku is not None:
                return key, sku
        return None

    key, sku = stage.until("a suggestion in Saran", suggested) or (Key("", ""), "")
    stage.world.person("tick", tab=LINKS, row_key=key.id, column="Setuju")
    stage.until(
        f"the link of {key.id} to {sku}",
        lambda: (row := stage.link_row(key))["SKU master"] == sku and row["Status"] == "cocok",
    )
    stage.truth.links[key] = sku
    return key, sku


def one_number_everywhere(stage: Stage) -> str:
    """A typed number reaches every storefront; how long each took."""
    stage.pushing()
    sku = stage.take()
    before, after = stage.truth.on_hand[sku], stage.truth.on_hand[sku] + 7
    started = time.monotonic()
    stage.count(sku, after)
    wanted = stage.truth.sellable(stage.world.books(), sku)
    took: dict[str, float] = {}

    def arrived() -> bool:
        for shop, units in stage.shown(sku).items():
            if units == wanted:
                took.setdefault(shop, time.monotonic() - started)
        return len(took) == len(stage.world.shops)

    stage.until(f"{sku} = {wanted} in every shop", arrived)
    stage.settle()
    _explained(stage.explain(sku), after, wanted)
    times = ", ".join(f"{shop} {seconds:.1f} s" for shop, seconds in sorted(took.items()))
    return f"{sku} {before} → {after} typed; shown as {wanted}: {times} (tiktok is tokopedia's too); explain agrees"


def _explained(told: Mapping[str, Any], on_hand: int, sellable: int) -> None:
    prove(told["on_hand"] == on_hand, f"explain says on hand {told['on_hand']}, typed was {on_hand}")
    for one in told["listings"]:
        shown = {name: one[name] for name in ("sellable", "pushed", "seen")}
        prove(
            set(shown.values()) == {sellable}, f"explain says {shown} for {one['shop']}, shown is {sellable}"
        )
