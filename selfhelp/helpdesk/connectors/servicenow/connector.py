"""Connects to ServiceNow; creates tickets by a record producer, the Table API or the Import Set API.

Files use the Attachment API. Written from ServiceNow's documentation (see
`selfhelp.helpdesk.connectors.servicenow.table_api`), not verified on an instance. In
``it-service-management/incident-management``, ``reopening-incident.md`` describes how callers reopen and
close incidents, and ``logging-incident.md`` the rights of employees without a role: read own incidents, write
comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO, ClassVar

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    ItilLevel,
    RemoteFile,
    Ticket,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, PollResult, Verification
from selfhelp.helpdesk.connectors.servicenow import conversation, table_api
from selfhelp.helpdesk.connectors.servicenow.files import ServiceNowFiles
from selfhelp.helpdesk.connectors.servicenow.service_catalog import (
    ProducerForm,
    ServiceNowCatalog,
    check_lookup,
)
from selfhelp.helpdesk.connectors.servicenow.table_api import (
    Row,
    ServiceNowTable,
    read_display_value,
    read_stored_value,
    require_valid_name,
)
from selfhelp.helpdesk.toolkit import escaping
from selfhelp.helpdesk.toolkit.automatic_messages import mark_automatic_messages
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import append_correlation_id, has_correlation_id
from selfhelp.helpdesk.toolkit.existing_files import find_missing_names
from selfhelp.helpdesk.toolkit.stored_text_comparison import find_lost_text
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import ENTRY_MISSING
from selfhelp.network.http import HttpClient
from selfhelp.network.oauth import Bearer, find_provider
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import ServiceNowDeskPolicy
from selfhelp.policy.policy import Policy
from selfhelp.report import plain_text

LEVELS: Mapping[ItilLevel, str] = {ItilLevel.HIGH: "1", ItilLevel.MEDIUM: "2", ItilLevel.LOW: "3"}
IN_PROGRESS, RESOLVED = "2", "6"
DONE = (TicketState.SOLVED, TicketState.CLOSED)
COMPUTERS = "cmdb_ci_computer"
STATUS = "number,short_description,state,sys_created_on,sys_updated_on,comments"
SENT = "short_description,description,category,urgency,impact,cmdb_ci,correlation_id"
_NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")
HANDED_IN = ConnectorAbilities(
    known=Verification.DOCUMENTED,
    status=False,
    read_comments=False,
    write_comments=False,
    comment_files=False,
    lookup=False,
)
"""Abilities if employees may submit the form but can't read any records."""


