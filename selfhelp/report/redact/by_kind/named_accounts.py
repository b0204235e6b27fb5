"""Rules for account names in sudoers, mainframe output, locked files, chats and sign-in sentences."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import fits_login
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule, make_line_rule
from selfhelp.report.redact.by_shape.person_shapes import is_account
from selfhelp.report.redact.positional_names import is_kernel_line, is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Replace, Rule, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_code_or_first_name
from selfhelp.report.redact.word_lists import WELL_KNOWN

_V = r"(?P<v>[A-Za-z][A-Za-z0-9._-]+)"

_SURE = (
    ((" all=(", "\tall=(", "nopasswd"), rf"(?m)^{_V}[ \t]+ALL[ \t]?=[ \t]?(?:\(|NOPASSWD|ALL)"),
    (("crontab", "at -", "su -", "runuser", "machinectl", "loginctl", "usermod", "gpasswd", "setfacl", "setquota", "edquota", "quota -", "newgrp", "chage", "faillock", "pam_tally", "smbpasswd", "pdbedit", "samba-tool", "wbinfo", "sssctl", "ldapsearch", "ipa user"), rf"(?:crontab(?: -[a-z])* -u(?: -[a-z])?|runuser(?: -l| -u)?|gpasswd -[ad]|faillock(?: --reset)? --user|pam_tally2? (?:--reset )?-u|quota -u|edquota(?: -u)?|samba-tool user \w+|wbinfo -i|sssctl user-checks|ipa user-(?:show|unlock|mod|status|disable|enable|find)|setfacl -m u:|su -(?: -c)?|id -\w+|ldapsearch[^\r\n]*(?:uid|sAMAccountName)=)[ ]?[\"']?{_V}"),
    (("owner", "propriétaire", "eigentümer", "besitzer", "submitted"), r"(?i)(?:job |print |file |process |task |queue )?(?:owner|propri(?:é|e)taire|eigentümer|besitzer)[\"']?[ :=]{1,3}[\"']?(?P<v>[a-z][a-z0-9._-]+)@[A-Za-z]"),
    (("skype", "telegram", "discord", "signal", "webex id", "zoom id", "slack", "teams id", "matrix"), r"(?i)(?:skype(?: id| name)?|telegram|discord|signal|slack(?: handle| id)?|teams id)[ ]?(?:[:=@]|is|est|ist)[ ]?@?(?P<v>live:[A-Za-z0-9._-]+|[A-Za-z][A-Za-z0-9._-]+(?:#[0-9]{4})?)"),
    (("tso", "racf", "acf2", "as400", "as/400", "iseries", "mainframe", "cics", "sap", "citrix", "vpn", "ad ", "ldap"), r"(?i:(?:^|[^a-z0-9])(?:tso|racf|acf2|as/?400|iseries|mainframe|cics|sap|ldap|ad|vpn)(?:[ -](?:user ?id|userid|user|id|profil|profile|login|compte|benutzer|kennung|account|logon))?(?:[ ]?[:=/]|[ ]))[ ]?(?P<v>[A-Z]{1,8}[0-9][A-Z0-9]{2,7}|[A-Z]{2,3}[0-9]{4,6})"),
    (("sessionname", "utilisateur", "benutzername", "qwinsta", "quser"), r"(?im)(?:qwinsta|quser|query session|query user)[ ]?[:>]?[ ]+(?P<v>[a-z][a-z0-9._-]+)[ \t]*\r?$"),
    (("%cpu", "ps aux", "ps -ef", "top -"), r"(?m)^[ \t]*(?P<v>[a-z_][a-z0-9._-]+)\+?[ ]+[0-9]{2,7}[ ]+(?:[0-9]{1,7}[ ]+)?[0-9]{1,3}(?:\.[0-9])?[ ]+[0-9]"),
)  # fmt: skip
"""Required keywords and pattern of each place where any name is an account name."""

_EDITING = (
    (("locked for editing", "verrouillé pour modification", "zur bearbeitung", "modification par", "gesperrt", "in use by", "opened by", "utilisé par", "verrouillé par"), r"(?i)(?:locked for editing by|verrouill(?:é|e)e? (?:pour modification )?par|(?:zur bearbeitung|für die bearbeitung) gesperrt (?:durch|von)|wird (?:zur zeit )?bearbeitet von|in use by|opened by|checked out by|ouverte? par|en cours d['’]utilisation par|utilis(?:é|e)e? par)[ :]{1,2}[\"'“«]?[ ]?(?P<v>[a-z][a-z0-9._-]+|[A-Z][A-Z0-9]{4,12})"),
)  # fmt: skip
"""Required keywords and pattern of each place where only a name that isn't a word counts: *in use by the
…*."""

_LABEL = r"(?i:(?:my|his|her|the|your|new|old|our|mon|son|ma|sa|le|l['’]|notre|mein|meine|sein|seine|ihr|ihre|der|die)? ?(?:log-?in(?: ?name| ?id)?|logon(?: name)?|user ?name|user ?id|sam(?:accountname)?|upn|sign[- ]?(?:in|on)(?: name| id)?|usuario|utente|gebruikersnaam|inlog(?:naam)?|identifiant(?: de connexion| windows| ent)?|nom d['’]utilisateur|compte (?:ad|windows|r(?:é|e)seau)|benutzername|benutzerkennung|kennung|anmeldename|nutzername|nutzerkennung|loginname|matricule de connexion|windows user|ad user|domain user|ad account|windows account))"
_JOINT = r"(?i:[ ](?:is|was|est|(?:é|e)tait|ist|lautet|war|are|i\.e\.|=|:)|[ ]?[:=→]|[ ]->|,)?[ ]{1,3}[\"'“«(]?[ ]?"
_TOLD = rf"(?:^|[^\pL\pN_-]){_LABEL}{_JOINT}(?P<v>[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+){{0,3}})(?:[\"'”»),;!?]|\.(?:\s|\z)|[ ]|\s|\z)"
_SIGNED = r"(?i)(?:(?:run|start|open|launch)(?:s|ning|ed)?(?: it| this| them)|exécut\pL+|ausführen|log(?:ged|ging)?[ -]?(?:in|on)|sign(?:ed|ing|s)?[ -]?in|logs (?:in|on)|connect(?:ed|ing)|authenticat(?:ed|ing)|connect(?:é|e)e?|me connecte|se connecter|angemeldet|anmelden|einloggen|eingeloggt)[ ](?:as|with(?: user| the user| the account)?|en tant que|avec(?: le compte| l['’]utilisateur)?|sous(?: le compte)?|als|mit(?: dem konto| benutzer)?|under)[ ][\"'“«]?[ ]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[\"'”»),;:!?]|\.(?:\s|\z)|\s|\z)"
_QUOTED = r"(?i)(?:^|[^\pL\pN_-])(?:users?|utilisateur|benutzer|account|compte|konto|profile|profil|session|user\.name|last writer|writer|login failed|logon failed|fail login|failed login|auth(?:entication)? failed|locked by|verrouillé par|gesperrt von)[ :=]{1,3}(?:for )?[\"'<«“(\[][ ]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})[ ]?[\"'>»”)\]]"
_BY = r"(?i)(?:^|[^\pL])(?:(?:re)?assigned to|(?:assigned|created|modified|changed|deleted|updated|locked|uploaded|started|triggered|closed|approved|requested|submitted|edited|logged|reviewed|opened|moved|restored|renamed|reset|unlocked|disabled|enabled|held|queued|printed|sent|claimed|taken) by|(?:cré|modifi|supprim|verrouill|ferm|valid|affect|attribu|renomm|ouvert|approuv)\pL* (?:par|à)|(?:erstellt|geändert|gelöscht|gesperrt|zugewiesen|genehmigt|geschlossen|bearbeitet)(?: von| an)|derni(?:è|e)re modif\pL*\.?|last modified|last changed|last writer|bearbeiter(?:in)?|(?:auth\pL*|login|logon|password) fail\pL* for|failed for(?: user)?|of user|session of|for user|de l['’]utilisateur|des benutzers|auth failed for|(?:removed|new|opened|closed) session [0-9c]+ of user|stringers?)[ ]?:?[ ][\"'«“]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[\"'»”,;:!?)]|\.(?:\s|\z)|\s|\z)"
_BELOW = r"(?im)^[ \t]*(?:user ?name|login(?: name)?|utilisateur|identifiant|nom d['’]utilisateur|benutzer(?:name)?|samaccountname|userid|user id|account)[ \t]*\r?\n(?:[ \t]*-+[ \t]*\r?\n)?[ \t]*(?P<v>[A-Za-z][A-Za-z0-9._-]+)[ \t]*(?:\r?\n|\z)"
_DAEMON = r"(?:(?:mysql|sql|pam|passwd|ldap|static|imap|shadow|passwd-file)\((?P<v>[a-z][a-z0-9._-]+),|user-[0-9]{3,10} \((?P<u>[a-z][a-z0-9._-]+)\)|\[(?P<w>[a-z][a-z0-9._-]+)\] (?:FAIL|OK) (?:LOGIN|UPLOAD|DOWNLOAD))"
_ENTRY = r"(?im)(?:^uid: |[\s\"'=:(]cn=|^samaccountname: |^mailnickname: |^[ \t]+user[ \t]+)(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[ \t]*\r?$|,[ ]?(?:ou|cn|o|dc)=)"
_SERVICE = r"(?i)(?:service account|compte de service|dienstkonto|servicekonto|admin account|compte admin\pL*|technical user|technischer benutzer|compte technique|(?:global|corp|network|nt|lan|unix|racf|windows|employee) ?id|ntid|nt login|account|compte|konto)[ :=]{1,3}[\"'«“]?[ ]?(?P<v>(?:svc|sa|adm|admin|ext|srv|t[0-2]|a|x|app|batch|tech|da|op)[-_.][a-z][a-z0-9_-]+|[a-z][0-9]{2,5}[a-z]{1,3}[0-9a-z]{0,3}|[a-z]{1,3}[0-9]{4,7}[a-z]?)(?:[\s\"'»”,;:!?)]|\.(?:\s|\z)|\z)"
_IT_IS = r"(?i)(?:^|[^\pL])(?:login|identifiant|user ?name|kennung|benutzername|anmeldename|compte)[ ](?:de|du|of|for|von|pour|für)[ ][^\r\n.:;]{2,24}?(?:[ ]c['’]est|[ ]is|[ ]est|[ ]ist|[ ]?:)[ ]{1,2}(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[\s,;.!)]|\z)"
_BRACKETED = r"(?i)(?:^|[^\pL])(?:user ?name|login|identifiant|benutzername|kennung|anmeldename)[ ]\([^()\r\n]{2,40}\)[ ]?[:=][ ]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[\s,;.!)]|\z)"
_WITH_IT = r"(?i)(?:mit|als|as|avec|with)[ ](?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})[ ](?:nicht möglich|schlägt fehl|ne (?:marche|fonctionne|passe)|(?:fails|failed|does)[^\pL]|angemeldet|eingeloggt|anmelden|einloggen|connecté|logged|an|ein)(?:[^\pL]|\z)"
_ASKED = r"(?i)(?:^|[^\pL-])(?:(?:please |pls )?(?:unlock|re-?enable|onboard|offboard|lock out)|(?:password|pwd|pw|mfa|access|licen[cs]e|rights|permissions|mailbox) (?:for|of)|(?:same |copy )?(?:rights|permissions|access|groups) (?:from|as|like)|d(?:é|e)verrouiller|d(?:é|e)bloquer|r(?:é|e)initialiser|r(?:é|e)activer|supprimer|ajouter|cr(?:é|e)er|(?:mdp|mot de passe|acc(?:è|e)s|droits|licence)(?: oublié| expiré| perdu| bloqué)? (?:de|pour)|(?:m(?:ê|e)mes )?droits que|passwort (?:für|von)|kennwort (?:für|von)|zugang (?:für|von)|rechte (?:wie|von)|profil von|bitte)[ ](?:the )?(?:user |account |compte |konto |benutzer |login )?[\"'“«]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[\"'”»]?[?!.][ ]\p{Lu}|[\"'”»]?[ \x{a0}]?[,;.!?)]?(?:[ ]*(?:\r?\n|\z)|[ ]\(|[ ](?:to|from|in|asap|please|pls|today|again|au|à|aux|dans|svp|merci|du|zu|done|fait|erledigt|entsperren|zurücksetzen|freischalten|löschen|anlegen|aus|auf|and|et|und|defekt|or|ou|oder|has|is)(?:[^\pL]|\z)))"
_MANAGED = r"(?i)(?:^|[^\pL/-])(?:add|remove|disable|delete|reset|rename)[ ](?:the )?(?:user |account )?[\"'“«]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})[\"'”»]?[ ](?:(?:to|from|in)[ ](?:the )?(?:ad )?(?:group|team|list|distribution|dl|sg|gg_|shared mailbox|mailbox|security group)|please|pls|asap)"
_AS_LOGGED = r"(?:[ ]-[ ](?P<v>[a-z][a-z0-9._-]+)[ ]\[[0-9]{2}/[A-Z][a-z]{2}/|[ ](?P<u>[a-z][a-z0-9._-]+)[ ](?:HIER_|FIRSTUP_|DIRECT/|NONE/|DEFAULT_PARENT)|(?:from|to|sender|orig_to)=<(?P<w>[a-z][a-z0-9._-]+)>|<(?:user|username|login|owner|account|userid|samaccountname|benutzer|utilisateur)>(?P<x>[a-z][a-z0-9._-]+)</)"
_REALM = (
    r"(?:^|[\s\"'=:(<])(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})@[A-Z][A-Z0-9-]{3,14}(?:[\s\"',;:)>]|\z)"
)
_BESIDE = r"(?i)(?:^|[^\pL\pN_-])(?:users?|utilisateur|benutzer|account|compte|konto|mailbox|bo(?:î|i)te|postfach|calendar of|calendrier de|kalender von|profile of|profil de|profil von|droits de|rights (?:of|for)|rechte von|permissions (?:of|for)|principal|reporter|assignee|requester|anmeldung von|login of|session (?:for|of|de|von))[ :]{1,3}[\"'“«]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[\"'”»]?(?:[ \x{a0}]?[,;!?)]|\.?[ ]*(?:\r?\n|\z))|[ ](?:is|was|has|had|will|does|did|not|cannot|can|can't|could|fail\w*|over|on|in|at|from|for|with|via|uses|using|tried|opened|logged|(?:dis|re)?connect\w*|authenticat\w*|changed|requested|printed|deleted|created|signed|joined|left|granted|denied|registered|added|removed|moved|n['’]\pL|ne|est|a|s['’]\pL+|utilise|sur|dans|depuis|avec|wurde|wird|hat|kann|konnte|ist|nicht|auf|meldet|benutzt|verwendet|fehlgeschlagen|gesperrt|existiert|locked|expired|disabled|unlocked|verrouill\pL+)(?:[^\pL]|\z))"
_TUNNEL = r"(?:^|[\s'\"])(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})/(?:[0-9]{1,3}\.|ip-)[\w.-]+:[0-9]{2,5}"
_ID = r"(?:^|[\s(])(?:(?:my|mon|ma|meine|die) (?:ID|Id|id) (?:is|est|ist)|ID|Id|id|(?i:user-?id|login|benutzer|user|compte|identifiant))[ ]?[:=]?[ ](?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})(?:[ ]?[/|,;][ ]?(?i:pw|pass\w*|mdp|mot de passe|kennwort)|[\s.,;)]|\z)"
_INITIALS = r"(?i)(?:^|[^\pL])(?:trigramme?|(?:namens|mitarbeiter|personal)?kürzel|initials|initialen|initiales|paraphe)(?: is| est| ist| lautet)?[ ]?[:=]?[ ][\"'«]?(?P<v>(?-i:[a-z]{2,4}[0-9]?|[A-Z]{2,4}[0-9]?))(?:[\s,;:.)\"'»]|\z)"
_LISTS = r"(?i)(?:^|[^\pL])(?:users?(?:\(s\))?|members?|utilisateurs|membres|benutzer|mitglieder|accounts?|comptes|konten|logins?|identifiants|memberuids?|owners?|approvers?)[ ]?[:=]"


def _find_accounts_in_lists(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account names after *users:*, separated by commas, or on the lines below it after a dash."""
    head = get_lazy_pattern(_LISTS).search(line.text)
    if head is None:
        return
    rows = [(line.start + head.end(), line.text[head.end() :])]
    if not rows[0][1].strip():
        for row in line.iter_lines_after(40):
            if get_lazy_pattern(r"[ \t]*[-*•][ ][A-Za-z0-9._-]+[ \t]*").is_full_match(row.text) is False:
                break
            rows.append((row.start, row.text))
    for start, text in rows:
        found = list(
            get_lazy_pattern(
                r"(?:^|[\s,;\[\"'-])(?P<v>[a-z][a-z0-9._-]+[a-z0-9])(?:[\s,;\]\"']|\z)"
            ).finditer(text)
        )
        if len(rows) > 1 or sum(c in ",;" for c in text) + 1 >= len(text.split()):
            yield from (
                ReplacedPart(start + one.start("v"), start + one.end("v"), "user")
                for one in found
                if _looks_like_account(one["v"])
            )


