"""Makes sure that the user's home folder is known before anything uses it."""

from __future__ import annotations

import os
from pathlib import Path

from selfhelp.core.errors import UnavailableError
from selfhelp.core.paths import Platform, detect_platform
from selfhelp.core.text import N_


def require_home_folder() -> None:
    """Ignore a ``HOME`` that isn't an absolute path, so that the account database names the home folder.

    With an empty ``HOME``, Python would take the file system's root for the home folder.

    Raises:
        UnavailableError: the account database doesn't know the account, as in a container.
    """
    if detect_platform() is Platform.WINDOWS:
        return
    if not os.environ.get("HOME", "").startswith("/"):
        os.environ.pop("HOME", None)
    try:
        Path.home()
    except RuntimeError as error:
        message = N_(
            "The home folder of your account isn't known on this computer. Set the variable HOME to its "
            "path, or contact the help desk."
        )
        raise UnavailableError(message, detail=repr(error)) from error
