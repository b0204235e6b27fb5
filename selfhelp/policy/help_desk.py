"""What the organisation sets about its help desk: one table for each kind of desk, and what all share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import (
    LOOPBACK,
    address,
    is_address,
    key,
    names,
    not_known,
    number,
    one_of,
    pairs,
    reason,
)

CONNECTORS = (
    "folder",
    "rt",
    "glpi",
    "servicenow",
    "redmine",
    "zammad",
    "jira",
    "zendesk",
    "freshservice",
    "osticket",
    "django-helpdesk",
    "mail",
    "webhook",
)
MOST = 2**31 - 1
PRODUCER_FIELDS = ("title", "text", "ref", "category", "urgency", "impact", "computer")
"""What a variable of a record producer of ServiceNow can take."""


def is_freshservice(value: str) -> bool:
    """Whether it is Freshservice's own address: programs are not answered at a name of the organisation's."""
    host = urlsplit(value).hostname or "" if is_address(value) else ""
    return not value or host.endswith(".freshservice.com") or host in LOOPBACK


@dataclass(frozen=True, slots=True)
class FolderDesk:
    """The connector “folder”: tickets as folders."""

    path: str = key(
        "", N_("Folder for tickets; may be a network share. Empty: in the person's own data folder.")
    )


@dataclass(frozen=True, slots=True)
class RtDesk:
    """Request Tracker 5."""

    url: str = address(N_("Address of Request Tracker, without /REST/2.0."))
    queue: str = key("General", N_("Queue that new tickets go to."))
    ref_field: str = key("ClientRef", N_("Custom field that finds a ticket again after a lost answer."))
    category_field: str = key("", N_("Custom field that takes the category; empty: none."))


@dataclass(frozen=True, slots=True)
class GlpiDesk:
    """GLPI 10 and 11."""

    url: str = address(N_("Address of GLPI, without apirest.php."))
    app_token: str = key(
        "", N_("Application token of the API client, where GLPI asks for one."), sensitive=True
    )
    entity: int = number(0, 0, MOST, N_("Number of the entity that tickets belong to; 0 is the default one."))
    category: int = number(0, 0, MOST, N_("Number of the ticket category; 0 leaves it open."))
    request_source: int = number(0, 0, MOST, N_("Number of the request source; 0 leaves it open."))
    location: int = number(0, 0, MOST, N_("Number of the location; 0 leaves it open."))
    requester: str = one_of(
        "account",
        ("account", "address"),
        N_(
            "Who asks in GLPI: the account that the API token belongs to, or the person's address where all "
            "computers share one account."
        ),
    )
    file_types: tuple[str, ...] = names(
        N_("Endings of file names that this GLPI takes beyond those of a fresh one, such as json or log.")
    )


def is_sys_id(value: str) -> bool:
    """Whether it is an id of ServiceNow's, or empty."""
    return not value or bool(re.fullmatch(r"[0-9a-f]{32}", value))


def wrong_variable(value: Sequence[str]) -> Text | None:
    """Return which line doesn't give one of our fields a variable of a record producer, or None."""
    for pair in value:
        name, is_equal, variable = pair.partition("=")
        if name.strip() not in PRODUCER_FIELDS:
            return not_known(name.strip(), PRODUCER_FIELDS)
        if not is_equal or not re.fullmatch(r"\w{0,100}", variable.strip(), re.ASCII):
            return N_("“{line}” is not in the form name=value.", line=pair[:80])
    return None


@dataclass(frozen=True, slots=True)
class ServiceNowDesk:
    """ServiceNow."""

    url: str = address(N_("Address of the ServiceNow instance."))
    client_id: str = key("", N_("Client id of the OAuth application."))
    producer: str = key(
        "",
        N_("sys_id of the record producer that employees submit, which needs no role; empty: the table."),
        allowed="a sys_id of 32 hexadecimal digits",
        accepts=is_sys_id,
    )
    variables: tuple[str, ...] = key(
        (),
        N_(
            "Variables of the record producer for title, text, ref, category, urgency, impact or computer, "
            "where they have other names than the fields."
        ),
        allowed="a list of texts such as text=what_happened",
        accepts=lambda value: wrong_variable(value) is None,
        says=wrong_variable,
    )
    ticket_updates: bool = key(
        True,
        N_("Whether employees may read their own tickets through the Table API; needs a record producer."),
    )
    table: str = key("incident", N_("Table that tickets are written to."))
    caller: str = key(
        "caller_id", N_("Field of that table for whoever asks, such as opened_for; empty: none.")
    )
    import_set: str = key(
        "", N_("Staging table whose transform map joins tickets of the same mark; empty: the table itself.")
    )
    page: str = key(
        "", N_("Page of a ticket for employees, with {sys_id} and {table}; empty: the classic one.")
    )


