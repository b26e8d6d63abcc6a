"""Where the program's own data files lie: inside an installed wheel, else in the repository's root."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

FOLDERS = ("templates", "config")


def _folder(name: str) -> Traversable:
    """The folder of that name; the wheel carries it as `engine/_data/<name>`."""
    if name not in FOLDERS:
        raise FileNotFoundError(f"no data folder named {name!r}")
    packaged = files("engine") / "_data" / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent / name


def read_text(name: str) -> str:
    """The text of a data file such as `templates/tabs.id.toml`; FileNotFoundError where there is none."""
    path = PurePosixPath(name)
    if len(path.parts) != 2 or ".." in path.parts:
        raise FileNotFoundError(f"no data file named {name!r}")
    return (_folder(path.parts[0]) / path.name).read_text(encoding="utf-8")


def names(folder: str) -> tuple[str, ...]:
    """The names of the files in a data folder, in order, each usable with `read_text`."""
    return tuple(
        f"{folder}/{name}" for name in sorted(f.name for f in _folder(folder).iterdir() if f.is_file())
    )
