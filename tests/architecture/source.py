"""The source as the tests of this folder read it: modules, their trees, and where something stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("petitions", "portal", "staff", "web")


@dataclass(frozen=True)
class Module:
    """A file of the product; ``name`` is its path from the root, with slashes."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.name, self.text)


@cache
def _parsed(name: str, text: str) -> ast.Module:
    return ast.parse(text, name)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file below these folders of the root (the product when none are named)."""
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for folder in folders or PRODUCT
        for path in sorted((ROOT / folder).rglob("*.py"))
    )


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called, as far as it has one."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain; what is not a name becomes ``?``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def place(module: Module, node: ast.AST) -> str:
    """Where a finding stands, to be clicked on."""
    return f"{module.name}:{getattr(node, 'lineno', 1)}"
