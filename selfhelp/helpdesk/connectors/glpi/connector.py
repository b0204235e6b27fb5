"""Connects to GLPI 10 and 11 through version 1 of its REST API.

Recorded with GLPI 10.0.19: ``tests/contracts/glpi``. Why not version 2: ``docs/decisions``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO, ClassVar

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Size, Text
from selfhelp.core.ticket import FileRef, RemoteFile, ReplyKind, Ticket, TicketReceipt, TicketStatus
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, PollResult, Verification
from selfhelp.helpdesk.connectors.glpi.classification import GlpiClassification, GlpiTarget
from selfhelp.helpdesk.connectors.glpi.conversation import GlpiConversation
from selfhelp.helpdesk.connectors.glpi.files import GlpiFiles
from selfhelp.helpdesk.connectors.glpi.session import (
    TOO_MUCH,
    GlpiSession,
    build_refusal_error,
    parse_created_number,
    parse_error_code_and_message,
    to_integer,
)
from selfhelp.helpdesk.connectors.glpi.settings_check import GlpiSettings
from selfhelp.helpdesk.toolkit import html_text
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import has_correlation_id
from selfhelp.helpdesk.toolkit.response_rows import (
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.helpdesk.toolkit.settings_check import PolicyFault
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.routes import Router
from selfhelp.policy.policy import Policy

CONTENT, NUMBER = 21, 2
"""IDs of a ticket's search options (``src/CommonITILObject.php``, getSearchOptionsMain)."""

ROWS = 50


