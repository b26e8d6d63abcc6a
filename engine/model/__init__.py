"""The words of the trade and of the flow, as frozen values; no I/O and no pydantic."""
