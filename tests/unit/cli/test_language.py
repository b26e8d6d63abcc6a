"""In which language a command refuses before its settings could be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.app import language, main


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("file", "environment", "expected"),
    [
        ('language = "en"', {"LANG": "id_ID.UTF-8"}, "en"),
        ('language = "id"', {"LANG": "en_US.UTF-8"}, "id"),
        ('seller = "toko"', {"LANG": "en_US.UTF-8"}, "id"),
        ("not TOML at all", {"LANG": "id_ID.UTF-8"}, "id"),
        ("not TOML at all", {"LANG": "en_US.UTF-8"}, "en"),
        ('language = "fr"', {"LANG": "id_ID.UTF-8"}, "id"),
        (None, {"LC_ALL": "id_ID.UTF-8", "LANG": "en_US.UTF-8"}, "id"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "id_ID"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_file_decides_and_else_the_environment(
    tmp_path: Path, file: str | None, environment: dict[str, str], expected: str
) -> None:
    if file is not None:
        (tmp_path / "selaras.toml").write_text(file, encoding="utf-8")
    assert language(["status"], environment) == expected


@pytest.mark.parametrize("words", [["--config", "other.toml", "status"], ["--config=other.toml", "status"]])
def test_the_named_file_is_asked_and_no_other(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "selaras.toml").write_text('language = "id"', encoding="utf-8")
    (tmp_path / "other.toml").write_text('language = "en"', encoding="utf-8")
    assert language(words, {"LANG": "id_ID"}) == "en"


def test_the_usual_place_in_the_home_folder_counts(tmp_path: Path) -> None:
    place = tmp_path / "home" / ".config" / "selaras" / "selaras.toml"
    place.parent.mkdir(parents=True)
    place.write_text('language = "en"', encoding="utf-8")
    assert language(["status"], {"LANG": "id_ID"}) == "en"


@pytest.mark.parametrize(
    ("locale", "begins"), [("id_ID.UTF-8", "Pengaturan"), ("en_GB.UTF-8", "The setting")]
)
def test_a_missing_file_is_said_in_the_language_of_the_terminal(
    capsys: pytest.CaptureFixture[str], locale: str, begins: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["status"], {"LANG": locale})
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith(begins)
    assert "[U110]" in said.err
