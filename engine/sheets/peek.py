"""Reads a seller's SKUs without taking the sheet: for the check before anything is integrated."""

from __future__ import annotations

from ..model.sheet import as_text
from .base import Gateway
from .columns import adoptable
from .ranges import header_a1, whole_a1


def master_skus(gateway: Gateway) -> tuple[str, ...]:
    """SKUs as typed, from the first visible tab with a SKU and a stock column; empty where there is none (3 reads)."""
    tabs = [tab for tab in gateway.book().tabs if not tab.hidden]
    headers = gateway.values([header_a1(tab.title) for tab in tabs])
    for tab, rows in zip(tabs, headers, strict=True):
        columns = adoptable(rows[0]) if rows else None
        if columns is not None:
            at = columns["sku"]
            (body,) = gateway.values([whole_a1(tab.title)])
            return tuple(as_text(row[at]) for row in body[1:] if len(row) > at and as_text(row[at]))
    return ()