class ServiceNowConnector(Connector):
    """Connector for one table of an instance, with the access of the token's owner."""

    id: ClassVar[str] = "servicenow"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.DOCUMENTED,
        files_with_ticket=False,
        reopen=True,
        solve=True,
        fetch=True,
        computer=True,
    )

    def __init__(
        self,
        desk: ServiceNowDeskPolicy,
        filing: ClassificationMapping,
        authorization: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: settings of the desk from policy.
            filing: classification of tickets.
            authorization: returns the Authorization header, see `HttpClient`.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used, or a name is invalid.
        """
        self._url, self._page = desk.url.rstrip("/"), desk.page
        self._table = require_valid_name(desk.table)
        self._staging = require_valid_name(desk.import_set) if desk.import_set else ""
        self._caller_field = require_valid_name(desk.caller) if desk.caller else ""
        self._filing = filing
        self._form = ProducerForm.create_from_policy(desk, [*filing.fields]) if desk.producer else None
        self._further = [] if self._form else [require_valid_name(name) for name in filing.fields]
        self._http = HttpClient(self._url, authorization, routes=routes)
        self._now, self._catalog = ServiceNowTable(self._http), ServiceNowCatalog(self._http)
        self._files = ServiceNowFiles(self._now, self._table)
        self._ids: dict[str, str] = {}
        self._person: Row | None = None
        self._follow = desk.ticket_updates or self._form is None
        if self._form or self._table != "incident":
            # Other tables number their states differently, and an employee may write comments only.
            self.abilities = replace(self.abilities, reopen=False, solve=False)
        if not self._follow:
            self.abilities = HANDED_IN

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the current user, and whether tickets can be created and found again."""
        if self._form is None:
            next(self._now.iter_rows(self._table, "ORDERBYDESCsys_created_on", "sys_id"), None)
            return N_(
                "Signed in to ServiceNow as {person}. Table {table} is available.",
                person=self._fetch_user_name(),
                table=self._table,
            )
        form = self._catalog.check_form(self._form)
        if not self._follow:
            return N_(
                "The record producer “{form}” accepts tickets. Tickets can't be looked up "
                "afterwards: if the connection is lost, users have to contact the help desk.",
                form=form,
            )
        return N_(
            "Signed in to ServiceNow as {person}. The record producer “{form}” accepts tickets. {lookup}",
            person=self._fetch_user_name(),
            form=form,
            lookup=check_lookup(self._now, self._table),
        )

    def find_requester_address(self) -> str:
        """Return the token owner's address; "" if it can't be read."""
        return str(self._fetch_own_user().get("email") or "") if self._follow else ""

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching ``correlation_id``, verifying each row.

        An instance ignores a condition that it doesn't understand and returns every row. In case the field is
        hidden from the user, the last line of the description has the ID too.
        """
        if not table_api.is_safe_query_value(ref) or not self._follow:
            return None
        # A record producer's script decides what becomes of the variable; the text carries the mark, too.
        or_text = f"^ORdescriptionLIKE{ref}" if self._form else ""
        query, found = f"correlation_id={ref}{or_text}^ORDERBYDESCsys_created_on", None
        try:
            for row in self._now.iter_rows(self._table, query, "sys_id,number,correlation_id,description"):
                if row.get("correlation_id") == ref or has_correlation_id(str(row.get("description")), ref):
                    found = row
        except DeskRefusedError:
            if found is None:
                raise
        return self._make_receipt(found) if found else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket; its files follow, because each needs a separate request."""
        if self._form is not None:
            return self._submit_form(self._form, ticket, open_file)
        values = self._ticket_to_fields(ticket)
        if not self._staging:
            return self._make_receipt(self._now.create_row(self._table, values))
        # Columns that an organisation adds to a staging table begin with u_; a name that isn't a column is
        # left out without a word.
        staged = values | {f"u_{name}": value for name, value in values.items() if name[:2] != "u_"}
        made = self._now.import_row(self._staging, staged, self._table)
        sys_id = table_api.parse_created_sys_id(made)
        if made.get("display_name") == "number":
            return self._make_receipt({"sys_id": sys_id, "number": made.get("display_value")})
        return self._make_receipt(self._now.fetch_row(self._table, sys_id, "sys_id,number"))

    def _submit_form(self, form: ProducerForm, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Submit the form; if its record can't be read afterwards, attach the files immediately."""
        ours = self._build_filing_fields(ticket) | {
            "title": plain_text.escape_plain(ticket.subject),
            "text": _format_ticket_body(ticket),
            "ref": ticket.ref,
            "computer": self._find_computer_id(ticket) if self._follow else "",
        }
        try:
            made = self._catalog.submit_form(
                form.producer, form.fill_variables(ours, self._filing.map_extra_fields(ticket))
            )
        except DeskRefusedError as error:
            found = self.find_ticket(ticket.ref) if error.detail.startswith("404") else None
            if found is None:
                raise
            return found
        receipt = self._make_receipt({**made, "sys_id": table_api.parse_created_sys_id(made)})
        if not self._follow:
            self._files.attach_unverified_files(self._ids[receipt.number], ticket.files, open_file)
        return receipt

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Attach each missing file in its own request; raise the first refusal after all were tried."""
        if not self._follow:
            return self._files.raise_first_refusal(self._ids.get(number, ""))
        return self._files.attach_missing_files(self._find_sys_id(number), files, open_file)

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of missing files, or of unconfirmed files if attachments can't be read."""
        if not self._follow:
            return self._files.list_unconfirmed_files(self._ids.get(number, ""))
        held = self._files.list_files(self._find_sys_id(number))
        return find_missing_names(files, held)

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments, never its work notes.

        A comment of ServiceNow's system user is automatic, and so is one within moments of the creation,
        because a flow may also run as the user who started it. See `conversation.SYSTEM`.
        """
        sys_id = self._find_sys_id(number)
        row = self._now.fetch_row(self._table, sys_id, STATUS, "all")
        status = TicketStatus(
            number=number,
            subject=read_stored_value(row, "short_description"),
            state=table_api.parse_ticket_state(row),
            created=parse_iso_time(read_stored_value(row, "sys_created_on")),
            updated=parse_iso_time(read_stored_value(row, "sys_updated_on")),
            url=self.make_ticket_url(number),
            attachments=self._files.list_files(sys_id),
            comments=list(conversation.iter_public_comments(self._now, sys_id, row, self._fetch_own_user())),
        )
        return mark_automatic_messages(status)

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch modification time and count, and the whole ticket only if they changed."""
        row = self._now.fetch_row(
            self._table, self._find_sys_id(number), "sys_mod_count,sys_updated_on,state"
        )
        seen = "|".join(str(row.get(name, "")) for name in ("sys_mod_count", "sys_updated_on", "state"))
        return PollResult(None if seen == mark else self.fetch_status(number), seen)

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the stored fields that differ: the instance silently drops unknown fields."""
        if not self._follow:
            return ()
        fields = ",".join(filter(None, [SENT, self._caller_field, *self._further]))
        row = self._now.fetch_row(self._table, self._find_sys_id(number), fields)
        wanted = {
            **({} if self._form else self._filing.map_extra_fields(ticket)),
            **self._build_filing_fields(ticket),
        }
        found = [
            *find_lost_text("title", row.get("short_description"), plain_text.escape_plain(ticket.subject))
        ]
        found += find_lost_text("text", row.get("description"), _format_ticket_body(ticket))
        found += [name for name, value in wanted.items() if name in row and str(row[name]) != value]
        found += ["requester not found"] if row.get(self._caller_field) == "" else []
        asked = ticket.details.computer
        unlinked = row.get("cmdb_ci") == "" and bool(asked.serial or asked.name or asked.asset)
        found += ["computer not found"] if unlinked else []
        return found + (["mark"] if row.get("correlation_id", ticket.ref) != ticket.ref else [])

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the comment with the correlation ID exists."""
        sys_id = self._find_sys_id(number)
        if any(
            has_correlation_id(entry.text, ref)
            for entry in conversation.read_journal_entries(self._now, sys_id)
        ):
            return True
        row = self._now.fetch_row(self._table, sys_id, "comments", "all")
        return has_correlation_id(read_display_value(row, "comments"), ref)

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Attach the files, add the comment with its correlation ID, and read it back.

        The instance silently drops a field that the user may not write.
        """
        with suppress(DeskRefusedError):  # what is missing is returned
            self.attach_files(number, files, open_file)
        self._now.update_row(
            self._table,
            self._find_sys_id(number),
            {"comments": append_correlation_id(escaping.escape_servicenow_text(text), ref)},
        )
        if not self.has_comment(number, ref):
            message = N_(
                "ServiceNow didn't save your reply. Your administrator needs to let you comment on "
                "your own tickets."
            )
            raise DeskRefusedError(message)
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Set a resolved ticket to in progress, if the caller may; a closed ticket can't be reopened."""
        state = self._fetch_ticket_state(number)
        if state is TicketState.CLOSED:
            message = N_("Ticket {number} is permanently closed. Create a new one.", number=number)
            raise DeskRefusedError(message)
        if state is TicketState.SOLVED:
            self._now.update_row(self._table, self._find_sys_id(number), {"state": IN_PROGRESS})
            if self._fetch_ticket_state(number) in DONE:
                message = N_("You don't have permission to reopen ticket {number}. Write a comment instead.",
                             number=number)  # fmt: skip
                raise DeskRefusedError(message)

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the ticket to resolved, with the resolution code and notes that ServiceNow requires."""
        if self._fetch_ticket_state(number) in DONE:
            return
        reason = {"close_code": "Resolved by caller", "close_notes": "The person says that it is solved."}
        self._now.update_row(self._table, self._find_sys_id(number), {"state": RESOLVED, **reason})
        if self._fetch_ticket_state(number) not in DONE:
            message = N_("You don't have permission to mark ticket {number} as resolved. Write a "
                         "comment instead.",
                         number=number)  # fmt: skip
            raise DeskRefusedError(message, detail="403")

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Write one of the ticket's own files to ``target``."""
        if not any(held.id == file.id for held in self._files.list_files(self._find_sys_id(number))):
            raise DeskRefusedError(ENTRY_MISSING)
        self._now.download(file.id, target)

    def make_ticket_url(self, number: str) -> str:
        """Return the address of the page set by policy, or of the classic form.

        Both forms of the classic address are in ``platform-user-interface/r_NavigatingByURLExamples.md``.
        """
        sys_id = self._ids.get(number, "")
        page = self._page if sys_id or "{sys_id}" not in self._page else ""
        page = page or (
            "/{table}.do?sys_id={sys_id}" if sys_id else "/{table}.do?sysparm_query=number={number}"
        )
        for name, value in {"sys_id": sys_id, "table": self._table, "number": number}.items():
            page = page.replace(f"{{{name}}}", value)
        return page if page.startswith("https://") else f"{self._url}/{page.lstrip('/')}"

    # -- writing -------------------------------------------------------------------------------

    def _ticket_to_fields(self, ticket: Ticket) -> dict[str, str]:
        """Return the fields of a new ticket; policy fields never replace the app's own."""
        ours = self._build_filing_fields(ticket) | {
            "short_description": plain_text.escape_plain(ticket.subject),
            "description": _format_ticket_body(ticket),
            "correlation_id": ticket.ref,
            "correlation_display": "selfhelp",
            "cmdb_ci": self._find_computer_id(ticket),
        }
        ours |= {self._caller_field: self._find_caller_id(ticket)} if self._caller_field else {}
        usual = {"contact_type": "self-service", **self._filing.map_extra_fields(ticket)}
        return usual | {name: value for name, value in ours.items() if value}

    def _build_filing_fields(self, ticket: Ticket) -> dict[str, str]:
        filed = {
            "category": self._filing.map_category(ticket),
            "urgency": self._filing.map_urgency(ticket, LEVELS),
            "impact": self._filing.map_impact(ticket, LEVELS),
        }
        return {name: value for name, value in filed.items() if value}

    def _find_caller_id(self, ticket: Ticket) -> str:
        """Return the sys_id of the caller: the requester if known, otherwise the token's owner."""
        me = self._fetch_own_user()
        if str(me.get("email", "")).casefold() != ticket.requester.casefold():
            for field, value in (("email", ticket.requester), ("user_name", ticket.details.login)):
                person = self._now.find_only_row("sys_user", field, value, "sys_id")
                if person is not None:
                    return str(person.get("sys_id", ""))
        return str(me.get("sys_id", ""))

    def _find_computer_id(self, ticket: Ticket) -> str:
        """Return the sys_id of the ticket's computer; "" unless exactly one computer matches."""
        asked = ticket.details.computer
        known = {"serial_number": asked.serial, "asset_tag": asked.asset, "name": asked.name}
        for field, value in known.items():
            found = self._now.find_only_row(COMPUTERS, field, value, "sys_id")
            if found is not None:
                return str(found.get("sys_id", ""))
        return ""

    # -- reading ------------------------------------------------------------------------------------

    def _fetch_user_name(self) -> str:
        return str(self._fetch_own_user().get("email") or self._fetch_own_user().get("user_name") or "?")

    def _fetch_own_user(self) -> Row:
        if not self._person:
            self._person = self._now.fetch_signed_in_user()
        return self._person

    def _make_receipt(self, row: Row) -> TicketReceipt:
        sys_id, number = table_api.parse_created_sys_id(row), str(row.get("number") or "")
        if _NUMBER.fullmatch(number):
            self._ids[number] = sys_id
            return TicketReceipt(number, self.make_ticket_url(number))
        self._ids[sys_id] = sys_id  # a table without numbers
        return TicketReceipt(sys_id, self.make_ticket_url(sys_id))

    def _find_sys_id(self, number: str) -> str:
        """Return the sys_id of the ticket with a number.

        Raises:
            DeskRefusedError: it doesn't exist or is hidden from the user.
        """
        if number in self._ids:
            return self._ids[number]
        if table_api.SYS_ID.fullmatch(number):
            return number
        if _NUMBER.fullmatch(number):
            for row in self._now.iter_rows(self._table, f"number={number}", "sys_id,number"):
                if row.get("number") == number:
                    return self._ids.setdefault(number, table_api.parse_created_sys_id(row))
        raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number[:40]))

    def _fetch_ticket_state(self, number: str) -> TicketState:
        return table_api.parse_ticket_state(
            self._now.fetch_row(self._table, self._find_sys_id(number), "state", "all")
        )


def _format_ticket_body(ticket: Ticket) -> str:
    return append_correlation_id(plain_text.escape_plain(ticket.body), ticket.ref)


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the ServiceNow connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid, or a field name is invalid.
    """
    filing = ClassificationMapping.create_from_policy(policy.desk)
    bearer = Bearer(find_provider(policy.desk, "servicenow"), token, routes=routes)
    return ServiceNowConnector(policy.desk.servicenow, filing, bearer, routes=routes)
