"""Explains how users get their token for each help desk, and warns of shared secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.policy.help_desk import HelpDeskPolicy

_BROWSER_NEEDED = N_(
    "You can't create this token yourself. Ask the help desk to let you sign in with your browser: IT "
    "only needs to set a client ID for this app."
)

WHERE: Mapping[str, Text] = MappingProxyType(
    {
        "rt": N_(
            "In Request Tracker, open the menu with your name or image at the top right, then “Settings”, "
            "then “Auth Tokens”. Create a token and copy it now: it's shown only once."
        ),
        "glpi": N_(
            "In GLPI, select your name at the top right, then “My settings”, then “Remote "
            "access keys”. Regenerate the API token, save, then copy the new token."
        ),
        "servicenow": _BROWSER_NEEDED,
        "redmine": N_("In Redmine, open “My account”. Show the API access key on the right, and copy it."),
        "zammad": N_(
            "In Zammad, select your profile image, then “Profile”, then “Token Access”. Create a "
            "token with the permission “ticket.customer”, and copy it."
        ),
        "jira": N_(
            "In Jira Data Center, open your profile, then “Personal Access Tokens”. Create "
            "a token, and copy it. In Jira Cloud, open “Account settings”, then "
            "“Security”, and create an API token. For Jira Cloud, enter your email "
            "address, a colon and the token."
        ),
        "zendesk": _BROWSER_NEEDED,
        "freshservice": N_(
            "In Freshservice, select your profile image, then “Profile settings”, and copy your API key."
        ),
        "osticket": N_("osTicket has no personal tokens. Contact the help desk."),
        "django-helpdesk": N_("Ask the help desk for your personal token."),
        "mail": N_("Use the password of your email account, or an app password created in its settings."),
        "webhook": N_("Ask the help desk for your personal token."),
    }
)
"""Instructions by connector, from the vendors' manuals.

Translations name a menu as the desk shows it in that language. Request Tracker's names are from its own
translations; it has none for "Auth Tokens" in German.
"""

TOKEN_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "rt": "/Prefs/AuthTokens.html",
        "glpi": "/front/preference.php",
        "redmine": "/my/account",
        "zammad": "/#profile/token_access",
        "jira": (
            "/secure/ViewProfile.jspa?selectedTab="
            "com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens"
        ),
        "freshservice": "/",
    }
)
"""The page where users get a token, below the URL of each help desk that gives tokens to users.

Request Tracker's and Redmine's were opened on a real server, the others are from documentation. Request
Tracker shows it only to privileged users; others get to the self-service page. Freshservice documents no
address, so its first page is opened.
"""

JIRA_CLOUD_PAGE = "https://id.atlassian.com/manage-profile/security/api-tokens"

_GENERAL = N_("Ask the help desk for your personal token.")
_WHAT = N_(
    "A token is a long password for this app. You create it once on the help desk's website, and paste it "
    "here."
)
_MISSING = N_("If you can't find this page, ask the help desk in person: IT can create the token for you.")
_OWN = N_("Treat it like your password. Never give it to anyone, not even a technician.")
_WITH_BROWSER = N_("You only need a token if you can't sign in with your browser.")


def get_token_instructions(
    connector: str, *, browser: bool = False, phone: str = "", email: str = ""
) -> Sequence[Text]:
    """Return the instructions for getting a token, and a warning to keep the token secret.

    Args:
        connector: the kind of help desk.
        browser: whether users can also sign in with the browser.
        phone: the help desk's number; without the token, this app can't send it anything. "" for none.
        email: the help desk's email address; "" for none.
    """
    where = WHERE.get(connector, _GENERAL)
    if connector in TOKEN_PAGES:
        lines = [_WHAT, where, _describe_who_helps(phone, email)]
    else:
        lines = [_GENERAL if browser and where is _BROWSER_NEEDED else where]
        lines += [N_("Help desk: {phone}", phone=phone)] if phone and connector != "mail" else []
    return (*([_WITH_BROWSER] if browser else []), *lines, _OWN)


def _describe_who_helps(phone: str, email: str) -> Text:
    """Return who helps a user who can't find the page, outside this app."""
    if phone:
        return N_("If you can't find this page, call {phone}: IT can create the token for you.", phone=phone)
    if email:
        return N_(
            "If you can't find this page, email {address}: IT can create the token for you.", address=email
        )
    return _MISSING


def find_token_page(desk: HelpDeskPolicy) -> str:
    """Return the address of the help desk's page where users get their token; "" if there is none."""
    path = TOKEN_PAGES.get(desk.connector)
    url = str(getattr(getattr(desk, desk.connector, None), "url", "")).rstrip("/")
    if path is None or not url:
        return ""
    cloud = desk.connector == "jira" and desk.find_kind_and_host().endswith(".atlassian.net")
    return JIRA_CLOUD_PAGE if cloud else url + path


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """A desk that can only be used with a secret that gives access to other people's tickets.

    Attributes:
        key: the policy key that leads to it.
        reason: the risk if someone reads the secret on one computer.
    """

    key: str
    reason: Text


_SHARED: Mapping[str, Text] = MappingProxyType(
    {
        "osticket": N_(
            "osTicket has no personal API keys: anyone who reads the key can create "
            "tickets under any name. Use a relay that authenticates users, or use email."
        ),
        "django-helpdesk": N_(
            "django-helpdesk's API requires a staff token, which can read every ticket. Don't hand one "
            "out: use email, or a personal token for each user."
        ),
        "freshservice": N_(
            "A Freshservice API key has all the rights of its owner. Never hand out an agent's key: "
            "use one requester key per user, or email."
        ),
        "webhook": N_(
            "All computers share one secret: anyone who reads it can send under any name. The "
            "signature doesn't prove who the requester is."
        ),
    }
)


_GLPI_ADDRESS = N_(
    "If requesters are identified by email address, all computers can use one "
    "account. Anyone who reads its token can then read every ticket. Give each "
    "user a personal token instead."
)


def find_shared_secret(desk: HelpDeskPolicy) -> SharedSecret | None:
    """Return the secret that this desk requires on every computer, and the risk; None if there is none."""
    if desk.connector == "mail" and desk.mail.login and not set(desk.mail.login) & {"{"}:
        reason = N_(
            "All computers would share one email account: anyone who reads its password "
            "could read every reply. Use {login} or {email} in desk.mail.login.",
            login="{login}",
            email="{email}",
        )
        return SharedSecret("desk.mail.login", reason)
    if desk.connector == "glpi" and getattr(desk.glpi, "requester", "") == "address":
        return SharedSecret("desk.glpi.requester", _GLPI_ADDRESS)
    reason_ = _SHARED.get(desk.connector)
    return SharedSecret("desk.connector", reason_) if reason_ else None
