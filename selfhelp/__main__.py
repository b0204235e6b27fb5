"""Starts the window, the tray icon or, if a command is given, the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from selfhelp.core.deep_links import link_from_arguments
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.home_folder import require_home_folder

WINDOW = frozenset({"--tray"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status.

    ``selfhelp`` opens the window or hands over to the running one, ``selfhelp --tray`` starts hidden,
    ``selfhelp selfhelp://…`` opens a screen, ``selfhelp --quit`` ends the running one; everything else is a
    command and never loads Qt.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--proxy-engine"]:  # a child of our own, see `selfhelp.machine.proxy.pac_engine`
        from selfhelp.machine.proxy import pac_engine

        return pac_engine.answer_script_request()
    try:
        if arguments[:1] != ["--version"]:
            require_home_folder()
    except SelfhelpError as error:
        return _report_error(error, arguments)
    if arguments == ["--quit"]:
        from selfhelp.core.paths import AppPaths, detect_platform
        from selfhelp.ui.single_instance import ask_instance_to_quit

        return ask_instance_to_quit(AppPaths.create_for_current_user(detect_platform()).runtime)
    if arguments[:1] in CHILDREN:
        return _run_child(*arguments)
    link = link_from_arguments(arguments)
    if link is None and not set(arguments) <= WINDOW:
        from selfhelp.cli.main import run

        return run(arguments)
    import selfhelp.ui.plain_imports  # noqa: F401 - before all other modules of the window
    from selfhelp.ui import main as window

    if link is not None:
        return window.run(link=link)
    return window.run(hidden="--tray" in arguments)


CHILDREN = (["--grab"], ["--record-steps"], ["--export-steps"])
"""Arguments that start a child process with Qt: screenshot capture, step recording and step export."""


def _report_error(error: SelfhelpError, arguments: Sequence[str]) -> int:
    """Print an error in the system's language, because without a home folder there are no preferences."""
    from selfhelp.cli.call import report_error
    from selfhelp.core.preferences import Preferences

    language = Preferences().choose_language(os.environ, "")
    return report_error(error, as_json="--json" in arguments, language=language)


def _run_child(name: str, *arguments: str) -> int:
    import selfhelp.ui.plain_imports  # noqa: F401 - before all other modules with Qt

    if name == "--grab":
        from selfhelp.ui.capture import grab

        return grab.main(arguments)
    if name == "--record-steps":
        from selfhelp.ui.steps import recording_process

        return recording_process.main(arguments)
    from selfhelp.ui.steps import rendering

    return rendering.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
