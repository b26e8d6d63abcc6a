"""Decides what is asked about SKUs whose row is gone from the `SKU` tab, and what is kept of it: never a zero.

| rows gone in one read                     | asked                                         |
|-------------------------------------------|-----------------------------------------------|
| one whose goods stand under another name  | whether it was renamed (`renames`)            |
| up to three others                        | each by itself: put back, or not managed more |
| more                                      | all of them at once                           |
| all that one question is about are back   | nothing: the question falls away              |
"""

from __future__ import annotations

from dataclasses import replace

from ..model.sheet import TabView
from . import marks, merge, renames
from .asking import GONE, ask_vanished
from .draft import Draft
from .rows import locate

GROUP_FROM = 4


def _remember(draft: Draft, gone: list[str], tab: TabView | None) -> None:
    """Keep what a person had written beside the rows that are gone, so that they can be put back whole."""
    if not gone or tab is None:
        return
    at = locate(tab).at
    for key in gone:
        for index in at.get(key, ())[:1]:
            beside = marks.Beside(*(tab.cell(index, name) for name in marks.Beside._fields))
            if any(beside):
                draft.marks[marks.row(key)] = marks.pack(beside)


def look_for_missing(draft: Draft, tab: TabView, before: TabView | None) -> None:
    """Ask about every SKU whose row was there until now; `before` is the tab as it was read last."""
    rows = locate(tab)
    skus = draft.book.skus
    missing = skus.keys() - rows.at.keys()
    gone = [key for key in missing - draft.dropped if not skus[key].vanished_at] if missing else []
    gone.sort()
    for key in gone:
        kept = merge.looked_at(draft.skus[key], draft.typed_after, draft.rules.slow_hands)
        draft.skus[key] = replace(draft.skus[key], vanished_at=draft.now, replaced=kept)
    _remember(draft, gone, before)
    found = renames.pairs(draft, gone, tab, before)
    for old, new in sorted(found.items()):
        renames.ask(draft, old, new)
    gone = [key for key in gone if key not in found]
    if len(gone) >= GROUP_FROM:
        names = tuple(sorted(gone))
        params = (
            ("count", str(len(gone))),
            ("sku", ", ".join(draft.skus[k].shown for k in names[:5]) + " …"),
        )
        draft.ask("vanished", "\x1f".join(names), GONE, params, about=f"{draft.now:.3f}")
        return
    for key in sorted(gone):
        ask_vanished(draft, key)


def close_answered_by_rows(draft: Draft) -> None:
    """A question about vanished rows falls away once every one of them is back."""
    for question in list(draft.questions.values()):
        if question.open and question.kind == "vanished":
            states = [draft.skus.get(sku) for sku in question.subject.split("\x1f")]
            if not any(state is not None and state.vanished_at for state in states):
                draft.close(question, "")
