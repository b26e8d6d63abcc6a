"""What a log line may carry: one line each, no secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from engine.log import configure, one_line, redact

SECRET = "Zm9vYmFyc2VjcmV0"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    yield io.StringIO()
    root.setLevel(before[0])
    for handler in [one for one in root.handlers if one not in before[1]]:
        root.removeHandler(handler)
        handler.close()


@pytest.mark.parametrize(
    "text",
    [
        f"GET https://partner.example/api?partner_id=1&sign={SECRET}&access_token={SECRET}",
        f"GET https://auth.example/token/get?app_secret={SECRET}&auth_code={SECRET}&grant_type=x",
        f"http://127.0.0.1:9/callback?code={SECRET}&state={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"authorization: {SECRET}",
        f"{{'Authorization': 'Bearer {SECRET}', 'x': 1}}",
        f'{{"access_token": "{SECRET}", "refresh_token":"{SECRET}"}}',
        f"x-tts-access-token: '{SECRET}'",
        f"Tokens(access='x', token='{SECRET}')",
        f"sent with bearer {SECRET}",
        f"postgresql://selaras:{SECRET}@db.example/selaras",
        f"ya29.{SECRET}",
        f"Set-Cookie: session={SECRET}; Path=/",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----",
        f'"private_key": "-----BEGIN PRIVATE KEY-----\\n{SECRET}\\n-----END PRIVATE KEY-----\\n"',
        f"shop_cipher={SECRET}",
        f'client_secret="a \\" {SECRET}"',
    ],
)
def test_secrets_are_taken_out(text: str) -> None:
    assert SECRET not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "S320: HTTP 429, code=error_auth, retry_after=3",
        "shop toko-a: 12 listings, 3 pushed, cause order:A1:1",
        "GET https://partner.example/api/v2/product/get_item_list?offset=0&page_size=50",
        "token days 20, design 7, coding 3",
    ],
)
def test_what_a_reader_needs_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred", r"\u001b[31mred"),
        ("one\u2028two\u202ethree", r"one\u2028two\u202ethree"),
        ("Kaos Polos – 50 % ✓", "Kaos Polos – 50 % ✓"),
        ("\ud800", r"\ud800"),
    ],
)
def test_text_from_outside_stays_on_its_line(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_record_is_one_clean_line(stream: io.StringIO) -> None:
    configure(stream=stream)
    logging.getLogger("engine.cycle").info("shop says %s", f"no\nERROR forged ?sign={SECRET}")
    (line,) = stream.getvalue().splitlines()
    assert line.endswith(r" info engine.cycle shop says no\nERROR forged ?sign=…")


def test_a_traceback_is_clean_and_on_the_same_line(stream: io.StringIO) -> None:
    configure(json=True, stream=stream)
    try:
        raise ValueError(f"Authorization: Bearer {SECRET}")
    except ValueError:
        logging.getLogger("engine").exception("failed")
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert (told["level"], told["message"]) == ("error", "failed")
    assert "ValueError: Authorization: …" in told["trace"]
    assert SECRET not in line


def test_json_lines_are_whole_documents(stream: io.StringIO) -> None:
    configure(json=True, stream=stream)
    logging.getLogger("engine").warning('a "quoted" \n word')
    told = json.loads(stream.getvalue())
    assert told["message"] == 'a "quoted" \\n word'
    assert told["time"].endswith("Z")


@pytest.mark.parametrize(("verbose", "heard"), [(False, ["info"]), (True, ["debug", "info"])])
def test_verbose_hears_the_engine_and_never_whole_requests(
    stream: io.StringIO, verbose: bool, heard: list[str]
) -> None:
    configure(verbose=verbose, stream=stream)
    logging.getLogger("engine.cycle").debug("fine")
    logging.getLogger("engine.cycle").info("fine")
    logging.getLogger("httpx").info("HTTP Request: GET https://…")
    assert [line.split()[1] for line in stream.getvalue().splitlines()] == heard


def test_configuring_again_takes_the_place_of_the_last(stream: io.StringIO) -> None:
    configure(stream=io.StringIO())
    configure(stream=stream)
    logging.getLogger("engine").info("once")
    assert len(stream.getvalue().splitlines()) == 1
