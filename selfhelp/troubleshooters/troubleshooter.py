"""A troubleshooter, loaded from its file; and the cause that its checks find."""

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
    """Ordered checks for a vague complaint.

    The phrases that users use for it are in ``resources/locale/*/symptoms/<id>.toml``; the ID is the file's
    name.

    Attributes:
        title: its purpose for the user, in three to six words.
        meaning: the subjects of its checks, in one sentence.
        checks: IDs of fixes and checks, the most fundamental cause first.
        whole: whether every finding is shown (a list to work off), not only the first cause.
        trials: names of the tests in `selfhelp.catalog.manual_tests` that the user performs.
        complaint: the complaint, with the checks that must pass before it is solved; None without one.
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
