"""PySide6 6.12.0 aborts on Python before 3.12: an overridden paintEvent drops a reference to None."""

from __future__ import annotations

import os
import subprocess
import sys

REPAINTS = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
class Widget(QWidget):
    def paintEvent(self, event): pass
app = QApplication([])
widget = Widget()
widget.resize(50, 50)
widget.show()
app.processEvents()
for _ in range(20_000):
    widget.repaint()
print("survived")
"""


def test_this_qt_survives_twenty_thousand_paints() -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", REPAINTS], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert "survived" in done.stdout
