"""Decides whether a set of runs threw enough at the engine: which kinds of moves, faults and branches ever bit.

A class that never took effect in a whole set proves nothing, so the set fails. Names are as the trace counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from .moves.base import Move

# What the engine can be seen to decide: kinds of questions that were answered, and errors it complained of.
BRANCHES = (
    "answer.count.value",
    "answer.late.value",
    "answer.returned.restock",
    "answer.returned.discard",
    "answer.hold.release",
    "answer.drift.keep_sheet",
    "answer.oversell.settle",
    "answer.vanished.keep",
    "answer.relisted.replace",
    "answer.renamed.rename",
    "answer.renamed.new_sku",
    "error.G210",
    "error.G230",
    "error.G240",
    "filter.hidden_row_written",
    "repair.made",
    "lease.refused",
    "lease.taken.dead",
    "lease.taken.expired",
    "cache.deleted",
    "cache.restored",
    "strain.hang",
    "strain.tug",
    "strain.quota",
    "strain.clock.ahead",
    "strain.clock.behind",
    "fate.receipt.applied",
    "fate.receipt.asked",
    "fate.receipt.entry",
    "branch.ledger.opening",
    "branch.ledger.count",
    "branch.ledger.in_out",
    "branch.ledger.reserve",
    "branch.ledger.release",
    "branch.ledger.ship",
    "branch.ledger.return",
    "branch.ledger.settle",
    "branch.edit.receipt.applied",
    "branch.edit.receipt.asked",
    "branch.edit.receipt.swapped",
    "branch.edit.receipt.entry",
    "branch.edit.receipt.entry_changed",
    "branch.row.copied",
    "branch.asked.count",
    "branch.asked.late",
    "branch.asked.returned",
    "branch.asked.hold",
    "branch.asked.drift",
    "branch.asked.tug",
    "branch.asked.copied",
    "branch.asked.relisted",
    "branch.asked.renamed",
    "branch.closed.count.value",
    "branch.closed.count.fell_away",
    "branch.closed.late.fell_away",
    "branch.closed.returned.restock",
    "branch.closed.returned.discard",
    "branch.closed.hold.release",
    "branch.closed.drift.keep_sheet",
    "branch.closed.tug.resume",
    "branch.closed.renamed.rename",
    "branch.closed.renamed.new_sku",
    "branch.link.matched",
    "branch.link.unmatched",
    "branch.link.empty",
    "branch.listing.suspect",
    "branch.listing.drift",
    "branch.listing.explained",
    "branch.listing.frozen",
    "branch.push.why.first",
    "branch.push.why.count",
    "branch.push.why.order",
    "branch.push.why.drift",
    "branch.held.hold.to_zero",
    "branch.held.hold.lower",
)
FAULTS = (
    "fault.refused.sheet.write",
    "fault.error_after.sheet.write",
    "fault.cut_after.sheet.write",
    "fault.timeout.sheet.write",
    "fault.unreachable.sheet.read",
    "fault.refused.shop.write",
    "fault.error_after.shop.write",
    "fault.timeout.shop.write",
    "fault.crash_before.store.commit",
    "fault.crash_after.store.commit",
    "fault.frozen.sheet.write",
    "fault.pages",
)


def missing(bitten: Counter[str], moves: Mapping[str, Move]) -> list[str]:
    """The classes that never took effect; moves that only focused scenes make are none."""
    wanted = [*(f"move.{name}" for name, move in moves.items() if move.rate), *FAULTS, *BRANCHES]
    return [name for name in wanted if not bitten[name]]


def pairs(bitten: Counter[str]) -> int:
    """How many different pairs of a move and a fault met within one turn of the engine."""
    return sum(1 for name in bitten if name.startswith("met."))


def table(bitten: Counter[str]) -> list[str]:
    """Counts by class, one line each, most frequent first within its kind."""
    kinds = (
        "move",
        "fault",
        "answer",
        "branch",
        "fate",
        "error",
        "cache",
        "phase",
        "strain",
        "filter",
        "repair",
        "left out",
        "refused",
    )
    lines = []
    for kind in kinds:
        found = sorted(
            ((name, count) for name, count in bitten.items() if name.startswith(f"{kind}.")),
            key=lambda item: (-item[1], item[0]),
        )
        lines += [f"{count:7d}  {name}" for name, count in found]
    lines.append(f"{pairs(bitten):7d}  different pairs of a move and a fault met within one turn")
    return lines
