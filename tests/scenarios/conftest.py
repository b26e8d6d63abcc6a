"""Scenario tests drive the real engine over real sockets, one cycle at a time."""
