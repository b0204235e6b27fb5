"""Policy keys for the help desk: one table per help desk system, and a shared one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import (
    LOOPBACK,
    declare_address,
    declare_checked_key,
    declare_choice,
    declare_key,
    declare_number,
    declare_pairs,
    find_address_mistake,
    is_server_address,
    make_rejecting_validator,
)
from selfhelp.policy.text_formats import (
    EMAIL,
    FOLDER,
    HOST,
    PLACE,
    find_email_mistake,
    find_home_path_mistake,
    find_host_mistake,
    find_login_email_mistake,
    find_placeholder_mistake,
    make_characters_validator,
    make_list_validator,
)
from selfhelp.policy.unknown_words import make_unknown_word_message

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
"""Ticket data that the variables of a ServiceNow record producer can receive."""


def is_freshservice_address(value: str) -> bool:
    """Return whether a URL is on Freshservice's own domain, where its API works."""
    from urllib.parse import urlsplit

    host = urlsplit(value).hostname or "" if is_server_address(value) else ""
    return not value or host.endswith(".freshservice.com") or host in LOOPBACK


def _declare_client_id(help: Text) -> str:  # noqa: A002 - the field's own word
    return declare_checked_key(
        "", help, allowed="a text such as 0a1b2c3d4e5f", says=make_characters_validator("[!-~]")
    )  # RFC 6749, appendix A.1, without spaces


def _declare_name(default: str, help: Text) -> str:  # noqa: A002
    """Declare a key for the name of a table or column in ServiceNow."""
    return declare_checked_key(
        default, help, allowed="a name such as u_tickets", says=make_characters_validator(r"[A-Za-z0-9_.]")
    )


@record
class FolderDeskPolicy:
    """The connector “folder”: tickets as folders."""

    path: str = declare_checked_key(
        "",
        N_("Folder for tickets; can be a network share. Empty: the “desk” folder in the user's data folder."),
        allowed=FOLDER,
        says=find_home_path_mistake,
    )


@record
class RtDeskPolicy:
    """Request Tracker 5."""

    url: str = declare_address(N_("URL of Request Tracker, without /REST/2.0."))
    queue: str = declare_key("General", N_("Queue for new tickets."))
    ref_field: str = declare_key(
        "ClientRef", N_("Custom field for the client reference, used to prevent duplicate tickets.")
    )
    category_field: str = declare_key("", N_("Custom field for the category. Empty: none."))


@record
class GlpiDeskPolicy:
    """GLPI 10 and 11."""

    url: str = declare_address(N_("URL of GLPI, without apirest.php."))
    app_token: str = declare_key(
        "", N_("Application token of the API client, if GLPI requires one."), sensitive=True
    )
    entity: int = declare_number(0, 0, MOST, N_("ID of the entity for tickets. 0: the default entity."))
    category: int = declare_number(0, 0, MOST, N_("ID of the ticket category. 0: none."))
    request_source: int = declare_number(0, 0, MOST, N_("ID of the request source. 0: none."))
    location: int = declare_number(0, 0, MOST, N_("ID of the location. 0: none."))
    requester: str = declare_choice(
        "account",
        ("account", "address"),
        N_(
            "Requester in GLPI: account (owner of the API token), or address (email address of the "
            "user, if all computers share one account)."
        ),
    )
    file_types: tuple[str, ...] = declare_checked_key(
        (),
        N_(
            "File extensions that this GLPI instance accepts in addition to its defaults, "
            "such as json or log."
        ),
        allowed="a list of texts such as json",
        says=make_list_validator(make_characters_validator(r"[\w.+-]")),
    )


def _is_sys_id(value: str) -> bool:
    """Return whether a value is a ServiceNow sys_id, or empty."""
    return not value or bool(re.fullmatch(r"[0-9a-f]{32}", value))


def _find_variable_mistake(value: Sequence[str]) -> Text | None:
    """Return the mistake in the first line that doesn't map a field to a variable, or None."""
    for pair in value:
        name, is_equal, variable = pair.partition("=")
        if name.strip() not in PRODUCER_FIELDS:
            return make_unknown_word_message(name.strip(), PRODUCER_FIELDS)
        if not is_equal or not re.fullmatch(r"\w{0,100}", variable.strip(), re.ASCII):
            return N_("“{line}” isn't in the form name=value.", line=pair[:80])
    return None


