"""Opens every screen once for several tests of a file; each test judges what its own look saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import NAMES, walk

Wrong = Callable[[str], Mapping[str, Sequence[str]]]
"""Returns what the look of that name found, by screen."""

Look = Callable[[AppWindow], Sequence[str]]
"""Returns what is wrong with the screen on top."""


class OneWalk:
    """One walk for a file.

    Args:
        looks: by name, in the order in which they are made on each screen.
    """

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self._looks = looks
        self._wrong: Mapping[str, Mapping[str, Sequence[str]]] = {}
        self.seen: Sequence[str] = ()

    def wrong(self, request: pytest.FixtureRequest) -> Wrong:
        """Return what tells a test what is wrong; the test that asks first makes the walk."""

        def ask(look: str) -> Mapping[str, Sequence[str]]:
            if not self._wrong:
                self._make(*map(request.getfixturevalue, ("window", "app", "qtbot")))
            return {screen: found for screen, found in self._wrong[look].items() if found}

        return ask

    def _make(self, window: AppWindow, app: App, qtbot: QtBot) -> None:
        wrong: Mapping[str, dict[str, Sequence[str]]] = {look: {} for look in self._looks}
        seen = []
        for screen in walk(window, app, qtbot):
            seen.append(screen)
            for name, look in self._looks.items():
                wrong[name][screen] = look(window)
        assert tuple(seen) == NAMES
        self._wrong, self.seen = wrong, seen
