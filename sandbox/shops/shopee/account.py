"""How an app comes to its tokens, and what it may know about the shop itself.

| call                  | refused                                                                             |
|-----------------------|-------------------------------------------------------------------------------------|
| token/get             | a code that is unknown, used or over ten minutes old; another partner or shop       |
| access_token/get      | a refresh token that is unknown, used or over; not exactly one kind of id           |
| get_warehouse_detail  | shops without warehouses of their own: warehouse.error_not_in_whitelist             |

The consent page asks nobody: whoever opens it is taken for the seller who agrees. Without an address to go back
to it answers with the code itself; with one it redirects, to loopback only.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ...guard import host_is_loopback
from ...wire import Response
from .args import field_of
from .desk import REGION, Call, Desk
from .envelope import Answer, Refused, bad_field, wrong_shop
from .tokens import ACCESS_SECONDS

ID_KINDS = ("shop_id", "merchant_id", "supplier_id", "user_id", "principal_id")


def _partner(desk: Desk, call: Call) -> int:
    """The partner id of the body, which must be the one of the query."""
    partner: int = call.args.posted("partner_id", int)
    if str(partner) != call.args.text("partner_id"):
        raise wrong_shop()
    return partner


def token_get(desk: Desk, call: Call) -> Answer:
    _partner(desk, call)
    if field_of(call.args.body, "shop_id", int, "auth") != desk.shop_id:
        raise wrong_shop()
    access, refresh = desk.tokens.exchange(call.app, call.args.posted("code", str))
    return Answer(
        top={
            "access_token": access,
            "refresh_token": refresh,
            "expire_in": ACCESS_SECONDS,
            "shop_id_list": [desk.shop_id],
            "merchant_id_list": [],
            "supplier_id_list": [],
            "user_id_list": [],
            "principal_id_list": [],
        }
    )


def access_token_get(desk: Desk, call: Call) -> Answer:
    partner = _partner(desk, call)
    kinds = [kind for kind in ID_KINDS if kind in call.args.body]
    if len(kinds) != 1:
        raise Refused("error_param", "Exactly one of shop_id and merchant_id is needed.", gateway=True)
    if kinds != ["shop_id"] or call.args.body["shop_id"] != desk.shop_id:
        raise wrong_shop()
    access, refresh = desk.tokens.renew(call.app, call.args.posted("refresh_token", str))
    return Answer(
        top={
            "partner_id": partner,
            "shop_id": desk.shop_id,
            "access_token": access,
            "refresh_token": refresh,
            "expire_in": ACCESS_SECONDS,
        }
    )


def consent(desk: Desk, call: Call) -> Response:
    """The seller's page, in its older form (`redirect`) and its newer one (`redirect_uri`, `state`)."""
    target = call.args.text("redirect", "") or call.args.text("redirect_uri", "")
    code = {"code": desk.tokens.consent(call.app), "shop_id": str(desk.shop_id)}
    state = call.args.text("state", "")
    if not target:
        return Response.of_json({"error": "", "message": "", "response": code})
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not host_is_loopback(parts.netloc):
        raise bad_field("auth", "Redirect", "invalid redirect")
    extra = {**code, **({"state": state} if state else {})}
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *extra.items()])
    return Response(302, {"Location": urlunsplit(parts._replace(query=query))})


def get_shop_info(desk: Desk, call: Call) -> Answer:
    mine = desk.tokens.of(call.app)
    return Answer(
        top={
            "shop_name": desk.name,
            "region": REGION,
            "status": "NORMAL",
            "sip_affi_shops": [],
            "is_cb": False,
            "auth_time": int(mine.since),
            "expire_time": int(mine.until),
        }
    )


def get_warehouse_detail(desk: Desk, call: Call) -> Answer:
    if not desk.several_warehouses:
        message = "The shop is not in the whitelist of multi-warehouse."
        raise Refused("warehouse.error_not_in_whitelist", message)
    rows = [
        {
            "warehouse_id": number,
            "warehouse_name": warehouse.name,
            "warehouse_type": 1,
            "location_id": warehouse.id,
            "address_id": 234 + number,
            "region": REGION,
        }
        for number, warehouse in enumerate(desk.catalogue.warehouses, 1)
    ]
    return Answer({"warehouse_list": rows})
