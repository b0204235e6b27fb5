"""Reads the comments of a ServiceNow ticket, never its work notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.ticket import TicketComment
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors.servicenow import table_api
from selfhelp.helpdesk.connectors.servicenow.table_api import (
    NowJournalEntry,
    Row,
    ServiceNowTable,
    read_display_value,
)
from selfhelp.helpdesk.toolkit.correlation_id import (
    ends_with_correlation_id,
    find_correlation_id,
    remove_correlation_id,
)

SYSTEM = "system"
"""The account of ServiceNow's own user; the text of the journal shows it as "System".

A flow runs as this user or as the one who started it (``build-workflows/workflow-studio/flow-roles.md``). The
documentation doesn't say who a comment's author is then, and no server was available to check it.
"""


def read_journal_entries(now: ServiceNowTable, sys_id: str) -> Sequence[NowJournalEntry]:
    """Return a record's comments; often empty, because the user isn't allowed to read them.

    Every row is verified, because an ignored condition would return work notes.
    ``web-services/retrieving-journal-entries.md`` names the table and its fields.
    """
    query = f"element_id={sys_id}^element=comments^ORDERBYsys_created_on"
    fields = "element,element_id,value,sys_created_on,sys_created_by"
    try:
        rows = [
            row
            for row in now.iter_rows("sys_journal_field", query, fields)
            if (row.get("element"), row.get("element_id")) == ("comments", sys_id)
        ]
    except DeskRefusedError:
        return ()
    return [
        NowJournalEntry(*(str(row.get(name) or "") for name in ("sys_created_by", "sys_created_on", "value")))
        for row in rows
    ]


def iter_public_comments(now: ServiceNowTable, sys_id: str, row: Row, person: Row) -> Iterator[TicketComment]:
    """Yield the comments of a row that was read with display values; ``person`` is the reader."""
    found = read_journal_entries(now, sys_id) or table_api.parse_journal(
        read_display_value(row, "comments"), table_api.compute_utc_offset(row) if row else timedelta()
    )
    me = {str(person.get(name) or "") for name in ("user_name", "name")} - {""}
    for entry in found:
        text = remove_correlation_id(entry.text).replace("[\u2060", "[")
        mine = entry.author in me if me else ends_with_correlation_id(entry.text)
        ref = find_correlation_id(entry.text)
        moment, automatic = parse_iso_time(entry.time), entry.author.casefold() == SYSTEM
        yield TicketComment(entry.author, moment, text, mine, ref=ref, automatic=automatic)
