"""The mouse test, with targets for each button and the wheel."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.trials.test_panel import TestPanel
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import GOOD, NEXT, StatusIcon

LEFT, RIGHT, DOUBLE, WHEEL = "left", "right", "double", "wheel"
FIELDS: dict[str, Text] = {
    LEFT: N_("Click here with the left button"),
    RIGHT: N_("Right-click here"),
    DOUBLE: N_("Double-click here"),
    WHEEL: N_("Scroll here with the mouse wheel or two fingers"),
}

BUTTONS: Mapping[Qt.MouseButton, str] = {Qt.MouseButton.LeftButton: LEFT, Qt.MouseButton.RightButton: RIGHT}


class _ClickTarget(QFrame):
    """A target that reports clicks and wheel movements."""

    hit = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setMinimumHeight(88)
        self.sign, self.label = StatusIcon(NEXT), PlainLabel("")
        grid = QGridLayout(self)
        grid.setSpacing(theme.SPACE_3)
        grid.addWidget(self.sign, 0, 0)
        grid.addWidget(self.label, 0, 1)
        grid.setColumnStretch(1, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Report the clicked button."""
        self.hit.emit(BUTTONS.get(event.button(), ""))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report the double click."""
        self.hit.emit(DOUBLE)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Report the wheel's movement, without scrolling the page."""
        self.hit.emit(WHEEL)
        event.accept()


class Targets(TestPanel):
    """A test panel with four targets; each shows a tick after the right input."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        grid = QGridLayout()
        grid.setSpacing(theme.SPACE_3)
        self._targets = {name: _ClickTarget() for name in FIELDS}
        for number, (name, target) in enumerate(self._targets.items()):
            target.hit.connect(lambda how, name=name: self._on_target_hit(name, how))
            grid.addWidget(target, number // 2, number % 2)
        self.column.addLayout(grid)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        for name, target in self._targets.items():
            target.label.setText(self.context.translate(FIELDS[name]))

    def focus_first_control(self) -> None:
        """Keep the current focus, because this test uses the pointer."""

    def _on_target_hit(self, name: str, how: str) -> None:
        if name == how:
            self._targets[name].sign.set_status_kind(GOOD)
