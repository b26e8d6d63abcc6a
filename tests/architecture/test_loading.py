"""A command loads only what it uses: a process that asks for little starts soon."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOGLE = {"gspread", "google", "google_auth_oauthlib", "requests"}
SHOPS = {"httpx"}
CACHE = {"sqlalchemy", "sqlmodel", "alembic"}
SERVER = {"starlette", "uvicorn"}
HEAVY = GOOGLE | SHOPS | CACHE | SERVER | {"rich", "rapidfuzz", "cryptography", "ironcalc"}

SETTINGS = '[sheet]\nspreadsheet_id = "1AbC"\ncredentials = "none.json"\n'
TOLD = "\nprint(sorted({name.partition('.')[0] for name in sys.modules}))"
# The part of a seller that each line asks for, as the commands do.
PART = """
import sys
from pathlib import Path
from engine.settings import load_settings
from engine.wiring import assemble
with assemble(load_settings(Path(sys.argv[1]))) as assembly:
    assembly.{part}
"""


def loaded(code: str, *words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", code + TOLD, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return HEAVY & set(done.stdout.replace("'", "").strip("[]\n").split(", "))


def test_the_commands_themselves_load_nothing_heavy() -> None:
    assert loaded("import sys\nimport engine.cli.app") == set()


@pytest.mark.parametrize(
    ("part", "wanted"),
    [("texts", set()), ("store.load()", {"sqlalchemy", "sqlmodel"}), ("vault", {"cryptography"})],
)
def test_a_part_loads_its_own_libraries_and_no_other(tmp_path: Path, part: str, wanted: set[str]) -> None:
    place = tmp_path / "selaras.toml"
    place.write_text(SETTINGS, encoding="utf-8")
    code = PART.format(part=part)
    # The first opening makes the cache, for which Alembic is needed; the second finds it as it should be.
    loaded(code, str(place))
    assert loaded(code, str(place)) == wanted
