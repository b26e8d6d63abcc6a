"""How a parcel is arranged: what is needed, the order to ship, and the tracking number a minute later.

A shipment may be arranged once, for a paid order nobody asked to cancel; pickup needs an address and a time slot
that were offered. That a tracking number takes a minute is guessed (the docs say to poll).
"""

from __future__ import annotations

from typing import Any

from ..trade import Order, ShopRefusal, Stage, stage
from .args import field_of
from .desk import REGION, Call, Desk
from .envelope import Answer, Refused, bad_field, order_not_found

ADDRESS_ID = 234
TRACKING_SECONDS = 60


def _order(desk: Desk, order_sn: str) -> Order:
    if order_sn not in desk.book.versions:
        raise order_not_found()
    return desk.book.order(order_sn)


def get_shipping_parameter(desk: Desk, call: Call) -> Answer:
    order = _order(desk, call.args.text("order_sn"))
    if stage(order) is not Stage.PAID:
        message = "Wrong parameters, detail: the order can not be shipped."
        raise Refused("error_param", message, module="logistics")
    return Answer(
        {
            "info_needed": {"pickup": ["address_id", "pickup_time_id"], "dropoff": []},
            "pickup": {
                "address_list": [
                    {
                        "address_id": ADDRESS_ID,
                        "region": REGION,
                        "state": "Jawa Barat",
                        "city": "Kota Bandung",
                        "address": "Gudang Utama",
                        "address_flag": ["default_address", "pickup_address"],
                        "time_slot_list": [_slot(desk)],
                    }
                ]
            },
            "dropoff": {"branch_list": [], "slug_list": []},
        }
    )


def _slot(desk: Desk) -> dict[str, Any]:
    """Tomorrow; the slot id is the moment it stands for."""
    tomorrow = (int(desk.clock.now()) // 86_400 + 1) * 86_400
    return {"date": tomorrow, "time_text": "", "pickup_time_id": str(tomorrow), "flags": ["recommended"]}


def ship_order(desk: Desk, call: Call) -> Answer:
    order = _order(desk, call.args.posted("order_sn", str))
    ways = [way for way in ("pickup", "dropoff", "non_integrated") if way in call.args.body]
    if len(ways) != 1:
        raise bad_field("logistics", "Pickup", "exactly one of pickup, dropoff, non_integrated is needed")
    if call.args.body.get("package_number") == "":
        raise bad_field("logistics", "PackageNumber", "invalid package_number")
    way = call.args.posted(ways[0], dict)
    if ways[0] == "pickup":
        slot = field_of(way, "pickup_time_id", str, "logistics")
        if field_of(way, "address_id", int, "logistics") != ADDRESS_ID or slot != str(_slot(desk)["date"]):
            raise bad_field("logistics", "PickupTimeId", "invalid pickup time or address")
    own = field_of(way, "tracking_number", str, "logistics") if ways[0] == "non_integrated" else ""
    try:
        desk.book.arrange(order.id, own)
    except ShopRefusal as refusal:
        message = f"Wrong parameters, detail: {refusal}."
        raise Refused("error_param", message, module="logistics") from refusal
    return Answer()


def get_tracking_number(desk: Desk, call: Call) -> Answer:
    order = _order(desk, call.args.text("order_sn"))
    since = order.arranged_at
    ready = since is not None and desk.clock.now() >= since + TRACKING_SECONDS
    hint = "" if ready else "The tracking number is being allocated, please try again later."
    return Answer({"tracking_number": order.tracking if ready else "", "plp_number": "", "hint": hint})