@dataclass(frozen=True, slots=True)
class RedmineDesk:
    """Redmine 5 and 6."""

    url: str = address(N_("Address of Redmine."))
    project: str = key("", N_("Identifier of the project that tickets go to."))
    tracker: int = number(0, 0, MOST, N_("Number of the tracker; 0 takes the project's first one."))
    ref_field: int = number(
        0, 0, MOST, N_("Number of the custom field that finds a ticket again after a lost answer; 0: none.")
    )
    solved_status: int = number(
        0, 0, MOST, N_("Number of the state that “solved” sets; 0: the first solved one she may choose.")
    )
    reopened_status: int = number(
        0, 0, MOST, N_("Number of the state that “not solved” sets; 0: the first open one she may choose.")
    )
    formatting: str = one_of(
        "markdown",
        ("markdown", "textile", "none"),
        N_("Text formatting of this Redmine: markdown (CommonMark), textile, or none."),
    )


@dataclass(frozen=True, slots=True)
class ZammadDesk:
    """Zammad."""

    url: str = address(N_("Address of Zammad."))
    group: str = key("Users", N_("Group that new tickets go to."))
    limit_megabytes: int = number(
        50, 1, 2000, N_("Megabytes of one request that the web server in front of Zammad lets through.")
    )


@dataclass(frozen=True, slots=True)
class JiraDesk:
    """Jira Service Management, Cloud and Data Center."""

    url: str = address(N_("Address of Jira."))
    service_desk: str = key("", N_("Number of the service desk."))
    request_type: str = key("", N_("Number of the request type."))
    reopen: str = key("Reopen", N_("How the transition begins by which a person opens her request again."))
    solve: str = key("Resolve", N_("How the transition begins by which a person says that it is solved."))


@dataclass(frozen=True, slots=True)
class ZendeskDesk:
    """Zendesk."""

    url: str = address(N_("Address of Zendesk, such as https://example.zendesk.com."))
    client_id: str = key("", N_("Client id of the OAuth application."))


@dataclass(frozen=True, slots=True)
class FreshserviceDesk:
    """Freshservice."""

    url: str = key(
        "",
        N_("Address of Freshservice, on the freshservice.com domain."),
        allowed="an address such as https://example.freshservice.com",
        accepts=is_freshservice,
        says=reason(N_("It must be an https address that ends in .freshservice.com.")),
    )
    workspace: int = number(0, 0, MOST, N_("Number of the workspace; 0 leaves it open."))
    ref_field: str = key(
        "",
        N_("Custom field, such as selfhelp_ref, that finds a ticket again in a large account; empty: none."),
    )
    limit_megabytes: int = number(
        40, 1, 1000, N_("Megabytes of all files of one ticket or message that Freshservice takes.")
    )


@dataclass(frozen=True, slots=True)
class OsticketDesk:
    """osTicket 1.18, through its email endpoint."""

    url: str = address(
        N_(
            "Address of osTicket, or of a relay before it: each API key of osTicket is for one address only, "
            "so computers with addresses of their own need one."
        )
    )
    to: str = key("", N_("Mail box in osTicket that tickets are for, which decides their department."))
    page: str = address(
        N_("Page where people look at their tickets, such as https://support.example.com/view.php.")
    )


@dataclass(frozen=True, slots=True)
class DjangoHelpdeskDesk:
    """django-helpdesk 1 and 2."""

    url: str = address(N_("Address of django-helpdesk."))
    queue: int = number(1, 1, MOST, N_("Number of the queue that tickets go to."))


