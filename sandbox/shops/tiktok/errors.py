"""Which code, message and HTTP status each refusal carries, and how success and failure are wrapped.

Gateway faults travel with an HTTP 4xx or 5xx status, business faults with HTTP 200 and a code other than 0.
The code 36009004 stands for many different faults; only the message tells them apart. Codes and gateway
messages are documented; where a comment says "guessed" the number or the status is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from sandbox.wire import Response

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: HTTP status, code and message of the body, and extra headers."""

    status: int
    code: int
    message: str
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Ends a request with a problem; nothing has been changed when it is raised."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code} {problem.message}")
        self.problem = problem


# The gateway. Statuses of 106013, 101000, 105005 and the two content-type codes are guessed within the
# documented 4xx.
NO_PATH = Problem(404, 36009009, "Invalid path. The specified path does not match any available endpoint.")
NO_METHOD = Problem(405, 36009010, "Invalid method. The HTTP method used is not supported by this endpoint.")
NO_VERSION = Problem(404, 36009014, "Invalid API version. The `version` value is invalid or unsupported.")
NOT_JSON = Problem(
    400,
    36009022,
    "Invalid request format. The request body format must be `application/json` for structured data or "
    "`multipart/form-data` for binary files.",
)
BAD_APP_KEY = Problem(400, 36009004, "Invalid credentials. Invalid `app_key` query parameter.")
NO_SIGN = Problem(
    400, 36009004, "Missing credentials. The request does not include a required signature in the query."
)
BAD_SIGN = Problem(401, 106001, "Invalid credentials. The `sign` query parameter is invalid.")
BAD_TIME = Problem(
    400, 36009004, "Invalid timestamp. The value of the `timestamp` query parameter is invalid."
)
NEGATIVE_TIME = Problem(
    400,
    36009004,
    "Invalid timestamp. The value of the `timestamp` query parameter must not be lesser than 0.",
)
STALE_TIME = Problem(
    400,
    36009004,
    "Invalid timestamp. The value of the `timestamp` query parameter must not be earlier than 5 minutes "
    "before the "
    "current time.",
)
FUTURE_TIME = Problem(
    400,
    36009004,
    "Invalid timestamp. The value of the `timestamp` query parameter must not exceed the current time by "
    "more than 30 "
    "seconds.",
)
BAD_TOKEN = Problem(400, 36009004, "Invalid credentials. The `x-tts-access-token` header is invalid.")
EXPIRED_TOKEN = Problem(
    401, 105002, "Expired credentials. The 'access_token' or 'x-tts-access-token' header has expired."
)
OTHER_SHOP = Problem(
    400,
    101000,
    "Invalid query or header. The `shop_cipher` query parameter or `x-tts-access-token` header is invalid.",
)
NO_SCOPE = Problem(
    403,
    105005,
    "Access denied. The app is not authorized to access the endpoint because the access scopes granted for "
    "the app or "
    "the access token do not contain the required access scope for the endpoint.",
)
NO_CIPHER = Problem(
    400,
    106013,
    "Missing identifier. The `shop_cipher` query parameter is required to identify the target shop.",
)
NEEDLESS_CIPHER = Problem(
    400,
    36009004,
    "Unexpected identifier. The `shop_cipher` query parameter is not required for this request.",
)
INTERNAL = Problem(500, 36009003, "Internal error. Please try again later.")
TIMEOUT = Problem(504, 36009007, "Request timeout. The request to the endpoint timed out.")

# Signing in. A wrong app secret, grant type or app key on the token calls is guessed to share the overloaded
# code.
BAD_APP_SECRET = Problem(400, 36009004, "Invalid credentials. Invalid `app_secret` query parameter.")
BAD_AUTH_CODE = Problem(200, 36004004, "Invalid auth code.")
BAD_REFRESH_TOKEN = Problem(200, 36004001, "Invalid refresh token.")
EXPIRED_REFRESH_TOKEN = Problem(200, 36004005, "Expired refresh token.")

# Business faults. Product codes are seen in public integrations; order, package and return codes are guessed.
NO_PRODUCT = Problem(200, 12052032, "Product does not exist.")
PRODUCT_STATUS = Problem(200, 12052901, "Product status invalid.")
NO_SKU = Problem(200, 12052097, "The SKU does not exist or does not belong to the product.")
STOCK_RANGE = Problem(200, 12019024, "The SKU stock must be between [{low}, 99999].")
NO_WAREHOUSE = Problem(200, 12052223, "The warehouse does not exist or does not hold this SKU.")
ALL_WAREHOUSES = Problem(200, 12052254, "The inventory of all warehouses of the SKU must be listed.")
STOCK_COMMITTED = Problem(200, 12052269, "The quantity is lower than what a campaign has reserved.")
MARKETPLACE_STOCK = Problem(200, 12052270, "The inventory of the SKU is managed by the platform's warehouse.")
BAD_PRICE = Problem(200, 12052225, "The price is out of the allowed range.")
NO_ORDER = Problem(200, 21011001, "Order does not exist.")
ORDER_STATUS = Problem(200, 21011002, "The order status does not allow this operation.")
NO_PACKAGE = Problem(200, 21011101, "Package does not exist.")
PACKAGE_STATUS = Problem(200, 21011102, "The package status does not allow this operation.")
NO_CANCELLATION = Problem(200, 25001002, "The cancellation does not exist.")
CANCEL_REASON = Problem(200, 25001003, "The cancel reason is not available for this order.")
CANCEL_STATUS = Problem(200, 25001004, "The cancellation status does not allow this operation.")
BAD_ADDRESS = Problem(
    200, 36009501, "The webhook address must be an HTTPS URL with a domain and without a port."
)
BAD_EVENT = Problem(200, 36009502, "The webhook event type is not supported.")


def invalid(what: str) -> Problem:
    """A parameter that breaks its documented rule; `what` says which and how."""
    return Problem(400, 36009004, f"Invalid parameter. {what}")


def rate_limited(retry_after: float | None) -> Problem:
    """Too many requests; seconds to wait are rounded up into `Retry-After`, or left out where None."""
    headers = {} if retry_after is None else {"Retry-After": str(max(1, math.ceil(retry_after)))}
    message = "Too many requests. You've made too many requests in a short period of time."
    return Problem(429, 36009002, message, headers)


def success(data: Any, request_id: str) -> Response:
    """The envelope of a call that went through."""
    body = {"code": 0, "data": data, "message": "Success", "request_id": request_id}
    return Response.of_json(body, 200, {"Content-Type": JSON_TYPE})


def failure(problem: Problem, request_id: str) -> Response:
    """The envelope of a call that was refused."""
    body = {"code": problem.code, "data": None, "message": problem.message, "request_id": request_id}
    return Response.of_json(body, problem.status, {"Content-Type": JSON_TYPE, **problem.headers})
