"""Reopens, once, the apps that were open before a restart to which the user agreed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from selfhelp.core import own_folder
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.machine.desktop.open_programs import OPEN_PROGRAMS, open_program
from selfhelp.machine.power.restart import RESTART
from selfhelp.machine.power.restart_now import EXPIRES, FILE, NotedPrograms, read_recorded_programs

if TYPE_CHECKING:
    from selfhelp.app.composition import App

log = logging.getLogger(__name__)


def reopen_programs(app: App, progress: Progress) -> int:
    """Reopen the recorded apps if the computer has been restarted; return the number of opened apps.

    The record is deleted first, so that no app is opened twice. Apps that are already open or no longer
    listed by the system are skipped.
    """
    noted = read_recorded_programs(app.places.data)
    now = datetime.now(UTC)
    if noted is None or (_is_note_recent(noted, now) and not _has_restarted(app, noted, now)):
        return 0
    if not _delete_program_note(app) or not _is_note_recent(noted, now):
        return 0
    opened = 0
    for id_ in _filter_closed_programs(app, noted.ids):
        progress.check()
        try:
            opened += open_program(app.machine, id_)
        except SelfhelpError as error:
            log.warning("%s wasn't opened again: %s", id_, error)
    return opened


def _is_note_recent(noted: NotedPrograms, now: datetime) -> bool:
    return timedelta(0) <= now - noted.at < EXPIRES


def _has_restarted(app: App, noted: NotedPrograms, now: datetime) -> bool:
    try:
        return now - RESTART.read(app.machine).uptime > noted.at
    except SelfhelpError:
        return False


def _filter_closed_programs(app: App, ids: Sequence[str]) -> Sequence[str]:
    try:
        open_ = {one.id for one in OPEN_PROGRAMS.read(app.machine)}
    except SelfhelpError:
        open_ = set()
    return [id_ for id_ in dict.fromkeys(ids) if id_ not in open_]


def _delete_program_note(app: App) -> bool:
    try:
        own_folder.remove_file(app.places.data / FILE)
    except OSError as error:
        log.warning("the note of open programs stays: %r", error)
        return False
    return True
