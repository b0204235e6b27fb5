"""Checks the house rules that ruff and mypy can't check.

python tools/house.py      prints each complaint with file and line; fails if there is one
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION = 40
LONGEST_FILE = 800
VAGUE = re.compile(r"(^|_)(managers?|utils?|common|base|handlers?|helpers?|misc)($|_)")
VAGUE_CLASS = re.compile(r"(Manager|Utils?|Common|Base|Helper|Misc)$")
CALLS = {"eval", "exec", "compile", "__import__"}
METHODS = {"extractall": "it trusts the paths in the archive", "system": "it starts a shell"}
MODULES = {"pickle", "shelve", "marshal", "telnetlib", "ftplib", "xmlrpc"}
KEYWORDS = {"shell": (True, "no shell, ever"), "verify": (False, "certificates are always checked")}
UNCHECKED = {"CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context", "_create_stdlib_context"}
PRINTING = ("selfhelp/cli/", "selfhelp/ui/capture/grab.py", "selfhelp/ui/main.py")  # before there is a window
UNFINISHED = re.compile(r"#.*\b(TODO|FIXME|XXX)\b")

DELETING = {
    "os": {
        "unlink",
        "remove",
        "rmdir",
        "removedirs",
        "rename",
        "renames",
        "replace",
        "truncate",
        "ftruncate",
    },
    "shutil": {"rmtree", "move"},
}
DELETING_METHODS = {"unlink", "rmdir", "rename"}
DELETING_CLASSES = {"TemporaryDirectory", "RotatingFileHandler", "TimedRotatingFileHandler"}
DELETING_ORDERS = re.compile(r"\b(?:Remove|Rename)-Item\b(?!Property)")
DELETING_WORDS = re.compile(
    r"\b(?:rm -\w+|rmdir|unlink|rmtree|shutil\.move)\b|\s-delete\b|" + DELETING_ORDERS.pattern
)
PLACES = ROOT / "docs" / "threat-model.md"
_PLACE = re.compile(r"^\| `((?:selfhelp|installer)/[\w/.-]+)` \| (\d+) \|", re.MULTILINE)

Complaint = tuple[int, str]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines of a function, without its docstring."""
    first = function.body[0]
    words = 0
    if ast.get_docstring(function, clean=False) is not None:
        words = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - words


def of_definition(node: ast.AST) -> Iterator[Complaint]:
    """Yield complaints about the size or name of a function or class."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION:
        yield node.lineno, f"{node.name} has {length(node)} lines, more than {LONGEST_FUNCTION}"
    if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name):
        yield node.lineno, f"{node.name} does not say what it is"


def of_call(node: ast.AST) -> Iterator[Complaint]:
    """Yield complaints about forbidden calls."""
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield node.lineno, f"{node.func.id}() runs text as code"
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        yield node.lineno, f"{node.func.attr}(): {METHODS[node.func.attr]}"
    for keyword in node.keywords:
        wrong = KEYWORDS.get(keyword.arg or "")
        if wrong and isinstance(keyword.value, ast.Constant) and keyword.value.value is wrong[0]:
            yield node.lineno, f"{keyword.arg}={wrong[0]}: {wrong[1]}"


def of_trust(node: ast.AST) -> Iterator[Complaint]:
    """Yield complaints about calls that turn off certificate verification."""
    if isinstance(node, ast.Attribute) and node.attr in UNCHECKED:
        yield node.lineno, f"{node.attr}: certificates are always checked"
    if isinstance(node, ast.Constant) and node.value in ("CERT_NONE", "CERT_OPTIONAL"):
        yield node.lineno, f"{node.value}: certificates are always checked"
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is False:
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr == "check_hostname":
                yield node.lineno, "check_hostname = False: the name is always checked"


def of_import(node: ast.AST) -> Iterator[Complaint]:
    """Yield complaints about imports of forbidden modules."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    for name in names:
        if name.split(".")[0] in MODULES:
            yield getattr(node, "lineno", 1), f"{name} is not used here"


def of_printing(node: ast.AST, name: str) -> Iterator[Complaint]:
    """Yield complaints about printing outside the command line interface."""
    if name.startswith(PRINTING) or not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name) and node.func.id == "print":
        yield node.lineno, "print() belongs to the terminal face; log it or return it"


def is_deleting(node: ast.AST) -> bool:
    """Return whether a node deletes, renames or truncates files, or is a shell command that does.

    ``x.replace(y)`` with one argument is a method of a path: for a text it has two, for a date keywords.
    """
    if isinstance(node, ast.ImportFrom):
        return bool(DELETING.get(node.module or "", set()) & {alias.name for alias in node.names})
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return DELETING_ORDERS.search(node.value) is not None
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Name):
        return called.id in DELETING_CLASSES
    if not isinstance(called, ast.Attribute):
        return False
    if isinstance(called.value, ast.Name) and called.value.id in DELETING:
        return called.attr in DELETING[called.value.id]
    of_dataclass = isinstance(called.value, ast.Name) and called.value.id in ("dataclasses", "copy")
    path_replace = called.attr == "replace" and len(node.args) == 1 and not (node.keywords or of_dataclass)
    return path_replace or called.attr in DELETING_METHODS | DELETING_CLASSES


def deleting() -> dict[str, list[int]]:
    """Return the numbers of lines that delete or rename files, by file."""
    found = {}
    for file in sorted((ROOT / "selfhelp").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found[file] = [getattr(node, "lineno", 1) for node in ast.walk(tree) if is_deleting(node)]
    for file in sorted((ROOT / "installer").rglob("*")):
        if not file.is_file() or file.suffix == ".pyc":
            continue
        lines = file.read_bytes().decode("utf-8", "replace").splitlines()
        found[file] = [n for n, line in enumerate(lines, 1) if DELETING_WORDS.search(line)]
    return {file.relative_to(ROOT).as_posix(): sorted(lines) for file, lines in found.items() if lines}


def of_deleting(page: str, found: dict[str, list[int]]) -> Iterator[tuple[str, int, str]]:
    """Yield the differences between the deleting calls and the list in the threat model."""
    listed = {name: int(number) for name, number in _PLACE.findall(page)}
    for name in sorted(found.keys() | listed.keys()):
        lines, said = found.get(name, []), listed.get(name, 0)
        if len(lines) != said:
            what = f"{len(lines)} calls delete or rename, docs/threat-model.md lists {said}: {lines}"
            yield name, lines[0] if lines else 1, what


def complaints(file: Path) -> Iterator[Complaint]:
    """Yield all complaints about one file of the product."""
    name = file.relative_to(ROOT).as_posix()
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines()
    if len(lines) > LONGEST_FILE:
        yield 1, f"{len(lines)} lines, more than {LONGEST_FILE}"
    if VAGUE.search(file.stem):
        yield 1, "the file's name does not say what is in it"
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield number, "finish it, or write an issue"
    for node in ast.walk(ast.parse(source)):
        yield from of_definition(node)
        yield from of_call(node)
        yield from of_trust(node)
        yield from of_import(node)
        yield from of_printing(node, name)


def main() -> int:
    """Print the complaints about all files of the package; return the exit status."""
    wrong = 0
    for file in sorted((ROOT / "selfhelp").rglob("*.py")):
        for line, what in sorted(complaints(file)):
            print(f"{file.relative_to(ROOT)}:{line}: {what}")
            wrong += 1
    for name, line, what in of_deleting(PLACES.read_text(encoding="utf-8"), deleting()):
        print(f"{name}:{line}: {what}")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
