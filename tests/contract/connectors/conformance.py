"""What every connector must do, told once and played against each marketplace's sandbox shop over real sockets."""

from __future__ import annotations

from conformance_access import AccessContract
from conformance_faults import FaultsContract
from conformance_listings import ListingsContract
from conformance_orders import OrdersContract
from conformance_quiet import QuietContract
from conformance_stock import StockContract


class ConnectorConformance(
    ListingsContract, OrdersContract, StockContract, AccessContract, FaultsContract, QuietContract
):
    """The whole contract. Subclass it, say how the marketplace's shop is made, and add what is its own."""
