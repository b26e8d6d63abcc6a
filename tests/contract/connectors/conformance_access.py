"""Tokens, consent, health, pushes from the shop, and what must never be seen."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx
import pytest
from conformance_world import HOOK, Playground, World

from engine.connectors.base import AcceptsWebhooks, Authorises
from engine.errors import AuthExpired, ShopError, Unavailable


class AccessContract(Playground):
    """What signing in and being called back must do."""

    def test_the_consent_page_carries_the_state_and_the_way_back(self, world: World) -> None:
        assert isinstance(world.connector, Authorises)
        url = httpx.URL(world.connector.consent_url("http://127.0.0.1:9/back", "st4te"))
        answer = world.client.get(url)
        back = httpx.URL(answer.headers["location"])
        assert back.params["state"] == "st4te"
        assert world.config.app_secret not in str(url)
        tokens = world.connector.exchange(back.params["code"], dict(back.params))
        assert world.shelf.tokens == tokens
        assert world.lines() == []

    def test_a_used_code_is_refused(self, world: World) -> None:
        assert isinstance(world.connector, Authorises)
        code = world.shop.grant()
        world.connector.exchange(code, self.redirect_values(world.shop))
        with pytest.raises(AuthExpired):
            world.connector.exchange(code, self.redirect_values(world.shop))

    def test_a_token_that_expires_mid_run_is_renewed_once(self, world: World) -> None:
        world.product("A")
        world.connector.read_listings()
        world.shop.expire_access_token()
        assert world.connector.read_listings().complete
        assert world.connector.read_listings().complete
        assert len(self.sign_ins(world)) == 1

    def test_a_write_that_meets_an_expired_token_is_done_once(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.expire_access_token()
        assert world.push((key, 4))[0].outcome == "done"
        assert world.shown(key) == 4
        assert len(self.sign_ins(world)) == 1

    def test_a_token_is_renewed_before_it_runs_out(self, world: World) -> None:
        assert world.shelf.tokens is not None
        world.clock.time = world.shelf.tokens.access_expires - 299
        world.connector.read_listings()
        assert len(self.sign_ins(world)) == 1
        assert world.shelf.tokens.access_expires > world.clock.time + 3600

    def test_a_rotated_token_is_saved_before_anything_is_asked_with_it(self, world: World) -> None:
        world.shop.expire_access_token()
        world.connector.read_listings()
        place = world.stage.requests.index(self.sign_ins(world)[0]) + 1
        assert world.shelf.requests_at_save[-1] == place

    def test_no_refresh_token_is_ever_sent_twice(self, world: World) -> None:
        for _ in range(4):
            world.shop.expire_access_token()
            world.connector.read_listings()
        sent = [self.refresh_token_of(one) for one in self.sign_ins(world)]
        assert len(sent) == len(set(sent)) == 4

    def test_a_lost_sign_in_answer_does_not_stop_a_token_that_still_works(self, world: World) -> None:
        assert world.shelf.tokens is not None
        world.clock.time = world.shelf.tokens.access_expires - 200
        world.shop.faults.cut(path=self.refresh_path)
        assert world.connector.read_listings().complete

    def test_a_write_whose_token_could_not_be_renewed_was_not_sent(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.expire_access_token()
        world.shop.faults.cut(path=self.refresh_path)
        (result,) = world.push((key, 4))
        assert (result.outcome, result.code) == ("failed", Unavailable.code)
        assert world.shown(key) == 10

    def test_a_withdrawn_consent_asks_for_a_new_connection(self, world: World) -> None:
        key = world.key(world.product("A"))
        world.shop.expire_access_token()
        world.shop.revoke_refresh_token()
        with pytest.raises(AuthExpired):
            world.connector.read_listings()
        (result,) = world.push((key, 1))
        assert (result.outcome, result.code) == ("failed", AuthExpired.code)
        self.sign_in_again(world)
        assert world.connector.read_listings().complete

    def test_a_shop_that_was_never_connected_says_so(self, world: World) -> None:
        world.shelf.tokens = None
        with pytest.raises(AuthExpired):
            world.connector.health()

    def test_health_names_the_shop_and_the_days_left(self, world: World) -> None:
        health = world.connector.health()
        assert health.shop_name
        assert health.days_left is not None
        assert 300 <= health.days_left <= 366
        assert not health.needs_choice

    def test_a_push_is_verified_over_its_raw_bytes(self, world: World) -> None:
        assert isinstance(world.connector, AcceptsWebhooks)
        world.connector.register_webhook(HOOK)
        world.shop.webhooks.queue.clear()
        world.buy(world.product("A"), 1)
        world.shop.tick()
        assert world.pushes
        for url, headers, body in world.pushes:
            assert world.connector.verify_webhook(url, headers, body)
            assert not world.connector.verify_webhook(url, headers, body + b" ")
            assert not world.connector.verify_webhook(url, {}, body)
            assert not world.connector.verify_webhook(url, {"authorization": "ünsigned"}, body)

    def test_a_forged_push_is_refused(self, world: World) -> None:
        assert isinstance(world.connector, AcceptsWebhooks)
        world.connector.register_webhook(HOOK)
        world.shop.webhooks.queue.clear()
        world.shop.webhooks.forge(9)
        world.buy(world.product("A"), 1)
        world.shop.tick()
        assert world.pushes
        assert not any(world.connector.verify_webhook(*push) for push in world.pushes)

    def test_no_secret_is_logged_printed_or_raised(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        # Whatever the program chose to hush before, here everything is heard.
        for name in ("", "httpx", "httpcore"):
            caplog.set_level(logging.DEBUG, logger=name)
        texts = [repr(world.connector), repr(world.config), repr(world.shelf.tokens)]
        key = world.key(world.product("A-S", "A-M"))

        def spoil(arm: Callable[[], None]) -> None:
            arm()
            try:
                world.connector.read_listings()
            except ShopError as error:
                texts.extend([str(error), repr(error), repr(error.params), repr(error.__cause__)])
            texts.append(repr(world.push((key, 4))))
            world.shop.faults.clear()

        spoil(lambda: None)
        spoil(lambda: world.shop.faults.error(503, times=9))
        spoil(lambda: world.shop.faults.cut(times=9))
        spoil(lambda: world.shop.faults.rate_limit(times=9, retry_after=60))
        spoil(lambda: world.shop.faults.truncated(times=9))
        spoil(world.shop.expire_access_token)
        spoil(world.shop.revoke_refresh_token)
        seen = caplog.text + "\n".join(texts)
        assert "HTTP Request" in caplog.text
        assert not [secret for secret in world.secrets() if secret in seen]
        assert "sign=" not in seen
