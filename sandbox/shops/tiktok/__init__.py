"""TikTok Shop with its Tokopedia storefront, as its Partner API answers."""

from .server import MAIN_WAREHOUSE, Rules, TikTokShop

__all__ = ["MAIN_WAREHOUSE", "Rules", "TikTokShop"]
