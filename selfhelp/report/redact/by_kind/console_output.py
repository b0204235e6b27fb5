"""Rules for names and numbers in the output of consoles: virtual machines, directories, switches, telephony.

Sources: the output of qm and pct (Proxmox), virsh, repadmin, nltest, net view (learn.microsoft.com) and
Veeam; Ansible inventories in YAML; the prompts of Comware and VRP; ``ephone-dn`` and ``dial-peer`` (IOS),
``extensions.conf`` (Asterisk); crontab(5), su(1).
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import is_technical_number
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_shape.host_listings import is_own_host
from selfhelp.report.redact.by_shape.person_shapes import is_account
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import NO_WORD, Replace, Rule, replace_group
from selfhelp.report.redact.vocabulary.host_names import is_own_domain_name
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.word_lists import NO_ACCOUNT, NO_SECRET

_N = r"(?P<v>[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)"
_Q = r"[\"'‘’“”«»„`]?[ ]?"
_END = r"(?:[\s\"'’”»`,;:)\]}<>?!]|\.(?:\s|\z)|\z)"

_HOSTS = (
    (("vmid", "qm ", "pct "), rf"(?m)^[ ]*[0-9]{{2,9}}[ ]+(?:(?:running|stopped|paused|suspended)[ ]+(?:\S+[ ]+)?)?{_N}[ ]*(?:\r?$|[ ](?:running|stopped|paused|suspended)\b)"),
    (("virsh", "shut off", "name "), rf"(?m)^[ ]*(?:[0-9]{{1,5}}|-)[ ]+{_N}[ ]+(?:running|shut off|paused|idle|in shutdown|crashed|pmsuspended|en cours d['’]exécution|fermé|laufend|ausgeschaltet)[ ]*\r?$"),
    (("largest delta", "größtes delta", "delta"), rf"(?m)^[ ]{{1,3}}{_N}[ ]+(?:[0-9dhms:.]+|>60 days|\(unknown\))[ ]+[0-9]+[ ]*/"),
    (("net view", "server name", "nom de serveur", "servername"), rf"(?m)^\\\\{_N}(?:[ ]{{2,}}|[ ]*\r?$)"),
    (("success", "warning", "failed", "error"), rf"(?m)^{_N}[ ]{{2,}}(?:Success|Warning|Failed|Error)[ ]+[0-9]{{1,2}}:[0-9]{{2}}"),
    (("<",), r"(?m)^<(?:HUAWEI-|H3C-|HPE-)?(?P<v>[A-Za-z][\w.-]{2,40})>(?:dis|display|sys|system-view|save|ping|quit|reboot|tracert)(?:[ ]|\r?$)"),
    (("dig ", "drill ", "host "), rf"(?m)\b(?:dig|drill)[ ][^\r\n@]{{0,80}}@{_N}"),
    (("mounting", "mount.nfs", "mount "), rf"(?:while mounting |mount(?:\.nfs4?)?:? (?:-t nfs4? )?){_N}:/"),
    (("received:", " by "), rf"(?m)\b(?:from|by) {_N} (?:\((?:[^)\r\n]{{0,120}})\) )?(?:with (?:E?SMTPS?A?|Microsoft|HTTPS?|LMTP)|via |id )"),
    (("scheduled for", "skipped", "client "), rf"(?i)\bclient {_N}(?:[ ](?:skipped|failed|offline|unreachable|finished|completed|not reached|missed)|: (?:offline|failed|no answer|skipped))"),
    (("\\\\",), r"(?:^|[\s\"'(])\\\\(?P<v>[A-Za-z][\w-]*(?:\.[\w-]+)+)(?:[\s\"',;)]|\.(?:\s|\z)|\z)"),
    (("-de-", "-von-", "-d-", "macbook", "-imac", "-iphone", "-ipad"), r"(?:^|[\s\"'(«„“])(?P<v>(?:iMac|MacBook(?:-Pro|-Air)?|iPhone|iPad|Mac-mini|Galaxy(?:-[A-Z0-9][A-Za-z0-9]*)?|Pixel|PC|Mac|Surface|Laptop|Handy|Ordinateur)-(?:de|von|d|of)-[A-Z]\w+|[A-Z][a-z]{2,14}s?-(?:iMac|MacBook(?:-Pro|-Air)?|iPhone|iPad|Mac-mini|Air|Mini)|MBP-[A-Z][a-z]+)"),
    ((":~$", ":~#", ":~>"), rf"(?m)^{_N}:~(?:/\S{{0,60}})?[$#>](?:[ ]|\r?$)"),
    (("(config",), rf"(?m)^{_N}\(config[\w-]*\)#"),
)  # fmt: skip
"""Required keywords and pattern of each place where even a plain word is a computer's name."""

