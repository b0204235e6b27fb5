"""Rules for accounts, computers and numbers in places that leave no doubt: SQL roles, comments of SSH keys, SIP
addresses, headers of log lines, and names beside values that other rules replaced.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.by_kind.label_forms import is_technical_number
from selfhelp.report.redact.by_kind.pattern_tables import Row, make_rows_rule
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule, make_line_rule
from selfhelp.report.redact.by_shape.host_listings import is_own_host
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.host_names import may_be_host
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_name_login, is_name_with_optional_initial

_V = r"(?P<v>[A-Za-z][\w.-]{2,40})"
_E = r"(?:[\s\"'`»”)\],;:!?/<]|\.(?:\s|\z)|\z)"
_NOT_OWN = frozenset("public reporting readonly none null true false yes no all any current_user session_user defaultapppool mdp pwd password passe passwort kennwort login user wifi wi-fi ssid vpn nas pin http https domain".split())  # fmt: skip  # noqa: SIM905


def _is_own(value: str) -> bool:
    """Return whether a name in a place for accounts identifies an account, even if it is a word."""
    return (
        not is_universal_name(value)
        and value.casefold() not in _NOT_OWN
        and not value.casefold().endswith(("_role", "-role"))
    )


def _is_own_no_word(value: str) -> bool:
    """Return whether a name near a word for accounts isn't a word, file or number."""
    return (
        _is_own(value)
        and not is_word(value)
        and not is_technical_number(value)
        and not get_lazy_pattern(r"(?i)[\w-]+\.(?:[a-z]{2,4}|ps1|service|local)").is_full_match(value)
    )


def _is_named(value: str) -> bool:
    """Return whether a name in a place for computers isn't a kind of computer, such as a laptop."""
    return _is_own(value) and (not is_word(value) or not value.isalpha())


def _is_own_name(value: str) -> bool:
    """Return whether a name in a place for any computer or program is an organisation's own computer."""
    return (
        is_own_host(value, sure=True)
        and not is_technical_number(value)
        and not (value.isalpha() and is_word(value))
    )


def _is_made(value: str) -> bool:
    """Return whether a name beside a secret is an account name: with digits, or no word of capitals or constant."""
    constant = value.isupper() and "_" in value
    return (
        _is_own_no_word(value)
        and not constant
        and (not value.isalpha() or (value.islower() and len(value) > 4))
    )


_NO_TARGET = r"(?i)latest|next|main|master|head|stable|lts|canary|beta|alpha|edge|nightly|origin|dev|release|current|local(?:host)?|v[0-9].*|sha[0-9]+|rc[0-9]*|tty\w*|pts|eth[0-9]|wg[0-9]|en[ops]\w+|wl\w+|lts-\w+|[0-9a-f]{7,40}|\w*\.(?:service|socket|timer)"
_UNITS = frozenset("getty serial-getty openvpn openvpn-client openvpn-server wg-quick postgresql ifup ifdown git user systemd-fsck systemd-backlight container".split())  # fmt: skip  # noqa: SIM905


def _is_target(value: str) -> bool:
    """Return whether a name after *account@* is a computer, not a version, branch or terminal."""
    return (
        not get_lazy_pattern(_NO_TARGET).is_full_match(value)
        and not (is_word(value) and value.isalpha())
        and not is_universal_name(value)
    )


_AT_TARGET = r"(?:^|[\s\"'(\[<=|,;])(?P<v>[A-Za-z_][\w.-]{2,30})@(?P<w>[A-Za-z][A-Za-z0-9-]{2,30})(?:[\s\"')\]>,;:|]|\.(?:\s|\z)|\z)"


def _find_accounts_at_computers(line: Line) -> Iterator[ReplacedPart]:
    """Yield both parts of *account@computer*, unless it is a package, branch or unit of systemd."""
    for found in get_lazy_pattern(_AT_TARGET).finditer(line.text):
        name, target = found["v"], found["w"]
        known = is_universal_name(name)
        if name in _UNITS or not _is_target(target) or not (known or _is_own_no_word(name)):
            continue
        yield ReplacedPart(line.start + found.start("w"), line.start + found.end("w"), "host")
        if not known:
            yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")


