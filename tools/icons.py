"""Draw the tray's pictures from the app's SVG: python tools/icons.py"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parents[1] / "resources" / "icons"
SIZES = (22, 32, 48, 128)


def main() -> None:
    """Write one PNG a size."""
    app = QGuiApplication([])
    renderer = QSvgRenderer(str(ICONS / "selfhelp.svg"))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(ICONS / f"selfhelp-{size}.png"))
    app.quit()


if __name__ == "__main__":
    main()
