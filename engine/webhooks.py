"""Receives the shops' pushes; a push whose signature holds marks its shop dirty and carries no data that is trusted."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .connectors.base import AcceptsWebhooks, AnswersProbes

LARGEST = 256 * 1024


def application(
    shops: Mapping[str, AcceptsWebhooks], public_url: str, hint: Callable[[str], None]
) -> Starlette:
    """The receiver: `POST /hooks/<shop>`; a forged or unknown push gets 401 or 404 and does nothing.

    `hint` is told the shop's name.
    """

    async def hook(request: Request) -> Response:
        name = request.path_params["shop"]
        connector = shops.get(name)
        if connector is None:
            return Response(status_code=404)
        body = await request.body()
        if len(body) > LARGEST:
            return Response(status_code=413)
        headers = {key.lower(): value for key, value in request.headers.items()}
        if not connector.verify_webhook(f"{public_url}/hooks/{name}", headers, body):
            tried = isinstance(connector, AnswersProbes) and connector.is_probe(headers, body)
            return Response(status_code=200 if tried else 401)
        hint(name)
        return Response(status_code=200)

    return Starlette(routes=[Route("/hooks/{shop}", hook, methods=["POST"])])


@contextlib.contextmanager
def receiving(
    shops: Mapping[str, AcceptsWebhooks], port: int, public_url: str, hint: Callable[[str], None]
) -> Iterator[str]:
    """Listen on loopback and tell every shop where to push; yields the address the shops were told."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))
        url = public_url or f"http://127.0.0.1:{sock.getsockname()[1]}"
        config = uvicorn.Config(
            application(shops, url, hint), log_level="warning", access_log=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join(timeout=5)
