"""The yardstick for a tray: the least a PySide6 program can do to show one."""

import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
picture = QPixmap(24, 24)
picture.fill(QColor("#1f6feb"))
tray = QSystemTrayIcon(QIcon(picture))
menu = QMenu()
for label in ("Open", "Get help", "Take a screenshot", "Quit"):
    menu.addAction(label)
tray.setContextMenu(menu)
tray.show()
sys.exit(app.exec())
