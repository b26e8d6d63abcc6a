"""What the local Google answers when it refuses: the error bodies of Sheets, Drive and the token endpoint.

Recorded: 400 with field violations, 403, 404, 429, 503. Drive's list of `errors` is documented.
"""

from __future__ import annotations

from typing import Any

from sandbox.wire import Response

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
DRIVE_REASONS = {400: "invalid", 401: "authError", 403: "forbidden", 404: "notFound"}
UNAVAILABLE = "The service is currently unavailable."
INTERNAL = "Internal error encountered."
NOT_FOUND = "Requested entity was not found."
NO_PERMISSION = "The caller does not have permission"
NO_CREDENTIALS = (
    "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or "
    "other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
BAD_CREDENTIALS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
BAD_KEY = "API key not valid. Please pass a valid API key."
NO_KEYS = (
    "API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that "
    "assert a principal. See https://cloud.google.com/docs/authentication"
)


class ApiError(Exception):
    """A refusal with its HTTP code, Google's message and, where there are any, `details`.

    Raised anywhere below the router; nothing of the refused call has taken effect.
    """

    def __init__(self, code: int, message: str, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": STATUS_NAMES[self.code],
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def response(self) -> Response:
        return Response.of_json(self.body(), self.code)


class DriveError(ApiError):
    """The same for Drive v3, whose bodies carry a list of errors instead of a status."""

    def __init__(
        self, code: int, message: str, reason: str | None = None, location: str | None = None
    ) -> None:
        super().__init__(code, message)
        self.reason = reason or DRIVE_REASONS[code]
        self.location = location

    def body(self) -> dict[str, Any]:
        entry = {"message": self.message, "domain": "global", "reason": self.reason}
        if self.location is not None:
            entry |= {"location": self.location, "locationType": "parameter"}
        return {"error": {"code": self.code, "message": self.message, "errors": [entry]}}


def bad(message: str) -> ApiError:
    """400 with Google's sentence."""
    return ApiError(400, message)


def violations(found: list[tuple[str, str]]) -> ApiError:
    """400 for a body that does not fit: one line and one field violation per (path, description)."""
    entries = [
        {"field": path, "description": text} if path else {"description": text} for path, text in found
    ]
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": entries}]
    return ApiError(400, "\n".join(text for _, text in found), details)


def over_quota(kind: str, per_user: bool, limit: int) -> ApiError:
    """429; `kind` is 'Read' or 'Write'. Body assembled from captures of the real one."""
    scope = "per minute per user" if per_user else "per minute"
    limit_name = f"{kind}RequestsPerMinute" + ("PerUser" if per_user else "PerProject")
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests {scope}' of service "
        "'sheets.googleapis.com' for consumer 'project_number:1'."
    )
    metadata = {
        "service": "sheets.googleapis.com",
        "consumer": "projects/1",
        "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
        "quota_limit": limit_name,
        "quota_limit_value": str(limit),
        "quota_location": "global",
    }
    link = {
        "description": "Request a higher quota limit.",
        "url": "https://cloud.google.com/docs/quota#requesting_higher_quota",
    }
    details: list[dict[str, Any]] = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": metadata,
        },
        {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]},
    ]
    return ApiError(429, message, details)
