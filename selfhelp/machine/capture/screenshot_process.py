"""Takes a screenshot in a short-lived child process, so that this process never loads Qt."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from selfhelp.core.errors import UnavailableError
from selfhelp.core.paths import make_restart_command
from selfhelp.core.text import N_

TIMEOUT = 60.0


def run_screenshot_cli(arguments: Sequence[str]) -> tuple[int, str]:
    """Run ``selfhelp.ui.capture.grab`` in a child process; return its exit status and its message.

    The child needs the session's environment (display, portal, theme), unlike the programs that probes start;
    only this app's own variables, including the token, are removed.

    Raises:
        UnavailableError: the process didn't start, or timed out.
    """
    command = [*make_restart_command(), "--grab", *arguments]
    session = {name: value for name, value in os.environ.items() if not name.startswith("SELFHELP_")}
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False, env=session)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(N_("The screenshot couldn't be taken."), detail=repr(error)) from error
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, words[-1] if words else ""
