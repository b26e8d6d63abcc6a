"""Decides what a log line may carry: one line each, no secrets, on stderr.

Text from outside (a shop's answer, a cell) can neither begin a line of its own nor colour the terminal.
Secrets are taken out by name and by shape, of messages and of tracebacks, before any handler's output.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

HIDDEN = "…"
LOUD = ("httpx", "httpcore", "urllib3", "google", "gspread", "alembic", "sqlalchemy", "schedule", "asyncio")

_NAMES = (
    r"(?:access|refresh|id|auth|app|bearer)[_-]?token|token|sign|signature|authorization|auth[_-]?code"
    r"|(?:app|client|partner|consumer)[_-]?(?:secret|key)|secret|private[_-]?key|api[_-]?key|shop[_-]?cipher|cipher"
    r"|x-tts-access-token|x-shopify-access-token|password|passwd|cookie|set-cookie"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.S),
        HIDDEN,
    ),
    # A header line: everything after the name, for the value may have words of its own.
    (
        re.compile(r"(?im)\b((?:proxy-)?authorization|(?:set-)?cookie)([\"']?\s*[:=]\s*)(?![\"'])[^\r\n,}]+"),
        rf"\1\2{HIDDEN}",
    ),
    # "name": "value" and name='value', as JSON and reprs write them.
    (
        re.compile(rf"(?i)\b({_NAMES})([\"']?\s*[:=]\s*)([bru]?)(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"),
        rf"\1\2{HIDDEN}",
    ),
    # A consent's answer; elsewhere `code` is an error's, which a reader of the log needs.
    (re.compile(r"(?i)([?&](?:code|state))=[^&\s\"'<>]+"), rf"\1={HIDDEN}"),
    # name=value in an address or a form.
    (re.compile(rf"(?i)(?<![A-Za-z0-9])({_NAMES})=[^&\s\"'<>]+"), rf"\1={HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(://)[^/\s:@]*:[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"\b(?:ya29\.|1//0|ROW_|TTP_|shpat_|ck_|cs_)[A-Za-z0-9._-]{6,}"), HIDDEN),
)
# Control signs, line and paragraph separators, signs that turn the direction of writing, lone surrogates.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def redact(text: str) -> str:
    """The text without what looks like a token, a signature, a key or a password."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def one_line(text: str) -> str:
    """The text with everything escaped that would end the line or drive a terminal."""
    return _UNSAFE.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), text)


class RedactingFilter(logging.Filter):
    """Rewrites each record to its clean message, for whatever formatter comes after."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: nothing is dropped."""
        record.msg, record.args = one_line(redact(record.getMessage())), None
        return True


def _trace(record: logging.LogRecord) -> str:
    """The traceback of a record as one clean line, '' where it has none."""
    if not record.exc_info:
        return ""
    return one_line(redact(logging.Formatter().formatException(record.exc_info)))


class LineFormatter(logging.Formatter):
    """`time level logger message`, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        words = (_time(record), record.levelname.lower(), record.name, record.getMessage(), _trace(record))
        return " ".join(word for word in words if word)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `message` and, where there is one, `trace`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        trace = _trace(record)
        return json.dumps(
            told | ({"trace": trace} if trace else {}), ensure_ascii=False, separators=(",", ":")
        )


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def configure(verbose: bool = False, json: bool = False, stream: TextIO | None = None) -> None:
    """Send everything to stderr: the engine from INFO on (DEBUG where `verbose`), libraries from WARNING on.

    Calling it again replaces what it set before. `stream` stands in for stderr in tests.
    """
    handler = logging.StreamHandler(stream if stream is not None else sys.stderr)
    handler.set_name("selaras")
    handler.addFilter(RedactingFilter())
    handler.setFormatter(JsonFormatter() if json else LineFormatter())
    root = logging.getLogger()
    for old in [one for one in root.handlers if one.get_name() == "selaras"]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("engine").setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in LOUD:
        # Their INFO lines repeat whole requests, so even a verbose run leaves them out.
        logging.getLogger(name).setLevel(logging.WARNING)
