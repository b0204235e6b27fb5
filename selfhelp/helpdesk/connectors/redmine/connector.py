"""Connects to Redmine 5 and 6 through its REST API, with the user's own API key.

Measured with Redmine 6.0.5 from Debian (``tests/desks/redmine.py`` starts a real one). It reports success
even if it ignored an unknown field or a forbidden change of state, so everything is read back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, ClassVar
from urllib.parse import quote

from selfhelp.core.errors import DeskRefusedError, DeskUnreachableError, OutcomeUnknownError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    RemoteFile,
    Ticket,
    TicketComment,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import (
    Connector,
    ConnectorAbilities,
    Opener,
    PollResult,
    Verification,
    make_file_refused_message,
)
from selfhelp.helpdesk.connectors.redmine.classification import (
    find_classification_faults,
    find_priority_id,
    require_ref_field,
)
from selfhelp.helpdesk.connectors.redmine.files import make_stored_file_name, to_remote_file
from selfhelp.helpdesk.connectors.redmine.formatting import format_text, unformat_text
from selfhelp.helpdesk.toolkit import missing_number
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import find_correlation_id, has_correlation_id
from selfhelp.helpdesk.toolkit.response_rows import (
    find_row_id,
    get_object_or_empty,
    get_object_rows,
    require_safe_number,
)
from selfhelp.helpdesk.toolkit.settings_check import PolicyFault
from selfhelp.helpdesk.toolkit.state_change import build_state_error
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import find_refusal_text
from selfhelp.network.http import FileBody, HttpClient, HttpReply
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import RedmineDeskPolicy
from selfhelp.policy.policy import Policy

SUBJECT_LIMIT = 255
JUST_NOW = 5.0
"""Seconds for which a fetched ticket is reused if nothing was written."""
FULL = {"include": "attachments,journals,allowed_statuses"}
FILES = {"include": "attachments"}
SOLVED = frozenset({"resolved", "solved", "résolu", "résolue", "gelöst", "resuelta", "risolto"})
WAITING = frozenset({"feedback", "commentaire", "waiting", "pending", "en attente", "rückmeldung"})
"""Status names in Redmine's default data, in lower case; policy can name others."""