@dataclass(frozen=True, slots=True)
class MailDesk:
    """A mailbox that the help desk reads."""

    to: str = key("", N_("Address that tickets are sent to."))
    host: str = key("", N_("Mail server for sending; empty: the person's own mail program is opened."))
    port: int = number(587, 1, 65535, N_("Port of that server."))
    security: str = one_of(
        "starttls",
        ("starttls", "tls", "none"),
        N_("How the connection is kept private: starttls, tls, or none to this computer only."),
    )
    login: str = key("", N_("Account name on that server; {login} and {email} stand for the person's."))
    auth: str = one_of(
        "password",
        ("password", "xoauth2"),
        N_("How that account signs in: password, or xoauth2 with an access token."),
    )
    limit_megabytes: int = number(0, 0, 1000, N_("Megabytes of one message; 0: as the server says."))


@dataclass(frozen=True, slots=True)
class WebhookDesk:
    """A web service of the organisation that accepts tickets as JSON."""

    url: str = address(N_("Address that tickets are posted to."))
    ticket_updates: bool = key(
        False,
        N_("Whether that address also tells how tickets stand and takes comments, see docs/webhook.md."),
    )


@dataclass(frozen=True, slots=True)
class OauthDesk:
    """Signing in with the browser (OAuth 2.0 with PKCE)."""

    client_id: str = key(
        "", N_("Client id of a public OAuth client, where people sign in in the browser; empty: the desk's.")
    )
    authorize: str = address(N_("Page where people sign in; empty: the usual one of ServiceNow or Zendesk."))
    token: str = address(N_("Address that gives out tokens; empty: the usual one of ServiceNow or Zendesk."))
    scope: str = key("", N_("What the program may do there, in the desk's words; empty: the usual."))
    port: int = number(
        0,
        0,
        65535,
        N_("Port of http://127.0.0.1:PORT/callback, where the desk wants it registered; 0: any free one."),
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """The help desk system, the requester and the classification of tickets."""

    connector: str = one_of("folder", CONNECTORS, N_("The kind of help desk."), strict="")
    email: str = key("", N_("Address of the person who asks; {login} stands for the account name."))
    categories: tuple[str, ...] = pairs(
        N_(
            "The desk's own category for ours or for a repair, such as printing=12 or disk-full=7; *= is any."
        ),
        ids="problems",
    )
    urgencies: tuple[str, ...] = pairs(
        N_("The desk's own urgency for high, medium and low, such as high=4; empty: the desk's usual ones."),
        ids="levels",
    )
    impacts: tuple[str, ...] = pairs(
        N_("The desk's own impact for high, medium and low, such as high=1; empty: the desk's usual ones."),
        ids="levels",
    )
    fields: tuple[str, ...] = pairs(
        N_("Further fields of every ticket by the desk's own names, such as u_site=Paris or Owner=Nobody.")
    )
    oauth: OauthDesk = field(default_factory=OauthDesk)
    folder: FolderDesk = field(default_factory=FolderDesk)
    rt: RtDesk = field(default_factory=RtDesk)
    glpi: GlpiDesk = field(default_factory=GlpiDesk)
    servicenow: ServiceNowDesk = field(default_factory=ServiceNowDesk)
    redmine: RedmineDesk = field(default_factory=RedmineDesk)
    zammad: ZammadDesk = field(default_factory=ZammadDesk)
    jira: JiraDesk = field(default_factory=JiraDesk)
    zendesk: ZendeskDesk = field(default_factory=ZendeskDesk)
    freshservice: FreshserviceDesk = field(default_factory=FreshserviceDesk)
    osticket: OsticketDesk = field(default_factory=OsticketDesk)
    django_helpdesk: DjangoHelpdeskDesk = field(default_factory=DjangoHelpdeskDesk)
    mail: MailDesk = field(default_factory=MailDesk)
    webhook: WebhookDesk = field(default_factory=WebhookDesk)

    def server(self, connector: str = "") -> str:
        """Return kind and host of a desk, such as "rt rt.example.com"; "" where it has no server.

        A sign-in is kept under this name.
        """
        kind = connector or self.connector
        desk = getattr(self, kind.replace("-", "_"), None)
        address = getattr(desk, "url", "") or getattr(desk, "host", "")
        host = urlsplit(address if "//" in address else f"//{address}").netloc.lower()
        return f"{kind} {host}" if host else ""