_ROLE = r"(?:(?i:(?:create|alter|drop)[ ](?:user|role|login))(?i:[ ]if (?:not )?exists)?|(?i:reassign owned by|owner to|set role)|(?:GRANT|REVOKE|grant|revoke)[ ][^\r\n;]{2,80}?[ ](?:TO|FROM|to|from)(?: (?i:user|role))?)"
_NO_PART = frozenset("id at by to is on no ip os db ok up in of x y v".split())  # fmt: skip  # noqa: SIM905


def _is_distinctive(value: str) -> bool:
    """Return whether a name after a word for accounts can't be a word or setting: *fm_leroy*, *kvhubert2*."""
    parts = value.casefold().replace("-", "_").replace(".", "_").split("_")
    bare = [part.strip("0123456789") for part in parts]
    own = [part for part in bare if part and part not in _NO_PART and (len(part) < 3 or not is_word(part))]
    numbered = any(map(str.isdigit, value[1:]))
    named = len(parts) > 1 or numbered or is_name_login(bare[0]) or is_name_with_optional_initial(value)
    return _is_own_no_word(value) and bool(own) and named


_ANY_ACCOUNT = r"(?:users?|utilisateur|utilisatrice|benutzer(?:in)?|operator|opérat(?:eur|rice)|bediener|account|compte|konto|sender|expéditeur|absender|login|agent|caissi(?:er|ère)|kassierer|cashier|clerk|encoded by|erstellt von|angelegt von|geändert von|créé(?:e)? par|modifié(?:e)? par|saisi(?:e)? par|entered by|created by|changed by|released by|printed by|gedruckt von|freigegeben von|validé(?:e)? par)"
_MANAGED = r"(?i)(?:^|[^\pL])(?:disable|enable|unlock|reset|delete|remove|désactiver|débloquer|supprimer|sperren|entsperren|deaktivieren)[ ](?:ad|entra|m365|o365|ldap|vpn|sap|citrix)(?:[ ](?:account|user|compte|konto))?[ ][\"'«“]?(?P<v>[a-z][\w.-]{3,30})[\"'»”]?(?:[\s,;)]|\.(?:\s|\z)|\z)"
_FAILS = r"(?:reject|refus|den(?:y|ied)|lock|disabl|expir|unknown|not found|verrouill|bloqu|d(?:é|e)sactiv|inconnu|gesperrt|deaktiviert|abgelaufen|unbekannt|block|suspend|logged|authenticat|fail|(?:n['’]est|is|was|ist|est|a (?:é|e)t(?:é|e)|has been|keeps?|wurde|wird|ne)[ ])"
_ACCOUNT = r"(?:users?|utilisateurs?|accounts?|comptes?|benutzer(?:konto)?|konto|login|identifiant|kennung)"
_ACCOUNTS = (
    Row(("user", "role", "login", "owne", "grant", "revoke"), rf"(?:^|[^\pL]){_ROLE}[ ][\"'`\[]?{_V}[\"'`\]]?(?:@\S+)?[ \t]*(?:;|\z|[ ](?:WITH|IDENTIFIED|PASSWORD|LOGIN|SUPERUSER|NOSUPERUSER|CREATEDB|VALID|FROM|SET|RENAME|IN|(?:with|identified|password|login|superuser|nosuperuser|createdb|from windows|valid until)[ ]))", "user", _is_own),
    Row(("apppool",), rf"(?i)apppool\\{_V}{_E}", "user", _is_own),
    Row(("crv1",), r"CRV1:[A-Z,]*:(?:\[secret:\w+\]|[^\s:]+):(?P<v>[A-Za-z0-9+/]{4,}={0,2}):", "user"),
    Row(("<user", "<login", "<utilisateur", "<benutzer"), rf"(?i)<(?:user(?:name|id)?|login(?:name)?|utilisateur|benutzer(?:name)?)>{_V}</", "user", _is_own),
    Row((".\\",), rf"(?i)(?:for|as|user(?:name)?|pour|compte|account|login|utilisateur|als|konto|benutzer|logon)[ :=]{{1,3}}[\"'«]?\.\\{_V}{_E}", "user", _is_own),
    Row(("service account", "compte de service", "dienstkonto", "servicekonto", "compte technique", "service user", "dienstbenutzer", "technical account"), rf"(?i)(?:service account|compte de service|dienstkonto|servicekonto|compte technique|service user|dienstbenutzer|technical account)(?:[ ](?:is|est|ist|named|nommé|called|lautet|for \pL+))?[ :=(]{{1,3}}[\"'`«“]?{_V}{_E}", "user", _is_own_no_word),
    Row(("user", "utilisat", "benutzer", "operator", "opérat", "bediener", "account", "compte", "konto", "sender", "expéditeur", "absender", "login", "agent", "caissi", "kassierer", "cashier", "clerk", " by ", " von ", " par "), rf"(?i)(?:^|[^\pL\pN_-]){_ANY_ACCOUNT}[ ]{{1,16}}[\"'«“]?(?P<v>[a-z0-9][\w.-]{{3,30}})[\"'»”]?(?:[\s,;)>\]]|\.(?:\s|\z)|\z)", "user", _is_distinctive),
    Row(("able ", "reset ", "delete ", "remove ", "désactiver ", "débloquer ", "lock ", "supprimer ", "sperren ", "deaktivieren "), _MANAGED, "user", _is_own_no_word),
    Row(("principalname", "dbuser", "db_user", "loginname", "login_name", "runas", "run_as", "remoteuser", "remote_user"), r"(?i)\"(?:principalname|db_?user|login_?name|run_?as|remote_?user)\"[ ]?:[ ]?\"(?P<v>[a-z][\w.-]{2,40})\"", "user", _is_own),
    Row((" von ", " by ", " par "), r"(?:^|[^\pL])(?i:angelegt|erstellt|erfasst|geändert|freigegeben|gebucht|created|entered|changed|released|posted|créée?|saisie?|modifiée?|validée?)[ ](?i:von|by|par)[ ]{1,4}(?P<v>[A-Z]{5,12}[0-9]{0,2})[ ]{1,8}(?:am|on|at|um|le|à|[0-9])", "user", _is_own_no_word),
    Row(("uid", "user", "login", "account"), r"(?i)(?:^|[\s,;\[(])(?:uid|user(?:_?(?:name|id))?|login(?:_?id)?|account|acct)=\"?(?P<v>[a-z0-9][\w.-]{3,30})\"?(?:[\s,;\])]|\z)", "user", _is_distinctive),
    Row(("<dir>", "<rep>", "<junction>", "d----", "d-r--"), r"(?:<(?:DIR|REP|JUNCTION)>[ ]{1,16}|^d[a-z-]{4,5}[ ]{2,}[^\r\n]{8,40}[ ]{2,})(?P<v>[A-Za-z][\w.-]{2,40})[ \t]*\z", "user", lambda value: _is_own(value) and value.casefold() not in ("public", "default", "all", "defaultapppool", "publique", "öffentlich"), r"(?i)(?:directory of|directory|répertoire (?:de)?|verzeichnis(?: von)?)[ ]?:?[ ]+[A-Z]:\\(?:Users|Utilisateurs|Benutzer)\\?[ \t]*\z", 60),
    Row(("notty",), r"^(?P<v>[A-Za-z0-9][\w.-]{1,31})[ ]+(?:ssh|sshd)?:?notty[ ]", "user", _is_own),
    Row(("arn:aws",), r"arn:aws[\w-]*:(?:iam|sts)::[^:\s]{0,24}:(?:user|assumed-role/[\w+=,.@-]{1,64})/(?:[\w+=,.@-]{1,64}/)?(?P<v>[A-Za-z][\w.-]{2,60})(?:[\s\"',;)]|\z)", "user", _is_own),
    Row(("utilisateur", "benutzer", "user", "anmelde", "login"), r"(?i)^[ \t]*(?:nom d['’])?(?:utilisateur|benutzer(?:name)?|user(?:name)?|login|anmeldename)[ ]?\([^()\r\n]{1,60}(?:\([^()\r\n]{0,20}\))?\)[ ]?:[ ]{1,4}(?P<v>[A-Za-z][\w.-]{2,40})[ \t]*\z", "user", _is_own),
    Row(("login user ", "username ", "user-name ", "local-user "), r"(?i)(?:set system login user|^[ \t]*local-user|/user add name=|create account (?:admin|user))[ =][\"']?(?P<v>[A-Za-z][\w.-]{2,40})(?:[\s\"']|\z)", "user", _is_own),
    Row(("user", "utilisateur", "account", "compte", "benutzer", "konto", "login", "identifiant", "kennung"), rf"(?i)(?:^|[^\pL\pN_-]){_ACCOUNT}[ ]{{1,2}}[\"'`«“]?{_V}[\"'`»”]?,?[ ]{_FAILS}", "user", _is_made),
)  # fmt: skip
"""Accounts that a statement, key or message names."""

