"""Rules for computers identified by an action: *RDP to ts04-prod*, *can't reach FS-LDN-04*."""

# Patterns of many words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.by_kind.label_forms import fits_host, is_technical_number
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule
from selfhelp.report.redact.by_shape.host_listings import is_own_host
from selfhelp.report.redact.by_shape.person_shapes import is_given_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_REACHED = r"(?i)(?:reach|ping|joindre|contact\w*|connect\w*|verbind\w*|rdp|remote|erreich\w*|logg?\w* (?:on|in)to|map\w*|resolv\w*|accéder|accès|access\w*|neither|ni|auch nicht|répond\w*|down|offline|reboot\w*|restart\w*|redémarr\w*|since|depuis|gave|session|off|(?:é|e)tein\w*|clignot\w*|blink\w*|celui|celle|backup|failed|sauvegarde|sicherung|migrat\w*|moved|patched|neu starten|fehlt|hängt)"
_TAGGED = r"\p{Ll}[,:]?[ ][\"'(«]?(?P<v>(?:PC|NB|LT|WS|SRV|SVR|DC|LAP|WKS|WKST|POSTE|PORT|TS|RDS|NAS|FS|ESX|HV|CTX|PRT|PRN|IMP|NOTEBOOK|TAB|SQL|WEB|APP|VDI)-(?:[A-Z]{2,8}-)?[0-9]{3,6}[A-Z]?)(?:[^\w.-]|\.(?:\s|\z)|\z)"
_TO_ONE = r"(?i)(?:^|[\s(\"'])(?:rdp|rdp'?d|ssh|connect(?:ed|ing|er|ée?)?|reconnect\w*|log(?:ged|ging)?[ ](?:in|on)|reboot(?:ed|ing)?|restart(?:ed|ing)?|ping(?:ed|ing|er)?|joindre|red(?:é|e)marr\w+|acc(?:è|e)s|acc(?:é|e)der|verbindung|verbunden|neustart|reach(?:ed)?|tse?|bureau à distance)(?:[ ](?:to|onto|into|in|à|au|sur|the|server|serveur|mit|zu|von|the server|le serveur|la machine|dem server|den server)){0,2}[ ](?P<v>(?-i:[a-z]{2,12}[0-9]{0,4}(?:-[a-z0-9]{1,12}){1,4}|[a-z]{2,10}[0-9]{2,4}|[A-Z]{2,12}[0-9]{0,4}(?:-[A-Z0-9]{1,12}){1,4}|[A-Z]{3,10}[0-9]{1,4}))(?:[\s\"'),;:!?]|\.(?:\s|\z)|\z)"
_ONE = r"(?-i:[a-z]{4,14}[0-9]{0,3}|[A-Z]{4,12}[0-9]{0,3})"
_LINKED = rf"(?i)(?:[ ](?:and|et|und|or|ou|oder|nor|to|from|vers|depuis|nach|von|via|on|sur|auf|an|than)[ ](?:on |sur |auf |an )?|[;,][ ])(?P<v>{_ONE})(?:[\s,;:!?)]|\.(?:\s|\z)|\z)"
_ACTED_ON = rf"(?i)(?:^|[\s(\"'])(?:(?:ping(?:ed|ing|er|e|t)?|(?:can['’]?t |cannot |nobody can |not |to |n['’]arrive (?:pas|plus) à )(?:reach|ping)|joindre|rdp(?:['’]?d|ing)?(?: to| on| into| onto| sur| auf| zu)|(?:bureau à distance|remote desktop|remote session|mstsc|ssh|vnc|tse)(?: to| on| into| onto| sur| auf| zu| vers)|reboot(?:ed|ing|e|er)?|(?:backup|snapshot|restore|replication|replica|clone|image|sauvegarde|restauration|réplication|sicherung|replikation) (?:of|de|von|from|job for)|(?:hängt|läuft|liegt|sitze|arbeite) (?:an|auf)|(?:runs?|running|hosted|stored|lives|tourne|hébergée?|stockée?) (?:on|sur)|vm|ssh|telnet|nc -\w+)[ ][\"'«“]?(?P<v>{_ONE})|(?:restart(?:ed|ing)?|red(?:é|e)marr\pL+)[ ][\"'«“]?(?P<u>(?-i:[A-Z]{{4,12}}[0-9]{{0,3}})))(?:[\s\"'»”,;:!?)]|\.(?:\s|\z)|\z)"
_CAPITALS = r"(?:^|[\s\"'«(,/])(?P<v>[A-Z]{3,10}[0-9]{2,4}|[A-Z]{2,8}(?:-[A-Z0-9]{2,10}){1,3})(?:[\s\"'»),;:!?]|\.(?:\s|\z)|\z)"


