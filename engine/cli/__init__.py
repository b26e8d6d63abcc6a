"""The command line: `selaras`, the same as `python main.py`."""

from .app import main

__all__ = ["main"]