_MONTH = r"(?i:jan|f(?:é|e)v|feb|mar|mär|avr|apr|ma[iy]|jui|jun|jul|ao|aug|sep|oct|okt|nov|d(?:é|e)[cz])\pL{0,7}\.?"
_H = r"(?P<v>[A-Za-z][\w-]{1,40}(?:\.[\w-]{1,40}){0,4})"
_F = r"(?P<v>[a-z0-9][a-z0-9-]{0,40}(?:\.[a-z0-9][a-z0-9-]{0,40}){2,4})"
_IP = r"(?:ip-(?:private|public)-[\w-]+|[0-9]{1,3}(?:\.[0-9]{1,3}){3})"
_MAC = r"(?:mac-[0-9a-f]{6,12}|[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5})"
_HOSTS = (
    Row(("endpoint", "registry", "gateway", "portal", "portail", "passerelle", "server", "serveur", "host", "repository", "url", "remote", "mirror"), rf"(?i)(?:endpoint|registry|gateway|portal|portail|passerelle|server|serveur|host|host_?name|repository|url|remote|mirror)s?[\"']?[ \t]*(?:[:=,][ \t]*|[ ])[\[\"']{{0,2}}(?:[a-z]{{3,8}}://)?{_F}(?:[:/\s\"',;)]|\.(?:\s|\z)|\z)", "host", may_be_host),
    Row(("curl", "wget", "nslookup", "dig ", "ping", "traceroute", "tracert", "contact", "connect", "resolv", "verbind", "connexion", "joindre", "clone", "pushing", "pulling", "openssl"), rf"(?i)(?:^|[^\pL])(?:curl|wget|nslookup|dig|ping|traceroute(?: to)?|tracert|contacting|contact de|connect(?:ing|ed|é|er)?(?: to| à| au)?|resolving|verbind(?:e|ung|en)(?: mit| zu)?|connexion à|joindre|git clone|pushing|pulling|s_client)[ ](?:-{{1,2}}[\w-]+[ ](?:[A-Z]{{3,7}}[ ])?|to[ ]){{0,5}}[\"']?(?:[a-z]{{3,8}}://)?{_F}(?:[:/\s\"',;)]|\.{{1,3}}(?:\s|\z)|\z)", "host", may_be_host),
    Row(("\": {", "\":{"), rf"\"(?:https?://)?{_F}(?:/[\w./-]*)?\"[ ]?:[ ]?\{{", "host", may_be_host),
    Row(("established", "time_wait", "close_wait", "syn_sent", "fin_wait", "hergestellt", "last_ack"), rf"(?i)[ ]{_H}:[\w-]{{2,16}}[ ]+(?:established|time_wait|close_wait|syn_sent|fin_wait_?[12]|hergestellt|last_ack)", "host", _is_own_name),
    Row(("host", "server", "addr"), r"(?i)(?:^|[\s(,;{.])(?:host|host_?name|server|server_?name|db_?host|addr)[\"']?[ ]?(?:=>?|:|,)[ ]?[\"'](?P<v>[a-z][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,4})[\"']", "host", lambda value: _is_own_name(value) and (not is_word(value.partition(".")[0]) or "." in value)),
    Row(("haproxy", " is down", " is up", " 0/", "/-1/"), rf"(?:[ ][\w.~-]{{2,40}}/{_H}[ ](?:-?[0-9]+/){{4}}-?[0-9]+[ ]|Server [\w.-]+/(?P<w>[A-Za-z][\w.-]{{2,40}}) is (?:DOWN|UP))", "host", _is_own_name, "haproxy|Layer[467]|/-?[0-9]+/-?[0-9]+/"),
    Row((" soa ", "\tsoa\t"), rf"[ \t]SOA[ \t]+{_H}\.?[ \t]+[\w.-]+\.?[ \t]+\(?", "host", _is_own_name),
    Row((" . .",), r"(?i)(?:^|[ ]{2})(?:system|système|system ?name)[ ]{0,2}(?:[ ]\.){2,20}[ ]?:[ ]{1,6}(?P<v>[A-Z][A-Z0-9]{3,9})(?:\s|\z)", "host", lambda value: not is_word(value)),
    Row(("jobid ",), r"[ ](?P<v>[A-Za-z][\w-]{2,40})-(?:dir|sd|fd)[ ]JobId[ ]", "host", _is_own_name),
    Row(("@",), rf"^\[[\w.-]{{2,30}}@{_H}(?::[0-9]{{2,5}})?[ ][~/]", "host", _is_own_name),
    Row(("msh|",), r"^MSH\|[^|\r\n]{3,6}\|[^|\r\n]*\|(?P<v>[A-Za-z][\w.-]{2,30})\|[^|\r\n]*\|(?P<w>[A-Za-z][\w.-]{2,30})\|", "host", _is_own),
    Row((":", "add-host"), rf"(?:^[ \t]*-[ ][\"']?|add-host[= ][\"']?){_H}[:=]{_IP}[\"']?(?:\s|\z)", "host", _is_own_name),
    Row((":", "-"), rf"(?:^|[\s:,;|]){_H}[ \t,;|]+(?:{_MAC}[ \t,;|]+{_IP}|{_IP}[ \t,;|]+{_MAC})(?:[\s,;|]|\z)", "host", _is_own_name),
    Row(("fw=", "h=(", "hname=", "machine=", "computer=", "node=", "src_name", "dst_name", "ap=", "sw="), rf"(?:^|[\s,;|])(?:(?:fw|hname|machine|computer|node|src_?name|dst_?name|ap|sw)=\"?|H=\(){_H}[\")]?(?:[\s,;|]|\z)", "host", _is_own_name),
    Row(("domainname\">", "domain name", "domaine du compte", "kontodomäne", "account domain"), r"(?:(?i:(?:target|subject|account)domain(?:name)?\">)|(?i:account domain|domaine du compte|kontodomäne)[ \t]*:[ \t]+)(?P<v>[A-Za-z][A-Za-z0-9-]{2,14})(?:<|\s|\z)", "dom", lambda value: _is_own(value) and value.casefold() not in ("nt", "builtin", "authority", "workgroup", "window", "font")),
    Row((" on ", " sur ", " auf ", "gateway ", "passerelle ", "wipe ", "reimage ", "calling ae", "called ae"), rf"(?:^|[^\pL])(?i:building remotely on|running on|mount points on|executed on|deployed to|exports list on|(?:built-in )?node|gateway|passerelle|wipe|reimage|réinstaller|neu aufsetzen|call(?:ing|ed) ae(?: title)?[ ]?:)[ ]{_H}(?:[ ]?:|[ ]in[ ]|[\s,;.]|\z)", "host", lambda value: _is_own_name(value) and (not value.isalpha() or value.isupper())),
    Row(("]:", ": "), rf"^(?:[\w.-]+[ ]+\|[ ])?(?:{_MONTH}[ ]{{1,2}}[0-9]{{1,2}}|[0-9]{{1,2}}\.?[ ]{_MONTH})[ ][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:[.,][0-9]+)?[ ]{_H}[ ][\w./@-]+(?:\([\w-]+\))?(?:\[[0-9]+\])?:", "host", _is_named),
    Row(("node", "host", "assigned"), rf"(?:(?i)^[ \t]*(?:node|host|hôte|knoten)[ \t]*:[ \t]+{_H}/(?:ip-|[0-9])|Successfully assigned [\w./-]+ to (?P<w>[a-z][\w.-]+))", "host", _is_own),
)  # fmt: skip
"""Computers in headers of log lines, SIP addresses and comments of keys."""
_HARDWARE = Row(
    (".", "ip-", "mac", "adresse", "address"),
    r"(?:^|[,;\t| ])(?P<v>[0-9A-F]{12}|[0-9a-f]{12})(?:[,;\t| ]|\z)",
    "mac",
    lambda value: not value.isdigit() and not value.isalpha(),
    r"(?:^|[^0-9.])[1-9][0-9]{0,2}(?:\.[0-9]{1,3}){3}(?:[^0-9.]|\z)|ip-(?:private|public)-|(?i:(?:^|[^\pL])mac(?:[^\pL]|\z))|(?i:adresse (?:mat(?:é|e)rielle|physique)|hardware-?[ ]?add?ress|physi\w+ add?ress)",
)
_HARDWARE_CELL = Row(
    (",", ";", "\t"),
    r"[,;\t](?P<v>[0-9A-F]{12}|[0-9a-f]{12})(?:[,;\t]|\z)",
    "mac",
    lambda value: not value.isdigit() and not value.isalpha(),
    r"(?i)(?:^|[^\pL])mac(?:[^\pL]|\z)",
    8,
)

