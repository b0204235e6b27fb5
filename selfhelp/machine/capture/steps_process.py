"""Runs the steps recorder in a child process, so that the command line never loads Qt."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from selfhelp.core.errors import UnavailableError
from selfhelp.core.paths import make_restart_command
from selfhelp.core.text import N_


def run_steps_child(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run a child process until it ends; return its exit status, and the last lines of output and errors.

    The child needs the session's environment (display, theme), without this app's own variables.

    Raises:
        UnavailableError: the process didn't start.
    """
    command = [*make_restart_command(), *arguments]
    session = {name: value for name, value in os.environ.items() if not name.startswith("SELFHELP_")}
    try:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=session)
        out, errors = child.communicate()
    except OSError as error:
        raise UnavailableError(N_("The steps recorder couldn't start."), detail=repr(error)) from error
    return child.returncode, _find_last_line(out), _find_last_line(errors)


def _find_last_line(told: bytes) -> str:
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