def _find_page_mistake(value: str, names: Sequence[str]) -> Text | None:
    """Return the mistake in a page's URL or path with placeholders, which may be anywhere but in the host."""
    wrong = find_placeholder_mistake(value, names)
    if wrong is not None or not value:
        return wrong
    if not value.isprintable() or " " in value:
        return N_("The value contains a space or an invisible character.")
    whole = f"https://x{value}" if value.startswith("/") else value  # a path on the desk's own server
    if "{" in re.split(r"[/?#]", whole.partition("://")[2])[0]:
        return N_("The host or port isn't valid.")
    return find_address_mistake(re.split(r"[?#]", re.sub(PLACE, "x", whole))[0])


@record
class ServiceNowDeskPolicy:
    """ServiceNow."""

    url: str = declare_address(N_("URL of the ServiceNow instance."))
    client_id: str = _declare_client_id(N_("Client ID of the OAuth application."))
    producer: str = declare_key(
        "",
        N_(
            "sys_id of the record producer used to create tickets; users need no role for "
            "it. Empty: tickets are written to the table."
        ),
        allowed="a sys_id of 32 hexadecimal digits",
        accepts=_is_sys_id,
    )
    variables: tuple[str, ...] = declare_key(
        (),
        N_(
            "Variables of the record producer for title, text, ref, category, urgency, impact or "
            "computer, if named differently from the fields."
        ),
        allowed="a list of texts such as text=what_happened",
        accepts=lambda value: _find_variable_mistake(value) is None,
        says=_find_variable_mistake,
    )
    ticket_updates: bool = declare_key(
        True,
        N_("Read status updates through the Table API. Only applies with a record producer."),
    )
    table: str = _declare_name("incident", N_("Table for tickets."))
    caller: str = _declare_name(
        "caller_id", N_("Field for the requester in the ticket table, such as opened_for. Empty: none.")
    )
    import_set: str = _declare_name(
        "",
        N_(
            "Import set table whose transform map coalesces on the client reference. "
            "Empty: tickets are written directly to the table."
        ),
    )
    page: str = declare_checked_key(
        "",
        N_("URL of a ticket's page for users, with {sys_id} and {table}. Empty: the classic interface."),
        allowed="an address such as https://desk.example.com/ticket?id={sys_id}",
        says=lambda value: _find_page_mistake(value, ("sys_id", "table")),
    )


@record
class RedmineDeskPolicy:
    """Redmine 5 and 6."""

    url: str = declare_address(N_("URL of Redmine."))
    project: str = declare_checked_key(
        "",
        N_("Identifier of the project for tickets."),
        allowed="a text such as it-support",
        says=make_characters_validator(r"[a-z0-9_-]"),
    )
    tracker: int = declare_number(0, 0, MOST, N_("ID of the tracker. 0: the first tracker of the project."))
    ref_field: int = declare_number(
        0,
        0,
        MOST,
        N_("ID of the custom field for the client reference, used to prevent duplicate tickets. 0: none."),
    )
    solved_status: int = declare_number(
        0,
        0,
        MOST,
        N_(
            "ID of the status set when a user marks a ticket as resolved. 0: the first "
            "closed status available to the user."
        ),
    )
    reopened_status: int = declare_number(
        0,
        0,
        MOST,
        N_(
            "ID of the status set when a user reopens a ticket. 0: the first open status "
            "available to the user."
        ),
    )
    formatting: str = declare_choice(
        "markdown",
        ("markdown", "textile", "none"),
        N_("Text formatting in Redmine: markdown (CommonMark), textile, or none."),
    )


@record
class ZammadDeskPolicy:
    """Zammad."""

    url: str = declare_address(N_("URL of Zammad."))
    group: str = declare_key("Users", N_("Group for new tickets."))
    limit_megabytes: int = declare_number(
        50, 1, 2000, N_("Maximum request size of the web server in front of Zammad, in megabytes.")
    )


