"""`python -m simulation.mutants [NAME…]`: tries the mutants, and fails where one survives."""

from __future__ import annotations

import os
import sys

from .runner import main


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


raise SystemExit(main(sys.argv[1:], len(os.sched_getaffinity(0)), _say))
