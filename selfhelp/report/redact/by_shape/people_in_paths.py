"""Rules for people in paths and URLs: folders below one with a folder per user, and pages about a person."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.by_shape.person_shapes import SHARED_NAMES, fold_text, is_given_name, is_person
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.word_lists import WELL_KNOWN

_S = r"(?:[\\/]{1,4}|%2[Ff]|%5[Cc])"
_PART = r"[\pL\pN_.'’@$ +-]{1,60}?"
_END = r"(?:[\\/\"'<>|;:,?&#)\]\s»”]|%2[Ff]|%5[Cc]|\z)"

_FOLDERS = (
    "home[0-9]{0,3}", "user", "owners?", "contacts?", "dav[\\\\/]files", "homes", "homedirs?", "homefolders?", "userhomes?", "userdata", "userdirs?", "usershares?", r"users?\$",
    "users", "profils?", "profiles", r"profils?\$", "profile[sd]?\\$", "redirected(?:folders)?", "redirections?", "perso", "personnels?",
    "personal", "agents?", "people", "persons?", "personnes", "employees?", "employ(?:é|e)s", "salari(?:é|e)s",
    "collaborateurs?", "utilisateurs?", "benutzer", "benutzerprofile", "benutzerlaufwerke", "benutzerdaten", "mitarbeiter",
    "scan2me", "scans?2?home", "mailbox(?:es)?", "maildirs?", "dossiers? (?:individuels?|personnels?|du personnel)",
    "personnel files?", "personalakten?", "payslips?", "bulletins?(?: de (?:paie|paye|salaire))?", "fiches? de (?:paie|paye)", "lohnabrechnungen",
)  # fmt: skip
"""Folders and URL parts that contain one entry per person."""
_BELOW = rf"{_S}(?i:{'|'.join(_FOLDERS)}){_S}(?P<v>{_PART})(?:{_END})"
_RELATIVE = r"(?:^|[\s:=\"'(])home/(?P<v>[A-Za-z][A-Za-z0-9._-]{1,39})/"
_FOR = rf"{_S}(?:for|from|pour|de|von)[_ -](?P<v>\p{{Lu}}[\pL'’-]{{2,30}})(?:{_END}|[_ -])"
_INITIAL = r"(?i:https?|ssh|git)://[^\s/]{3,80}/(?P<v>[a-z]\.[a-z]{4,30})/"
_TILDE = r"[\w.-]/(?:display/|users?/)?~(?P<v>[A-Za-z][A-Za-z0-9._-]{1,39})(?:[/?#\"'<>\s)]|\z)"
_PARAMETERS = (
    "user(?:_?name|_?id)?|login|logon(?:name)?|uid|account|acct|agent|employee(?:_?id)?|emp(?:_?id)?|matricule|owner|assignee"
    "|author|reporter|requester|created_?by|modified_?by|person|collaborateur|salarie|samaccountname|upn|for_?user|on_?behalf|assigned_?to"
)
_QUERY = rf"[?&](?i:{_PARAMETERS})=(?:[A-Za-z0-9.-]{{1,20}}(?:%5[Cc]|\\))?(?P<v>[\pL\pN][\pL\pN._'-]{{1,60}})(?:[&#;\"'<>\s)]|%40|\z)"
_GUID = r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PERSON_PAGE = r"(?i)(?P<page>viewprofile|userprofile|profile|person|people|user|delve)[a-z.]{0,12}\?(?:name|id|u|key|user)=(?P<v>[\pL\pN][\pL\pN._-]{1,60})(?:[&#;\"'<>\s)]|\z)"
_JQL = r"(?i)(?:assignee|reporter|creator|watcher|owner|author)(?:[ ]|%20|\+)?(?:=|%3[Dd]|!=|in)(?:[ ]|%20|\+)?[\"'(]?(?P<v>[a-z][a-z0-9._-]{2,39})(?:[\"'&#;<>\s)%+]|\z)"
_NAMED = rf"{_S}(?P<v>\p{{Lu}}[\pL'’-]+[ _.](?:\p{{Lu}}[\pL'’-]*)(?:[ _.-]\p{{Lu}}[\pL'’-]+)?)(?:[ _-][0-9_-]{{2,12}})?(?:{_END}|\.[A-Za-z]{{2,5}}\b)"
_POINTED = rf"{_S}(?P<v>[a-z]{{1,20}}\.[a-z]{{2,30}}(?:-[a-z]{{2,30}})?){_S}"


def _replace_personal_entry(match: Match, aliases: Aliases) -> str | None:
    """Replace a person's entry; shared folders and settings files stay."""
    value = match["v"]
    name = value.strip(" .$")
    small = fold_text(name)
    if get_lazy_pattern(_GUID).is_full_match(name):
        return (
            replace_group(match, "v", aliases.make_placeholder("user", name))
            if match.has_group("page")
            else None
        )
    if (
        small in SHARED_NAMES
        or small in WELL_KNOWN
        or is_placeholder(name)
        or contains_placeholder(name)
        or len(name) < 2
        or not name[0].isalpha()
    ):
        return None
    if get_lazy_pattern(
        r"(?i).*\.(?:html?|php|aspx?|jsp|js|css|json|xml|ini|cfg|conf|txt|log|exe|dll|md|png|svg|ico|lnk|tmp|bak|dat|db|zip|service|socket|py)"
    ).is_full_match(name):
        return None
    if get_lazy_pattern(r"[A-Z]{2,4}[0-9]?|[a-z]|[0-9a-f-]{20,}").is_full_match(name):
        return None
    kind = "person" if " " in name or ("_" in name and is_person(name)) else "user"
    return replace_group(match, "v", aliases.make_placeholder(kind, name))


def _replace_full_name(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", aliases.make_placeholder("person", match["v"]))
        if is_person(match["v"])
        else None
    )


def _replace_given_name(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", aliases.make_placeholder("person", match["v"]))
        if is_given_name(match["v"])
        else None
    )


def _replace_account_of_person(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", aliases.make_placeholder("user", match["v"]))
        if is_person(match["v"])
        else None
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for people in paths and URLs."""
    folders = ("home", "user", "profil", "redirect", "perso", "agent", "people", "person", "employ", "salari", "collaborat",
               "utilisateur", "benutzer", "mitarbeiter", "scan", "mail", "dossier", "payslip", "bulletin", "fiche", "lohn")  # fmt: skip
    return (
        Rule("user", folders, _BELOW, _replace_personal_entry),
        Rule("user", ("home/",), _RELATIVE, _replace_personal_entry),
        Rule("user", ("://",), _INITIAL, _replace_personal_entry),
        Rule("person", ("for", "from", "pour", "de", "von"), _FOR, _replace_given_name),
        Rule("user", ("/~",), _TILDE, _replace_personal_entry),
        Rule("user", ("?", "&"), _QUERY, _replace_personal_entry),
        Rule("user", ("?name", "?id", "?u=", "?key", "?user"), _PERSON_PAGE, _replace_personal_entry),
        Rule(
            "user",
            ("assignee", "reporter", "creator", "watcher", "owner", "author"),
            _JQL,
            _replace_personal_entry,
        ),
        Rule("person", ("/", "\\"), _NAMED, _replace_full_name),
        Rule("user", ("/", "\\"), _POINTED, _replace_account_of_person),
    )