class GlpiConnector(Connector):
    """Connector for GLPI, with the access of the API token's owner."""

    id: ClassVar[str] = "glpi"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.RECORDED,
        reopen=True,
        solve=True,
        approve=True,
        comment_reopens=True,
        fetch=True,
        computer=True,
    )

    def __init__(
        self, session: GlpiSession, place: GlpiTarget | None = None, endings: Sequence[str] = ()
    ) -> None:
        """Create the connector without sending anything.

        Args:
            session: sends requests as the user.
            place: target and defaults of new tickets.
            endings: file extensions that this GLPI accepts in addition to the default extensions.
        """
        self._session = session
        self._files = GlpiFiles(session, endings)
        self._talk = GlpiConversation(session, self._files)
        self._filing = GlpiClassification(session, place or GlpiTarget())
        self._settings = GlpiSettings(session, place or GlpiTarget())

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._session.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the sign-in, and report GLPI's version and file size limit."""
        person = self._session.fetch_current_user()
        limit = self._files.fetch_max_file_size()
        return N_(
            "Signed in to GLPI {version} as {person}. Files up to {limit} are accepted.",
            version=self._files.fetch_glpi_version(),
            person=person.name or person.login or "?",
            limit=Size(limit) if limit else "?",
        )

    def find_policy_faults(self) -> Sequence[PolicyFault]:
        """Compare the policy with GLPI's configuration."""
        return list(self._settings.find_setting_faults())

    def find_requester_address(self) -> str:
        """Return the user's address in GLPI; without an address, the account name."""
        person = self._session.fetch_current_user()
        try:
            found = list(get_object_rows(self._session.get(f"/User/{person.id}/UserEmail")))
        except DeskRefusedError:
            return person.login
        found.sort(key=lambda row: -to_integer(row.get("is_default")))
        return next((str(row["email"]) for row in found if row.get("email")), person.login)

    def find_max_file_size(self) -> int:
        """Return GLPI's maximum file size in bytes; 0 if unknown."""
        return self._files.fetch_max_file_size()

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the texts visible to the user; each match is verified.

        If several match, the ticket with the lowest number was created first.
        """
        query = {
            "criteria[0][field]": str(CONTENT),
            "criteria[0][searchtype]": "contains",
            "criteria[0][value]": ref,
            "forcedisplay[0]": str(NUMBER),
            "forcedisplay[1]": str(CONTENT),
            "range": f"0-{ROWS - 1}",
        }
        found = get_object_rows(get_object_or_empty(self._session.get("/search/Ticket", query)).get("data"))
        numbers = sorted(to_integer(row.get(str(NUMBER))) for row in found if self._has_row_ref(row, ref))
        return self._build_receipt(str(numbers[0])) if numbers else None

    def _has_row_ref(self, row: Mapping[str, Json], ref: str) -> bool:
        """Return whether a search result has the correlation ID, so that no other ticket is adopted."""
        number = to_integer(row.get(str(NUMBER)))
        if not number:
            return False
        content = row.get(str(CONTENT))
        if not isinstance(content, str):
            data = get_object_or_empty(self._session.get(f"/Ticket/{number}", {"get_hateoas": "false"}))
            content = str(data.get("content") or "")
        return has_correlation_id(html_text.html_to_text(content), ref)

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Create the ticket with its files in one request; files that don't fit follow."""
        fields = self._filing.make_ticket_fields(ticket)
        with self._files.make_form_with_files(fields, ticket.files, open_file) as body:
            reply = self._session.request("POST", "/Ticket", body=body, expect=(400, 413))
        if reply.status == 413 or parse_error_code_and_message(reply)[0] == TOO_MUCH:
            reply = self._session.request("POST", "/Ticket", body={"input": dict(fields)})
        if reply.status >= 400:
            raise build_refusal_error(reply)
        self._files.record_refusals(reply)
        return self._build_receipt(parse_created_number(reply.parse_json()))

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files, one by one."""
        self._files.attach_files(require_safe_number(number), files, open_file)

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that GLPI lacks, compared by hash."""
        return self._files.list_missing_names(require_safe_number(number), files)

    def find_rejection_reason(self, ref: FileRef) -> Text:
        """Return GLPI's reason for rejecting a file, or its limit."""
        return self._files.get_rejection_reason(ref)

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the stored fields that differ from those sent."""
        return list(self._filing.iter_altered_fields(require_safe_number(number), ticket))

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments."""
        return self._talk.fetch_status(require_safe_number(number), self.make_ticket_url(number))

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Check for changes; fetch the whole ticket only if there are any."""
        return self._talk.poll_ticket(require_safe_number(number), mark, self.make_ticket_url(number))

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the comment with the correlation ID exists."""
        return self._talk.has_comment(require_safe_number(number), ref)

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a comment with its files, retry missing files, and return the names of files still missing."""
        self._talk.add_comment(require_safe_number(number), ref, text, files, open_file)
        if files and self.find_missing_attachments(number, files):
            self.attach_files(number, files, open_file)
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Refuse the solution; this reopens the ticket unless it is closed."""
        self._talk.reopen_ticket(require_safe_number(number))

    def mark_ticket_resolved(self, number: str) -> None:
        """Approve the solution; without a solution, add a comment that the problem is solved."""
        self._talk.approve_solution(require_safe_number(number))

    def change_state(  # noqa: PLR0913, PLR0917 - as `Connector.change_state`
        self,
        number: str,
        kind: ReplyKind,
        ref: str,
        text: str,
        files: Sequence[FileRef],
        open_file: Opener,
    ) -> Sequence[str]:
        """Approve or refuse the solution with a comment and files in one request.

        Files missing after an approval are only reported: a closed ticket accepts no more.
        """
        self._talk.answer_solution(require_safe_number(number), kind, ref, text, files, open_file)
        if files and kind is ReplyKind.REOPEN and self.find_missing_attachments(number, files):
            self.attach_files(number, files, open_file)
        return self.find_missing_attachments(number, files) if files else ()

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Write one of the ticket's files to ``target``."""
        self._files.download_file(file.id, target)

    def make_ticket_url(self, number: str) -> str:
        """Return the address that GLPI's own notifications use; it asks for a login if needed."""
        return f"{self._session.root}/index.php?redirect=ticket_{require_safe_number(number)}"

    def _build_receipt(self, number: str) -> TicketReceipt:
        return TicketReceipt(number, self.make_ticket_url(number))


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the GLPI connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    desk = policy.desk.glpi
    session = GlpiSession(desk.url, token.require_token, desk.app_token, routes=routes)
    place = GlpiTarget(
        desk.entity,
        desk.category,
        desk.request_source,
        desk.location,
        desk.requester == "address",
        ClassificationMapping.create_from_policy(policy.desk),
    )
    return GlpiConnector(session, place, desk.file_types)