_EXAMPLE = r"(?i)(?:log-?in|user ?name|identifiant|upn|account|compte|kennung|benutzername|firstname\.lastname|pr(?:é|e)nom\.nom|vorname\.nachname)[^\r\n]{0,60}?(?:i\.e\.|e\.g\.|soit|donc|also|=|→|->|,|:)[ ](?P<v>[a-z]{2,14}\.[a-z]{2,16}[0-9]{0,2})(?:[^\pL\pN.@_(/-]|\.?\z)"
_WHO = r"(?i)(?:who(?:['’]s| is| are)|wer ist|qui est|c['’]est qui|qui c['’]est)[ ][\"'“«]?(?P<v>(?-i:[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,2}))[\"'”»]?[ ]?\?"


def _replace_any_account(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".")
    if (
        is_placeholder(value)
        or is_universal_name(value)
        or match.string[match.end("v") : match.end("v") + 1] == "+"
        or not 3 <= len(value) <= 40
        or not (is_account(value) or " " in value or ":" in value)
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value) + match["v"][len(value) :])


def _replace_editing_account(match: Match, aliases: Aliases) -> str | None:
    return None if is_word(match["v"]) else _replace_any_account(match, aliases)


def _replace_account_not_word(match: Match, aliases: Aliases) -> str | None:
    """Replace a name after a word for accounts: letters that aren't a word, or letters and digits."""
    value = match["v"]
    if (
        is_placeholder(value)
        or not _looks_like_account(value)
        or is_kernel_line(match.string, match.start("v"))
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_requested_account(match: Match, aliases: Aliases) -> str | None:
    """Replace an account name in a request to an administrator: letters only, not the name of an app or file."""
    value = match["v"]
    if not (_looks_like_account(value) or value[-2:-1] == "_" or value[-3:-2] == "_") or not get_lazy_pattern(
        r"[a-z]{5,14}[0-9]{0,3}|[a-z]{4,12}_[a-z]{1,2}|[a-z]{1,12}\.[a-z]{2,16}[0-9]{0,2}|(?:adm|svc|ext|a|x)-[a-z]{3,14}"
    ).is_full_match(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_initials(match: Match, aliases: Aliases) -> str | None:
    """Replace the initials, two to four letters, that identify a person in an organisation."""
    value = match["v"]
    if is_word(value) or value.casefold() in WELL_KNOWN or is_universal_name(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


_BESIDE_ONE = r"user-[0-9a-f]{6}[\"'”»]?(?:,[ ]?|[ ]?[&+/][ ]?|[ ](?:and|et|und|or|ou|oder|by|par|durch|with|avec|mit|to|à|an)[ ])[\"'«“]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,2})(?:[\s\"'”»,;:!?)]|\.(?:\s|\z)|\z)"
_BEFORE_ONE = r"(?:^|[\s\"'«“(,])(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,2})[\"'”»]?(?:,[ ]?|[ ]?[&+][ ]?|[ ](?:and|et|und|or|ou|oder)[ ])[\"'«“]?user-[0-9a-f]{6}"


def _find_adjacent_accounts(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account names next to a replaced account name: *sbauer, tkern and mroth*."""
    for pattern in (_BESIDE_ONE, _BEFORE_ONE):
        for found in get_lazy_pattern(pattern).finditer(line.text):
            if _looks_like_account(found["v"]) and not is_placeholder(found["v"]):
                yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")


def _replace_account_after_id(match: Match, aliases: Aliases) -> str | None:
    """Replace an account name after *id*: a name with a number, or a name before its password."""
    value = match["v"]
    paired = (
        get_lazy_pattern(r"(?i)(?:pw|pass\w*|mdp|kennwort|de passe)\z").search(match[""].strip()) is not None
    )
    known = (
        get_lazy_pattern(r"(?i)^[\s(]*(?:(?:my|mon|ma|meine|die) )?id[^\pL]").search(match[""]) is not None
    )
    if paired and not known:
        made = fits_login(value) and not is_word(value)
        return replace_group(match, "v", aliases.make_placeholder("user", value)) if made else None
    made = (
        _looks_like_account(value)
        and known
        and (
            paired
            or get_lazy_pattern(r"[a-z]{4,12}[0-9]{1,3}|[a-z]{1,3}[0-9]{3,6}[a-z]{1,3}").is_full_match(value)
        )
    )
    return replace_group(match, "v", aliases.make_placeholder("user", value)) if made else None


def _replace_first_account(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "u", "w", "x")
    return (
        None
        if is_word(match[group]) or is_placeholder(match[group]) or is_universal_name(match[group])
        else replace_group(match, group, aliases.make_placeholder("user", match[group]))
    )


def _looks_like_account(value: str) -> bool:
    """Return whether a value looks like an account name, not a word, product name or abbreviation."""
    if not fits_login(value) or is_word(value) or not 4 <= len(value) <= 40 or value.count("-") > 2:
        return False
    parts = [part for part in value.replace("-", ".").replace("_", ".").split(".") if not part.isdigit()]
    if len(parts) > 1 and parts[0] in WELL_KNOWN:
        return False
    if len(parts) > 1:
        if len(parts[-1]) == 1:
            return is_code_or_first_name(value)
        return (
            not all(len(part) > 1 and is_word(part) for part in parts)
            and not is_word(parts[-1])
            and "_" not in value
        )
    letters = value.rstrip("0123456789")
    if value.islower():
        return len(value) > 4 or letters != value
    return value.isupper() and letters != value and len(value) > 5


def _make_rules(rows: tuple[tuple[tuple[str, ...], str], ...], judge: Replace) -> Iterator[Rule]:
    for needs, pattern in rows:
        yield Rule("user", needs, pattern, judge)


def rules() -> tuple[Rule, ...]:
    """Return the rules for account names in sudoers files, mainframe output, chats and login sentences."""
    told = ("login", "log-in", "usuario", "utente", "gebruiker", "inlog", "logon", "user", "sam", "upn", "sign", "identifiant", "compte", "benutzer", "kennung", "anmelde", "nutzer", "ad account")  # fmt: skip
    return (
        *_make_rules(_SURE, _replace_any_account),
        *_make_rules(_EDITING, _replace_editing_account),
        Rule("user", told, _TOLD, _replace_account_not_word),
        Rule("user", ("log", "run ", "start ", "open ", "launch ", "exécut", "ausführen", "sign", "connect", "authentic", "angemeldet", "anmelden", "einlog", "eingelog"), _SIGNED, _replace_account_not_word),
        Rule("user", ("login", "log-in", "user", "identifiant", "upn", "account", "compte", "kennung", "name", "nom"), _EXAMPLE, _replace_account_not_word),
        Rule("user", ("user", "utilisateur", "benutzer", "account", "compte", "konto", "login", "logon", "auth", "locked", "par", "gesperrt", "profil", "session", "writer"), _QUOTED, _replace_account_not_word),
        Rule("user", (" by ", " to ", " par ", " à ", " von ", " an ", "modif", "bearbeiter", " for ", " of ", "utilisateur", "benutzers", "last "), _BY, _replace_account_not_word),
        Rule("user", ("user", "login", "utilisateur", "identifiant", "benutzer", "samaccountname", "account"), _BELOW, _replace_account_not_word),
        Rule("user", ("sql(", "pam(", "passwd(", "ldap(", "static(", "imap(", "file(", "user-", "] fail", "] ok"), _DAEMON, _replace_first_account),
        Rule("user", ("uid: ", "cn=", "samaccountname: ", "nickname: ", "user"), _ENTRY, _replace_account_not_word),
        Rule("user", ("account", "compte", "konto", "user", "benutzer", "id", "login"), _SERVICE, _replace_any_account),
        Rule("user", ("login", "identifiant", "user", "kennung", "name", "compte"), _IT_IS, _replace_account_not_word),
        Rule("user", ("name (", "login (", "identifiant (", "kennung ("), _BRACKETED, _replace_account_not_word),
        Rule("user", ("angemeldet", "anmeldung mit", "fails", "failed", "avec", "eingeloggt", "anmelden", "einloggen", "connecté", "logged"), _WITH_IT, _replace_account_not_word),
        Rule("user", ("user", "utilisateur", "benutzer", "account", "compte", "konto", "mailbox", "bo", "postfach", "calend", "kalender", "profil", "droits", "rights", "rechte", "permissions", "principal", "reporter", "assignee", "requester", "anmeldung", "login", "session"), _BESIDE, _replace_account_not_word),
        Rule("user", ("unlock", "enable", "reset", "disable", "delete", "remove", "add", "board", "rename", "lock out", "password", "pwd", "pw ", "mfa", "access", "licen", "rights", "permissions", "groups", "mailbox", "verrouiller", "bloquer", "initialiser", "activer", "supprimer", "ajouter", "er ", "mdp", "mot de passe", "acc", "droits", "passwort", "kennwort", "zugang", "rechte", "profil", "bitte"), _ASKED, _replace_requested_account),
        Rule("user", ("add ", "remove ", "disable ", "delete ", "reset ", "rename "), _MANAGED, _replace_requested_account),
        Rule("user", (" - ", "hier_", "firstup_", "direct/", "none/", "default_parent", "=<", "</"), _AS_LOGGED, _replace_first_account),
        Rule("user", ("@",), _REALM, _replace_account_not_word),
        Rule("user", ("/ip-", ":"), _TUNNEL, _replace_account_not_word),
        Rule("user", ("id ", "id:", "id=", "login", "benutzer", "user", "compte", "identifiant"), _ID, _replace_account_after_id),
        make_line_rule("user", ("user", "member", "utilisateurs", "membres", "benutzer", "mitglieder", "account", "comptes", "konten", "login", "identifiants", "owner", "approver"), _LISTS, _find_accounts_in_lists),
        Rule("user", ("who", "wer ist", "qui "), _WHO, _replace_account_not_word),
        Rule("user", ("trigram", "kürzel", "initial", "paraphe"), _INITIALS, _replace_initials),
    )  # fmt: skip


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for account names next to account names that other rules replaced."""
    return (make_late_line_rule("user", ("user-",), r"user-[0-9a-f]{6}", _find_adjacent_accounts),)
