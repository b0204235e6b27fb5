"""What was installed: the program, its libraries and files, and where it keeps things."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from selfhelp import __version__
from selfhelp.app import personal_data
from selfhelp.app.composition import App
from selfhelp.core.log import file_in
from selfhelp.core.model import Platform
from selfhelp.core.paths import private, resource
from selfhelp.core.text import N_
from selfhelp.doctor import Health, Line

_NEEDED = ("locale/fr/LC_MESSAGES/selfhelp.mo", "words/index.json", "words/small.txt", "words/weights.json")
"""Without these nothing is found or shown as it should be; three are built (tools/compiled.py)."""


def version(_app: App) -> Line:
    """Say which version of the program and of Python this is."""
    python = sys.version.split()[0]
    return Line(
        "version", Health.OK, N_("selfhelp {version}, Python {python}", version=__version__, python=python)
    )


def platform(app: App) -> Line:
    """Say how well this system was tried."""
    if app.machine.platform is Platform.LINUX:
        return Line("platform", Health.OK, N_("Linux: tested on Debian 13."))
    name = app.machine.platform
    return Line("platform", Health.WARNING, N_("{name}: not yet tested on real hardware.", name=name))


def resources(_app: App) -> Line:
    """Say whether the program's own files are there."""
    found = all(resource(name).is_file() for name in _NEEDED)
    text = (
        N_("The app's files are complete.")
        if found
        else N_("The app's files are incomplete. Reinstall the app.")
    )
    return Line("resources", Health.OK if found else Health.MISSING, text)


def libraries(_app: App) -> Line:
    """Say whether every library is there."""
    names = (
        "PySide6",
        "psutil",
        "keyring",
        "requests",
        "truststore",
        "platformdirs",
        "Stemmer",
    )
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        return Line(
            "libraries",
            Health.MISSING,
            N_("Missing libraries: {names}. Reinstall the app.", names=", ".join(missing)),
        )
    return Line("libraries", Health.OK, N_("All libraries are installed."))


def folders(app: App) -> Line:
    """Say whether the person's folders can be written, and whether old data is deleted in all of them."""
    for folder in (app.places.config, app.places.data, app.places.cache, app.places.log):
        if not os.access(private(folder), os.W_OK):
            return Line(
                "folders",
                Health.MISSING,
                N_("{folder} isn't writable. Check its permissions.", folder=str(folder)),
            )
    for left in personal_data.not_ours(app.places):
        return Line("folders", Health.WARNING, N_("{reason} Old data isn't deleted there.", reason=left))
    return Line("folders", Health.OK, N_("Data is stored in {folder}.", folder=str(app.places.data)))


def log(app: App) -> Line:
    """Name the log file."""
    return Line("log", Health.OK, N_("The log file is {file}.", file=str(file_in(app.places.log))))
