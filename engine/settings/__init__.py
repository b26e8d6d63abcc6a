"""What a seller or an operator sets, as checked values."""

from .loading import find_settings, load_settings
from .shape import Settings, ShopSettings

__all__ = ["Settings", "ShopSettings", "find_settings", "load_settings"]