@record
class JiraDeskPolicy:
    """Jira Service Management, Cloud and Data Center."""

    url: str = declare_address(N_("URL of Jira."))
    service_desk: str = declare_checked_key(
        "",
        N_("ID of the service desk."),
        allowed="a text such as 4",
        says=make_characters_validator(r"[\w:.-]"),
    )
    request_type: str = declare_checked_key(
        "",
        N_("ID of the request type."),
        allowed="a text such as 25",
        says=make_characters_validator("[0-9]"),
    )
    reopen: str = declare_key("Reopen", N_("Name prefix of the transition that reopens a request."))
    solve: str = declare_key("Resolve", N_("Name prefix of the transition that resolves a request."))


@record
class ZendeskDeskPolicy:
    """Zendesk."""

    url: str = declare_address(N_("URL of Zendesk, such as https://example.zendesk.com."))
    client_id: str = _declare_client_id(N_("Client ID of the OAuth application."))


@record
class FreshserviceDeskPolicy:
    """Freshservice."""

    url: str = declare_key(
        "",
        N_("URL of Freshservice, on the freshservice.com domain."),
        allowed="an address such as https://example.freshservice.com",
        accepts=is_freshservice_address,
        says=make_rejecting_validator(N_("Enter an https:// address ending in .freshservice.com.")),
    )
    workspace: int = declare_number(0, 0, MOST, N_("ID of the workspace. 0: not set."))
    ref_field: str = declare_key(
        "",
        N_(
            "Custom field for the client reference, such as selfhelp_ref, used to prevent "
            "duplicate tickets in large accounts. Empty: none."
        ),
    )
    limit_megabytes: int = declare_number(
        40, 1, 1000, N_("Maximum total size of the attachments of a ticket or reply, in megabytes.")
    )


@record
class OsticketDeskPolicy:
    """osTicket 1.18, through its email endpoint."""

    url: str = declare_address(
        N_(
            "URL of osTicket, or of a relay in front of it. An osTicket API key is valid for one IP "
            "address, so computers with different addresses need a relay."
        )
    )
    to: str = declare_checked_key(
        "",
        N_("Email address in osTicket that receives tickets. It determines their department."),
        allowed=EMAIL,
        says=find_email_mistake,
    )
    page: str = declare_address(
        N_("URL of the page where users view their tickets, such as https://support.example.com/view.php.")
    )


@record
class DjangoHelpdeskPolicy:
    """django-helpdesk 1 and 2."""

    url: str = declare_address(N_("URL of django-helpdesk."))
    queue: int = declare_number(1, 1, MOST, N_("ID of the queue for tickets."))


@record
class MailDeskPolicy:
    """A mailbox that the help desk reads."""

    to: str = declare_checked_key(
        "", N_("Email address that receives tickets."), allowed=EMAIL, says=find_email_mistake
    )
    host: str = declare_checked_key(
        "",
        N_("SMTP server for sending. Empty: the user's email app is opened instead."),
        allowed=HOST,
        says=find_host_mistake,
    )
    port: int = declare_number(587, 1, 65535, N_("Port of the SMTP server."))
    security: str = declare_choice(
        "starttls",
        ("starttls", "tls", "none"),
        N_("Encryption of the connection: starttls, tls, or none (only for a server on this computer)."),
    )
    login: str = declare_checked_key(
        "",
        N_("User name for the SMTP server; can contain {login} and {email}."),
        allowed="a text such as {login}@example.com",
        says=lambda value: find_placeholder_mistake(value, ("login", "email")),
    )
    auth: str = declare_choice(
        "password",
        ("password", "xoauth2"),
        N_("Authentication method: password, or xoauth2 (access token)."),
    )
    limit_megabytes: int = declare_number(
        0, 0, 1000, N_("Maximum message size, in megabytes. 0: the limit announced by the server.")
    )


@record
class WebhookDeskPolicy:
    """A web service of the organisation that accepts tickets as JSON."""

    url: str = declare_address(N_("URL to which tickets are posted."))
    ticket_updates: bool = declare_key(
        False,
        N_(
            "Request ticket status and send replies through the web service that receives "
            "tickets; see docs/webhook.md."
        ),
    )


