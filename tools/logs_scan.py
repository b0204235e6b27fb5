"""Searches the app's output and log files for secrets that the tests have passed to it.

python tools/logs_scan.py PLACE…      a folder or a file; fails if a secret is found, without printing it

Searches the app's log files, and the output and log in test results (JUnit XML). Other files are test data,
which contain secrets on purpose. The secrets are collected from the tests: values that they call a token, a
password or a secret, and values that look like one (tools/secrets_scan.py). Test names, and source code in
failure messages, aren't searched.
"""

from __future__ import annotations

import ast
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import secrets_scan  # noqa: E402

WORDS = r"(?:TOKEN|PASSWORD|SECRET)"
NAMED = re.compile(rf"(?:^|_){WORDS}$")
ALSO = ("s3cret", "hunter2")
"""Secrets that tests use if they need any."""

SHOWN = 40
SHORTEST = 9
"""Minimum length of a secret, in characters; shorter secrets would match anywhere."""


@cache
def planted(tests: Path) -> Mapping[str, str]:
    """Return the secrets in the tests, each with its file."""
    found = dict.fromkeys(ALSO, "tests")
    for file in sorted(tests.rglob("*.py")):
        source = file.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if re.search(WORDS, source) else ():
            for value in _given(node):
                words = re.split(r"[ =]", value)
                found |= {word: file.name for word in words if len(word) >= SHORTEST}
    return found


def _given(node: ast.AST) -> Iterator[str]:
    """Yield the secrets in a statement: values of variables or environment variables named as secrets."""
    pairs: list[tuple[str, ast.expr]] = []
    if isinstance(node, ast.Assign):
        for target in node.targets:
            names, values = _list(target), _list(node.value)
            pairs += [(n.id, v) for n, v in zip(names, values, strict=False) if isinstance(n, ast.Name)]
    elif isinstance(node, ast.Dict):
        keys = (
            (str(k.value), v)
            for k, v in zip(node.keys, node.values, strict=True)
            if isinstance(k, ast.Constant)
        )
        pairs += [(key, value) for key, value in keys if key.startswith("SELFHELP_")]
    yield from (_text(value) for name, value in pairs if NAMED.search(name))


def _list(node: ast.expr) -> Sequence[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _text(node: ast.expr) -> str:
    """Return the text of a constant, also if it is concatenated; "" for other expressions."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case ast.BinOp(
            left=ast.Constant(value=str(text)), op=ast.Mult(), right=ast.Constant(value=int(times))
        ):
            return text * times
    return ""


def said(place: Path) -> Iterator[tuple[str, str]]:
    """Yield each written text, with its place."""
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if not file.is_file() or file.is_symlink():
            continue
        if file.suffix == ".xml" and file.name.startswith(("tests-", "again-")):
            yield from _of_results(file)
        elif file.name.startswith("selfhelp.log"):
            yield str(file), file.read_text("utf-8", "replace")


def _of_results(file: Path) -> Iterator[tuple[str, str]]:
    try:
        cases = list(ET.parse(file).iter("testcase"))
    except ET.ParseError:  # cut off, or not of pytest
        yield file.name, file.read_text("utf-8", "replace")
        return
    for case in cases:
        for part in ("system-out", "system-err"):
            for element in case.iter(part):
                yield f"{file.name}: {case.get('classname')}::{case.get('name')}", element.text or ""


def scan(place: Path, secrets: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each secret found in a written text."""
    for where, text in said(place):
        for secret, file in secrets.items():
            if secret in text:
                yield f"{where}: a secret of {file}"
        yield from (f"{where}:{one.line}: {one.rule}" for one in secrets_scan.scan(text, where))


def main(places: Sequence[str]) -> int:
    """Print the secrets found in all places; return the exit status."""
    secrets = planted(ROOT / "tests")
    found = [line for place in places for line in scan(Path(place), secrets)]
    for line in found[:SHOWN]:
        print(f"logs: {line}")
    print(f"logs: searched for {len(secrets)} secrets, found {len(found)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