_PEOPLE = (
    Row(("^",), r"(?:^|[|\[\s\"~&=])(?P<v>\p{Lu}[\pL'’ -]{1,30}\^\p{Lu}[\pL'’ -]{1,30}(?:\^[\pL .]{0,20}){0,3})(?:[|\]\s\"~&,;]|\z)", "user", lambda value: not any(is_word(part) for part in value.replace("^", " ").split() if len(part) > 2)),
    Row((" mr", " ms", " miss", " mstr", " dr", " chd"), r"(?:^|[\s:,;(])(?P<v>[A-Z][A-Z'-]{2,24}/[A-Z]{1,20})[ ]?(?:MR|MRS|MS|MISS|MSTR|CHD|DR)(?:[\s,;)]|\z)", "user"),
)  # fmt: skip
"""Names in messages between hospital systems (HL7, DICOM) and in bookings."""
_CLERKS = (
    Row(("clerk", "cashier", "caissi", "kassierer", "bediener", "responsable", "supervisor", "verkäufer", "vendeu"), r"(?i)(?:^|[^\pL])(?:clerk|cashier|caissi(?:er|ère)|kassierer(?:in)?|bediener(?:in)?|responsable|supervisor|verkäufer(?:in)?|vendeu(?:r|se))[ ]?(?:n°|nr\.?|no\.?)?[ :]{0,2}(?P<v>#?[0-9]{3,6})(?:[\s,;)]|\.(?:\s|\z)|\z)", "id-number", lambda value: not get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(value)),
)  # fmt: skip
"""Numbers of staff at tills."""
_STAFF_FIRST = r"^[\s>*•–-]{0,6}(?:(?P<v>[A-Z]{0,3}-?[0-9]{4,7}(?:-[0-9]{1,3})?)[ ]?[/|,;:–—-][ ]?|(?P<w>[A-Z]{1,3}-?[0-9]{4,7}(?:-[0-9]{1,3})?)[ ])user-[0-9a-f]{6}"
_BEHIND_NAME = (
    r"user-[0-9a-f]{6,8},?[ ]?[(\[<][ ]?(?P<v>[a-z][a-z0-9]{2,14}(?:[._-][a-z0-9]{1,16}){0,2})[ ]?[)\]>]"
)
_STAFF_BEHIND = r"user-[0-9a-f]{6}[ \t]{1,16}(?:No\.?|Nr\.?|N°|Matr?\.?|MA-Nr\.?|#)[ :]{0,3}(?P<v>[A-Z]{0,3}[/-]?[0-9]{4,8})(?:[\s,;)]|\z)"
_OF_A_DOMAIN = r"(?:^|[\s\"'(\[<>=,;:|«“])(?P<v>[A-Za-z][A-Za-z0-9-]{1,14})(?:\\{1,4}user-[0-9a-f]{6}|/user-[0-9a-f]{6}%)"
_NO_DOMAIN = frozenset("users user home homes profiles documents desktop authority builtin apppool service manager host machine azuread microsoftaccount workgroup domain domaine local hklm hkcu hku hkcr".split())  # fmt: skip  # noqa: SIM905
_BEFORE_REPLACED = r"(?:^|[\s(\"'«“=>])(?P<v>[A-Za-z][A-Za-z0-9._-]{2,30})[\"'»”]?(?:[ ]?[/;,|][ ]?|[ ](?:puis|pis|then|avec|with|und|mit|et|and)[ ])(?:(?i:mdp|mot de passe|password|passwort|pw|pass)[ :=]{1,3})?[\"'«“]?\[secret:(?:password|argument|likely)\]"
_BEFORE_HASH = r"^[#;/ \t]{0,4}(?P<v>[A-Za-z][\w.-]{2,40}):\[secret:hash\]"


