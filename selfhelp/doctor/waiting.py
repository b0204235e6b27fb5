"""The tickets that are kept here, and whether the disk has room for more."""

from __future__ import annotations

import shutil

from selfhelp.app.composition import App
from selfhelp.core.text import N_, NN_, Size
from selfhelp.doctor import Health, Line


def outbox(app: App) -> Line:
    """Say how many tickets are kept, and whether the outbox is damaged."""
    box = app.outbox()
    if box.notice:
        return Line("outbox", Health.WARNING, box.notice)
    count = len(box.items())
    return Line("outbox", Health.OK, NN_("{count} ticket is stored.", "{count} tickets are stored.", count))


def room(app: App) -> Line:
    """Say whether the disk has room for as many tickets as policy lets wait."""
    folder = next(place for place in (app.places.data, *app.places.data.parents) if place.exists())
    free, most = shutil.disk_usage(folder).free, app.policy.outbox.megabytes * 1_000_000
    if free < app.policy.outbox.file_megabytes * 1_000_000:
        return Line(
            "room",
            Health.MISSING,
            N_(
                "Only {free} of disk space is left. Tickets can't be saved. Free up disk space.",
                free=Size(free),
            ),
        )
    if free < most:
        text = N_(
            "Only {free} of disk space is left; the policy allows {most} of waiting tickets.",
            free=Size(free),
            most=Size(most),
        )
        return Line("room", Health.WARNING, text)
    return Line("room", Health.OK, N_("There's enough disk space for waiting tickets."))
