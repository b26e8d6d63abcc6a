"""A push whose signature holds marks its shop dirty; anything else does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from engine.webhooks import LARGEST, application

URL = "https://toko.example"


class Signed:
    """A shop whose pushes are genuine where they say so."""

    def verify_webhook(self, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        return url == f"{URL}/hooks/satu" and headers.get("authorization") == "genuine"

    def register_webhook(self, url: str) -> None:
        raise AssertionError("the receiver registers nothing")

    def is_probe(self, headers: Mapping[str, str], body: bytes) -> bool:
        return body == b"webhook_id=4"


def post(path: str, authorization: str, body: bytes = b"{}") -> tuple[int, list[str]]:
    hinted: list[str] = []

    async def send() -> int:
        app = application({"satu": Signed()}, URL, hinted.append)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hooks") as client:
            answer = await client.post(path, content=body, headers={"Authorization": authorization})
        return answer.status_code

    return asyncio.run(send()), hinted


@pytest.mark.parametrize(
    ("path", "authorization", "body", "status", "hinted"),
    [
        ("/hooks/satu", "genuine", b"{}", 200, ["satu"]),
        ("/hooks/satu", "forged", b"{}", 401, []),
        ("/hooks/satu", "", b"webhook_id=4", 200, []),
        ("/hooks/dua", "genuine", b"{}", 404, []),
        ("/hooks/satu", "genuine", b"x" * (LARGEST + 1), 413, []),
    ],
    ids=["genuine", "forged", "trial", "unknown shop", "too large"],
)
def test_who_is_hinted_by_a_push(
    path: str, authorization: str, body: bytes, status: int, hinted: list[str]
) -> None:
    assert post(path, authorization, body) == (status, hinted)
