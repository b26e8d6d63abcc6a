"""A Shopee shop that answers in the Open Platform v2 protocol."""

from .envelope import Dialect
from .shop import ShopeeShop

__all__ = ["Dialect", "ShopeeShop"]
