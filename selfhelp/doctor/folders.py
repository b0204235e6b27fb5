"""Checks of the user's folders and of the log file."""

from __future__ import annotations

import os

from selfhelp.app import personal_data
from selfhelp.app.composition import App
from selfhelp.core.log import make_log_file_path
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_
from selfhelp.doctor import DoctorLine, PartStatus


def check_folders(app: App) -> DoctorLine:
    """Check whether the user's folders are writable, and whether old data in them gets deleted."""
    for folder in (app.places.config, app.places.data, app.places.cache, app.places.log):
        if not os.access(make_private_folder(folder), os.W_OK):
            return DoctorLine(
                "folders",
                PartStatus.MISSING,
                N_("{folder} isn't writable. Check its permissions.", folder=str(folder)),
            )
    for left in personal_data.list_untrusted_folders(app.places):
        return DoctorLine(
            "folders",
            PartStatus.WARNING,
            N_("{reason} Old data in that location isn't deleted.", reason=left),
        )
    return DoctorLine(
        "folders", PartStatus.OK, N_("Data is stored in {folder}.", folder=str(app.places.data))
    )


def check_log(app: App) -> DoctorLine:
    """Report the path of the log file."""
    return DoctorLine(
        "log", PartStatus.OK, N_("The log file is {file}.", file=str(make_log_file_path(app.places.log)))
    )
