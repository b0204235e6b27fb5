"""Vague complaints: one file in ``resources/troubleshooters``, one list of checks, the most telling first.

"It is slow" or "I cannot get into my account" names no fix. A troubleshooter runs all checks of its family
side by side, and the first finding in its order is the cause that is proposed: a name that cannot be looked
up isn't a wonder where there's no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.resource_tables import ResourceTable, list_resource_ids, read_record
from selfhelp.core.text import Text
from selfhelp.troubleshooters.complaint import Complaint
from selfhelp.troubleshooters.complaint import complaint_from_table as complaint_from

FOLDER = "troubleshooters"


@dataclass(frozen=True, slots=True)
class Troubleshooter:
    """A family of checks for a vague complaint.

    How people say it stands in ``resources/locale/*/symptoms/<id>.toml``; the id is the file's name.

    Attributes:
        title: what it does for the user, three to six words.
        meaning: what is looked at, in one sentence.
        checks: ids of fixes and checks, the first cause first.
        whole: whether every finding is shown (a list to work off), not only the first cause.
        trials: names of `selfhelp.catalog.manual_tests` that the user does with eyes, ears and hands.
        complaint: what must pass before it is solved; None if no one complained.
    """

    title: Text
    meaning: Text
    checks: Sequence[str]
    whole: bool = False
    trials: Sequence[str] = ()
    complaint: Complaint | None = None


def list_troubleshooter_ids() -> tuple[str, ...]:
    """Return the IDs of all troubleshooters; none is loaded."""
    return list_resource_ids(FOLDER)


@lru_cache(maxsize=1)
def load_troubleshooters() -> Mapping[str, Troubleshooter]:
    """Return all troubleshooters by ID.

    Raises:
        ResourceError: a file is wrong.
    """
    return {
        id_: read_record(f"{FOLDER}/{id_}.toml", troubleshooter_from_table)
        for id_ in list_troubleshooter_ids()
    }


def troubleshooter_from_table(table: ResourceTable) -> Troubleshooter:
    """Return the troubleshooter described by a file's table."""
    complaint = complaint_from(table)
    return Troubleshooter(
        title=table.read_sentence("title"),
        meaning=table.read_sentence("meaning"),
        checks=complaint.checks,
        whole=table.read_flag("whole"),
        trials=table.read_words("trials"),
        complaint=complaint,
    )


def find_root_cause(results: Sequence[CheckResult]) -> CheckResult | None:
    """Return the first problem found, in the order of a troubleshooter's checks, or None."""
    return next((result for result in results if result.state is CheckState.FOUND), None)
