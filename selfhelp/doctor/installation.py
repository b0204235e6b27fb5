"""Checks of the installed program: version, platform, files and libraries."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from selfhelp import __version__
from selfhelp.app.composition import App
from selfhelp.core.languages import list_known_languages, list_supported_languages, load_language
from selfhelp.core.model import Platform
from selfhelp.core.paths import find_resource
from selfhelp.core.text import N_
from selfhelp.doctor import DoctorLine, PartStatus

_NEEDED = ("words/index.json", "words/small.txt", "words/tagger.bin", "words/weights.jsonl")
"""Files that the app needs for full functionality; three of them are built (tools/compiled.py)."""


def check_version(_app: App) -> DoctorLine:
    """Report the versions of the app and of Python."""
    python = sys.version.split()[0]
    return DoctorLine(
        "version",
        PartStatus.OK,
        N_("selfhelp {version}, Python {python}", version=__version__, python=python),
    )


def check_platform(app: App) -> DoctorLine:
    """Report how far this platform is tested."""
    if app.machine.platform is Platform.LINUX:
        return DoctorLine("platform", PartStatus.OK, N_("Linux: tested on Debian 13."))
    name = app.machine.platform
    return DoctorLine(
        "platform", PartStatus.WARNING, N_("{name}: not yet tested on real hardware.", name=name)
    )


def check_resources(_app: App) -> DoctorLine:
    """Check whether the app's own files exist."""
    kept = [code for code in list_known_languages() if load_language(code).complete]
    found = all(find_resource(name).is_file() for name in _NEEDED) and set(kept) <= {
        *list_supported_languages()
    }
    text = (
        N_("The app's files are complete.")
        if found
        else N_("The app's files are incomplete. Reinstall the app.")
    )
    return DoctorLine("resources", PartStatus.OK if found else PartStatus.MISSING, text)


def check_libraries(_app: App) -> DoctorLine:
    """Check whether every library is installed."""
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
        return DoctorLine(
            "libraries",
            PartStatus.MISSING,
            N_("Missing libraries: {names}. Reinstall the app.", names=", ".join(missing)),
        )
    return DoctorLine("libraries", PartStatus.OK, N_("All libraries are installed."))