_INSTANCE = r"host-[0-9a-f]{6}\\{1,2}(?P<v>[A-Z][A-Z0-9_$]{2,15})(?:[;,\"'\s]|\.(?:\s|\z)|\z)"

_ACCOUNTS = (
    (("hostname",), r"(?m)^[ \t]+User[ \t]+(?P<v>[A-Za-z][\w.-]+)[ \t]*\r?$"),
    (("session", "compte", "konto", "account"), r"(?i:la session|session (?:windows|utilisateur)|konto|account|compte)[ ](?P<v>[A-Z]{4,10}[0-9]{1,3})(?:[\s,;)]|\.(?:\s|\z)|\z)"),
    ((".\\",), r"(?i)(?:logon|run as|account|user|compte|konto|login)[^\r\n\\]{0,24}[ \"'=:]\.\\(?P<v>[A-Za-z][\w.-]+)"),
    (("331 ", "required for"), r"(?:[Pp]assword required for |(?m:^)USER )(?P<v>[A-Za-z][\w.-]+)[.]?[ \t]*(?:\r?\n|\z)"),
    (("(uid=",), r"(?:\bby|for user) (?P<v>[A-Za-z_][\w.-]+)\(uid=[1-9]"),
    (("error for ", "manipulation"), r"(?:manipulation error|password updated|changing password) for (?P<v>[a-z][\w.-]+)"),
    (("account", "compte", "konto", "login", "user", "utilisateur", "benutzer"), r"(?i)(?:^|[^\pL\pN-])(?:account|compte|konto|login|user(?:name)?|utilisateur|benutzer)[ ][\"'“«„]?[ ]?(?P<v>(?-i:[a-z][a-z0-9]*(?:[._-][a-z0-9]+){1,2}))[ ]?[\"'”»“]?[ ](?:is|was|isn['’]t|has been|ist|wurde|wird|est|a (?:é|e)t(?:é|e)|n['’]est)(?: \pL+){0,3} (?:locked|disabled|expired|unlocked|gesperrt|deaktiviert|abgelaufen|verrouill(?:é|e)|bloqu(?:é|e)|expir(?:é|e)|d(?:é|e)sactiv(?:é|e))"),
    (("user \"", "user '", "benutzer \"", "benutzer „", "utilisateur «", "account \"", "account '", "konto „", "compte «"), r"(?i)(?:user|benutzer|utilisateur|account|konto|compte)[ ][\"'„«][ ]?(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){1,2})[ ]?[\"'“»]"),
    (("failed su", "su:", "su["), r"\bSU \(to (?P<v>[A-Za-z_][\w.-]+)\)"),
    (("username used", "login used", "used to be", "war früher", "hieß", "était", "renamed", "rename "), rf"(?i)(?:user ?name|login|account|identifiant|benutzername|anmeldename|kennung)(?: name)? (?:used to be|was formerly|was previously|(?:é|e)tait avant|war früher|hieß(?: früher)?)[ ]{_Q}(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){{0,3}}){_END}"),
)  # fmt: skip

