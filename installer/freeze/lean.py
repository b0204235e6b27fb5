"""Compiles our modules without what only people and checkers read: docstrings, and the types of arguments.

Lines keep their numbers, so that a traceback means the same. What a decorator may read stays: a dataclass
without a docstring would make one of its signature at every start, and the tables of the policy are
explained by theirs.
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import CodeType
from typing import TypeVar

Documented = TypeVar("Documented", ast.Module, ast.ClassDef, ast.FunctionDef)


class Lean(ast.NodeTransformer):
    """Takes out what a running program does not read."""

    def visit_Module(self, node: ast.Module) -> ast.AST:
        """A module has no docstring."""
        return self.generic_visit(_undocumented(node))

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """A class has one where it is decorated."""
        return self.generic_visit(node if node.decorator_list else _undocumented(node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function has neither docstring nor types."""
        node.returns = None
        for part in ast.walk(node.args):
            if isinstance(part, ast.arg):
                part.annotation = None
        return self.generic_visit(_undocumented(node))


def _undocumented(node: Documented) -> Documented:
    if ast.get_docstring(node, clean=False) is not None:
        del node.body[0]
        node.body = node.body or [ast.Pass(lineno=getattr(node, "lineno", 1), col_offset=0)]
    return node


def compiled(path: Path) -> CodeType:
    """Return a module as the frozen program holds it."""
    tree = Lean().visit(ast.parse(path.read_bytes(), str(path)))
    return compile(tree, str(path), "exec", dont_inherit=True, optimize=1)
