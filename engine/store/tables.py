"""What the cache keeps, column by column; storage only, no rules. Every table is keyed by the seller.

Text that a query never looks into is one JSON column (`more`), which is null for a row at rest, so that a
hundred thousand quiet SKUs load without parsing. The newest migration is named by `REVISION`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

REVISION = "0001"

_ROW_NUMBER = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER counts up by itself in SQLite


class Row(SQLModel):
    """The base of all tables, with a metadata of its own so that nothing else can slip into a migration."""

    metadata = MetaData()


def _key() -> str:
    value: str = Field(primary_key=True, sa_type=Text)
    return value


def _text() -> str:
    value: str = Field(sa_type=Text, nullable=False)
    return value


def _maybe_text() -> str | None:
    value: str | None = Field(default=None, sa_type=Text, nullable=True)
    return value


def _units() -> int:
    value: int = Field(sa_type=BigInteger, nullable=False)
    return value


def _maybe_units() -> int | None:
    value: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    return value


def _time() -> float:
    value: float = Field(sa_type=Float(precision=53), nullable=False)
    return value


class LeaseRow(Row, table=True):
    """Who may run the seller's cycles; the row stays when nobody does, so that the epoch keeps rising."""

    __tablename__ = "lease"
    seller: str = _key()
    holder: str = _text()
    epoch: int = _units()
    expires: float = _time()


class ProgressRow(Row, table=True):
    """The last confirmed batch of the sheet."""

    __tablename__ = "progress"
    seller: str = _key()
    epoch: int = _units()
    batch: int = _units()


class PendingRow(Row, table=True):
    """The one batch that was journalled and is not settled; `body` is the whole write as JSON."""

    __tablename__ = "pending"
    seller: str = _key()
    epoch: int = _units()
    batch: int = _units()
    read_at: float = _time()
    body: str = _text()


class MarkRow(Row, table=True):
    """A small fact by name."""

    __tablename__ = "mark"
    seller: str = _key()
    name: str = _key()
    value: str = _text()


class MovementRow(Row, table=True):
    """One booking of the ledger; `number` is the order of booking, `booked_at` its time on our clock."""

    __tablename__ = "movement"
    __table_args__ = (
        UniqueConstraint("seller", "cause", name="movement_cause"),
        Index("movement_by_sku", "seller", "sku", "number"),
    )
    number: int | None = Field(default=None, primary_key=True, sa_type=_ROW_NUMBER)
    seller: str = _text()
    cause: str = _text()
    sku: str = _text()
    kind: str = _text()
    on_hand: int = _units()
    reserved: int = _units()
    at: float = _time()
    who: str = _text()
    note: str = _text()
    booked_at: float = _time()


class SkuRow(Row, table=True):
    """One master SKU; `base` is the one confirmed content of its `Stok` cell, null where none or several."""

    __tablename__ = "sku"
    seller: str = _key()
    sku: str = _key()
    shown: str = _text()
    on_hand: int = _units()
    reserved: int = _units()
    base: int | None = _maybe_units()
    buffer: int = _units()
    counted: bool = Field(nullable=False)
    edited_at: float = _time()
    read_at: float = _time()
    more: str | None = _maybe_text()


class BindingRow(Row, table=True):
    """One listing and its link; `component` and `units` are the link where it is to exactly one SKU."""

    __tablename__ = "binding"
    seller: str = _key()
    shop: str = _key()
    listing: str = _key()
    product: str = _text()
    sku: str = _text()
    name: str = _text()
    variant: str = _text()
    price: int = _units()
    stock: int = _units()
    storefronts: str = _text()
    component: str | None = _maybe_text()
    units: int | None = _maybe_units()
    status: str = _text()
    pushed: int | None = _maybe_units()
    expected: int | None = _maybe_units()
    seen: int | None = _maybe_units()
    seen_at: float = _time()
    more: str | None = _maybe_text()


class LineRow(Row, table=True):
    """One order line as last told, and what the ledger has booked for it (`booked_*`)."""

    __tablename__ = "order_line"
    seller: str = _key()
    shop: str = _key()
    order_id: str = _key()
    line_id: str = _key()
    listing: str = _text()
    sku: str = _text()
    name: str = _text()
    taken: int = _units()
    released: int = _units()
    shipped: int = _units()
    returned: int = _units()
    price: int = _units()
    status: str = _text()
    storefront: str = _text()
    created: float = _time()
    updated: float = _time()
    ship_by: float = _time()
    final: bool = Field(nullable=False)
    component: str | None = _maybe_text()
    units: int | None = _maybe_units()
    booked_reserved: int = _units()
    booked_released: int = _units()
    booked_shipped: int = _units()
    first_seen: float = _time()
    more: str | None = _maybe_text()


class QuestionRow(Row, table=True):
    """One question to a person, open or closed."""

    __tablename__ = "question"
    seller: str = _key()
    id: str = _key()
    kind: str = _text()
    subject: str = _text()
    opened_at: float = _time()
    digest: str = _text()
    answer: str = _text()
    who: str = _text()
    closed_at: float = _time()
    more: str | None = _maybe_text()


class ShopRow(Row, table=True):
    """One shop between cycles."""

    __tablename__ = "shop"
    seller: str = _key()
    shop: str = _key()
    sending: bool = Field(nullable=False)
    connected: bool = Field(nullable=False)
    horizon: float = _time()
    more: str | None = _maybe_text()


def _table(row: type[Row]) -> Table:
    """The Core table under a SQLModel class: bulk storage never makes an object a row."""
    found: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table classes
    return found


METADATA = Row.metadata
LEASE = _table(LeaseRow)
PROGRESS = _table(ProgressRow)
PENDING = _table(PendingRow)
MARK = _table(MarkRow)
MOVEMENT = _table(MovementRow)
SKU = _table(SkuRow)
BINDING = _table(BindingRow)
LINE = _table(LineRow)
QUESTION = _table(QuestionRow)
SHOP = _table(ShopRow)


def columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table in their order, without the seller: what the codecs read."""
    return tuple(column for column in table.columns if column.name != "seller")
