"""Decides one whole batch: intents, cells, new rows; and whether there is anything to say at all."""

from __future__ import annotations

from ..model.sheet import Intent, SheetWrite
from . import links, skus, tabs
from .page import Context, Page


def render(context: Context, intents: tuple[Intent, ...], number: int, *, forced: bool = False) -> SheetWrite:
    """The batch with this number; empty where nothing changed and no beat is due.

    `forced` asks for a beat even so (after a start).
    """
    page = Page.blank()
    skus.render(context, page)
    links.render(context, page)
    tabs.orders(context, page)
    tabs.conflicts(context, page)
    tabs.guide(context, page)
    tabs.start(context, page, beat=False)
    if page.cells or page.appends or intents or forced or beat_due(context):
        page.cells = [cell for cell in page.cells if cell.tab != "start"]
        page.appends = [row for row in page.appends if row.tab != "start"]
        tabs.start(context, page, beat=True)
    return SheetWrite(number, intents, tuple(page.cells), tuple(page.appends))


def beat_due(context: Context) -> bool:
    """Whether the last beat that the sheet shows is older than the rules allow while nothing else is written."""
    tab = context.view.tabs.get("start")
    if tab is None:
        return False
    for index in range(len(tab.rows)):
        shown = tab.cell(index, "last_read")
        if isinstance(shown, bool) or not isinstance(shown, int | float):
            return True
        if context.now - shown >= context.rules.beat:
            return True
    return False
