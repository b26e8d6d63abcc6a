"""What every vault must do; subclass it with `place`, where nothing is yet, and `stored`, all that lies there."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from cryptography.fernet import Fernet
from vaults import Place

from engine.connectors.base import Tokens
from engine.errors import SettingsError, TokensUnavailable, Unavailable
from engine.texts import LANGUAGES, Texts
from engine.vault.base import Vault
from engine.vault.key import KEY_VARIABLE

TOKENS = Tokens("access-1", 100.5, "refresh-1", 200.0, (("shop_id", "77"), ("shop_cipher", "C")))
OTHERS = Tokens("access-2", 1.0, "refresh-2", 2.0)
PATIENCE = 30.0
SHORT = 0.3
SPAWN = multiprocessing.get_context("spawn")
Stored = Callable[[], bytes]


def said(error: SettingsError) -> str:
    """The seller's sentence, which both languages have."""
    sentences = [Texts(language).say(str(error.params["why"]), error.params) for language in LANGUAGES]
    assert sentences[0] != sentences[1]
    return sentences[LANGUAGES.index("en")]


def refusal(place: Place, **environment: str) -> tuple[str, str]:
    """Where the settings are wrong, and why."""
    with pytest.raises(SettingsError) as caught, place.opened(environment):
        pass
    return str(caught.value.params["where"]), said(caught.value)


def hold(place: Place, held: Any, told: Any) -> None:
    """Another process that takes a shop's tokens and keeps them until it is told to end, or killed."""
    with place.opened() as vault, vault.refreshing("toko"):
        held.set()
        told.wait(PATIENCE)


