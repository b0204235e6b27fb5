"""Thunderbird's search index: its existence and integrity.

It is the file ``global-messages-db.sqlite`` in the profile; Thunderbird creates a new file if it is missing
(support.mozilla.org, "Rebuilding the Global Database").
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading
from selfhelp.machine.apps.thunderbird import find_mail_profile_folder

FINE, DAMAGED, ABSENT = "fine", "damaged", "absent"


def find_search_database() -> Path | None:
    """Return the path of the search database; None without a profile."""
    folder = find_mail_profile_folder()
    return None if folder is None else folder / "global-messages-db.sqlite"


def scan_search_index() -> Json:
    """Return the state of the search database, opened read-only: `FINE`, `DAMAGED` or `ABSENT`.

    Raises:
        ProbeError: the database can't be opened.
    """
    place = find_search_database()
    if place is None or not place.is_file():
        return ABSENT
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return FINE if _is_database_intact(connection) else DAMAGED
    except sqlite3.OperationalError as error:
        raise ProbeError(N_("Thunderbird's search index can't be read."), detail=str(error)) from error
    except sqlite3.DatabaseError:
        return DAMAGED


def _is_database_intact(connection: sqlite3.Connection) -> bool:
    """Return whether every plain table is intact; virtual tables can't be opened without Thunderbird.

    An empty file is intact: Thunderbird fills it when it starts.
    """
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    plain = [str(name) for name, sql in rows if not str(sql).upper().startswith("CREATE VIRTUAL")]
    answers = [
        connection.execute("SELECT quick_check FROM pragma_quick_check(?)", (name,)).fetchone()
        for name in plain
    ]
    return all(answer == ("ok",) for answer in answers)


def read_search_index_state(machine: Machine) -> str:
    """Return the state of the search index; call only while Thunderbird is closed.

    Raises:
        ProbeError: the index couldn't be read.
    """
    return str(machine.read(Reading(scan_search_index)))
