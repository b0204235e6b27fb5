"""The yardstick for a window: a bare tray program that builds a box, ten labels and eight buttons on a click.

Prints one line of JSON: milliseconds until it has painted, by the wall and by the processor; then again.
"""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from tests.bench.eye import Eye, wait

eye, windows = Eye(), list[QWidget]()


def click() -> None:
    """Open the window."""
    if not windows:
        windows.append(build())
    windows[0].show()


def build() -> QWidget:
    """Build the window."""
    from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout

    window = QWidget()
    window.resize(920, 720)
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit())
    for number in range(10):
        column.addWidget(QLabel(f"What this computer is called, line {number}"))
    for number in range(8):
        column.addWidget(QPushButton(f"Something to press {number}"))
    window.installEventFilter(eye)
    return window


app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
picture = QPixmap(24, 24)
picture.fill(QColor("#1f6feb"))
tray, menu = QSystemTrayIcon(QIcon(picture)), QMenu()
tray.setContextMenu(menu)
tray.show()
wait(1000)
told = []
for _ in range(2):
    moment = eye.first(click, 1000)
    told.append((moment.wall, moment.cpu))
    windows[0].close()
    wait(500)
print(json.dumps(told), flush=True)
os._exit(0)