class VaultConformance:
    """Tokens outlive the cache, the process and the machine; without the key they are noise."""

    def test_tokens_are_there_after_a_restart(self, place: Place) -> None:
        with place.opened() as vault:
            assert vault.tokens("toko").load() is None
            vault.tokens("toko").save(TOKENS)
        with place.opened() as vault:
            found = vault.tokens("toko").load()
        assert found == TOKENS
        assert found is not None
        assert (found.access, found.refresh, found.extra) == ("access-1", "refresh-1", TOKENS.extra)

    def test_shops_have_tokens_of_their_own_and_one_can_be_forgotten(self, place: Place) -> None:
        with place.opened() as vault:
            vault.tokens("satu").save(TOKENS)
            vault.tokens("dua").save(OTHERS)
            vault.forget("satu")
            vault.forget("never connected")
            assert vault.tokens("satu").load() is None
            assert vault.tokens("dua").load() == OTHERS

    def test_small_secrets_are_kept_by_name(self, place: Place) -> None:
        with place.opened() as vault, place.opened() as other:
            assert vault.recall("consent:toko") is None
            vault.remember("consent:toko", "abc")
            assert other.recall("consent:toko") == "abc"
            vault.remember("consent:toko", "")
            assert other.recall("consent:toko") is None

    def test_the_engine_keeps_its_id(self, place: Place) -> None:
        with place.opened() as vault:
            first = vault.engine_id()
            assert first.startswith("engine-")
        with place.opened() as vault:
            assert vault.engine_id() == first

    def test_nothing_readable_lies_there(self, place: Place, stored: Stored) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            vault.remember("consent:toko", "state-1")
            secrets = ("access-1", "refresh-1", "shop_cipher", "state-1", vault.engine_id())
        assert len(stored()) > 100
        assert not [secret for secret in secrets if secret.encode() in stored()]
        assert place.key.read_bytes() not in stored()

    def test_no_secret_is_in_a_repr(self, place: Place) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            shown = f"{vault!r} {vault.tokens('toko')!r} {vault.tokens('toko').load()!r}"
        assert "access-1" not in shown
        assert "refresh-1" not in shown
        assert place.key.read_text() not in shown

    def test_saving_what_is_there_already_writes_nothing(self, place: Place, stored: Stored) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            vault.engine_id()
            before = stored()
            vault.tokens("toko").save(TOKENS)
            vault.forget("another")
            vault.engine_id()
            assert stored() == before

    # The key

    def test_a_key_in_the_environment_needs_no_key_file(self, place: Place) -> None:
        given = {KEY_VARIABLE: Fernet.generate_key().decode()}
        with place.opened(given) as vault:
            vault.tokens("toko").save(TOKENS)
        assert not place.key.exists()
        with place.opened(given) as vault:
            assert vault.tokens("toko").load() == TOKENS

    def test_a_lost_key_is_named_and_no_useless_one_is_made(self, place: Place) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
        place.key.unlink()
        where, why = refusal(place)
        assert where == "vault_key_file"
        assert f"{place.key} is not there, but " in why
        assert not place.key.exists()

    def test_a_wrong_key_is_named_and_the_vault_left_alone(self, place: Place, stored: Stored) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
        before = stored()
        place.key.write_bytes(Fernet.generate_key())
        where, why = refusal(place)
        assert where == "vault_key_file"
        assert "its key does not open" in why
        assert stored() == before

    def test_a_key_that_others_may_read_is_refused(self, place: Place) -> None:
        with place.opened():
            place.key.chmod(0o644)
        assert "chmod 600" in refusal(place)[1]

    @pytest.mark.parametrize("content", ["", "hunter2", "x" * 44])
    def test_what_is_no_key_is_refused_and_not_repeated(self, place: Place, content: str) -> None:
        place.key.parent.mkdir()
        place.key.touch(mode=0o600)
        place.key.write_text(content)
        wanted = ("vault_key_file", "it is no Fernet key (32 bytes in url-safe base64)")
        assert refusal(place) == wanted

    # Several at once

    def test_many_that_open_a_new_vault_at_once_agree_on_key_and_id(self, place: Place) -> None:
        start = threading.Barrier(4)
        ids: list[str] = []

        def race() -> None:
            start.wait()
            with place.opened() as vault:
                ids.append(vault.engine_id())

        together([threading.Thread(target=race) for _ in range(4)])
        assert len(ids) == 4
        assert len(set(ids)) == 1

    def test_many_threads_lose_none_of_each_others_changes(self, place: Place) -> None:
        with ExitStack() as open_ones:
            vaults = [open_ones.enter_context(place.opened()) for _ in range(4)]

            def work(number: int) -> None:
                for turn in range(5):
                    vaults[number].remember(f"{number}-{turn}", "x")

            together([threading.Thread(target=work, args=(number,)) for number in range(4)])
            assert all(vaults[0].recall(f"{n}-{turn}") == "x" for n in range(4) for turn in range(5))

    def test_only_one_refreshes_a_shop_while_others_read_save_and_refresh_other_shops(
        self, place: Place
    ) -> None:
        with place.opened(patience=SHORT) as vault, place.opened(patience=SHORT) as other:
            vault.tokens("toko").save(TOKENS)
            with vault.tokens("toko").refreshing():
                assert self.is_busy(other)
                assert self.is_busy(vault)
                with other.tokens("another").refreshing():
                    other.tokens("another").save(OTHERS)
                vault.tokens("toko").save(OTHERS)
                assert other.tokens("toko").load() == OTHERS
            assert not self.is_busy(other)

    def is_busy(self, vault: Vault) -> bool:
        """Whether somebody holds the shop's tokens."""
        try:
            with vault.refreshing("toko"):
                return False
        except TokensUnavailable:
            return True

    def test_who_waits_in_vain_is_told_which_shop_and_that_it_passes(self, place: Place) -> None:
        with place.opened(patience=SHORT) as vault, vault.refreshing("toko"):
            with pytest.raises(TokensUnavailable, match="does not end") as caught, vault.refreshing("toko"):
                pass
            assert isinstance(caught.value, Unavailable)
            assert caught.value.params == {"shop": "toko"}

    def test_an_error_inside_gives_the_tokens_back(self, place: Place) -> None:
        with place.opened(patience=SHORT) as vault:
            with pytest.raises(ZeroDivisionError), vault.refreshing("toko"):
                raise ZeroDivisionError
            assert not self.is_busy(vault)

    def test_a_shop_is_forgotten_only_when_its_renewal_has_ended(self, place: Place) -> None:
        with place.opened() as vault:
            vault.tokens("toko").save(TOKENS)
            with vault.tokens("toko").refreshing():
                forgetting = threading.Thread(target=vault.forget, args=("toko",))
                forgetting.start()
                forgetting.join(0.1)
                assert vault.tokens("toko").load() == TOKENS
                vault.tokens("toko").save(OTHERS)
            forgetting.join()
            assert vault.tokens("toko").load() is None

    def test_a_process_that_holds_a_shop_excludes_others_until_it_dies(self, place: Place) -> None:
        held, told = SPAWN.Event(), SPAWN.Event()
        with place.opened(patience=SHORT) as vault, place.opened() as patient:
            holder = SPAWN.Process(target=hold, args=(place, held, told))
            holder.start()
            assert held.wait(PATIENCE)
            assert self.is_busy(vault)
            holder.kill()
            with patient.refreshing("toko"):
                pass
            holder.join(PATIENCE)
            holder.close()


def together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
