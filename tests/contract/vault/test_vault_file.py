"""The vault in a file: the conformance suite, and what only a file can show."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from vault_conformance import OTHERS, TOKENS, Stored, VaultConformance, refusal, said
from vaults import Place

from engine.errors import SettingsError, TokensUnavailable
from engine.vault.base import REFRESH_PATIENCE, Vault
from engine.vault.file import FileSafe


class WaitingClock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class TestFile(VaultConformance):
    """A file, as a seller's machine has it."""

    @pytest.fixture
    def place(self, file_place: Place) -> Place:
        return file_place

    @pytest.fixture
    def stored(self, place: Place) -> Stored:
        """Every file in the vault's folder."""

        def read() -> bytes:
            return b"".join(path.read_bytes() for path in sorted(place.file.parent.iterdir()))

        return read

    def test_only_the_owner_may_look(self, place: Place) -> None:
        with place.opened() as vault, vault.refreshing("toko"):
            vault.tokens("toko").save(TOKENS)
        files = [*place.file.parent.iterdir(), place.key]
        assert len(files) == 4
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}

    def test_the_new_content_is_on_disk_before_it_replaces_the_old(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with place.opened() as vault:
            happened: list[str] = []
            sync, rename = os.fsync, Path.replace
            monkeypatch.setattr(
                os,
                "fsync",
                lambda fd: (
                    happened.append("dir" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file") or sync(fd)
                ),
            )
            monkeypatch.setattr(Path, "replace", lambda one, to: happened.append("rename") or rename(one, to))
            vault.tokens("toko").save(TOKENS)
        assert happened == ["file", "rename", "dir"]

    def test_a_full_disk_keeps_the_old_tokens_and_leaves_no_scraps(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            names = sorted(path.name for path in place.file.parent.iterdir())
            with monkeypatch.context() as patched:
                patched.setattr(os, "fsync", full)
                with pytest.raises(SettingsError) as caught:
                    vault.tokens("toko").save(OTHERS)
            assert said(caught.value) == "vault cannot be used: No space left on device"
            assert vault.tokens("toko").load() == TOKENS
            assert sorted(path.name for path in place.file.parent.iterdir()) == names

    def test_a_vault_that_cannot_be_there_is_named(self, place: Place) -> None:
        place.file.parent.write_text("a file where the folder should be")
        assert refusal(place)[0] == "vault_file"

    def test_every_vault_has_an_id_of_its_own(self, place: Place) -> None:
        with place.opened() as vault, replace(place, folder=place.folder / "another").opened() as another:
            assert vault.engine_id() != another.engine_id()

    def test_a_vault_of_the_first_layout_keeps_its_id_and_tokens(self, place: Place) -> None:
        with place.opened():
            cipher = Fernet(place.key.read_bytes())
        row = ["access-2", 1.0, "refresh-2", 2.0, []]
        old = {"engine_id": "engine-0123456789ab", "tokens": {"toko": row}, "facts": {"consent:toko": "abc"}}
        place.file.write_bytes(cipher.encrypt(json.dumps(old).encode()))
        for _ in range(2):
            with place.opened() as vault:
                assert vault.engine_id() == "engine-0123456789ab"
                assert vault.tokens("toko").load() == OTHERS
                assert vault.recall("consent:toko") == "abc"
                vault.remember("now", "it is written in the layout of today")

    def test_a_refresher_that_never_ends_is_not_waited_for_without_end(self, place: Place) -> None:
        clock = WaitingClock()
        tokens = Vault(FileSafe(place.file, place.key, {}, clock)).tokens("toko")
        with place.opened() as holder, holder.refreshing("toko"):  # noqa: SIM117
            with pytest.raises(TokensUnavailable), tokens.refreshing():
                pass
        assert REFRESH_PATIENCE <= clock.time < REFRESH_PATIENCE + 1
        with tokens.refreshing():
            pass
