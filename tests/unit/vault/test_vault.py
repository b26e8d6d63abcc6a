"""Tokens outlive the cache, the process and a power cut; without the key they are noise."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from engine.connectors.base import Tokens
from engine.errors import SettingsError, Unavailable
from engine.vault import KEY_VARIABLE, Vault

TOKENS = Tokens("access-1", 100.5, "refresh-1", 200.0, (("shop_id", "77"), ("shop_cipher", "C")))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "vault"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "key"


def opened(place: Path, key: Path, **environment: str) -> Vault:
    return Vault(place, key, environment)


def test_tokens_are_there_after_a_restart(place: Path, key: Path) -> None:
    assert opened(place, key).tokens("toko").load() is None
    opened(place, key).tokens("toko").save(TOKENS)
    found = opened(place, key).tokens("toko").load()
    assert found == TOKENS
    assert found is not None
    assert (found.access, found.refresh, found.extra) == ("access-1", "refresh-1", TOKENS.extra)


def test_shops_of_one_kind_have_tokens_of_their_own_and_one_can_be_forgotten(place: Path, key: Path) -> None:
    vault = opened(place, key)
    vault.tokens("satu").save(TOKENS)
    vault.tokens("dua").save(Tokens("access-2", 1.0, "refresh-2", 2.0))
    vault.forget("satu")
    vault.forget("never connected")
    assert vault.tokens("satu").load() is None
    assert vault.tokens("dua").load() == Tokens("access-2", 1.0, "refresh-2", 2.0)


def test_the_engine_keeps_its_id(place: Path, key: Path) -> None:
    first = opened(place, key).engine_id()
    assert first.startswith("engine-")
    assert opened(place, key).engine_id() == first
    assert opened(place.with_name("another"), key).engine_id() != first


def test_small_secrets_are_kept_by_name(place: Path, key: Path) -> None:
    vault = opened(place, key)
    assert vault.recall("consent state") is None
    vault.remember("consent state", "abc")
    assert opened(place, key).recall("consent state") == "abc"
    vault.remember("consent state", "")
    assert opened(place, key).recall("consent state") is None


def test_nothing_readable_is_on_disk_and_only_the_owner_may_look(place: Path, key: Path) -> None:
    vault = opened(place, key)
    vault.tokens("toko").save(TOKENS)
    files = [path for path in place.parent.rglob("*") if path.is_file()] + [key]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not any(b"access-1" in path.read_bytes() or b"refresh-1" in path.read_bytes() for path in files)


def test_no_secret_is_in_a_repr(place: Path, key: Path) -> None:
    vault = opened(place, key)
    vault.tokens("toko").save(TOKENS)
    shown = f"{vault!r} {vault.tokens('toko')!r} {vault.tokens('toko').load()!r}"
    assert "access-1" not in shown
    assert "refresh-1" not in shown
    assert key.read_text() not in shown


def test_saving_what_is_there_already_writes_nothing(place: Path, key: Path) -> None:
    vault = opened(place, key)
    vault.tokens("toko").save(TOKENS)
    before = place.read_bytes()
    vault.tokens("toko").save(TOKENS)
    vault.forget("another")
    assert place.read_bytes() == before


def test_the_new_content_is_on_disk_before_it_replaces_the_old(
    place: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = opened(place, key)
    happened: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: happened.append("dir" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file") or sync(fd),
    )
    monkeypatch.setattr(Path, "replace", lambda one, to: happened.append("rename") or replace(one, to))
    vault.tokens("toko").save(TOKENS)
    assert happened == ["file", "rename", "dir"]


def test_a_full_disk_keeps_the_old_tokens_and_leaves_no_scraps(
    place: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = opened(place, key)
    vault.tokens("toko").save(TOKENS)
    names = sorted(path.name for path in place.parent.iterdir())

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(SettingsError) as caught:
            vault.tokens("toko").save(Tokens("access-9", 1.0, "refresh-9", 2.0))
    assert caught.value.params["why"] == "vault: No space left on device"
    assert vault.tokens("toko").load() == TOKENS
    assert sorted(path.name for path in place.parent.iterdir()) == names


# The key


def test_a_key_in_the_environment_needs_no_key_file(place: Path, key: Path) -> None:
    given = Fernet.generate_key().decode()
    opened(place, key, **{KEY_VARIABLE: given}).tokens("toko").save(TOKENS)
    assert not key.exists()
    assert opened(place, key, **{KEY_VARIABLE: given}).tokens("toko").load() == TOKENS


def test_a_lost_key_is_named_and_no_useless_one_is_made(place: Path, key: Path) -> None:
    opened(place, key).tokens("toko").save(TOKENS)
    key.unlink()
    with pytest.raises(SettingsError) as caught:
        opened(place, key)
    assert caught.value.params["where"] == "vault_key_file"
    assert "is not there, but the vault is" in str(caught.value.params["why"])
    assert not key.exists()


def test_a_wrong_key_is_named_and_the_vault_left_alone(place: Path, key: Path) -> None:
    opened(place, key).tokens("toko").save(TOKENS)
    before = place.read_bytes()
    key.write_bytes(Fernet.generate_key())
    with pytest.raises(SettingsError) as caught:
        opened(place, key)
    assert "does not open vault" in str(caught.value.params["why"])
    assert place.read_bytes() == before


def test_a_key_that_others_may_read_is_refused(place: Path, key: Path) -> None:
    opened(place, key)
    key.chmod(0o644)
    with pytest.raises(SettingsError) as caught:
        opened(place, key)
    assert "chmod 600" in str(caught.value.params["why"])


@pytest.mark.parametrize("content", ["", "hunter2", "x" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(place: Path, key: Path, content: str) -> None:
    key.parent.mkdir()
    key.touch(mode=0o600)
    key.write_text(content)
    with pytest.raises(SettingsError) as caught:
        opened(place, key)
    assert caught.value.params == {
        "where": "vault_key_file",
        "why": "it is no Fernet key (32 bytes in url-safe base64)",
    }


def test_a_vault_that_cannot_be_there_is_named(tmp_path: Path, key: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as caught:
        opened(tmp_path / "file" / "vault", key)
    assert caught.value.params["where"] == "vault_file"


# Several processes


def test_many_threads_lose_none_of_each_others_changes(place: Path, key: Path) -> None:
    vaults = [opened(place, key) for _ in range(4)]

    def work(number: int) -> None:
        for turn in range(5):
            vaults[number].remember(f"{number}-{turn}", "x")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(vaults[0].recall(f"{n}-{turn}") == "x" for n in range(4) for turn in range(5))


def _try(name: str, answers: multiprocessing.Queue) -> None:
    descriptor = os.open(name, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        answers.put("free")
    except BlockingIOError:
        answers.put("taken")
    finally:
        os.close(descriptor)


def test_only_one_process_refreshes_a_shop_while_others_may_still_save(place: Path, key: Path) -> None:
    vault = opened(place, key)
    tokens = vault.tokens("toko")
    tokens.save(TOKENS)
    before = {path.name for path in place.parent.iterdir()}
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()

    def ask(name: str) -> str:
        process = spawn.Process(target=_try, args=(str(place.with_name(name)), answers))
        process.start()
        answer = answers.get(timeout=30)
        process.join()
        return answer

    with tokens.refreshing():
        (lock,) = {path.name for path in place.parent.iterdir()} - before
        assert ask(lock) == "taken"
        assert ask("vault.lock") == "free"
        tokens.save(Tokens("access-2", 1.0, "refresh-2", 2.0))
    assert ask(lock) == "free"
    answers.close()
    answers.join_thread()


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


def test_a_refresher_that_never_ends_is_not_waited_for_without_end(place: Path, key: Path) -> None:
    clock = WaitingClock()
    tokens = Vault(place, key, {}, clock).tokens("toko")
    with opened(place, key).tokens("toko").refreshing():
        with pytest.raises(Unavailable), tokens.refreshing():
            pass
        with opened(place, key).tokens("another").refreshing():
            pass
    assert 30 <= clock.time < 31
    with tokens.refreshing():
        pass


def test_a_shop_is_forgotten_only_when_its_renewal_has_ended(place: Path, key: Path) -> None:
    vault = opened(place, key)
    vault.tokens("toko").save(TOKENS)
    with vault.tokens("toko").refreshing():
        forgetting = threading.Thread(target=vault.forget, args=("toko",))
        forgetting.start()
        forgetting.join(0.1)
        assert vault.tokens("toko").load() == TOKENS
        vault.tokens("toko").save(Tokens("access-2", 1.0, "refresh-2", 2.0))
    forgetting.join()
    assert vault.tokens("toko").load() is None
