"""Checks of the stored tickets, and of the disk space for further tickets."""

from __future__ import annotations

import shutil

from selfhelp.app.composition import App
from selfhelp.core.text import N_, NN_, Size
from selfhelp.doctor import DoctorLine, PartStatus


def check_outbox(app: App) -> DoctorLine:
    """Report the number of stored tickets, and whether the outbox is damaged."""
    box = app.get_outbox()
    if box.notice:
        return DoctorLine("outbox", PartStatus.WARNING, box.notice)
    count = len(box.list_items())
    return DoctorLine(
        "outbox", PartStatus.OK, NN_("{count} ticket is stored.", "{count} tickets are stored.", count)
    )


def check_room(app: App) -> DoctorLine:
    """Check whether the disk has enough space for the number of tickets that the policy allows."""
    folder = next(place for place in (app.places.data, *app.places.data.parents) if place.exists())
    free, most = shutil.disk_usage(folder).free, app.policy.outbox.megabytes * 1_000_000
    if free < app.policy.outbox.file_megabytes * 1_000_000:
        return DoctorLine(
            "room",
            PartStatus.MISSING,
            N_(
                "Only {free} of disk space is left. Tickets can't be saved. Free up disk space.",
                free=Size(free),
            ),
        )
    if free < most:
        text = N_(
            "Only {free} of disk space is left, but tickets waiting to be sent may use up to {most}.",
            free=Size(free),
            most=Size(most),
        )
        return DoctorLine("room", PartStatus.WARNING, text)
    return DoctorLine("room", PartStatus.OK, N_("There's enough disk space for tickets waiting to be sent."))
