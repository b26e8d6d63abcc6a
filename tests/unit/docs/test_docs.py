"""What the documents say is there: commands, options, files, tests, tour steps; and their snippets run."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from google.oauth2 import credentials
from google_auth_oauthlib.flow import InstalledAppFlow  # type: ignore[import-untyped]  # it ships no types

from engine.cli.app import app
from engine.connectors.registry import kinds
from engine.reconcile.guidance import KINDS
from engine.settings import load_settings
from engine.sheets.gspread_gateway import SCOPES, Access, credentials_of
from sandbox.serve import SystemClock, serving
from sandbox.sheets.command import parser, write_credentials
from sandbox.sheets.server import SheetsServer
from sandbox.tour.script import STEPS

# google-auth says that it is typed, but this call carries no annotations.
USER: Any = credentials.Credentials
ROOT = Path(__file__).parents[3]
READMES = {"en": ROOT / "README.md", "id": ROOT / "README.id.md"}
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS_OF = {"en": "## Commands", "id": "## Perintah"}
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
TEST = re.compile(r"^(tests/[\w/]+\.py)::(test_\w+)$")
FILE = re.compile(r"^(?:engine|sandbox|tests|templates|config|docs)/[\w./-]*$")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def section(text: str, heading: str) -> str:
    """From a heading to the next of its rank."""
    return text.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]


def block(text: str, language: str) -> str:
    """The first fenced block of that language, without what indents it in a list."""
    found = re.search(rf"^( *)```{language}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return re.sub(rf"^{found[1]}", "", found[2], flags=re.MULTILINE)


def told_commands(language: str) -> dict[str, str]:
    """Each command of the table with all that stands in its first cell."""
    text = section(READMES[language].read_text(encoding="utf-8"), COMMANDS_OF[language])
    return {found[1]: found[0] for found in re.finditer(r"^\| `(\w+)[^`]*` \|", text, re.MULTILINE)}


def real_commands() -> dict[str, set[str]]:
    """Each command of the program with its options."""
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined]  # a typer application with several commands is a group
    return {
        name: {word for one in command.params for word in one.opts if word.startswith("--")}
        for name, command in commands.items()
    }


@pytest.mark.parametrize("language", READMES)
def test_every_command_stands_in_the_readme_and_no_other(language: str) -> None:
    assert set(told_commands(language)) == set(real_commands())


@pytest.mark.parametrize("language", READMES)
def test_every_option_of_a_command_stands_beside_it(language: str) -> None:
    told = {name: set(re.findall(r"--[\w-]+", row)) for name, row in told_commands(language).items()}
    assert told == {name: options - {"--help"} for name, options in real_commands().items()}


def test_both_readmes_tell_the_same_commands_in_the_same_order() -> None:
    assert list(told_commands("en").values()) == list(told_commands("id").values())


@pytest.mark.parametrize("language", READMES)
def test_the_readme_tells_the_tour_as_it_is_played(language: str) -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", READMES[language].read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(str(step.n), step.english if language == "en" else step.name) for step in STEPS]


@pytest.mark.parametrize("language", READMES)
def test_the_readme_states_all_ten_promises(language: str) -> None:
    text = READMES[language].read_text(encoding="utf-8")
    assert re.findall(r"^\| (P\d+) \| \*\*", text, re.MULTILINE) == [f"P{n}" for n in range(1, 11)]


@pytest.mark.parametrize("language", READMES)
def test_a_promise_names_only_steps_that_are_played(language: str) -> None:
    rows = re.findall(r"^\| P\d+ .*$", READMES[language].read_text(encoding="utf-8"), re.MULTILINE)
    numbers = {
        int(number)
        for row in rows
        for words in re.findall(r"(?:Tour|langkah) ([\d, andan]+)", row)
        for number in re.findall(r"\d+", words)
    }
    assert numbers
    assert numbers <= {step.n for step in STEPS}


@pytest.mark.parametrize("language", READMES)
def test_the_settings_of_the_readme_are_settings(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SELARAS_CACHE_URL", raising=False)
    place = tmp_path / "selaras.toml"
    place.write_text(block(READMES[language].read_text(encoding="utf-8"), "toml"), encoding="utf-8")
    settings = load_settings(place)
    assert settings.language == "id"
    assert {shop.kind for shop in settings.shops.values()} == {"shopee", "tiktok"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (document.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_and_test_that_is_named_exists(document: Path) -> None:
    for words in CODE.findall(document.read_text(encoding="utf-8")):
        test = TEST.match(words)
        if test is not None:
            source = (ROOT / test[1]).read_text(encoding="utf-8")
            assert re.search(rf"^ *def {test[2]}\(", source, re.MULTILINE), words
        elif FILE.match(words) and "<" not in words:
            assert (ROOT / words).exists() or (ROOT / f"{words}.py").exists(), words


def test_the_tests_that_the_guide_names_are_in_the_suite() -> None:
    guide = (ROOT / "docs" / "CONNECTOR_GUIDE.md").read_text(encoding="utf-8")
    suite = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests" / "contract" / "connectors").glob("conformance*.py")
    )
    names = re.findall(r"`(test_\w+)`", guide)
    assert names
    assert [name for name in names if f"def {name}(" not in suite] == []


def test_marketplaces_that_are_not_built_are_named_as_such() -> None:
    missing = section(READMES["en"].read_text(encoding="utf-8"), "## What is not built yet").lower()
    told = [kind for kind in KINDS if kind in missing]
    assert told == [kind for kind in KINDS if kind not in {*kinds(), "tokopedia"}]


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [re.fullmatch(r"(\d{3})-[a-z0-9-]+", path.stem) for path in RECORDS]
    assert all(numbers)
    assert len({found[1] for found in numbers if found}) == len(RECORDS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_says_context_decision_why_and_consequence(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.match(rf"# {record.name[:3]}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Why", "Consequence"]


def test_the_options_of_the_local_google_are_told() -> None:
    text = (ROOT / "docs" / "LOCAL_GOOGLE.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(--[\w-]+)", text, re.MULTILINE))
    assert told == set(re.findall(r"--[\w-]+", parser().format_help())) - {"--help"}


def test_the_snippet_for_the_local_google_runs_as_printed(tmp_path: Path) -> None:
    snippet = block((ROOT / "docs" / "LOCAL_GOOGLE.md").read_text(encoding="utf-8"), "python")
    server = SheetsServer(SystemClock(), random.Random(1))
    server.add_account("engine")
    place = tmp_path / "credentials.json"
    with serving(server.guarded) as running:
        write_credentials(place, server.credentials("engine", running.url))
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", snippet, running.url, str(place)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    server.close()
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("[['SKU', 'Stok', ''], ['KAOS-M', '10', '20']]\n")


def test_the_sign_in_of_the_readme_makes_a_file_that_the_engine_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    class Consenting:
        def run_local_server(self, port: int) -> Any:
            asked.append(port)
            return USER("access", refresh_token="refresh", client_id="id", client_secret="secret")

    def from_file(path: str, scopes: list[str]) -> Consenting:
        asked.extend([path, *scopes])
        return Consenting()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(InstalledAppFlow, "from_client_secrets_file", from_file)
    exec(block(READMES["en"].read_text(encoding="utf-8"), "python"), {})

    made = tmp_path / "google.json"
    assert asked == ["client_secret.json", *SCOPES, 0]
    assert made.stat().st_mode & 0o777 == 0o600
    assert json.loads(made.read_text(encoding="utf-8"))["refresh_token"] == "refresh"
    signed: Any = credentials_of(Access("sheet", made))
    assert signed.scopes == list(SCOPES)