def _replace_reached_host(match: Match, aliases: Aliases) -> str | None:
    """Replace a name with a number or joined parts after an action on computers: *RDP to ts04-prod*."""
    value = match["v"]
    parts = value.casefold().split("-")
    words = all(is_word(part) for part in parts if not part.isdigit())
    numbered = any(map(str.isdigit, value))
    if not is_own_host(value, sure=False) or is_technical_number(value) or (words and not numbered):
        return None
    if parts[0] == "sql" and parts[-1][:2] in ("19", "20"):
        return None  # a release
    return replace_group(match, "v", aliases.make_placeholder("host", value))


def _find_further_hosts(line: Line) -> Iterator[ReplacedPart]:
    """Yield further computers in a sentence about the reachability of a replaced computer."""
    if get_lazy_pattern(_REACHED).search(line.text) is None:
        return
    for found in get_lazy_pattern(_CAPITALS).finditer(line.text):
        if fits_host(found["v"]):
            yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "host")
    for found in get_lazy_pattern(_LINKED).finditer(line.text):
        if _is_plain_name(found["v"]) or _is_numbered_name(found["v"]):
            yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "host")


def _is_plain_name(value: str) -> bool:
    """Return whether a value in one case may be a computer: not a word, a term or a given name."""
    letters = value.rstrip("0123456789")
    return (
        is_own_host(value, sure=False)
        and not (is_word(letters) or is_ordinary_word(letters))
        and not is_technical_number(value)
        and not is_given_name(letters)
        and value.casefold() not in _PROGRAMS
    )


def _is_numbered_name(value: str) -> bool:
    """Return whether a value is letters and a number, not a technical term: *vault7*."""
    return value[-1:].isdigit() and is_own_host(value, sure=False) and not is_technical_number(value)


_PROGRAMS = frozenset(
    "udev cups nginx apache httpd mysqld sshd samba smbd winbind sssd dbus polkit gdm lightdm xorg wayland pulseaudio pipewire bluez chrony rsyslog systemd grub initramfs npm pip conda docker podman kubectl helm vim emacs tmux putty teams zoom slack webex jabber anyconnect forticlient openvpn wireguard tailscale onedrive sharepoint azure entra intune jira confluence servicenow glpi github gitlab gitea kibana grafana elastic postgres mysql mariadb redis mongo oracle sqlserver vcenter vsphere okta duo citrix storefront outlook gmail icloud spotify netflix youtube whatsapp localhost loopback internet intranet extranet wlan wifi ethernet vlan proxy".split()
)
"""Programs and services that are restarted, pinged and connected to by name."""


def _replace_plain_host(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "u")
    value = match[group]
    return (
        replace_group(match, group, aliases.make_placeholder("host", value))
        if _is_plain_name(value)
        else None
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for reached hosts; the last rule depends on a computer that was already replaced."""
    return (
        Rule("host", ("-",), _TAGGED, _replace_reached_host),
        Rule("host", ("rdp", "ssh", "connect", "log", "reboot", "restart", "ping", "joindre", "marr", "acc", "verb", "neustart", "reach", "ts", "bureau"), _TO_ONE, _replace_reached_host),
        Rule("host", ("ping", "reach", "joindre", "rdp", "distance", "remote", "mstsc", "ssh", "vnc", "tse", "reboot", "restart", "redémarr", "redemarr", "backup", "snapshot", "restor", "restaur", "repli", "clone", "image", "sauvegarde", "sicherung", "hängt", "läuft", "liegt", "sitze", "arbeite", "run", "hosted", "stored", "lives", "tourne", "hébergé", "stocké", "vm ", "telnet", "nc -"), _ACTED_ON, _replace_plain_host),
        make_late_line_rule("host", ("host-",), r"host-[0-9a-f]{6}", _find_further_hosts),
    )  # fmt: skip