def _is_domain(value: str) -> bool:
    """Return whether a name before an account is a Windows domain, not a folder or a built-in authority."""
    return value.casefold() not in _NO_DOMAIN and (value.isupper() or not is_word(value))


def _find_beside_people(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account, domain or staff number beside a replaced name: *Benoît Tranchard (btranchard)*."""
    for found in get_lazy_pattern(_BEHIND_NAME).finditer(line.text):
        if _is_own_no_word(found["v"]) and found["v"] not in ("pdf", "cc", "tel"):
            yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")
    for found in get_lazy_pattern(_STAFF_BEHIND).finditer(line.text):
        yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "id-number")
    for found in get_lazy_pattern(_OF_A_DOMAIN).finditer(line.text):
        if _is_domain(found["v"]):
            yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "dom")
    first = get_lazy_pattern(_STAFF_FIRST).match(line.text)
    if first is not None:
        group = "v" if first["v"] else "w"
        if not get_lazy_pattern(r"(?:19|20)[0-9]{2}(?:-[0-9]+)?").is_full_match(first[group]):
            yield ReplacedPart(line.start + first.start(group), line.start + first.end(group), "id-number")


def _find_before_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account before its replaced password or hash: *(rh2 / Pointage*7h)*."""
    for pattern, fits in ((_BEFORE_REPLACED, _is_made), (_BEFORE_HASH, _is_own)):
        for found in get_lazy_pattern(pattern).finditer(line.text):
            if fits(found["v"]):
                yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")


def rules() -> tuple[Rule, ...]:
    """Return the rules for accounts and computers in statements, keys, addresses and log lines."""
    return (
        make_rows_rule("user", *_ACCOUNTS),
        make_line_rule("user", ("@",), r"[\w.-]@[A-Za-z]", _find_accounts_at_computers),
        make_rows_rule("host", *_HOSTS),
        make_rows_rule("mac", _HARDWARE, _HARDWARE_CELL),
        make_rows_rule("user", *_PEOPLE),
        make_rows_rule("id-number", *_CLERKS),
    )


def late_rules() -> tuple[Rule, ...]:
    """Return the rules for values beside replaced names and secrets."""
    return (
        make_late_line_rule("user", ("user-",), r"user-[0-9a-f]{6}", _find_beside_people),
        make_late_line_rule("user", ("[secret:",), r"\[secret:", _find_before_secrets),
    )
