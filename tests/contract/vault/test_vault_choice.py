"""Where the assembler puts a seller's vault: beside the cache, wherever that is, and never in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.settings import Settings, load_settings
from engine.wiring import assemble

SHEET = '[sheet]\nspreadsheet_id = "1AbC"\ncredentials = "none.json"\n'


def settings_with(folder: Path, lines: str) -> Settings:
    place = folder / "selaras.toml"
    place.write_text(lines + SHEET, encoding="utf-8")
    return load_settings(place)


@pytest.mark.parametrize(
    ("cache", "on_server"),
    [
        ("", False),
        ("sqlite:///other.db", False),
        ("sqlite:///postgresql:/x.db", False),
        ("postgresql://u:p@h/d", True),
        ("postgres://u:p@h/d", True),
        ("postgresql+psycopg://u:p@h/d", True),
    ],
)
def test_the_caches_address_decides(tmp_path: Path, cache: str, on_server: bool) -> None:
    assert settings_with(tmp_path, f'cache_url = "{cache}"\n').on_server is on_server


def test_without_a_server_it_is_a_file(tmp_path: Path) -> None:
    with assemble(settings_with(tmp_path, "")) as assembly:
        assembly.vault.remember("a", "b")
    assert (tmp_path / ".selaras" / "vault").is_file()


def test_on_a_server_it_is_a_schema_there_and_no_file(tmp_path: Path, empty_schema: str) -> None:
    schema = f"vault_of_{empty_schema.rpartition('%3D')[2]}"
    settings = settings_with(tmp_path, f'cache_url = "{empty_schema}"\nvault_schema = "{schema}"\n')
    with assemble(settings) as assembly:
        assembly.vault.remember("a", "b")
        assert schema in repr(assembly.vault)
    assert not (tmp_path / ".selaras" / "vault").exists()
    assert (tmp_path / ".selaras-key" / "key").is_file()


def test_who_only_looks_without_a_cache_still_has_the_vault_of_the_settings(
    tmp_path: Path, empty_schema: str
) -> None:
    """`plan` before the first cycle works in memory, and reads the shops with the tokens on the server."""
    schema = f"vault_of_{empty_schema.rpartition('%3D')[2]}"
    settings = settings_with(tmp_path, f'cache_url = "{empty_schema}"\nvault_schema = "{schema}"\n')
    with assemble(settings, "sqlite://") as assembly:
        assert assembly.store.load().skus == {}
        assert schema in repr(assembly.vault)
