"""The modules of the program as Python parses them, each once for all tests of the house."""

import ast
from functools import cache
from pathlib import Path


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a module."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
