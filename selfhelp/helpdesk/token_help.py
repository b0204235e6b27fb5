"""Where a person gets her token for each help desk, in plain words; and which secrets are nobody's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.policy.help_desk import Desk

WHERE: Mapping[str, Text] = MappingProxyType(
    {
        "rt": N_(
            "In Request Tracker open “Logged in as”, then Settings, then Auth Tokens. Create a token there "
            "and copy it at once: it is shown only this time."
        ),
        "glpi": N_(
            "In GLPI open your name at the top right, then My settings, then Remote access keys. Regenerate "
            "the API token, save, and copy it."
        ),
        "servicenow": N_("Ask your help desk how you sign in: your administrator can set the client id."),
        "redmine": N_("In Redmine open My account. Show the API access key on the right and copy it."),
        "zammad": N_(
            "In Zammad open your picture, then Profile, then Token Access. Create one with the right "
            "“ticket.customer” and copy it."
        ),
        "jira": N_(
            "In Jira open your profile, then Personal Access Tokens. Create one and copy it. In the cloud: "
            "Account settings, Security, API token; enter your address, a colon and the token."
        ),
        "zendesk": N_("Ask your help desk how you sign in: your administrator can set the client id."),
        "freshservice": N_(
            "In Freshservice open your picture, then Profile settings. Your API key is there."
        ),
        "osticket": N_("osTicket has no token for a single person. Ask your help desk."),
        "django-helpdesk": N_("Your help desk gives you a token of your own. Ask for it."),
        "mail": N_("It is the password of your mail account, or an app password that your mail page makes."),
        "webhook": N_("Your help desk gives you a token of your own. Ask for it."),
    }
)
"""Sources: the vendors' manuals. Menus have their English names; a desk may show another language."""

_GENERAL = N_("Your help desk gives you a token of your own. Ask for it.")
_OWN = N_("It is as good as your password there: give it to nobody, also not to a technician.")


def guidance(connector: str) -> Sequence[Text]:
    """Return what a person has to do to get her token, and what it is worth."""
    return (WHERE.get(connector, _GENERAL), _OWN)


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """A desk that is only spoken to with a secret that opens more than one person's tickets.

    Attributes:
        key: the key of the policy that leads to it.
        reason: what whoever reads it on one computer can do.
    """

    key: str
    reason: Text


_SHARED: Mapping[str, Text] = MappingProxyType(
    {
        "osticket": N_(
            "osTicket's API key belongs to the whole desk: whoever reads it on one computer can write "
            "tickets in anybody's name. Put a relay in between that knows the person, or use mail."
        ),
        "django-helpdesk": N_(
            "The interface of django-helpdesk wants a token of a staff member, which reads everybody's "
            "tickets. Do not give one to people; use mail, or a token of each person's own."
        ),
        "freshservice": N_(
            "An API key of Freshservice has all rights of its owner. Never hand out an agent's key: each "
            "person needs her own as a requester, or use mail."
        ),
        "webhook": N_(
            "A secret that all computers share signs for everybody: whoever reads it on one computer can "
            "send in anybody's name. The receiver must not trust the requester's name because of it."
        ),
    }
)


_GLPI_ADDRESS = N_(
    "With the address as the requester all computers may share one account: whoever reads its token on one "
    "of them reads every ticket. Give each person a token of her own."
)


def shared_secret(desk: Desk) -> SharedSecret | None:
    """Return the secret that this desk would share among computers, with the reason against it."""
    if desk.connector == "mail" and desk.mail.login and not set(desk.mail.login) & {"{"}:
        reason = N_(
            "All computers would send with the same mail account: whoever reads its password on one of them "
            "reads every answer. Use {login} or {email} in desk.mail.login.",
            login="{login}",
            email="{email}",
        )
        return SharedSecret("desk.mail.login", reason)
    if desk.connector == "glpi" and getattr(desk.glpi, "requester", "") == "address":
        return SharedSecret("desk.glpi.requester", _GLPI_ADDRESS)
    reason_ = _SHARED.get(desk.connector)
    return SharedSecret("desk.connector", reason_) if reason_ else None