_PHRASE = r"(?P<v>[^\s\"'“”„«»<>:=,\[\]][^\r\n\"“”„«»<>\[\]]{1,40}?)"
_NETWORKS = (
    (("ssid",), rf"(?i)\bssid[ ]?\[{_PHRASE}\]"),
    (("wlan", "wi-fi", "wifi"), rf"(?i)(?:(?:wlan|wi-?fi|funknetz)[- ]?(?:name|netz|network name)|name (?:des|vom|of the|du) (?:wlans?|wi-?fi|funknetz\w*)|nom du (?:r(?:é|e)seau )?(?:wi-?fi|wlan))[ ]?(?:[:=]|is|lautet|est|ist)[ ]{_Q}{_PHRASE}[\"”“»]?(?:\.?[ \t]*(?:\r?\n|\z)|[,;(]|\.[ ])"),
    (("wlan", "wi-fi", "wifi", "hotspot", "funknetz", "ssid"), rf"(?i)(?:wi-?fi|wlan|hotspot|ssid|funknetz)(?:[- ](?:network|netz|name|réseau))?(?: called| named| nommé| appelé| namens)?[ :]{{1,2}}[„‚]{_PHRASE}[“”’‘]"),
    (("wlan", "wi-fi", "wifi", "hotspot", "funknetz"), r"(?:^|[^\pL\pN])(?i:wi-?fi|wlan|hotspot|funknetz)[ ](?P<v>[A-Z][A-Za-z0-9]+(?:[-_][A-Za-z0-9]+){1,3}|[A-Z][a-z]+[A-Z][A-Za-z0-9]+)(?:[\s,;)]|\.(?:\s|\z)|\z)"),
    (("vpn", "profil"), r"(?i)(?:vpn[- ]?(?:profile?|verbindung|connection|connexion|tunnel)|profile? (?:wlan|vpn|wi-?fi))(?:[ ]?:)?[ ](?P<v>(?-i:[A-Za-z][\pL\pN]*(?:[-_][\pL\pN]+)+))(?:[\s,;)]|\.(?:\s|\z)|\z)"),
)  # fmt: skip
_QUOTED = r"(?i:\b(?:on|to|onto|sur|au|à|im|mit|auf|in|zu|joins?|from)\b)[ ][\"“«„][ ]?(?P<v>[A-Z][A-Za-z0-9]+(?:[-_][A-Za-z0-9]+){1,3})[ ]?[\"”»“]"
_WIRELESS = r"(?i)wi-?fi|wlan|ssid|hotspot|access point|borne|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|signal|network|réseau|netzwerk"

_PHONES = (
    (("ephone", "dial-peer", "voice register", "call-forward", "directory number", "group "), r"(?im)(?:^[ \t]*(?:number|call-forward (?:noan|busy|all|night-service)|destination-pattern|pickup-group|secondary)|directory number|button [0-9]+: dn [0-9]+ number|voicemail pilot|(?:ring|hunt|pickup) group [0-9]{2,5}:? (?:members?|extensions?)[ :]*)[ ](?P<v>\+?[0-9]{3,15})"),
    (("exten",), r"(?m)^exten[ ]?=>?[ ]?_?(?P<v>[0-9]{3,15})"),
    (("sip", "voip", "softphone", "voicemail"), r"(?i)(?:(?:sip|voip|softphone|pjsip) ?-?(?:account|user|peer|compte|konto|teilnehmer)|voicemail ?box)[ :=]{1,3}(?P<v>[0-9]{3,6})"),
)  # fmt: skip


_STATES = frozenset(["OK", "WARNING", "CRITICAL", "UNKNOWN", "PENDING", "DOWN", "UP"])


def _replace_computer(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".")
    if (
        is_technical_number(value)
        or value in _STATES
        or not (is_own_host(value, sure="." not in value) or is_own_domain_name(value))
    ):
        return None
    match.resume = match.start("v") + len(value)
    return replace_group(match, "v", aliases.make_full_host_placeholder(value) + match["v"][len(value) :])


