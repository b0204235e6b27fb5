"""What macOS is told about the app: its Info.plist (Apple, "Information Property List")."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.core.languages import SOURCE_LANGUAGE, list_supported_languages, load_language  # noqa: E402

PRODUCT = tomllib.loads((ROOT / "installer" / "product.toml").read_text("utf-8"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

REASONS = {
    "NSScreenCaptureUsageDescription": (
        "A picture is taken only when you click for one, and you see it before anything is sent."
    ),
    "NSLocalNetworkUsageDescription": (
        "Printers and the help desk in your network are looked for when you ask whether they answer."
    ),
    "NSAppleEventsUsageDescription": (
        "The Finder moves files that you choose to the Trash, so that you can put them back."
    ),
}
"""Why it asks for a permission, and for no other; the ``macos`` tables of the languages translate it."""


def information() -> dict[str, Any]:
    """Return what is ours of the Info.plist; names and version are added when the bundle is made."""
    return {
        "LSUIElement": True,  # a sign in the menu bar, none in the Dock
        "LSMinimumSystemVersion": PRODUCT["macos"],
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "CFBundleDevelopmentRegion": SOURCE_LANGUAGE,
        "CFBundleLocalizations": list(list_supported_languages()),
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": PRODUCT["bundle"],
                "CFBundleURLSchemes": ["selfhelp"],
                "CFBundleTypeRole": "Viewer",
            }
        ],
        **REASONS,
    }


def write_translations(folder: Path) -> Sequence[str]:
    """Write ``<language>.lproj/InfoPlist.strings`` below a folder; return the names of the inner folders."""
    written = []
    for code in list_supported_languages():
        reasons = {key: text for key, text in load_language(code).macos.items() if key in REASONS}
        if reasons:
            inner = folder / f"{code}.lproj"
            inner.mkdir(parents=True, exist_ok=True)
            lines = (
                f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)};"
                for key, text in reasons.items()
            )
            (inner / "InfoPlist.strings").write_text("\n".join([*lines, ""]), "utf-8")
            written.append(inner.name)
    return written
