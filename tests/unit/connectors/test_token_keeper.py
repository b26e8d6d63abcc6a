"""When a shop's tokens are renewed, by whom, and what is kept beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from connector_doubles import NEW, OLD, SHOP, HandClock, Shelf

from engine.connectors.base import Tokens
from engine.connectors.tokens import AccessExpired, TokenKeeper
from engine.errors import AuthExpired, BadReply, RateLimited, ShopError, Unavailable, UnknownOutcome


def keeper(shelf: Shelf, clock: HandClock, *answers: Tokens | ShopError) -> TokenKeeper:
    waiting = list(answers)

    def refresh(old: Tokens) -> Tokens:
        answer = waiting.pop(0)
        if isinstance(answer, ShopError):
            raise answer
        return answer

    return TokenKeeper(SHOP, shelf, clock, refresh)


@pytest.mark.parametrize(("left", "used"), [(301.0, "old"), (300.0, "old"), (299.0, "new"), (-5.0, "new")])
def test_a_token_is_renewed_in_its_last_five_minutes(left: float, used: str) -> None:
    clock = HandClock()
    shelf = Shelf(replace(OLD, access_expires=clock.now() + left))
    assert keeper(shelf, clock, NEW).current().access == used


@pytest.mark.parametrize(
    "error",
    [Unavailable(shop=SHOP), RateLimited(shop=SHOP), UnknownOutcome(shop=SHOP), BadReply(shop=SHOP)],
)
def test_a_sign_in_that_fails_matters_only_when_the_token_is_over(error: ShopError) -> None:
    clock = HandClock()
    shelf = Shelf(replace(OLD, access_expires=clock.now() + 10))
    assert keeper(shelf, clock, error).current().access == "old"
    clock.time += 10
    with pytest.raises((Unavailable, RateLimited)):
        keeper(shelf, clock, error).current()
    assert shelf.saves == []


def test_an_expired_token_is_renewed_once_and_then_given_up() -> None:
    shelf, used = Shelf(OLD), []

    def call(tokens: Tokens) -> str:
        used.append(tokens.access)
        raise AccessExpired("expired", shop=SHOP)

    with pytest.raises(AuthExpired):
        keeper(shelf, HandClock(), NEW).run(call)
    assert used == ["old", "new"]
    assert shelf.saves == [NEW]


def test_tokens_that_another_thread_renewed_are_used_without_another_refresh() -> None:
    shelf = Shelf(OLD)

    def call(tokens: Tokens) -> str:
        if tokens.access == "old":
            shelf.tokens = NEW
            raise AccessExpired("expired", shop=SHOP)
        return tokens.access

    assert keeper(shelf, HandClock()).run(call) == "new"


def test_tokens_that_somebody_stored_while_this_one_waited_are_used() -> None:
    shelf = Shelf(replace(OLD, access_expires=0.0))
    spent: list[str] = []

    class Waiting:
        """An exclusion that somebody else had, who left new tokens behind."""

        def __enter__(self) -> None:
            shelf.tokens = NEW

        def __exit__(self, *_: object) -> None:
            pass

    shelf.refreshing = Waiting  # type: ignore[method-assign,assignment]

    def refresh(old: Tokens) -> Tokens:
        spent.append(old.refresh)
        return old

    assert TokenKeeper(SHOP, shelf, HandClock(), refresh).current() == NEW
    assert spent == []


def test_a_renewal_is_saved_and_adopted_only_under_the_exclusion() -> None:
    shelf = Shelf(replace(OLD, access_expires=0.0))
    held: list[bool] = []

    class Watched(Shelf):
        def save(self, tokens: Tokens) -> None:
            held.append(self.exclusion.locked())
            super().save(tokens)

    watched = Watched(shelf.tokens)
    kept = keeper(watched, HandClock(), NEW)
    assert kept.current() == NEW
    kept.adopt(OLD)
    kept.remember(places="one")
    assert held == [True, True, True]


def test_a_refused_refresh_says_what_to_do() -> None:
    shelf = Shelf(replace(OLD, access_expires=0.0))
    with pytest.raises(AuthExpired, match=f"selaras connect {SHOP}"):
        keeper(shelf, HandClock(), AuthExpired("used", shop=SHOP)).current()
    assert shelf.saves == []


def test_facts_are_kept_beside_the_tokens_and_written_only_when_new() -> None:
    shelf = Shelf(OLD)
    kept = keeper(shelf, HandClock())
    kept.remember(places="one")
    kept.remember(places="one")
    assert len(shelf.saves) == 1
    assert shelf.tokens is not None
    assert dict(shelf.tokens.extra) == {"shop_id": "1", "places": "one"}


def test_a_consent_that_came_while_a_renewal_was_on_its_way_is_kept() -> None:
    clock = HandClock()
    shelf = Shelf(replace(OLD, access_expires=clock.now() + 10))
    fresh = replace(NEW, access="consented", refresh="r-consented")

    def refresh(_old: Tokens) -> Tokens:
        shelf.save(fresh)
        return NEW

    assert TokenKeeper(SHOP, shelf, clock, refresh).current() == fresh
    assert shelf.load() == fresh
