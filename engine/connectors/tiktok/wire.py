"""The fields of TikTok Shop's answers that the engine reads; no other module knows their names.

Nothing about a buyer is named here, so nothing about a buyer gets past this module. `total_count` is required
of every list: an answer without it is torn, not an empty shop or a quiet day.
"""

from __future__ import annotations

from pydantic import Field

from ..lenient import Money, Rows, Text, Texts, Time, Whole, Wire


class Granted(Wire):
    """A token answer; both times are absolute."""

    access_token: str = Field(min_length=1)
    access_token_expire_in: Whole
    refresh_token: str = Field(min_length=1)
    refresh_token_expire_in: Whole


class Shop(Wire):
    id: Text
    name: Text = ""
    region: Text = ""
    cipher: str = Field(min_length=1, repr=False)


class Shops(Wire):
    shops: list[Shop] | None = None


class Warehouse(Wire):
    id: Text
    name: Text = ""
    type: Text = ""
    effect_status: Text = ""


class Warehouses(Wire):
    warehouses: list[Warehouse]


class Price(Wire):
    sale_price: Money = 0
    tax_exclusive_price: Money = 0


class InventoryRow(Wire):
    warehouse_id: Text
    quantity: Whole


class Sku(Wire):
    id: Text
    seller_sku: Text = ""
    price: Price | None = None
    inventory: list[InventoryRow]


class Platform(Wire):
    platform: Text = ""
    status: Text = ""


class Product(Wire):
    id: Text
    title: Text = ""
    status: str = Field(min_length=1)
    update_time: Time = 0
    skus: Rows
    listing_platforms: Texts = Field(default_factory=list)
    integrated_platform_statuses: list[Platform] | None = None


class ProductPage(Wire):
    products: Rows = Field(default_factory=list)
    next_page_token: Text = ""
    total_count: Whole


class ProductRef(Wire):
    """What a row of a product page must have to be counted."""

    id: Text


class Attribute(Wire):
    value_name: Text = ""


class NamedSku(Wire):
    id: Text
    sales_attributes: list[Attribute] | None = None


class ProductDetail(Wire):
    skus: list[NamedSku]


class StockRow(Wire):
    warehouse_id: Text
    available_quantity: Whole


class SkuStock(Wire):
    id: Text
    warehouse_inventory: list[StockRow]


class ProductStock(Wire):
    product_id: Text
    skus: list[SkuStock]


class Inventory(Wire):
    inventory: list[ProductStock] | None = None


class ErrorDetail(Wire):
    sku_id: Text = ""


class ItemError(Wire):
    """One refused SKU inside a success."""

    code: Whole = 0
    message: Text = ""
    detail: ErrorDetail | None = None


class StockUpdate(Wire):
    errors: list[ItemError] | None = None


class LineItem(Wire):
    """One unit of an order."""

    id: str = Field(min_length=1)
    sku_id: str = Field(min_length=1)
    product_id: str = Field(min_length=1)
    product_name: Text = ""
    sku_name: Text = ""
    seller_sku: Text = ""
    sale_price: Money = 0
    display_status: Text = ""
    tracking_number: Text = ""


class Order(Wire):
    id: str = Field(min_length=1)
    status: str = Field(min_length=1)
    create_time: Time
    update_time: Time
    collection_time: Time = 0
    delivery_time: Time = 0
    rts_sla_time: Time = 0
    commerce_platform: Text = ""
    fulfillment_type: Text = ""
    warehouse_id: Text = ""
    line_items: list[LineItem] = Field(min_length=1)


class OrderRef(Wire):
    id: str = Field(min_length=1)


class OrderPage(Wire):
    orders: Rows = Field(default_factory=list)
    next_page_token: Text = ""
    total_count: Whole


class OrderList(Wire):
    orders: Rows = Field(default_factory=list)


class ReturnLine(Wire):
    order_line_item_id: Text = ""


class Returned(Wire):
    order_id: str = Field(min_length=1)
    return_id: Text = ""
    return_type: Text = ""
    return_status: Text = ""
    update_time: Time = 0
    return_line_items: list[ReturnLine] | None = None


class ReturnPage(Wire):
    return_orders: Rows = Field(default_factory=list)
    next_page_token: Text = ""
    total_count: Whole
