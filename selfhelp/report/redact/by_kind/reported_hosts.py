"""Rules for computers in messages of programs and in sentences about a device: *PC STATION3B hängt*."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_kind.label_forms import fits_host, is_own_host_name, is_technical_number
from selfhelp.report.redact.by_kind.rows import Row, make_rows_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.host_names import may_be_host
from selfhelp.report.redact.vocabulary.listed_words import is_word

_CAPITAL = r"[A-Z][A-Z0-9]{1,11}(?:-[A-Z0-9]{1,12}){1,4}|[A-Z]{3,12}[0-9]{1,4}[A-Z]?"
_SMALL = r"[a-z][a-z0-9]{1,14}(?:-[a-z0-9]{1,14}){1,4}|[a-z]{3,12}[0-9]{1,3}"
_HOST = rf"(?P<v>(?:{_CAPITAL}|{_SMALL})(?:\.[a-z][a-z0-9-]*){{0,4}})"
_NO_HOST = r"(?i)(?:covid|amd|arm|aarch|ix|i|x86|mips|ppc|riscv|wpa|usb|hdmi|ddr|pcie?|ssd|hdd|nvme|rtx|gtx|core|ryzen|win|windows|office|ipv|sha|md|utf|wlan|wifi|lte|raid|en|iso|din|cat|ram|lga|am|dp|vga|ps|cr|aa|aaa|rj|m|cve|kb|inc|req|chg|ritm|sctask|prb|ticket|case|bug|issue|error|fehler|exchange|sql|server|outlook|teams|adobe|chrome|php|java|python|ubuntu|debian|rhel|centos|sles|macos|ios|android|version|v|ver|rev|bios|uefi|agent|port|vlan|page|level|model|modell|thinkpad|latitude|elitebook|probook|optiplex|surface|laserjet|officejet|bizhub|ecosys|mfc|dcp|hl|taskalfa|x|gpt|co|h)[- ]?[0-9].*|[a-z]+-(?:bit|core|pin|way|in|on|up|off|out|based|only|to|end|time|level|side|party|site|hand|free|safe|ready)|(?:e|x|wi|usb|hdmi|https?|tls|udp|tcp|dns|dhcp)-.*|.*-(?:service|driver|manager|client|server|agent|daemon|control|common|core|utils|tools|lib|dev|bin|data|test|module|plugin|config|cli|api|sdk|runtime)"


def _is_host(value: str) -> bool:
    """Return whether a name after a word for a device is an organisation's own: no word, model or component."""
    first = value.partition(".")[0]
    if is_word(first) or is_technical_number(first) or get_lazy_pattern(_NO_HOST).is_full_match(first):
        return False
    if first.islower() and "-" not in first:
        return may_be_host(first) or is_own_host_name(first)
    return fits_host(first) or is_own_host_name(first)


