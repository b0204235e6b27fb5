"""Explains how users get their token for each help desk, and warns of shared secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.policy.help_desk import HelpDeskPolicy

WHERE: Mapping[str, Text] = MappingProxyType(
    {
        "rt": N_(
            "In Request Tracker, open “Logged in as”, then “Settings”, then “Auth Tokens”. Create "
            "a token and copy it now: it's shown only once."
        ),
        "glpi": N_(
            "In GLPI, select your name at the top right, then “My settings”, then “Remote "
            "access keys”. Regenerate the API token, save, then copy the new token."
        ),
        "servicenow": N_(
            "Ask the help desk how to sign in. To enable sign-in with the browser, your "
            "administrator can set the client ID."
        ),
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
        "zendesk": N_(
            "Ask the help desk how to sign in. To enable sign-in with the browser, your "
            "administrator can set the client ID."
        ),
        "freshservice": N_(
            "In Freshservice, select your profile image, then “Profile settings”, and copy your API key."
        ),
        "osticket": N_("osTicket has no personal tokens. Contact the help desk."),
        "django-helpdesk": N_("Ask the help desk for your personal token."),
        "mail": N_("Use the password of your email account, or an app password created in its settings."),
        "webhook": N_("Ask the help desk for your personal token."),
    }
)
"""Instructions by connector, from the vendors' manuals; menu names are in English."""

_GENERAL = N_("Ask the help desk for your personal token.")
_OWN = N_("Treat it like your password. Never give it to anyone, not even a technician.")


def get_token_instructions(connector: str) -> Sequence[Text]:
    """Return the instructions for getting a token, and a warning to keep the token secret."""
    return (WHERE.get(connector, _GENERAL), _OWN)


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
