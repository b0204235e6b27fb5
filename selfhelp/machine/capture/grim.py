"""Takes a part of a Wayland desktop with grim(1): the compositor gives it no other pixel than that.

For compositors with wlr-screencopy (sway). Unlike the portal's, its picture is never of the whole screen and
never a file: it comes from the standard output, as a portable pixmap. Tried with grim 1.4 and sway 1.10.
"""

from __future__ import annotations

import os
import subprocess

from selfhelp.core.errors import ProbeError, UnavailableError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.child import child_environment, locate_program

_PATIENCE = 3.0
"""Seconds; it takes 40 ms for 1920 × 1080."""


def is_grim_installed() -> bool:
    """Whether grim is installed."""
    try:
        locate_program("grim", Platform.LINUX)
    except ProbeError:
        return False
    return True


def take_part(area: WindowArea) -> bytes:
    """Return a part of the desktop as a picture (PPM), in the pixels of its sharpest monitor.

    Args:
        area: in the units in which the compositor arranges monitors.

    Raises:
        UnavailableError: it is not installed, or the compositor gives no picture.
    """
    place = f"{area.x},{area.y} {area.width}x{area.height}"
    try:
        done = subprocess.run(
            [locate_program("grim", Platform.LINUX), "-t", "ppm", "-g", place, "-"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            env=child_environment(Platform.LINUX, os.environ),
            check=True,
        )
    except (ProbeError, OSError, subprocess.SubprocessError) as error:
        raise UnavailableError(N_("The screenshot couldn't be taken."), detail=repr(error)[:300]) from error
    return done.stdout
