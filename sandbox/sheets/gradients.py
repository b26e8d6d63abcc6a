"""Which colour a number has on a colour scale.

| point | stands at | source |
|---|---|---|
| MIN, MAX | the least and the greatest number of the rule's ranges | documented |
| NUMBER | its value | documented |
| PERCENT | that share of the way from the least to the greatest | documented |
| PERCENTILE | the number below which that share of the numbers lies, interpolated | documented |
"""

from __future__ import annotations

from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.book import Sheet
from sandbox.sheets.formats_model import Effective
from sandbox.sheets.judging import Judge

Json = dict[str, Any]


class Gradient:
    """One gradient rule over its ranges."""

    def __init__(self, judge: Judge, sheet: Sheet, boxes: list[Box], rule: Json) -> None:
        cells = (cell.effective for box in boxes for _, _, cell in sheet.grid.within(box))
        numbers = sorted(value for value in cells if isinstance(value, float))
        names = [name for name in ("minpoint", "midpoint", "maxpoint") if name in rule]
        self._points: list[tuple[float, Json]] = []
        for name in names if numbers else []:
            place = _place(judge, rule[name], numbers)
            if place is not None:
                self._points.append((place, _colour(rule[name])))
        self._points.sort(key=lambda point: point[0])

    def of(self, value: Effective) -> Json | None:
        """The background of a number; None for anything else."""
        if not isinstance(value, float) or not self._points:
            return None
        (low, below), (high, above) = self._points[0], self._points[-1]
        for at, colour in self._points:
            if at <= value:
                low, below = at, colour
        for at, colour in reversed(self._points):
            if at >= value:
                high, above = at, colour
        part = 0.0 if high <= low else min(max((value - low) / (high - low), 0.0), 1.0)
        mixed = {
            name: below.get(name, 0) + (above.get(name, 0) - below.get(name, 0)) * part
            for name in ("red", "green", "blue")
        }
        colour = {name: round(share, 8) for name, share in mixed.items() if share}
        return {"backgroundColor": colour, "backgroundColorStyle": {"rgbColor": colour}}


def _colour(point: Json) -> Json:
    style = point.get("colorStyle", {})
    return dict(style.get("rgbColor") or point.get("color") or {})


def _place(judge: Judge, point: Json, numbers: list[float]) -> float | None:
    kind = point.get("type", "INTERPOLATION_POINT_TYPE_UNSPECIFIED")
    least, most = numbers[0], numbers[-1]
    if kind in {"MIN", "MAX"}:
        return least if kind == "MIN" else most
    value = judge.resolved(str(point.get("value", "")))
    if not isinstance(value, float):
        return None
    if kind == "NUMBER":
        return value
    if kind == "PERCENT":
        return least + (most - least) * value / 100
    at = (len(numbers) - 1) * min(max(value, 0.0), 100.0) / 100
    below = int(at)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (at - below)
