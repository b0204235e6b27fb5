"""Renders the packaged images from their SVG files: python tools/icons.py"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from selfhelp.ui.tray.tray_icon import SIZES

ICONS = Path(__file__).parents[1] / "resources" / "icons"
PICTURES = [("selfhelp", size) for size in (16, 22, 24, 32, 48, 128)] + [
    ("down", 24),
    ("tick", 32),
    ("some", 32),
]


def main() -> None:
    """Write a PNG file for each image and size."""
    app = QGuiApplication([])
    for name, size in PICTURES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(str(ICONS / f"{name}.svg")).render(painter)
        painter.end()
        image.save(str(ICONS / f"{name}-{size}.png"))
    (ICONS / "selfhelp.pixels").write_bytes(zlib.compress(pixels(), 9))
    app.quit()


def pixels() -> bytes:
    """Return the pixels of the tray icon in every size, one after the other, as rows of RGBA bytes."""
    written = b""
    for size in SIZES:
        image = QImage(str(ICONS / f"selfhelp-{size}.png")).convertToFormat(QImage.Format.Format_RGBA8888)
        written += bytes(image.constBits())
    return written


if __name__ == "__main__":
    main()
