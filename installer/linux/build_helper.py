"""Builds the administrator's helper for Linux: one file, and polkit's list of what it may be asked.

python installer/linux/build_helper.py FOLDER      writes FOLDER/helper and FOLDER/…policy

The helper is a zip archive that Python starts (PEP 441) with ``-I -S -B``: no environment variable, no
folder of the person and no installed package reaches it. It holds the package `selfhelp.helper` and the
few modules of the standard library kind that it reads the policy with.
"""

from __future__ import annotations

import ast
import io
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.core.languages import SOURCE_LANGUAGE, list_supported_languages  # noqa: E402
from selfhelp.core.model import Platform  # noqa: E402
from selfhelp.core.text import Translator  # noqa: E402
from selfhelp.helper.operation import Operation, TrustLevel  # noqa: E402
from selfhelp.helper.operations import OPERATIONS  # noqa: E402

SHEBANG = b"#!/usr/bin/python3 -ISB\n"
INSTALLED = "/usr/libexec/selfhelp/helper"
POLICY = "io.github.selfhelp.helper.policy"
PREFIX = "io.github.selfhelp.helper"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same sources give the same bytes
DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"\n'
    '  "http://www.freedesktop.org/standards/PolicyKit/1/policyconfig.dtd">\n'
)
START = "import sys\nfrom selfhelp.helper.__main__ import main\nsys.exit(main(sys.argv[1:]))\n"


def sources() -> Sequence[Path]:
    """Return the helper's files and every module of ours that they need, themselves or through others."""
    package = ROOT / "selfhelp"
    found = {package / "__init__.py", *(package / "helper").glob("*.py")}
    waiting = list(found)
    while waiting:
        tree = ast.parse(waiting.pop().read_text("utf-8"))
        for name in {name for node in ast.walk(tree) for name in _imported(node)}:
            for file in _files_of(package, name):
                if file not in found:
                    found.add(file)
                    waiting.append(file)
    return sorted(found)


def _files_of(package: Path, name: str) -> Sequence[Path]:
    """Return the file of a module, with the ``__init__`` of every package around it."""
    path = package.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.is_file():
        return ()
    around = (folder / "__init__.py" for folder in file.parents if package in folder.parents)
    return (file, *(init for init in around if init != file))


def _imported(node: ast.AST) -> Sequence[str]:
    """Return which of our modules a line imports, without the package's name."""
    if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("selfhelp"):
        return ()
    inner = (node.module or "").removeprefix("selfhelp").lstrip(".")
    names = [".".join(filter(None, (inner, alias.name))) for alias in node.names]
    return [inner, *names] if inner else names


def archive() -> bytes:
    """Return the helper as one file that can be started."""
    files = sources()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("__main__.py", MOMENT), START)
        for file in files:
            name = file.relative_to(ROOT).as_posix()
            packed.writestr(zipfile.ZipInfo(name, MOMENT), file.read_bytes())
    return SHEBANG + buffer.getvalue()


def policy() -> str:
    """Return polkit's file: one action for each operation that Linux has (polkit(8), pkexec(1))."""
    root = ET.Element("policyconfig")
    ET.SubElement(root, "vendor").text = "selfhelp"
    for operation in OPERATIONS.values():
        if Platform.LINUX in operation.ways:
            root.append(_action(operation))
    ET.indent(root)
    return DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"


def _action(operation: Operation) -> ET.Element:
    action = ET.Element("action", id=f"{PREFIX}.{operation.id}")
    for tag in ("description", "message"):
        for language in list_supported_languages():
            attributes = {} if language == SOURCE_LANGUAGE else {"xml:lang": language}
            ET.SubElement(action, tag, attributes).text = Translator(language).translate(operation.title)
    defaults = ET.SubElement(action, "defaults")
    ET.SubElement(defaults, "allow_any").text = "no"
    ET.SubElement(defaults, "allow_inactive").text = "no"
    harmless = operation.trust is TrustLevel.HARMLESS
    ET.SubElement(defaults, "allow_active").text = "yes" if harmless else "auth_admin_keep"
    for key, value in (("path", INSTALLED), ("argv1", operation.id)):
        annotation = ET.SubElement(action, "annotate", key=f"org.freedesktop.policykit.exec.{key}")
        annotation.text = value
    return action


def build(folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    helper = folder / "helper"
    helper.write_bytes(archive())
    helper.chmod(0o755)
    (folder / POLICY).write_text(policy(), encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
