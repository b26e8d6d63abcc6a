"""`python -m sandbox`: which part of the sandbox is started. Each part is loaded only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "sheets": ("sandbox.sheets.command", "the local Google alone"),
    "world": ("sandbox.world.command", "the local Google, the shops and everybody around them"),
    "page": ("sandbox.page.command", "the world and the engine, on a page in the browser"),
    "tour": ("sandbox.tour.command", "a guided play of the whole product"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Hand over to the sub-command; its own options are its own business."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A world of its own on this machine."
    )
    lines = [f"{name:8} {text}" for name, (_, text) in COMMANDS.items()]
    parser.epilog = " | ".join(lines)
    parser.add_argument("command", choices=list(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="options of the sub-command")
    options = parser.parse_args(argv)
    module = importlib.import_module(COMMANDS[options.command][0])
    return int(module.main(options.rest) or 0)


if __name__ == "__main__":
    sys.exit(main())
