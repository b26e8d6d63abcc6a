"""When a call is sent again, what a missing answer means, and that nothing secret gets out."""

from __future__ import annotations

import logging

import httpx
import pytest
from connector_doubles import HandClock, Wire

from engine.errors import RateLimited, ShopError, Unavailable, UnknownOutcome
from engine.http import Call, Http, Pacer, Reply, Retry, redacted, retry_after, scrubbed, seconds_ahead

URL = "https://shop.test/api/v2/orders"
OK = httpx.Response(200, content=b"yes")


def send(http: Http, *, safe: bool, url: str = URL) -> bytes:
    call = Call("GET", url, (("sign", "5ecret"), ("page", "1")))
    return http.send(lambda: call, lambda reply: reply.body, safe=safe)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.mark.parametrize(
    ("trouble", "read", "write"),
    [
        (httpx.ConnectError("no"), Unavailable, Unavailable),
        (httpx.ConnectTimeout("no"), Unavailable, Unavailable),
        (httpx.PoolTimeout("no"), Unavailable, Unavailable),
        (httpx.WriteTimeout("no"), Unavailable, UnknownOutcome),
        (httpx.WriteError("no"), Unavailable, UnknownOutcome),
        (httpx.ReadTimeout("no"), Unavailable, UnknownOutcome),
        (httpx.ReadError("no"), Unavailable, UnknownOutcome),
        (httpx.RemoteProtocolError("no"), Unavailable, UnknownOutcome),
        (httpx.DecodingError("no"), Unavailable, UnknownOutcome),
        (httpx.Response(500), Unavailable, UnknownOutcome),
        (httpx.Response(503), Unavailable, UnknownOutcome),
        (httpx.Response(429), RateLimited, RateLimited),
    ],
)
def test_what_went_wrong_decides_the_error_and_whether_it_is_sent_again(
    clock: HandClock,
    trouble: Exception | httpx.Response,
    read: type[ShopError],
    write: type[ShopError],
) -> None:
    for safe, kind, times in ((True, read, 3), (False, write, 1)):
        wire = Wire(*[trouble] * 3)
        with wire.client, pytest.raises(kind) as caught:
            send(wire.http(clock), safe=safe)
        assert type(caught.value) is kind
        assert len(wire.requests) == times
        assert caught.value.params["shop"] == "toko"
        assert "5ecret" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_read_that_gets_through_at_last_is_answered(clock: HandClock) -> None:
    wire = Wire(httpx.ReadError("no"), httpx.Response(502), OK)
    with wire.client:
        assert send(wire.http(clock), safe=True) == b"yes"
    assert len(clock.slept) == 2
    assert 0.25 <= clock.slept[0] <= 0.5
    assert 0.5 <= clock.slept[1] <= 1.0


def test_each_attempt_is_made_anew_after_its_wait(clock: HandClock) -> None:
    wire = Wire(httpx.Response(500), OK)
    made: list[float] = []

    def make() -> Call:
        made.append(clock.now())
        return Call("GET", URL)

    with wire.client:
        wire.http(clock).send(make, lambda reply: reply.status, safe=True)
    assert made[1] > made[0]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_kept(clock: HandClock, status: int) -> None:
    wire = Wire(httpx.Response(status, headers={"Retry-After": "4"}), OK)
    with wire.client:
        assert send(wire.http(clock), safe=True) == b"yes"
    assert clock.slept == [4.0]


def test_a_long_wait_is_handed_on_at_once(clock: HandClock) -> None:
    wire = Wire(httpx.Response(429, headers={"Retry-After": "60"}))
    with wire.client, pytest.raises(RateLimited) as caught:
        send(wire.http(clock), safe=True)
    assert caught.value.retry_after == 60.0
    assert clock.slept == []


def test_a_limit_in_the_shops_own_words_is_a_limit_too(clock: HandClock) -> None:
    wire = Wire(OK, OK)
    answers = iter([RateLimited("slow down", retry_after=1.0, shop="toko"), None])

    def read(reply: Reply) -> int:
        error = next(answers)
        if error is not None:
            raise error
        return reply.status

    with wire.client:
        assert wire.http(clock).send(lambda: Call("GET", URL), read, safe=True) == 200
    assert clock.slept == [1.0]


def test_the_backoff_has_a_ceiling(clock: HandClock) -> None:
    wire = Wire(*[httpx.Response(500)] * 6)
    retry = Retry(attempts=6, base=1.0, cap=2.0)
    with wire.client, pytest.raises(Unavailable):
        send(wire.http(clock, retry), safe=True)
    assert max(clock.slept) <= 2.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("-7", 0.0),
        ("soon", 0.0),
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0),
        ("Tue, 14 Nov 2023 22:13:00 GMT", 0.0),
    ],
)
def test_a_wait_comes_as_a_number_or_a_date(header: str, seconds: float) -> None:
    assert retry_after(header, 1_700_000_000.0) == seconds


def test_a_burst_leaves_at_once_and_the_rest_at_the_rate(clock: HandClock) -> None:
    pacer = Pacer(clock, rate=2.0, burst=3)
    start = clock.now()
    for _ in range(7):
        pacer.wait()
    assert clock.now() - start == pytest.approx(2.0)
    clock.time += 100
    before = clock.now()
    for _ in range(3):
        pacer.wait()
    assert clock.now() == before


def test_a_url_is_shown_without_query_and_user() -> None:
    assert redacted("https://me:pw@shop.test:8443/a/b?sign=x#frag") == "https://shop.test:8443/a/b"


def test_a_shops_words_are_one_short_line_without_our_secrets() -> None:
    assert scrubbed("bad token\n abc for ''", "abc", "") == "bad token … for ''"
    assert len(scrubbed("x" * 1000)) == 300


def test_nothing_of_the_query_is_logged(clock: HandClock, caplog: pytest.LogCaptureFixture) -> None:
    # Whatever the program chose to hush before, here everything is heard.
    for name in ("", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    wire = Wire(OK)
    with wire.client:
        send(wire.http(clock), safe=True)
    assert "https://shop.test/api/v2/orders" in caplog.text
    assert "5ecret" not in caplog.text


def test_a_call_does_not_print_what_it_carries() -> None:
    call = Call("POST", URL, (("sign", "5ecret"),), {"x-token": "5ecret"}, b"5ecret")
    assert "5ecret" not in repr(call)
    assert "5ecret" not in repr(Reply(200, b"5ecret"))


def test_no_cookie_is_kept_between_calls(clock: HandClock) -> None:
    wire = Wire(httpx.Response(200, headers={"Set-Cookie": "session=1; Path=/"}), OK)
    with wire.client:
        send(wire.http(clock), safe=True)
        send(wire.http(clock), safe=True)
    assert "cookie" not in wire.requests[1].headers


def test_redirects_are_not_followed(clock: HandClock) -> None:
    wire = Wire(httpx.Response(302, headers={"Location": "https://elsewhere.test/"}))
    with wire.client:
        send(wire.http(clock), safe=True)
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Thu, 01 Jan 2026 00:01:30 GMT", 90.0),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0.0),
        ("Wed, 31 Dec 2025 23:00:00 GMT", 0.0),
        ("Thu, 01 Jan 2026 01:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
    ],
    ids=["ahead", "the same", "behind", "further than any shop bears", "no date", "none"],
)
def test_how_far_a_shop_is_ahead_is_told_by_the_date_of_its_answer(date: str, ahead: float) -> None:
    assert ahead == seconds_ahead(date, 1_767_225_600.0)
