"""Maps a ticket's classification to Redmine, and checks the classification keys in the policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from selfhelp.core.errors import DeskError, DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import ItilLevel
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.response_rows import find_row_id, get_object_rows
from selfhelp.helpdesk.toolkit.settings_check import (
    PolicyFault,
    iter_table_values,
    make_unknown_value_fault,
    make_unverifiable_value_fault,
)
from selfhelp.network.http import HttpClient
from selfhelp.policy.help_desk import RedmineDeskPolicy

FORMATTINGS: Mapping[str, str] = {
    "common_mark": "markdown",
    "markdown": "markdown",
    "textile": "textile",
    "": "none",
}
"""Redmine's names of text formats (``Setting.text_formatting``)."""

_OF_PAGE = re.compile(r'data-text-formatting="([a-z_]*)"')
"""The text format stated on every page (``app/views/layouts/base.html.erb``)."""

Get = Callable[[str], Mapping[str, Json]]


def require_ref_field(desk: RedmineDeskPolicy, project: Mapping[str, Json]) -> None:
    """Raise an error if the Redmine project lacks the field for the correlation ID.

    Raises:
        DeskRefusedError: the field is missing.
    """
    fields = {str(field.get("id")) for field in get_object_rows(project.get("issue_custom_fields"))}
    if desk.ref_field and str(desk.ref_field) not in fields:
        raise DeskRefusedError(
            N_(
                "Project {project} has no custom field {field}. Your administrator needs to "
                "set desk.redmine.ref_field to an issue field of this project, or to 0.",
                project=desk.project,
                field=desk.ref_field,
            )
        )


def find_priority_id(urgency: ItilLevel, wanted: str, found: Sequence[Mapping[str, Json]]) -> str:
    """Return a priority's ID: the priority set by policy, or else the priority above or below the default.

    Args:
        urgency: from the triage answer.
        wanted: name or ID set by policy, or "".
        found: the priorities of this Redmine.
    """
    active = [row for row in found if row.get("active") is not False]
    if wanted:
        return find_row_id(active, wanted)
    usual = next((n for n, row in enumerate(active) if row.get("is_default")), len(active) // 2)
    step = {ItilLevel.LOW: -1, ItilLevel.MEDIUM: 0, ItilLevel.HIGH: 1}[urgency]
    place = min(max(usual + step, 0), len(active) - 1)
    return str(active[place].get("id")) if active else ""


def find_classification_faults(
    desk: RedmineDeskPolicy,
    filing: ClassificationMapping,
    project: Mapping[str, Json],
    get: Get,
    http: HttpClient,
) -> Iterator[PolicyFault]:
    """Yield the faults in the policy's classification keys.

    Args:
        desk, filing: the policy.
        project: the project with its categories, fields and trackers.
        get: requests a list from Redmine as the user.
        http: requests a page without sign-in.

    Raises:
        DeskError: Redmine can't be queried.
    """
    if desk.tracker:
        yield from _find_row_fault(
            "desk.redmine.tracker", str(desk.tracker), get_object_rows(project.get("trackers"))
        )
    states = get_object_rows(get("/issue_statuses.json").get("issue_statuses"))
    for key, number in (("solved_status", desk.solved_status), ("reopened_status", desk.reopened_status)):
        if number:
            yield from _find_row_fault(f"desk.redmine.{key}", str(number), states)
    for key, value in iter_table_values("desk.categories", filing.categories):
        yield from _find_row_fault(key, value, get_object_rows(project.get("issue_categories")))
    if filing.urgencies:
        found = get_object_rows(get("/enumerations/issue_priorities.json").get("issue_priorities"))
        for key, value in iter_table_values("desk.urgencies", filing.urgencies):
            yield from _find_row_fault(key, value, found)
    for name in filing.fields:
        known = get_object_rows(project.get("issue_custom_fields"))
        if name not in [str(row.get("id")) for row in known]:
            yield make_unknown_value_fault("desk.fields", name, map(_describe_list_row, known))
    yield from _find_formatting_fault(desk.formatting, http)


def _find_row_fault(key: str, value: str, known: Sequence[Mapping[str, Json]]) -> Iterator[PolicyFault]:
    if not find_row_id(known, value):
        yield make_unknown_value_fault(key, value, map(_describe_list_row, known))


def _describe_list_row(row: Mapping[str, Json]) -> str:
    return f"{row.get('id')} ({row.get('name')})"


def _find_formatting_fault(said: str, http: HttpClient) -> Iterator[PolicyFault]:
    """Yield a fault if the policy's text format differs from the format stated on a Redmine 6 page."""
    key, wants_page = "desk.redmine.formatting", {"Accept": "text/html"}
    try:
        reply = http.request("GET", "/login", headers=wants_page, expect=range(100, 600))
        page = reply.body.decode("utf-8", "replace")
    except DeskError:
        page = ""
    word = _OF_PAGE.search(page)
    found = FORMATTINGS.get(word[1]) if word else None
    if found is None:
        yield make_unverifiable_value_fault(key, said)
    elif found != said:
        yield PolicyFault(
            N_(
                "{key} = {value}: this Redmine server uses the text format {found}.",
                key=key,
                value=said,
                found=found,
            )
        )
