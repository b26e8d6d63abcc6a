"""Steps 7 to 10: an entry counts once, rows are sorted during a write, an edit meets a write, junk changes nothing."""

from __future__ import annotations

from functools import partial

from .frame import prove
from .stage import SKUS, Stage
from .world import Row


def entry_counts_once(stage: Stage) -> str:
    """`+10` in `+/-` is booked once, cleared, and answered in `Bukti`."""
    stage.pushing()
    sku = stage.take(1)
    before = stage.truth.on_hand[sku]
    stage.world.type(SKUS, sku, "+/-", "+10")
    stage.truth.on_hand[sku] = before + 10
    stage.settle()
    stage.until(f"+/- of {sku} cleared", lambda: stage.row(sku)["+/-"] == "")
    stage.cycles(3)
    stage.settle()
    receipt = stage.row(sku)["Bukti"]
    prove("10" in receipt and str(before + 10) in receipt, f"Bukti says {receipt!r}")
    return f"{sku} {before} → {before + 10}, still so 3 cycles later; Bukti: {receipt}"


def rows_sorted_during_a_write(stage: Stage) -> str:
    """Somebody sorts the tab at the moment the engine writes: no number lands on a wrong SKU."""
    stage.pushing()
    moved = 0
    skus = [stage.take(3) for _ in range(4)]
    for descending in (True, False):
        orders = [stage.buy("shopee", stage.listing("shopee", sku), 1) for sku in skus]
        stage.settle()
        before = [row["SKU"] for row in stage.world.rows(SKUS)]
        column = "SKU" if before != sorted(before, reverse=descending) else "Nama"
        stage.world.person(
            "before_next_write",
            do={"action": "sort", "tab": SKUS, "column": column, "descending": descending},
        )
        for order, sku in zip(orders, skus, strict=True):
            stage.ship(order, sku, 1)
        stage.settle()
        after = [row["SKU"] for row in stage.world.rows(SKUS)]
        prove(after != before, "the rows did not move, so nothing was proved")
        moved += sum(1 for old, new in zip(before, after, strict=True) if old != new)
    stage.cycles()
    stage.settle()
    return (
        f"2 sorts during writes, {moved} rows elsewhere; {2 * len(skus)} shipments booked for their own SKUs; "
        f"{len(stage.truth.links)} listings and {len(stage.truth.on_hand)} rows right"
    )


def edit_during_a_write(stage: Stage) -> str:
    """Somebody types `Stok` between the engine's read and its write of that cell: the edit survives."""
    stage.pushing()
    sku = stage.take(3)
    order = stage.buy("shopee", stage.listing("shopee", sku), 1)
    stage.settle()
    typed = stage.truth.on_hand[sku] + 9
    fallen = stage.truth.on_hand[sku] - 1
    stage.world.person(
        "before_next_write",
        do={"action": "type", "tab": SKUS, "row_key": sku, "column": "Stok", "text": str(typed)},
    )
    stage.ship(order, sku, 1)
    seen: list[str] = []

    def answered() -> Row | None:
        row = stage.row(sku)
        if not seen or seen[-1] != row["Stok"]:
            seen.append(row["Stok"])
        return row if str(typed) in (row["Bukti"], *row["Bukti"].replace(".", " ").split()) else None

    row = stage.until(f"a receipt for the {typed} typed for {sku}", answered)
    prove(row is not None and str(fallen) not in seen[1:], f"the cell went {' → '.join(seen)}")
    asked = stage.answer_count(sku, typed)
    stage.truth.on_hand[sku] = typed
    stage.settle()
    stage.cycles()
    stage.settle()
    how = f"asked which of two it is, answered {typed}" if asked else "taken"
    return (
        f"{sku}: engine about to write {fallen}, a person typed {typed} first; {how}; now {typed} everywhere"
    )


JUNK = (
    ("blank", "", "kosong"),
    ("text", "habis", "bukan angka"),
    ("#N/A", "=NA()", "Rumus"),
    ("a fraction", "2.5", "bulat"),
    ("a date", "2025-05-12", "tanggal"),
    ("1.000", "1.000", "Terlihat 1.000"),
)


def junk_changes_nothing(stage: Stage) -> str:
    """Blank, text, `#N/A`, a fraction, a date and `1.000` change nothing and are answered; in id_ID 1.000 is 1000."""
    stage.pushing()
    chosen = {name: stage.take(2) for name, _, _ in JUNK}
    before = {sku: stage.shown(sku) for sku in chosen.values()}
    # Google drops the zeros of a plain 1.000 and shows 1; a column that shows decimals keeps them in sight.
    stage.world.number_format(SKUS, "Stok", chosen["1.000"], "0.000")
    for name, text, _ in JUNK:
        if text:
            stage.world.type(SKUS, chosen[name], "Stok", text)
        else:
            stage.world.person("clear", tab=SKUS, row_key=chosen[name], column="Stok")
    for name, _, word in JUNK:
        sku = chosen[name]
        stage.until(f"a reason for {name} at {sku}", partial(_reason, stage, sku, word))
    stage.cycles()
    books = stage.world.books()
    for name, sku in chosen.items():
        prove(
            stage.shown(sku, books) == before[sku],
            f"{name}: {sku} went {before[sku]} → {stage.shown(sku, books)}",
        )
    wrong = stage.truth.wrong_listings(books)
    prove(not wrong, "; ".join(one.text for one in wrong[:2]))
    for sku in chosen.values():
        stage.world.number_format(SKUS, "Stok", sku, "0")
        stage.count(sku, stage.truth.on_hand[sku])
    stage.settle()
    thousand = _thousand(stage, chosen["1.000"])
    return f"{len(JUNK)} kinds of junk moved no listing, each with its reason; 1.000 is {thousand} in id_ID"


def _reason(stage: Stage, sku: str, word: str) -> str:
    row = stage.row(sku)
    text = f"{row['Status']} {row['Bukti']}"
    return text if word in text else ""


def _thousand(stage: Stage, sku: str) -> int:
    """Type `1.000` where the sheet's locale is Indonesian, and put everything back."""
    units = stage.truth.on_hand[sku]
    stage.world.person("set_locale", locale="id_ID")
    try:
        stage.world.type(SKUS, sku, "Stok", "1.000")
        stage.truth.on_hand[sku] = 1000
        stage.until_none(lambda: stage.truth.wrong_listings(stage.world.books()))
        return max(stage.shown(sku).values())
    finally:
        stage.world.person("set_locale", locale="en_US")
        stage.world.number_format(SKUS, "Stok", sku, "0")
        stage.count(sku, units)
        stage.settle()
