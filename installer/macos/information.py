"""What macOS is told about the app: its Info.plist (Apple, "Information Property List")."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = tomllib.loads((ROOT / "installer" / "product.toml").read_text("utf-8"))
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

REASONS = {
    "NSScreenCaptureUsageDescription": (
        "A picture is taken only when you click for one, and you see it before anything is sent."
    ),
    "NSLocalNetworkUsageDescription": (
        "Printers and the help desk in your network are looked for when you ask whether they answer."
    ),
}
"""Why it asks for a permission; ``fr.lproj`` says it in French. It asks for no other."""


def information() -> dict[str, Any]:
    """Return what is ours of the Info.plist; names and version are added by whoever makes the bundle."""
    return {
        "LSUIElement": True,  # a sign in the menu bar, none in the Dock
        "LSMinimumSystemVersion": PRODUCT["macos"],
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "fr"],
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": PRODUCT["bundle"],
                "CFBundleURLSchemes": ["selfhelp"],
                "CFBundleTypeRole": "Viewer",
            }
        ],
        **REASONS,
    }