_DEVICE = r"pcs?|rechner|computer|laptop|notebook|macbook|imac|mac|portable|ordinateur|machine|maschine|server|serveur|print ?server|druckserver|fileserver|printer|drucker|imprimante|scanner|smart-?tv|display|kasse|caisse|till|kiosk|terminal|station|workstation|arbeitsstation|arbeitsplatz|quell(?:computer|rechner)|ziel(?:computer|rechner)|zielserver|nas|vm|hyper-v|virtual machine|virtueller computer|dc|dom(?:ä|ae)nencontroller|domain controller|raspberry|tablet|host|node|knoten|gerät|appareil|device|client|endpoint|poste|switch|router|routeur|firewall|access ?point|ap|esx[i]?|cluster|backup (?:of|von|de)|sicherung (?:von|auf)|sauvegarde (?:de|du|sur)|replikation (?:von|nach)|restore (?:of|to)|replica of|exchange|mailserver|anydesk|teamviewer|rustdesk"
_BESIDE = Row(
    ("pc", "rechner", "computer", "laptop", "notebook", "mac", "portable", "ordinateur", "maschine", "machine", "serve", "print", "drucker", "imprim", "scanner", "tv", "display", "kasse", "caisse", "till", "kiosk", "terminal", "station", "arbeits", "nas", "vm", "hyper-v", "virt", "dc ", "control", "raspberry", "tablet", "host", "node", "knoten", "gerät", "appareil", "device", "client", "endpoint", "poste", "switch", "rout", "firewall", "access", "ap ", "esx", "cluster", "backup", "sicherung", "sauvegarde", "replik", "restore", "replica", "exchange", "anydesk", "teamviewer", "rustdesk"),
    rf"(?:^|[^\pL\pN_.-])(?i:{_DEVICE})(?i:[ ](?:on|auf|sur|is|ist|est|heisst|heißt|called|named|name|namens|nommée?|appelée?|s['’]appelle|mit (?:dem )?namen)){{0,2}}[ ]?[:(]?[ ]?[\"'«“(]?{_HOST}(?:[\s\"'»”),;!?]|[.:](?:\s|\z)|\z)",
    "host",
    _is_host,
)  # fmt: skip
_ON = Row(
    (" on ", " auf ", " sur ", " an ", " von ", " from ", " to "),
    rf"(?i)(?:^|[^\pL])(?:printers?|drucker|imprimante|service|dienst|job|disk|platte|laufwerk|drive|full|voll|login|angemeldet|logged (?:in|on)|installiert|installed|running|läuft|gestartet|restarted|failed|fehlgeschlagen|offline|share|freigabe|sitzung|session)[ ](?:on|auf|sur|an|von|from|to)[ ](?:\\\\)?(?-i:{_HOST})(?:[\s\"'»”),;!?\\]|[.:](?:\s|\z)|\z)",
    "host",
    _is_host,
)  # fmt: skip
_BEFORE = Row(
    ("erreichbar", "offline", "reagiert", "antwortet", "unreachable", "not responding", "is down", "injoignable", "hängt", "via rpc", "login:", "unique", "<20>", "<00>", "queue", "responding", "rebooted", "crashed", "neu gestartet", "redémarr", "ne répond", "gestartet"),
    rf"(?:^|[\s\"'(:])(?P<v>{_CAPITAL}|{_SMALL})[\"')]?[ ]{{1,16}}(?i:(?:ist |is |was |wurde |est |konnte )?(?:nicht |not |un|plus )?(?:erreichbar|offline|reachable|responding|gestartet|neu gestartet)|(?:reagiert|antwortet) nicht|is down|injoignable|hängt|via rpc|login:|<[0-9a-f]{{2}}>|unique|queue|ne répond|rebooted|crashed|redémarre)",
    "host",
    _is_host,
)  # fmt: skip
_PRINTED = Row(
    ("nfs:", "csname", "linux ", "unique", "nbtstat", ") at mac-", ") at ", "workstation", "arp", "computername", "servername", "machinename", "dnshostname", "fqdn"),
    rf"(?:nfs: server[ ]|(?i:csname|computer_?name|machine_?name|server_?name|dns_?host_?name|fqdn)[\"']?[ ]?[:=][ ]?[\"']?|(?:uname -a:[ ]?)?Linux[ ]|UNIQUE[ ]{{1,8}}){_HOST}(?:[\s\"',;]|[0-9.]*\z)|(?:^|[:?][ ])(?P<w>{_SMALL}|{_CAPITAL})[ ]\((?:ip-|[0-9])[\w.-]+\)[ ]at[ ]",
    "host",
    lambda value: _is_host(value) and not get_lazy_pattern(r"(?i)(?:arm|amd|x86|mips|debian|ubuntu|mint|kernel).*").is_full_match(value),
)  # fmt: skip
_ASSISTED = Row(
    ("anydesk", "@ad"),
    r"(?:^|[\s\"'(:])(?P<v>[A-Za-z0-9][A-Za-z0-9._-]{2,30}@ad)(?:[\s\"'),;.]|\z)",
    "host",
)


def rules() -> tuple[Rule, ...]:
    """Return the rule for computers in messages and sentences."""
    return (make_rows_rule("host", _BESIDE, _ON, _BEFORE, _PRINTED, _ASSISTED),)
