"""Who is asking and what they may do: accounts, their tokens, and the permissions of a file.

Access tokens live an hour by the server's clock. A file is open to its owner, to whom it is shared with, and to
anyone where it says so. Without rights Sheets answers 403 (recorded), and Drive 404 as for no such file (documented).
"""

from __future__ import annotations

import base64
import json
import random
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.sheets.errors import BAD_CREDENTIALS, BAD_KEY, NO_CREDENTIALS, NO_KEYS, ApiError
from sandbox.sheets.store import Store

Json = dict[str, Any]
TOKEN_SECONDS = 3599
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ROLES = ("reader", "commenter", "writer", "owner")
GRANTS = {"refresh": "refresh_token", "jwt": "urn:ietf:params:oauth:grant-type:jwt-bearer"}


def secret(rng: random.Random, length: int, prefix: str = "") -> str:
    """A random word; nothing here guards anything but play data."""
    return prefix + "".join(rng.choices(LETTERS, k=length))


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """One Google account with its OAuth client; `key` is a service account's private key (PEM), else None."""

    name: str
    email: str
    client_id: str
    client_secret: str
    refresh_token: str
    key: str | None = None

    def __repr__(self) -> str:
        return f"Account({self.name!r})"

    @property
    def api_key(self) -> str:
        """The API key of the account's project: no secret of the account's own."""
        return "AIza" + sha256(self.client_id.encode()).hexdigest()[:35]

    def state(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}

    def public_key(self) -> rsa.RSAPublicKey | None:
        """What a service account's assertions are checked with."""
        if self.key is None:
            return None
        key = serialization.load_pem_private_key(self.key.encode(), None)
        return key.public_key() if isinstance(key, rsa.RSAPrivateKey) else None


class OAuthError(Exception):
    """A refusal of the token endpoint: HTTP status, error code, description."""

    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"error": code, "error_description": description}


class Accounts:
    """The accounts of one server and the tokens they hold."""

    def __init__(self, rng: random.Random, store: Store | None) -> None:
        self._rng = rng
        self._store = store
        self._accounts: dict[str, Account] = {}
        self._tokens: dict[str, tuple[str, float]] = {}
        if store is not None:
            self._accounts = {name: Account(**state) for name, state in store.load_accounts().items()}
            self._tokens = store.load_tokens()

    def __contains__(self, name: str) -> bool:
        return name in self._accounts

    def __getitem__(self, name: str) -> Account:
        return self._accounts[name]

    def names(self) -> list[str]:
        return list(self._accounts)

    def add(self, name: str, service: bool = False) -> Account:
        """A new account. ValueError where the name is taken. A service account gets a key of its own."""
        if name in self._accounts:
            raise ValueError(f"there is an account {name!r} already")
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "account"
        key = None
        if service:
            private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            key = private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ).decode()
        account = Account(
            name,
            f"{slug}@local.iam.gserviceaccount.com" if service else f"{slug}@example.com",
            secret(self._rng, 24) + ".apps.googleusercontent.com",
            secret(self._rng, 24, "GOCSPX-"),
            secret(self._rng, 40, "1//"),
            key,
        )
        self._accounts[name] = account
        if self._store is not None:
            self._store.save_account(name, account.state())
        return account

    def grant(self, form: dict[str, str], now: float) -> Json:
        """Answer the token endpoint. OAuthError where the grant is refused."""
        kind = form.get("grant_type", "")
        if kind == GRANTS["refresh"]:
            account = self._by_refresh_token(form)
        elif kind == GRANTS["jwt"]:
            found = self._by_assertion(form.get("assertion", ""), now)
            if found is None:
                raise OAuthError(400, "invalid_grant", "Invalid JWT Signature.")
            account = found
        else:
            raise OAuthError(400, "unsupported_grant_type", f"Invalid grant_type: {kind}")
        token = secret(self._rng, 100, "ya29.")
        self._tokens = {known: entry for known, entry in self._tokens.items() if entry[1] >= now}
        self._tokens[token] = (account.name, now + TOKEN_SECONDS)
        if self._store is not None:
            self._store.save_token(token, account.name, now + TOKEN_SECONDS, now)
        return {"access_token": token, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}

    def _by_refresh_token(self, form: dict[str, str]) -> Account:
        for account in self._accounts.values():
            if account.client_id == form.get("client_id"):
                if account.client_secret != form.get("client_secret"):
                    raise OAuthError(401, "invalid_client", "Unauthorized")
                if account.refresh_token != form.get("refresh_token"):
                    raise OAuthError(400, "invalid_grant", "Bad Request")
                return account
        raise OAuthError(401, "invalid_client", "The OAuth client was not found.")

    def _by_assertion(self, assertion: str, now: float) -> Account | None:
        """The service account that signed a JWT which is still good; its audience is not looked at."""
        parts = assertion.split(".")
        if len(parts) != 3:
            return None
        try:
            claims = json.loads(_decoded(parts[1]))
            signature = _decoded(parts[2])
        except ValueError:
            return None
        for account in self._accounts.values():
            key = (
                account.public_key()
                if isinstance(claims, dict) and claims.get("iss") == account.email
                else None
            )
            if key is None:
                continue
            try:
                key.verify(signature, f"{parts[0]}.{parts[1]}".encode(), padding.PKCS1v15(), hashes.SHA256())
            except InvalidSignature:
                return None
            expires = claims.get("exp")
            return account if isinstance(expires, int | float) and expires > now - 300 else None
        return None

    def caller(self, authorization: str | None, now: float) -> Account:
        """Whose token this is. ApiError 401 where it is none, unknown or past."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise ApiError(401, NO_CREDENTIALS)
        name, expires = self._tokens.get(token, (None, 0.0))
        if name is not None and expires > now:
            return self._accounts[name]
        signed = self._by_assertion(token, now)
        if signed is None:
            raise ApiError(401, BAD_CREDENTIALS)
        return signed

    def by_key(self, key: str, reading: bool) -> Account:
        """Somebody without a name who came with an API key. ApiError 400 for a key that is none, 401 where more than
        reading is asked: keys say which project pays, not who asks (documented; bodies seen by many)."""
        for account in self._accounts.values():
            if account.api_key == key:
                if not reading:
                    raise ApiError(401, NO_KEYS)
                return Account(f"key of {account.name}", "", "", "", "")
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
        raise ApiError(400, BAD_KEY, [{**info, "domain": "googleapis.com"}])

    def expire_tokens(self) -> None:
        """Every access token is past at once; the next call with one gets 401."""
        self._tokens = {}
        if self._store is not None:
            self._store.forget_tokens()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def role_of(file: Json, email: str) -> str | None:
    """The best role a file gives to an e-mail address."""
    held = [
        entry["role"]
        for entry in file["permissions"]
        if entry["type"] == "anyone" or entry.get("emailAddress") == email
    ]
    return max(held, key=ROLES.index) if held else None
