"""The fields of Shopee's answers that the engine reads; no other module knows their names.

Nothing about a buyer is named here, so nothing about a buyer gets past this module.
"""

from __future__ import annotations

from pydantic import Field

from ..lenient import Flag, MaybeWhole, Money, Rows, Text, Texts, Time, Whole, Wire


class Granted(Wire):
    """A token answer; its fields stand at the top level. `expire_in` is in seconds."""

    access_token: str = Field(min_length=1)
    refresh_token: str = Field(min_length=1)
    expire_in: Whole


class ItemPage(Wire):
    """`has_next_page` is required: an answer without it is torn, not an empty shop."""

    item: Rows = Field(default_factory=list)
    total_count: MaybeWhole = None
    has_next_page: bool
    next_offset: Time = 0


class ItemRef(Wire):
    item_id: Text


class ItemList(Wire):
    item_list: Rows = Field(default_factory=list)


class StockRow(Wire):
    """Units in one place; `location_id` is empty in shops with one warehouse."""

    location_id: Text = ""
    stock: Whole


class StockInfo(Wire):
    seller_stock: list[StockRow] | None = None
    shopee_stock: list[StockRow] | None = None


class Price(Wire):
    current_price: Money = 0
    original_price: Money = 0


class Item(Wire):
    item_id: Text
    item_name: Text = ""
    item_sku: Text = ""
    item_status: Text = ""
    has_model: Flag = False
    price_info: list[Price] | None = None
    stock_info_v2: StockInfo | None = None


class Option(Wire):
    option: Text = ""


class Tier(Wire):
    option_list: list[Option] | None = None


class ModelList(Wire):
    tier_variation: list[Tier] | None = None
    model: Rows


class Model(Wire):
    model_id: Text
    model_sku: Text = ""
    model_status: Text = ""
    tier_index: list[Whole] | None = None
    price_info: list[Price] | None = None
    stock_info_v2: StockInfo | None = None


class Taken(Wire):
    """One accepted row of a stock update."""

    model_id: Text = "0"
    location_id: Text = ""
    stock: MaybeWhole = None


class Refusal(Wire):
    model_id: Text = "0"
    failed_reason: Text = ""


class StockUpdate(Wire):
    success_list: list[Taken] | None = None
    failure_list: list[Refusal] | None = None


class OrderPage(Wire):
    """`more` is required: an answer without it is torn, not a quiet day."""

    more: bool
    next_cursor: Text = ""
    order_list: Rows = Field(default_factory=list)


class OrderRef(Wire):
    order_sn: str = Field(min_length=1)


class OrderList(Wire):
    order_list: Rows = Field(default_factory=list)


class OrderItem(Wire):
    """One row of an order; quantities that older answers lack are None."""

    item_id: Text
    item_name: Text = ""
    item_sku: Text = ""
    model_id: Text = "0"
    model_name: Text = ""
    model_sku: Text = ""
    model_quantity_purchased: Whole
    model_discounted_price: Money = 0
    model_original_price: Money = 0
    order_item_id: Text = ""
    product_location_id: Texts = Field(default_factory=list)
    cancelled_qty: MaybeWhole = None
    returned_qty: MaybeWhole = None


class PackageItem(Wire):
    item_id: Text = ""
    model_id: Text = "0"
    model_quantity: MaybeWhole = None
    order_item_id: Text = ""


class Package(Wire):
    logistics_status: Text = ""
    item_list: list[PackageItem] | None = None


class Order(Wire):
    order_sn: str = Field(min_length=1)
    order_status: str = Field(min_length=1)
    create_time: Time
    update_time: Time
    ship_by_date: Time = 0
    pickup_done_time: Time = 0
    fulfillment_flag: Text = ""
    advance_package: Flag = False
    item_list: list[OrderItem] = Field(min_length=1)
    package_list: list[Package] | None = None


class ReturnPage(Wire):
    more: bool
    rows: Rows = Field(default_factory=list, alias="return")


class ReturnItem(Wire):
    item_id: Text
    model_id: Text = "0"
    amount: Whole


class Returned(Wire):
    return_sn: Text = ""
    order_sn: str = Field(min_length=1)
    status: Text = ""
    update_time: Time = 0
    item: list[ReturnItem] | None = None


class Warehouse(Wire):
    location_id: Text
    warehouse_name: Text = ""
    warehouse_type: MaybeWhole = None


class WarehouseList(Wire):
    """The documented answer is a bare list, which the client hands over under a name of its own."""

    rows: list[Warehouse]


class ShopInfo(Wire):
    shop_name: Text = ""
    expire_time: Time = 0
