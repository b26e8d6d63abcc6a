"""Which requests a local server refuses before it looks at them: a foreign Host, a foreign Origin, a form post.

A page on the internet can make a browser send requests to a loopback port. The Host check stops DNS
rebinding, the Origin check stops foreign pages, and the content-type check stops what a browser sends
without asking first (a preflight). A change without a body passes only with an Authorization header,
which a foreign page cannot set without a preflight either.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from .wire import Handler, Request, Response

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def host_is_loopback(host: str) -> bool:
    """Whether a Host header names this machine's loopback, with or without a port."""
    try:
        name = urlsplit("//" + host).hostname or ""
    except ValueError:
        return False
    return name in LOOPBACK


def origin_is_own(origin: str, host: str) -> bool:
    """Whether an Origin header is the very server that was asked."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.netloc == host and host_is_loopback(host)


def refusal(request: Request, *, other_type_allowed: bool = False) -> str | None:
    """Why this request is refused, or None where it may go on.

    `other_type_allowed`: this route's real counterpart takes another content type (an OAuth token form,
    a file upload), none of which a page can use to change anything without credentials of its own.
    """
    host = request.headers.get("host", "")
    if not host_is_loopback(host):
        return "This server answers on loopback only."
    origin = request.headers.get("origin")
    if origin is not None and not origin_is_own(origin, host):
        return "This server takes no requests from other origins."
    if request.method in SAFE_METHODS or other_type_allowed:
        return None
    if not request.body:
        has_credentials = "authorization" in request.headers or "x-tts-access-token" in request.headers
        content_type = request.headers.get("content-type", "")
        if has_credentials or content_type.split(";")[0].strip().lower() == "application/json":
            return None
        return "A change without a body needs an Authorization header."
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return "Changes are taken as application/json only."
    return None


def guarded(handler: Handler, other_type_allowed: Callable[[Request], bool] = lambda _: False) -> Handler:
    """The same server behind the rule; what is refused gets a 403 with the reason."""

    def handle(request: Request) -> Response:
        why = refusal(request, other_type_allowed=other_type_allowed(request))
        if why is not None:
            return Response.of_json(
                {"error": {"code": 403, "message": why, "status": "PERMISSION_DENIED"}}, 403
            )
        return handler(request)

    return handle
