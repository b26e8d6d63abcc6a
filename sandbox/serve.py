"""Puts a handler on a loopback socket, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import uvicorn

from .wire import ConnectionCut, Handler, Request, Response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def asgi(
    handler: Handler,
) -> Callable[
    [Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]:
    """The handler as an ASGI application; each request runs in a worker thread."""

    async def app(
        scope: Scope,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        chunks: list[bytes] = []
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        request = Request(
            method=scope["method"],
            path=scope["raw_path"].decode("ascii"),
            query=scope["query_string"].decode("ascii"),
            headers={
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
            },
            body=b"".join(chunks),
        )
        try:
            response = await asyncio.to_thread(handler, request)
        except ConnectionCut:
            # Announcing a body and sending none makes the client see a torn connection.
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
            return
        await send_response(send, response)

    return app


async def send_response(send: Callable[[Message], Awaitable[None]], response: Response) -> None:
    """One whole response."""
    named = dict(response.headers)
    if not any(name.lower() == "date" for name in named):
        named["Date"] = formatdate(time.time(), usegmt=True)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its address, and the means to stop it."""

    url: str
    port: int
    stop: Callable[[], None]


def start(handler: Handler, port: int = 0) -> Running:
    """Serve on 127.0.0.1; port 0 takes a free one. Returns once the server answers.

    Raises OSError where the port is taken.
    """
    # Named as TCP so that asyncio switches its delay off; without it each answer waits about 40 ms.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError:
        sock.close()
        raise
    bound = int(sock.getsockname()[1])
    config = uvicorn.Config(
        asgi(handler),
        log_level="critical",
        access_log=False,
        date_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [sock]}, daemon=True, name=f"serve:{bound}"
    )
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise OSError(f"the server on port {bound} did not start")
        time.sleep(0.005)

    def stop() -> None:
        server.should_exit = True
        thread.join(timeout=5)
        sock.close()

    return Running(f"http://127.0.0.1:{bound}", bound, stop)


@contextlib.contextmanager
def serving(handler: Handler, port: int = 0) -> Iterator[Running]:
    """`start`, stopped at the end of the block."""
    running = start(handler, port)
    try:
        yield running
    finally:
        running.stop()
