"""Imports run one way: the rooms of the design, held by a test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = {"model", "reconcile", "errors"}
# What each room of the engine may import of the others; `*` for everything.
MAY = {
    "errors": set(),
    "model": {"errors"},
    "reconcile": {"model", "errors"},
    "clock": {"errors"},
    "log": {"errors"},
    "data": set(),
    "texts": {"data", "model", "errors"},
    "http": {"clock", "log", "errors"},
    "settings": {"model", "errors", "data"},
    "vault": {"postgresql", "connectors.base", "model", "errors", "clock", "settings"},
    "render": {"model", "reconcile", "texts", "errors"},
    "connectors": {"model", "errors", "http", "clock", "log", "settings"},
    "sheets": {"model", "errors", "http", "clock", "log", "settings"},
    "postgresql": {"errors"},
    "store": {"postgresql", "model", "errors", "clock", "log", "settings"},
    "checkpoint": {"reconcile", "model", "errors"},
    "opening": {"checkpoint", "reconcile", "model", "errors"},
    "errands": {"connectors.base", "model", "errors"},
    "apply": {"errands", "connectors.base", "model", "errors", "clock"},
    "cycle": {
        "apply", "opening", "checkpoint", "reconcile", "sheets.base", "store.base", "connectors.base", "model",
        "errors", "clock",
    },
    "runner": {"cycle", "model", "errors", "clock", "log"},
    "webhooks": {"connectors.base", "errors"},
    "consent": {"errors"},
    "wiring": {"*"},
    "cli": {"*"},
}  # fmt: skip
STANDARD = {
    "__future__", "ast", "collections", "dataclasses", "functools", "hashlib", "itertools", "json", "math", "re",
    "string", "typing", "unicodedata", "zlib", "operator", "enum",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted((ROOT / "engine").rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(ROOT / "engine").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Dotted names of everything that a module imports; engine's own begin with `engine.`."""
    package = ["engine", *path.relative_to(ROOT / "engine").parts[:-1]]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" if module.count(".") < 2 else module for alias in node.names}
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_import_one_way(path: Path) -> None:
    mine = room(path)
    if mine == "__init__":
        return
    allowed = MAY[mine]
    for name in imported(path):
        if not name.startswith("engine.") or "*" in allowed:
            continue
        inner = name.removeprefix("engine.")
        other = inner.split(".")[0]
        assert other == mine or any(inner == one or inner.startswith(f"{one}.") for one in allowed), (
            f"{path.name} may not import {name}"
        )


@pytest.mark.parametrize("path", [p for p in modules() if room(p) in PURE], ids=lambda path: path.name)
def test_the_core_needs_only_the_standard_library(path: Path) -> None:
    words = {"suggest.py", "links.py"}
    for name in imported(path):
        top = name.split(".")[0]
        assert top in STANDARD | {"engine"} or (top == "rapidfuzz" and path.name in words), name


@pytest.mark.parametrize("top", ["sandbox"])
def test_the_sandbox_shares_no_code_with_the_engine(top: str) -> None:
    for path in (ROOT / top).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            assert not any(name.split(".")[0] in {"engine", "simulation"} for name in names), path


def test_the_sheet_in_memory_shares_no_code_with_the_local_google_nor_with_the_desk() -> None:
    for path in (ROOT / "simulation" / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                assert not name.startswith("sandbox.sheets"), path
                if path.name in {
                    "typed.py",
                    "formula.py",
                    "grid.py",
                    "sheet.py",
                    "batch.py",
                    "gateway.py",
                    "person.py",
                }:
                    assert not name.startswith("engine.sheets") or name == "engine.sheets.base", path


def test_nothing_imports_the_simulation() -> None:
    for top in ("engine", "sandbox"):
        for path in (ROOT / top).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                assert not any(name.split(".")[0] == "simulation" for name in names), path


def test_only_the_gateway_knows_gspread() -> None:
    users = [p.name for p in modules() if any(n.split(".")[0] in {"gspread", "google"} for n in imported(p))]
    assert set(users) <= {"gspread_gateway.py", "credentials.py"}


def test_no_module_is_longer_than_its_reason() -> None:
    long = {}
    for top in ("engine", "sandbox", "simulation"):
        for path in (ROOT / top).rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > 400:
                long[str(path.relative_to(ROOT))] = lines
    assert not long