@record
class OauthPolicy:
    """Signing in with the browser (OAuth 2.0 with PKCE)."""

    client_id: str = _declare_client_id(
        N_(
            "Client ID of the public OAuth client for signing in with the browser. Empty: "
            "the client ID from the help desk system's own policy table."
        )
    )
    authorize: str = declare_address(
        N_("Authorisation endpoint. Empty: the standard endpoint of ServiceNow or Zendesk.")
    )
    token: str = declare_address(N_("Token endpoint. Empty: the standard endpoint of ServiceNow or Zendesk."))
    scope: str = declare_checked_key(
        "",
        N_("OAuth scopes to request. Empty: the defaults of the help desk system."),
        allowed="a text such as read write",
        says=make_characters_validator(r"[ !#-\[\]-~]"),  # RFC 6749, section 3.3
    )
    port: int = declare_number(
        0,
        0,
        65535,
        N_(
            "Port of the redirect URI http://127.0.0.1:PORT/callback, if a fixed one must be "
            "registered. 0: any free port."
        ),
    )


@record
class HelpDeskPolicy:
    """The help desk system, the requester and the classification of tickets."""

    connector: str = declare_choice("folder", CONNECTORS, N_("Help desk system (connector)."), strict="")
    email: str = declare_checked_key(
        "",
        N_(
            "Email address of the requester; can contain {login}, the account name. Empty: "
            "the address stored in the help desk system."
        ),
        allowed="an address such as {login}@example.com",
        says=find_login_email_mistake,
    )
    categories: tuple[str, ...] = declare_pairs(
        N_(
            "Category in the help desk system for a category or fix of the app, such as "
            "printing=12 or disk-full=7; * matches any."
        ),
        ids="problems",
    )
    urgencies: tuple[str, ...] = declare_pairs(
        N_(
            "Urgency in the help desk system for high, medium and low, such as high=4. Empty: the "
            "system's standard values."
        ),
        ids="levels",
    )
    impacts: tuple[str, ...] = declare_pairs(
        N_(
            "Impact in the help desk system for high, medium and low, such as high=1. Empty: the "
            "system's standard values."
        ),
        ids="levels",
    )
    fields: tuple[str, ...] = declare_pairs(
        N_(
            "Additional fields of every ticket, by their names in the help desk system, such as "
            "u_site=Paris or Owner=alice."
        )
    )
    oauth: OauthPolicy = field(default_factory=OauthPolicy)
    folder: FolderDeskPolicy = field(default_factory=FolderDeskPolicy)
    rt: RtDeskPolicy = field(default_factory=RtDeskPolicy)
    glpi: GlpiDeskPolicy = field(default_factory=GlpiDeskPolicy)
    servicenow: ServiceNowDeskPolicy = field(default_factory=ServiceNowDeskPolicy)
    redmine: RedmineDeskPolicy = field(default_factory=RedmineDeskPolicy)
    zammad: ZammadDeskPolicy = field(default_factory=ZammadDeskPolicy)
    jira: JiraDeskPolicy = field(default_factory=JiraDeskPolicy)
    zendesk: ZendeskDeskPolicy = field(default_factory=ZendeskDeskPolicy)
    freshservice: FreshserviceDeskPolicy = field(default_factory=FreshserviceDeskPolicy)
    osticket: OsticketDeskPolicy = field(default_factory=OsticketDeskPolicy)
    django_helpdesk: DjangoHelpdeskPolicy = field(default_factory=DjangoHelpdeskPolicy)
    mail: MailDeskPolicy = field(default_factory=MailDeskPolicy)
    webhook: WebhookDeskPolicy = field(default_factory=WebhookDeskPolicy)

    def find_kind_and_host(self, connector: str = "") -> str:
        """Return the kind and host of a desk, such as "rt rt.example.com"; "" if it has no server.

        Sign-ins are stored under this name.
        """
        from urllib.parse import urlsplit

        kind = connector or self.connector
        desk = getattr(self, kind.replace("-", "_"), None)
        address = getattr(desk, "url", "") or getattr(desk, "host", "")
        host = urlsplit(address if "//" in address else f"//{address}").netloc.lower()
        return f"{kind} {host}" if host else ""