def _replace_instance(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if match["v"].casefold() in NO_SECRET
        else replace_group(match, "v", aliases.make_placeholder("host", match["v"]))
    )


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".")
    if not is_account(value) or is_universal_name(value) or value.casefold() in NO_ACCOUNT | NO_SECRET:
        return None
    if value.isalpha() and is_word(value) and match.string[match.start("v") - 1] == "@":
        return None  # *Teams @here*
    return replace_group(match, "v", aliases.make_placeholder("user", value) + match["v"][len(value) :])


_NO_NETWORK = r"(?i)(?:wpa|wep|ieee|802|wi-?fi)[0-9]*(?:[-_. ].*)?|(?:auto-?config|access-?point|enterprise|svc|service|adapter|direct|calling|wlan|driver|autoswitch)(?:[-_ ].*)?|.*(?:psk|sae|eap|tls|ghz|mhz)"


def _replace_network(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].strip()
    if (
        contains_placeholder(value)
        or value.isdigit()
        or get_lazy_pattern(_NO_NETWORK).is_full_match(value)
        or (value.isalpha() and is_word(value))
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("network", match["v"]))


def _replace_quoted_network(match: Match, aliases: Aliases) -> str | None:
    """Replace a quoted name of joined parts if the text around it is about networks."""
    text, start = match.string, match.start("v")
    near = text[max(0, start - 300) : start + 300]
    return _replace_network(match, aliases) if get_lazy_pattern(_WIRELESS).search(near) is not None else None


def _replace_phone(match: Match, aliases: Aliases) -> str | None:
    if is_placeholder(match["v"]) or get_lazy_pattern(r"112|1[158]|911|999|1(?:16|18)[0-9]{3}").is_full_match(
        match["v"]
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("phone", match["v"]))


_YAML_HOSTS = r"(?m)^[ \t]*hosts:[ \t]*\r?$"


def _find_hosts_in_yaml(line: Line) -> Iterator[ReplacedPart]:
    """Yield the computers that are keys directly below ``hosts:`` in an Ansible inventory in YAML."""
    outer, inner = _measure_indent(line.text), 0
    for row in line.iter_lines_after(200):
        indent = _measure_indent(row.text)
        if not row.text.strip() or indent <= outer:
            return
        inner = inner or indent
        found = get_lazy_pattern(rf"[ \t]*[\"']?{_N}[\"']?:[ \t]*").match(row.text)
        if found is None or found.end() != len(row.text):
            if indent == inner:
                return
            continue
        if indent == inner and is_own_host(found["v"], sure=True):
            yield ReplacedPart(row.start + found.start("v"), row.start + found.end("v"), "host")


def _measure_indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _make_rules_for_rows(
    name: str, rows: tuple[tuple[tuple[str, ...], str], ...], judge: Replace, beside: str = ""
) -> Iterator[Rule]:
    for needs, pattern in rows:
        yield Rule(name, needs, pattern, judge, beside) if beside else Rule(name, needs, pattern, judge)


def rules() -> tuple[Rule, ...]:
    """Return the rules for console output; they run before the rules for addresses change the context."""
    return (
        *_make_rules_for_rows("host", _HOSTS, _replace_computer),
        *_make_rules_for_rows("user", _ACCOUNTS, _replace_account),
        *_make_rules_for_rows("network", _NETWORKS, _replace_network),
        Rule("network", ('"', "“", "«", "„"), _QUOTED, _replace_quoted_network),
        *_make_rules_for_rows("phone", _PHONES, _replace_phone, NO_WORD),
        make_line_rule("host", ("hosts:",), _YAML_HOSTS, _find_hosts_in_yaml),
    )


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for the name of a database instance after a replaced computer."""
    return (Rule("host", ("host-",), _INSTANCE, _replace_instance, late=True),)
