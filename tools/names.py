"""Checks that every name in backticks exists, so that docs stay correct after a rename.

python tools/names.py      prints each wrong name with file and line; fails if there is one

In docstrings and comments, `single backticks` are for names of this project; other programs, files and names
have two. In pages, paths that begin with a folder of this project, or end in .py, must exist.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("selfhelp", "tests", "tools", "installer")
NAME = re.compile(r"(?<!`)`([A-Za-z_][\w.]*)(?:\(\))?`(?!`)")
PATH = re.compile(r"`((?:selfhelp|tests|tools|installer|resources|docs)/[\w./-]+|[a-z_/]+/[a-z_]+\.py)`")
PLACEHOLDER = re.compile(r"[A-Z]{2,}(?!_)|bulletin")
"""Pattern of placeholders for the reader's own names in a path of a guide."""

Complaint = tuple[Path, int, str]


@dataclass(slots=True)
class Symbols:
    """The names defined in the source tree.

    Attributes:
        members: the names defined by a module, package or class, by its name.
        defined: every function, class, method, attribute and constant.
        in_file: every name that a file uses, including arguments and local names, by file.
    """

    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    defined: set[str] = field(default_factory=set)
    in_file: dict[Path, set[str]] = field(default_factory=dict)

    def add_file(self, path: Path, tree: ast.Module) -> None:
        """Add the names that one file defines and uses."""
        parts = [part for part in path.with_suffix("").parts if part != "__init__"]
        for outer, inner in pairwise(parts):
            self.members[outer].add(inner)
        self.members[parts[-1]] |= set(_bound_in(tree))
        used = set(sys.stdlib_module_names)
        for node in ast.walk(tree):
            used.update(_names_in(node))
            if isinstance(node, ast.ClassDef):
                self.members[node.name] |= set(_bound_in(node))
                self.defined.add(node.name)
                self.defined |= self.members[node.name]
            elif isinstance(node, ast.FunctionDef):
                self.defined.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                self.defined.add(node.attr)
        self.defined |= self.members[parts[-1]]
        self.in_file[path] = used

    def find_fault(self, path: Path, name: str) -> str:
        """Return the mistake in a name used in a file; "" if the name exists."""
        here, parts = self.in_file[path], name.split(".")
        if parts[0] not in here and parts[0] not in self.defined and parts[0] not in self.members:
            return f"there is no {parts[0]}"
        if parts[0] in sys.stdlib_module_names and parts[0] not in self.members:
            return ""
        for outer, inner in pairwise(parts):
            inherited = outer[:1].isupper() and inner in self.defined
            known = self.members[outer] if outer in self.members else self.defined | here
            if inner not in known and not inherited:
                return f"{outer} has no {inner}"
        return ""


def _bound_in(node: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Yield the names that the body of a module or class defines or imports."""
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


def _names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names in a single node."""
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Name():
            yield node.id
        case ast.Attribute():
            yield node.attr
        case ast.arg() | ast.keyword():
            yield node.arg or ""
        case ast.alias():
            yield from (node.name.split(".") if node.asname is None else [node.asname])
        case _:
            pass


def check_code(files: Mapping[Path, str]) -> Iterator[Complaint]:
    """Yield a complaint for each name in a docstring or comment that the code doesn't define.

    Args:
        files: the text of every Python file, by its path below the root.
    """
    symbols, prose = Symbols(), {}
    for path, text in files.items():
        tree = ast.parse(text)
        symbols.add_file(path, tree)
        prose[path] = [*_comments(text), *_docstrings(tree)]
    for path, passages in prose.items():
        for line, passage in passages:
            for found in NAME.finditer(passage):
                fault = symbols.find_fault(path, found[1])
                if fault:
                    yield path, line + passage[: found.start()].count("\n"), f"`{found[1]}`: {fault}"


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield each comment with its line number."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each string statement, such as a docstring, with its line number."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.lineno, str(node.value.value)


def check_pages(pages: Mapping[Path, str], root: Path) -> Iterator[Complaint]:
    """Yield the paths in pages that don't exist."""
    for path, text in pages.items():
        for number, line in enumerate(text.splitlines(), 1):
            for found in PATH.finditer(line):
                there = (root / found[1]).exists() or (root / "selfhelp" / found[1]).exists()
                if not there and not PLACEHOLDER.search(found[1]):
                    yield path, number, f"`{found[1]}`: there is no such file"


def _read(paths: Sequence[Path]) -> Mapping[Path, str]:
    return {path.relative_to(ROOT): path.read_text("utf-8") for path in sorted(paths)}


def main() -> int:
    """Print the names that don't exist; return the exit status."""
    code = _read([path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")])
    pages = _read([*ROOT.glob("[A-Z]*.md"), *(ROOT / "docs").rglob("*.md")])
    complaints = [*check_code(code), *check_pages(pages, ROOT)]
    for path, line, fault in complaints:
        print(f"{path}:{line}: {fault}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
