"""How a new spreadsheet looks: its default format and theme (recorded)."""

from __future__ import annotations

from typing import Any

WHITE = {"red": 1, "green": 1, "blue": 1}

DEFAULT_FORMAT: dict[str, Any] = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}


def _colour(kind: str, red: float, green: float, blue: float) -> dict[str, Any]:
    return {"colorType": kind, "color": {"rgbColor": {"red": red, "green": green, "blue": blue}}}


THEME: dict[str, Any] = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": "TEXT", "color": {"rgbColor": {}}},
        _colour("BACKGROUND", 1, 1, 1),
        _colour("ACCENT1", 0.25882354, 0.52156866, 0.95686275),
        _colour("ACCENT2", 0.91764706, 0.2627451, 0.20784314),
        _colour("ACCENT3", 0.9843137, 0.7372549, 0.015686275),
        _colour("ACCENT4", 0.20392157, 0.65882355, 0.3254902),
        _colour("ACCENT5", 1, 0.42745098, 0.003921569),
        _colour("ACCENT6", 0.27450982, 0.7411765, 0.7764706),
        _colour("LINK", 0.06666667, 0.33333334, 0.8),
    ],
}
