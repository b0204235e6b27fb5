"""Pictures of the real window under Wine: ``tools/wine.sh tests/windows/pictures.py FOLDER LOOK``

LOOK is light, dark or contrast, one at a time: leaving the settings restores what they show.
Nothing is made up: the fixes look at the computer that Wine imitates. FOLDER is one of the tree, written with
slashes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from selfhelp.core.deep_links import HOME
from selfhelp.core.paths import AppPaths, detect_platform
from selfhelp.core.preferences import Preferences
from selfhelp.core.text import Translator
from selfhelp.ui.application import Application
from selfhelp.ui.main import AppSession
from selfhelp.ui.navigation import AskPage, FixPage, HomePage, SettingsPage

SCREENS = (HomePage(), FixPage("disk-full"), AskPage(), SettingsPage())
SETTLE_MS = 5_000
"""How long a screen may look at the computer before it is pictured."""


def wait(milliseconds: int) -> None:
    """Let the program go on for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(folder: Path, look: str) -> None:
    """Take every picture in one look."""
    folder.mkdir(parents=True, exist_ok=True)
    places = AppPaths.create_for_current_user(detect_platform())
    Preferences(language="en", theme=look, welcomed="yes").save(places.config)
    application = Application(["selfhelp"])
    session = AppSession(application, places, Translator("en"))
    session.open_destination(HOME)
    wait(SETTLE_MS)
    assert session.window is not None
    for destination in SCREENS:
        session.window.open(destination)
        wait(SETTLE_MS)
        assert session.window.grab().save(str(folder / f"{destination.name}-{look}.png"))
    session.shut_down()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
