"""`selaras probe` against the local Google, beside what its page says that it answers."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from gateway_stage import Socket

from engine.sheets.probe import SCRATCH, probe

PAGE = Path(__file__).parents[3] / "docs" / "LOCAL_GOOGLE.md"
LINE = re.compile(r"^\| `([a-z]+\.[a-z_]+)` \| (.+?) \| (.+?) \| (\w+) \|$", re.MULTILINE)
GRADES = {"recorded", "measured", "documented", "guessed"}


def told(column: int) -> dict[str, str]:
    """The answers of the page: column 2 for en_US, 3 for id_ID (`same` where it is the same)."""
    text = PAGE.read_text(encoding="utf-8")
    return {
        found[1]: (found[2] if found[column] == "same" else found[column]).strip("`")
        for found in LINE.finditer(text)
    }


@pytest.mark.parametrize(("locale", "column"), [("en_US", 2), ("id_ID", 3)])
def test_the_page_says_what_the_local_google_answers(
    google: Socket, tmp_path: Path, locale: str, column: int
) -> None:
    with google.stage(tmp_path, locale=locale) as stage:
        before = stage.titles()
        assert probe(stage.gateway(), random.Random(4)) == told(column)
        assert stage.titles() == before


def test_the_page_grades_every_fact() -> None:
    grades = {found[1]: found[4] for found in LINE.finditer(PAGE.read_text(encoding="utf-8"))}
    assert set(grades.values()) <= GRADES
    assert grades["swap.plain_number"] == "guessed"


def test_numbers_that_are_never_matched_are_told_so(google: Socket, tmp_path: Path) -> None:
    with google.stage(tmp_path, numbers="never") as stage:
        facts = probe(stage.gateway(), random.Random(4))
        assert SCRATCH not in stage.titles()
    swaps = {name: fact.partition(";")[0] for name, fact in facts.items() if name.startswith("swap.")}
    assert {name for name, fact in swaps.items() if fact == "matched"} == {
        "swap.text",
        "swap.plain_text_number",
    }
