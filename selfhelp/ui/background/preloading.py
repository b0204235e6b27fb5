"""Preload the modules of the first window while the app is idle.

Modules are preloaded once, soon after the tray icon appears, one per round of the event loop: the policy's
alone (1.3 MiB) save 9 of 58 ms after the first click. The idle app then takes less than 1.2 times the memory
of a bare tray icon (`make bench`). Drawings (PySide6.QtSvg, 0.4 MiB and 2 ms), fixes and the outbox (7 MiB)
are loaded after the first click.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from PySide6.QtCore import QObject

from selfhelp.ui.widgets.delayed_call import call_soon

MODULES = (
    "selfhelp.ui.theme",
    "selfhelp.ui.context",
    "selfhelp.ui.navigation",
    "selfhelp.ui.widgets.page_header",
    "selfhelp.ui.window",
    "selfhelp.ui.window_placement",
    "selfhelp.machine",
    "selfhelp.ui.error_reporting",
    "selfhelp.ui.qt_translations",
    "selfhelp.ui.parts.health_panel",
    "selfhelp.ui.screens.home",
    "selfhelp.core.log",
    "selfhelp.core.own_folder",
    "selfhelp.core.file_ownership",
    "selfhelp.policy.help_desk",
    "selfhelp.policy.policy",
    "selfhelp.policy.files",
)
"""The modules in loading order; shared dependencies come first, so that each import is short."""


class Preloader(QObject):
    """Imports the modules, and then deletes itself."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._left: Iterator[str] = iter(MODULES)
        call_soon(self, self._load_qt_names)

    def _load_qt_names(self) -> None:
        """Load Qt's class names, because the first lookup takes 11 ms."""
        from PySide6.QtCore import Qt

        _ = Qt.WindowState.WindowMinimized
        call_soon(self, self._import_next_module)

    def _import_next_module(self) -> None:
        module = next(self._left, None)
        if module is not None:
            importlib.import_module(module)
            call_soon(self, self._import_next_module)
        else:
            self.deleteLater()