class RedmineConnector(Connector):
    """Connector for one project of a Redmine server, with the access of the key's owner."""

    id: ClassVar[str] = "redmine"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.LIVE, files_with_ticket=False, reopen=True, solve=True, fetch=True
    )

    def __init__(
        self,
        desk: RedmineDeskPolicy,
        filing: ClassificationMapping,
        token: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: address, project, tracker and fields.
            filing: the organisation's own categories (by name or number) and priorities.
            token: returns the user's own API key (My account, API access key).
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self._desk = desk
        self._filing = filing
        self._token = token
        self._http = HttpClient(desk.url, lambda: "", routes=routes)
        self._person: Mapping[str, Json] = {}
        self._known: Mapping[str, Json] = {}
        self._refused: dict[str, str] = {}
        self._seen: tuple[str, float, Mapping[str, Json]] = ("", 0.0, {})

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the sign-in, the project and the project's field for the correlation ID."""
        person = str(self._fetch_own_user().get("login") or "?")
        project = self._fetch_project()
        require_ref_field(self._desk, project)
        return N_("Signed in to Redmine as {person}. Project {project} is available.", person=person,
                  project=str(project.get("name") or self._desk.project))  # fmt: skip

    def find_policy_faults(self) -> Sequence[PolicyFault]:
        """Compare the policy with the project's configuration."""
        return list(
            find_classification_faults(
                self._desk, self._filing, self._fetch_project(), self._get_object, self._http
            )
        )

    def find_requester_address(self) -> str:
        """Return the address of the key's owner; if Redmine hides the address, the account name."""
        person = self._fetch_own_user()
        return str(person.get("mail") or person.get("login") or "")

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket by searching the custom field, then the description.

        Every row is verified: Redmine ignores a filter for an unknown field. A signed-out user also gets an
        empty list.
        """
        queries = [{"description": f"~Ref: {ref}"}]
        if self._desk.ref_field:
            queries.insert(0, {f"cf_{self._desk.ref_field}": ref})
        for query in queries:
            full = {**query, "project_id": self._desk.project, "status_id": "*", "sort": "id:asc"}
            found = get_object_rows(self._get_object("/issues.json", full).get("issues"))
            number = next((str(row.get("id")) for row in found if self._has_row_ref(row, ref)), "")
            if number:
                return TicketReceipt(number, self.make_ticket_url(number))
        self._fetch_own_user(refresh=True)
        return None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Upload the files, then create the ticket with them."""
        uploads = self._upload_files(ticket.files, open_file)
        issue: dict[str, Json] = {
            "project_id": self._desk.project,
            "subject": ticket.subject[:SUBJECT_LIMIT],
            "description": format_text(ticket.body, self._desk.formatting, ticket.ref),
            "custom_fields": self._build_custom_fields(ticket),
            "uploads": uploads,
            **self._build_filing_fields(ticket),
        }
        if self._desk.tracker:
            issue["tracker_id"] = self._desk.tracker
        reply = self._send_request("POST", "/issues.json", FILES, body={"issue": issue}, expect=(403,))
        if reply.status == 403:
            message = N_(
                "You don't have permission to create tickets in project {project}. Contact your "
                "administrator.",
                project=self._desk.project,
            )
            raise DeskRefusedError(message, detail="403")
        made = get_object_or_empty(get_object_or_empty(reply.parse_json()).get("issue"))
        number = str(made.get("id", ""))
        if not number.isdecimal():
            raise missing_number.build_ticket_unknown_error(made)
        if "attachments" in made:  # what it saved, as it shows it: that is the reading back already
            self._seen = (number, time.monotonic(), made)
        return TicketReceipt(number, self.make_ticket_url(number))

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add the missing files, except files that Redmine has already rejected."""
        missing = set(self.find_missing_attachments(number, files))
        wanted = [ref for ref in files if ref.name in missing]
        uploads = self._upload_files(wanted, open_file)
        if uploads:
            self._update_issue(number, {"notes": "Files of this ticket", "uploads": uploads})

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that aren't attached, compared by name and size."""
        held = {
            (f.name, f.size)
            for f in map(to_remote_file, get_object_rows(self._fetch_recent_issue(number).get("attachments")))
        }
        return [ref.name for ref in files if (make_stored_file_name(ref.name), ref.size) not in held]

    def find_rejection_reason(self, ref: FileRef) -> Text | None:
        """Return Redmine's reason for rejecting a file: the size limit or the file type."""
        said = self._refused.get(ref.sha256)
        return make_file_refused_message(ref, said) if said else None

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the stored fields that differ from those sent."""
        issue = self._fetch_recent_issue(number)
        found = [
            f"field {name}: Redmine's fields go by number"
            for name in self._filing.fields
            if not name.isdecimal()
        ]
        if str(issue.get("subject")) != ticket.subject:
            found.append(
                f"title shortened to {SUBJECT_LIMIT}" if len(ticket.subject) > SUBJECT_LIMIT else "title"
            )
        held = {
            str(f.get("id")): str(f.get("value") or "") for f in get_object_rows(issue.get("custom_fields"))
        }
        for field in self._build_custom_fields(ticket):
            if held.get(str(field["id"])) != str(field["value"]):
                found.append(f"custom field {field['id']}")
        wanted = self._filing.map_category(ticket)
        if wanted and not self._find_project_row_id("issue_categories", wanted):
            found.append(f"category {wanted} does not exist")
        return found

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments."""
        return self._build_status(number, self._fetch_issue(number))

    def poll_ticket(self, number: str, mark: str = "") -> PollResult:
        """Fetch the ticket with the ETag of the last response, so that unchanged data isn't sent."""
        headers = {"If-None-Match": mark} if mark else {}
        reply = self._send_request(
            "GET", f"/issues/{require_safe_number(number)}.json", FULL, headers=headers, expect=(403, 404)
        )
        if reply.status == 304:
            return PollResult(None, mark)
        issue = get_object_or_empty(self._parse_issue(reply, number).get("issue"))
        return PollResult(self._build_status(number, issue), reply.headers.get("etag", ""))

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the note with the correlation ID exists."""
        notes = (
            str(j.get("notes") or "") for j in get_object_rows(self._fetch_issue(number).get("journals"))
        )
        return any(has_correlation_id(note, ref) for note in notes)

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Add a note with its correlation ID and files."""
        uploads = self._upload_files(files, open_file)
        self._update_issue(
            number, {"notes": format_text(text, self._desk.formatting, ref), "uploads": uploads}
        )
        return self.find_missing_attachments(number, files) if files else ()

    def reopen_ticket(self, number: str) -> None:
        """Set the ticket to the status in the policy, else to the first open one the user may choose."""
        self._set_issue_status(
            number, self._desk.reopened_status, lambda s: s in (TicketState.OPEN, TicketState.WAITING)
        )

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the ticket to the status in the policy, else to the first resolved one the user may choose."""
        self._set_issue_status(
            number, self._desk.solved_status, lambda s: s in (TicketState.SOLVED, TicketState.CLOSED)
        )

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Download a file of this ticket."""
        if file.id not in {
            f.id
            for f in map(to_remote_file, get_object_rows(self._fetch_issue(number, FILES).get("attachments")))
        }:
            raise DeskRefusedError(
                N_("This entry doesn't exist in the help desk system, or you don't have access to it.")
            )
        self._send_request("GET", f"/attachments/download/{require_safe_number(file.id)}", sink=target)

    def make_ticket_url(self, number: str) -> str:
        """Return the address of the ticket's page."""
        return f"{self._http.base_url}/issues/{require_safe_number(number)}"

    # -- writing -------------------------------------------------------------------------------

    def _build_custom_fields(self, ticket: Ticket) -> list[dict[str, Json]]:
        """Return the custom fields by ID: the correlation ID, and the fields set by policy (``5=Paris``)."""
        set_ = {
            int(name): value
            for name, value in self._filing.map_extra_fields(ticket).items()
            if name.isdecimal()
        }
        if self._desk.ref_field:
            set_[self._desk.ref_field] = ticket.ref
        return [{"id": number, "value": value} for number, value in set_.items()]

    def _build_filing_fields(self, ticket: Ticket) -> Mapping[str, Json]:
        """Return category and priority by ID, without unknown values, which Redmine would reject."""
        filed: dict[str, Json] = {}
        wanted = self._filing.map_category(ticket)
        category = self._find_project_row_id("issue_categories", wanted) if wanted else ""
        if category:
            filed["category_id"] = int(category)
        if priority := self._choose_priority_id(ticket):
            filed["priority_id"] = int(priority)
        return filed

    def _choose_priority_id(self, ticket: Ticket) -> str:
        """Return the ID of the ticket's priority, or "" if the user gave no urgency."""
        if ticket.details.urgency is None:
            return ""
        found = get_object_rows(
            self._get_object("/enumerations/issue_priorities.json").get("issue_priorities")
        )
        return find_priority_id(ticket.details.urgency, self._filing.map_urgency(ticket, {}), found)

    def _find_project_row_id(self, kind: str, wanted: str) -> str:
        return find_row_id(get_object_rows(self._fetch_project().get(kind)), wanted)

    def _upload_files(self, files: Sequence[FileRef], open_file: Opener) -> list[Json]:
        """Upload files and return their references; rejected files are omitted.

        Raises:
            DeskUnreachableError: an upload was lost; all may be repeated safely.
        """
        uploads: list[Json] = []
        for ref in [f for f in files if f.sha256 not in self._refused]:
            with open_file(ref) as source:
                body = FileBody(source, ref.size)
                query = {"filename": make_stored_file_name(ref.name)}
                try:
                    reply = self._send_request("POST", "/uploads.json", query, body=body, expect=(413, 422))
                    token = (
                        ""
                        if reply.status != 201
                        else get_object_or_empty(get_object_or_empty(reply.parse_json()).get("upload")).get(
                            "token"
                        )
                    )
                except OutcomeUnknownError as error:
                    raise DeskUnreachableError(error.message, detail=error.detail) from error
            if token:
                kind = ref.media_type
                uploads.append(
                    {"token": token, "filename": make_stored_file_name(ref.name), "content_type": kind}
                )
            else:
                self._refused[ref.sha256] = find_refusal_text(reply.headers, reply.body)
        return uploads

    # -- reading -------------------------------------------------------------------------------

    def _build_status(self, number: str, issue: Mapping[str, Json]) -> TicketStatus:
        return TicketStatus(
            number=number,
            subject=str(issue.get("subject") or ""),
            state=self._parse_ticket_state(get_object_or_empty(issue.get("status"))),
            created=parse_iso_time(issue.get("created_on")),
            updated=parse_iso_time(issue.get("updated_on")),
            url=self.make_ticket_url(number),
            attachments=[to_remote_file(row) for row in get_object_rows(issue.get("attachments"))],
            comments=list(self._iter_public_comments(issue)),
        )

    def _iter_public_comments(self, issue: Mapping[str, Json]) -> Iterator[TicketComment]:
        files = {f.id: f for f in map(to_remote_file, get_object_rows(issue.get("attachments")))}
        mine = str(self._fetch_own_user().get("id"))
        for journal in get_object_rows(issue.get("journals")):
            details = get_object_rows(journal.get("details"))
            names = [str(d.get("name")) for d in details if d.get("property") == "attachment"]
            user = get_object_or_empty(journal.get("user"))
            if text := unformat_text(str(journal.get("notes") or "")):
                yield TicketComment(
                    author=str(user.get("name") or ""),
                    time=parse_iso_time(journal.get("created_on")),
                    text=text,
                    mine=str(user.get("id")) == mine,
                    files=[files[name] for name in names if name in files],
                    ref=find_correlation_id(str(journal.get("notes") or "")),
                )

    def _parse_ticket_state(self, status: Mapping[str, Json]) -> TicketState:
        name, number = str(status.get("name") or "").casefold(), status.get("id")
        if number == self._desk.solved_status or name in SOLVED:
            return TicketState.SOLVED
        if status.get("is_closed"):
            return TicketState.CLOSED
        return TicketState.WAITING if name in WAITING else TicketState.OPEN

    @staticmethod
    def _has_row_ref(row: Mapping[str, Json], ref: str) -> bool:
        in_field = any(field.get("value") == ref for field in get_object_rows(row.get("custom_fields")))
        return in_field or has_correlation_id(str(row.get("description") or ""), ref)

    def _fetch_own_user(self, *, refresh: bool = False) -> Mapping[str, Json]:
        """Return the user, cached unless ``refresh``; never log it, as it contains the API key."""
        if refresh or not self._person:
            self._person = get_object_or_empty(self._get_object("/users/current.json").get("user"))
        return self._person

    def _fetch_project(self) -> Mapping[str, Json]:
        if not self._known:
            query = {"include": "issue_categories,issue_custom_fields,trackers"}
            path = f"/projects/{quote(self._desk.project, safe='')}.json"
            reply = self._send_request("GET", path, query, expect=(403, 404))
            if reply.status != 200:
                message = N_("Project {project} doesn't exist, or you don't have access to it.",
                             project=self._desk.project)  # fmt: skip
                raise DeskRefusedError(message, detail=str(reply.status))
            self._known = get_object_or_empty(get_object_or_empty(reply.parse_json()).get("project"))
        return self._known

    def _fetch_recent_issue(self, number: str) -> Mapping[str, Json]:
        """Return the ticket from the last fetch if it is recent, so that successive calls share a request."""
        known, when, issue = self._seen
        fresh = known == number and time.monotonic() - when < JUST_NOW
        return issue if fresh else self._fetch_issue(number, FILES)

    def _fetch_issue(self, number: str, include: Mapping[str, str] = FULL) -> Mapping[str, Json]:
        reply = self._send_request(
            "GET", f"/issues/{require_safe_number(number)}.json", include, expect=(403, 404)
        )
        issue = get_object_or_empty(self._parse_issue(reply, number).get("issue"))
        self._seen = (number, time.monotonic(), issue)
        return issue

    def _parse_issue(self, reply: HttpReply, number: str) -> Mapping[str, Json]:
        if reply.status in (403, 404):
            message = N_("This entry doesn't exist in the help desk system, or you don't have access to it.")
            raise DeskRefusedError(message, detail=f"{reply.status} {number}")
        return get_object_or_empty(reply.parse_json())

    # -- requests -----------------------------------------------------------------------------------

    def _set_issue_status(self, number: str, status: int, wanted: Callable[[TicketState], bool]) -> None:
        """Change the status and verify it: without permission, Redmine answers 204 and changes nothing."""
        issue = self._fetch_issue(number)
        if wanted(self._parse_ticket_state(get_object_or_empty(issue.get("status")))):
            return
        allowed = [
            row
            for row in get_object_rows(issue.get("allowed_statuses"))
            if wanted(self._parse_ticket_state(row))
        ]
        target = status or next((row.get("id") for row in allowed), 0)
        if target:
            self._update_issue(number, {"status_id": target})
        if not wanted(self._parse_ticket_state(get_object_or_empty(self._fetch_issue(number).get("status")))):
            raise build_state_error(number)

    def _update_issue(self, number: str, issue: Mapping[str, Json]) -> None:
        self._send_request("PUT", f"/issues/{require_safe_number(number)}.json", body={"issue": dict(issue)})

    def _get_object(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Json]:
        return get_object_or_empty(self._send_request("GET", path, query).parse_json())

    def _send_request(
        self, method: str, path: str, query: Mapping[str, str] | None = None, **more: Any
    ) -> HttpReply:
        """Send a request with the user's key in Redmine's own header, which proxies don't remove."""
        headers = {"X-Redmine-API-Key": self._token(), **more.pop("headers", {})}
        if method != "GET":
            self._seen = ("", 0.0, {})
        return self._http.request(method, path, query=query, headers=headers, **more)


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the Redmine connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    return RedmineConnector(
        policy.desk.redmine,
        ClassificationMapping.create_from_policy(policy.desk),
        token.require_token,
        routes=routes,
    )
