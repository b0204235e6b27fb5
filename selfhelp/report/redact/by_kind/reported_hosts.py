"""Rules for computers in messages of programs and in sentences about a device: *PC STATION3B hängt*."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.by_kind.label_forms import fits_host, is_own_host_name, is_technical_number
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table, make_rows_rule
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.host_names import is_own_domain_name, may_be_host
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.public_domains import is_public_domain

_CAPITAL = r"[A-Z][A-Z0-9]{1,11}(?:-[A-Z0-9]{1,12}){1,4}|[A-Z]{3,12}[0-9]{1,4}[A-Z]?"
_SMALL = r"[a-z][a-z0-9]{1,14}(?:-[a-z0-9]{1,14}){1,4}|[a-z]{3,12}[0-9]{1,3}"
_HOST = rf"(?P<v>(?:{_CAPITAL}|{_SMALL})(?:\.[a-z][a-z0-9-]*){{0,4}})"
_NO_HOST = r"(?i)(?:covid|amd|arm|aarch|ix|i|x86|mips|ppc|riscv|wpa|usb|hdmi|ddr|pcie?|ssd|hdd|nvme|rtx|gtx|core|ryzen|win|windows|office|ipv|sha|md|utf|wlan|wifi|lte|raid|en|iso|din|cat|ram|lga|am|dp|vga|ps|cr|aa|aaa|rj|m|cve|kb|inc|req|chg|ritm|sctask|prb|ticket|case|bug|issue|error|fehler|exchange|sql|server|outlook|teams|adobe|chrome|php|java|python|ubuntu|debian|rhel|centos|sles|macos|ios|android|version|v|ver|rev|bios|uefi|agent|port|vlan|page|level|model|modell|thinkpad|latitude|elitebook|probook|optiplex|surface|laserjet|officejet|bizhub|ecosys|mfc|dcp|hl|taskalfa|x|gpt|co|h)[- ]?[0-9].*|[a-z]+-(?:bit|core|pin|way|in|on|up|off|out|based|only|to|end|time|level|side|party|site|hand|free|safe|ready)|(?:e|x|wi|usb|hdmi|https?|tls|udp|tcp|dns|dhcp)-.*|.*-(?:service|driver|manager|client|server|agent|daemon|control|common|core|utils|tools|lib|dev|bin|data|test|module|plugin|config|cli|api|sdk|runtime)"


def _is_host(value: str) -> bool:
    """Return whether a name after a word for a device is an organisation's own: no word, model or component."""
    first, _, rest = value.partition(".")
    if "-" in first and rest[-1:].isdigit() and rest[:1].isalpha() and rest.isalnum():
        return True  # a shop's computer: *bo-till.shop12*
    if is_word(first) or is_technical_number(first) or get_lazy_pattern(_NO_HOST).is_full_match(first):
        return False
    if first.islower() and "-" not in first:
        return may_be_host(first) or is_own_host_name(first)
    return fits_host(first) or is_own_host_name(first)


_DEVICE = r"pcs?|rechner|computer|laptop|notebook|macbook|imac|mac|portable|ordinateur|machine|maschine|server|serveur|print ?server|druckserver|fileserver|printer|drucker|imprimante|scanner|smart-?tv|display|kasse|caisse|till|kiosk|terminal|station|workstation|arbeitsstation|arbeitsplatz|quell(?:computer|rechner)|ziel(?:computer|rechner)|zielserver|nas|vm|hyper-v|virtual machine|virtueller computer|dc|dom(?:ä|ae)nencontroller|domain controller|raspberry|tablet|host|node|knoten|gerät|appareil|device|client|endpoint|poste|switch|router|routeur|firewall|access ?point|ap|esx[i]?|cluster|backup (?:of|von|de)|sicherung (?:von|auf)|sauvegarde (?:de|du|sur)|replikation (?:von|nach)|restore (?:of|to)|replica of|exchange|mailserver|anydesk|teamviewer|rustdesk|equipo|ordenador|impresora|lector de|postazione|stampante"
_BESIDE = Row(
    ("pc", "rechner", "computer", "laptop", "notebook", "mac", "portable", "ordinateur", "maschine", "machine", "serve", "print", "drucker", "imprim", "scanner", "tv", "display", "kasse", "caisse", "till", "kiosk", "terminal", "station", "arbeits", "nas", "vm", "hyper-v", "virt", "dc ", "control", "raspberry", "tablet", "host", "node", "knoten", "gerät", "appareil", "device", "client", "endpoint", "poste", "switch", "rout", "firewall", "access", "ap ", "esx", "cluster", "backup", "sicherung", "sauvegarde", "replik", "restore", "replica", "exchange", "anydesk", "teamviewer", "rustdesk", "equipo", "ordenador", "impresora", "lector", "postazione", "stampante"),
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
_FULL = Row(
    (" full", " plein", " voll"),
    r"(?:^|[^\pL])(?i:disk|volume|drive|disque|platte|festplatte|laufwerk)[ ][\"'«“„]?[ ]?(?P<v>[A-Z][\pL\pN]{1,14}(?:-[\pL\pN]{1,14}){1,3})[ ]?[\"'»”“]?[ ](?i:is|est|ist)[ ](?i:(?:almost|nearly|presque|fast)[ ])?(?i:full|pleine?|voll)",
    "host",
)
_ASSISTED = Row(
    ("anydesk", "@ad"),
    r"(?:^|[\s\"'(:])(?P<v>[A-Za-z0-9][A-Za-z0-9._-]{2,30}@ad)(?:[\s\"'),;.]|\z)",
    "host",
)


_REPLICA = Row(("->", "→", "replik", "replic", "réplic"), rf"(?P<v>{_CAPITAL})[ ](?:->|→)[ ](?P<w>{_CAPITAL})(?:[\s:,;)]|\z)", "host", lambda value: any(map(str.isdigit, value)) and _is_host(value))  # fmt: skip
_CODED = Row(
    (),
    r"(?:^|[\s\"'(\[=@>,;\\])(?P<v>(?:(?:NB|PC|LT|WS|CLT|DT|TP|MB|SRV|KS|TC|VDI|WKS|W10|W11|nb|pc|lt|ws|clt|srv|tc|vdi|wks|w10|w11)[-_]?[0-9]{4,6}|[a-z]{3,8}(?:pc|nb|srv|wks|clt)[0-9]{2,5}|(?i:desktop|laptop)-[a-z0-9]{7,8}|win-[a-z0-9]{11}|raspberrypi-[a-z0-9-]{2,14}|DS[0-9]{3,4}[a-z+]*-[A-Z][A-Za-z]{2,14})(?:\.[a-z][a-z0-9-]*){0,4})(?:[\s\"')\],;!?#>$|\\]|[.:](?:\s|\z)|\z)",
    "host",
    lambda value: not is_word(value) and (value[:2] in ("W1", "w1") or not is_technical_number(value.partition(".")[0])),
)  # fmt: skip
_PREFIX = r"srv|sw|fw|dc|nb|lt|esxi?|nas|prn|print|ts|rds|ctx|mbp|wks|ws|vdi|rtr|gw|sql|exch|mbx|wlc|ap|hv|kvm|pve|k8s|vm|san|ups|tk|pos|pc|lap|dsk|db|web|app|file|fs|mail|bkp|vpn|bastion|proxy|mon|ldap|term|kasse|kiosk"
_NUMBERED = Row(
    (),
    rf"(?:^|[\s\"'(\[=@>,;])(?P<v>(?:{_PREFIX})[0-9]{{0,2}}-[a-z][a-z0-9]{{1,10}}(?:-[a-z0-9]{{1,8}}){{0,2}}[-]?[0-9]{{1,3}})(?:[\s\"')\],;!?#>$]|[.:](?:\s|\z)|\z)",
    "host",
    lambda value: not _is_region(value) and _is_host(value) and not all(is_word(part) for part in value.split("-") if not part.isdigit()),
)  # fmt: skip
_LOST = Row(
    ("connexion", "verbindung", "connection", "trap", "updown", "system error", "kontakt", "contact"),
    rf"(?i)(?:^|[^\pL])(?:connexion|verbindung|connection|kontakt|contact|trap|updown|access|zugriff|accès|net use:)[ ](?:to|with|from|on|auf|zu|mit|von|à|avec|de|vers)?[ ]?(?:\\\\)?(?-i:{_HOST})(?:[\s\"'»”),;!?\\]|[.:](?:\s|\z)|\z)",
    "host",
    _is_host,
)  # fmt: skip
_PROMPT = Row(("# ", ">"), rf"^(?P<v>{_CAPITAL}|{_SMALL})(?:\(config[^)]*\))?[#>][ ]?(?:show|conf|en(?:able)?|sh|ping|write|wr|copy|exit|no|interface|display|reload|dir)(?:[ ]|\z)", "host", _is_host)  # fmt: skip
_SERVED = Row(("http/", "host/", "cifs/", "mssqlsvc/", "termsrv/", "ldap/", "nfs/", "wsman/", "restrictedkrbhost/", "imap/", "smtp/", "dns/"), r"(?i)(?:^|[\s\"'=:,])(?:http|host|cifs|mssqlsvc|termsrv|ldap|nfs|wsman|restrictedkrbhost|imap|smtp|dns)/(?P<v>[a-z][a-z0-9-]{1,30}(?:\.[a-z0-9-]{1,30}){0,4})(?:[@:/\s\"',;]|\z)", "host", lambda value: "." in value or _is_host(value))  # fmt: skip


_INSIDE = frozenset({"intern", "internal", "local", "lan", "corp", "intra", "priv", "ad", "loc", "home", "dmz"})  # fmt: skip
_DOMAIN_NAME = r"(?P<v>(?-i:[a-z][a-z0-9-]{1,24}(?:\.[a-z][a-z0-9-]{1,24}){1,4}))"
_JOINED = Row(
    ("domaine", "domain", "domäne"),
    rf"(?i)(?:^|[^\pL])(?:in|to|the|die|der|zur|aus der|unsere[rn]?|le|du|au|join(?:ed|s)?|our|dans le)[ ](?:domaine|domain|domäne)[ ]{_DOMAIN_NAME}(?:[\s,;)!?]|\.(?:\s|\z)|\z)",
    "host",
    lambda value: value.rpartition(".")[2] in _INSIDE or (may_be_host(value) and value.count(".") > 1),
)  # fmt: skip
_WAY_IN = Row(
    ("gateway", "passerelle", "portal", "portail", "proxy"),
    rf"(?i)(?:^|[^\pL])(?:(?:gateway|passerelle|portal|portail|proxy)[ ](?:is |est |ist |: ?|= ?)?{_DOMAIN_NAME}|(?-i:(?P<w>[a-z][a-z0-9-]{{1,24}}(?:\.[a-z][a-z0-9-]{{1,24}}){{1,4}}))[ ](?:as|als|comme)[ ](?:the |a |das |le |la |rd )?(?:gateway|passerelle|portal|portail|proxy|vpn|jump ?host))(?:[\s,;)!?]|\.(?:\s|\z)|\z)",
    "host",
    lambda value: get_lazy_pattern(_VENDOR).search(value) is None,
)  # fmt: skip
_VENDOR = r"(?:microsoft|office|windows|google|apple|azure|amazon|github|adobe|cloudflare|example|test)\w*\.|\.(?:py|js|exe|conf|log|html?|php|xml|json|ya?ml)\z"
_ROLES = Row(
    (" is ", " ist ", " est "),
    r"(?:^|[\s,;:(])(?P<v>[a-z]{2,10}(?:-[a-z]{2,10}){0,3}-[a-z]{0,3}[0-9]{1,3})[ ](?:is|ist|est)[ ](?:now |jetzt |maintenant |again |the |le |der )?(?:new |neue[rs]? |nouveau )?(?:primary|secondary|master|standby|replica|leader|primaire|principal|maître|up|down|back|unreachable|offline|online|aktiv|passiv|tot|weg|hs|tombé)(?:[\s,;.!?)]|\z)",
    "host",
    lambda value: fits_host(value) and not get_lazy_pattern(_NO_HOST).is_full_match(value),
)  # fmt: skip
_SIGN_IN_TO = Row(
    ("anmelden an", "sign in to:", "log on to:", "logon to:", "connexion à", "se connecter à"),
    r"(?i)(?:anmelden an|(?:sign in|log on|logon) to|(?:connexion|se connecter) à)[ ]?:[ ](?P<v>(?-i:[A-Z][A-Z0-9-]{3,14}))(?:[\s,;.\"'»”!?)]|\z)",
    "host",
    lambda value: not is_word(value),
)  # fmt: skip


def _is_region(value: str) -> bool:
    """Return whether a name is a region of a cloud: *ap-northeast-1*."""
    return get_lazy_pattern(
        r"[a-z]{2}-(?:gov-)?(?:north|south|east|west|central)[a-z]*-?[0-9]"
    ).is_full_match(value)


_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*(?:\.[A-Za-z0-9-]+)*"
_NO_DOMAIN = frozenset({"workgroup", "builtin", "authority", "nt", "localhost", "default-first-site-name"})


def _is_printed(value: str) -> bool:
    """Return whether a name that a program prints in the place of a computer or domain is an organisation's."""
    return value.casefold() not in _NO_DOMAIN and (is_own_domain_name(value) or "." not in value)


def _is_dotted(value: str) -> bool:
    """Return whether a value is a name with dots, but no file and no public site."""
    return "." in value and not is_public_domain(value) and get_lazy_pattern(_VENDOR).search(value) is None


def _is_joined_name(value: str) -> bool:
    """Return whether a name in an unlabelled column has parts and isn't a program's."""
    return "-" in value and not get_lazy_pattern(_NO_HOST).is_full_match(value)


_LINES = (
    Row((" ms ", "* "), rf"^[ \t]*[0-9]{{1,2}}[ \t]+(?:(?:<?[0-9]+(?:[.,][0-9]+)?[ ]?ms|\*)[ \t]+){{1,3}}(?:[0-9.]+|ip-[a-z0-9-]+)[ \t]+(?P<v>{_NAME})[ \t]*$", "host", is_own_host_name),
    Row(("container_name", "netbios_name", "machine_name"), rf"(?i)^[ \t-]*(?:container|netbios|machine)_name[ ]?[:=][ ]?[\"']?(?P<v>(?-i:{_NAME}))[\"']?[ \t]*$", "host", _is_joined_name),
    Row(("   ",), rf"^[0-9a-f]{{12}}[ ]{{2,}}\S.*[ ]{{2,}}(?P<v>{_NAME})[ \t]*$", "host", _is_joined_name),
    Row(("netp", "lpdomain", "lpmachine", "lpserver"), rf"(?i)(?:machine|domain|dc|to|server|name|account)[ :=]{{1,3}}['\"]?(?:\\\\)?(?P<v>(?-i:{_NAME}))(?:['\",;\s]|:[ ]|\z)", "host", _is_dotted),
    Row(("netp", "lpdomain", "lpmachine", "lpserver"), rf"'(?:\\\\)?(?P<v>{_NAME})'", "host", lambda value: _is_dotted(value) or (_is_printed(value) and not is_word(value))),
    Row(("workgroup [", "workstation [", "domain ["), rf"(?:workgroup|workstation|domain) \[(?P<v>{_NAME})\]", "host", _is_printed),
    Row(("domainname",), rf"(?i)^[ \t]*\"?(?:alt)?(?:default|cached|primary|logon|target|user)domainname\"?[ \t]*(?:=|:|REG_SZ)[ \t]*\"?(?P<v>(?-i:{_NAME}))\"?[ \t]*$", "dom", _is_printed),
    Row(("de site", "nombre de", "nome sito"), r"(?i)^[ \t]*(?:nom de site|nombre de(?:l)? sitio|nome sito)[ \t.]*:[ \t]+(?P<v>[A-Za-z][\pL0-9]*(?:-[\pL0-9]+)*)[ \t]*$", "dom", lambda value: value.casefold() not in _NO_DOMAIN),
    Row(("] warn", "] error", "] info", "] debug", "] fatal"), r"^[0-9TZ:.,+ -]{10,40}[ ][a-z][\w-]*\[(?P<v>[a-z]+(?:-[a-z]+)*-[a-z]+[0-9]{1,3})\][ ][A-Z]{4,8}[ ]", "host", lambda value: "worker" not in value and "thread" not in value and "exec" not in value),
    Row(("# on ", "# auf ", "# sur ", "; on ", "// on "), rf"(?:^|[ \t])(?:#|;|//)[ ](?:on|auf|sur)[ ](?P<v>{_NAME})[ \t]*$", "host", lambda value: _is_host(value) or is_own_host_name(value)),
    Row(("post http", "put http", "patch http", "delete http"), r"(?:^|[\s\"'])(?:POST|PUT|PATCH|DELETE)[ ]https?://(?P<v>[a-z0-9-]+(?:\.[a-z0-9-]+){1,4})(?:[/:?\s\"']|\z)", "host", is_own_domain_name),
)  # fmt: skip
"""Places in the lines of programs and in settings where a computer's or domain's name stands."""
_VISITED = Row(
    ("?",),
    r"https?://(?P<v>[a-z0-9-]+(?:\.[a-z0-9-]+){1,4})/[^\s?]*\?[^\s]*(?:=user-[0-9a-f]{6}|\[secret:id-number\])",
    "host",
    is_own_domain_name,
)  # fmt: skip
"""A site whose address contains an account or the number of a person that was replaced."""


_MACHINE = r"(?i)(?:^|[^\pL])(?:box|kiste|servers?|serveurs?|nas|pcs?|machines?|maschinen?|rechner|computers?|ordinateurs?|laptops?|notebooks?|portables?|postes?|printers?|drucker|imprimantes?|switch|host|geräte?|devices?|appareils?)(?:[^\pL]|\z)"
_ONES = r"(?-i:[a-z][a-z0-9]{3,18}(?:-[a-z0-9]{1,12}){0,3}|[A-Z][A-Z0-9]{3,12}(?:-[A-Z0-9]{1,12}){0,3})"


def _is_nickname(value: str) -> bool:
    """Return whether a name that people gave to a computer isn't a word of the sentence."""
    return not is_word(value) and not is_technical_number(value) and value.casefold() not in _NO_DOMAIN


def _is_no_term(value: str) -> bool:
    """Return whether a value isn't a product, a standard or a number."""
    return not is_technical_number(value) and not get_lazy_pattern(_NO_HOST).is_full_match(value)


def _is_unlisted_name(value: str) -> bool:
    """Return whether a hyphenated name has a part that is neither a word nor a product."""
    return _is_no_term(value) and not all(
        is_word(part) or part.isdigit() for part in value.casefold().split("-")
    )


_SENTENCES = (
    Row(("call it", "call her", "call him", "appelle", "nennen", "aka ", "known as", "genannt"), rf"(?i)(?:call (?:it|her|him)|known as|aka|on l['’]appelle|qu['’]on appelle|wir nennen (?:ihn|sie|es)|genannt)[ ][\"'«“„]?(?P<v>{_ONES})(?:[\s\"'»”“),;!?]|\.(?:\s|\z)|\z)", "host", _is_nickname, _MACHINE),
    Row(("ni ", "neither", "weder"), r"(?:^|[^\pL])(?i:ni|neither|weder)[ ](?P<v>[a-z]{4,14}[0-9]{0,3}|[A-Z]{3,12}[0-9]{0,3})[ ](?i:ni|nor|noch)[ ](?P<w>[a-z]{4,14}[0-9]{0,3}|[A-Z]{3,12}[0-9]{0,3})[ ](?i:ne (?:r(?:é|e)pond|d(?:é|e)marr|s['’]allum)|(?:is |are |does |do )?(?:respond|answer|ping|reachable|up[^\pL]|boot)|antworte|erreichbar|ist |sind |reagier|start)", "host"),
    Row(("laps",), rf"(?i)(?:^|[^\pL])laps(?:[ ](?:password|pw|pwd|kennwort|passwort|mot de passe|mdp))?[ ](?:for|of|on|pour|de|für|von)[ ](?P<v>(?-i:{_CAPITAL}|{_SMALL}))(?:[\s:,;=]|\z)", "host", lambda value: not is_word(value)),
    Row(("server", "serveur", "rechner", "maschine", "machine"), r"(?i)(?:^|[^\pL])(?:servers?|serveur|rechner|maschine|machine)(?:[^\pL\r\n][^\r\n]{0,60})?[ :](?P<v>(?-i:[a-z]{4,12}0[1-9]))(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "host", lambda value: not is_technical_number(value)),
    Row(("iphone-", "ipad-", "sm-", "galaxy-", "pixel-", "surface-", "macbook-"), r"(?:^|[\s\"'«“(:])(?P<v>(?:iPhone|iPad|SM|Galaxy|Pixel|Surface|MacBook)-[A-Za-z0-9]{2,12}-[A-Za-z0-9]{2,20}[0-9])(?:[\s\"'»”),;:!?]|\.(?:\s|\z)|\z)", "host"),
    Row((" on ", " sur ", " auf ", " to ", " an "), rf"(?:ip-[a-z0-9-]+|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})[ ](?:on|sur|auf|to|an)[ ](?P<v>{_CAPITAL})(?:[\s,;:!?)]|\.(?:\s|\z)|\z)", "host", _is_unlisted_name),
    Row(("dont ", "including ", "darunter ", "incl"), rf"(?i)(?:postes?|pcs?|machines?|geräte|rechner|computers?|laptops?|workstations?|notebooks?|portables?)(?:[ ][^\r\n.]{{0,24}})?,?[ ](?:dont|including|incl\.?|darunter)[ ](?P<v>(?-i:{_CAPITAL}))(?:[\s,;:!?)]|\.(?:\s|\z)|\z)", "host", _is_no_term),
    Row(("(",), rf"(?i)(?:^|[^\pL])(?:syst(?:e|è)me?|drucker|imprimante|printer|salle|room|raum|server|serveur|nas|(?:é|e)cran|display|machine|box|scanner|copier|copieur|poste|pc|borne|laptop|kiosk)(?:[ ][^\r\n().;:]{{0,30}})?[ ]\((?P<v>(?-i:[a-z]{{2,12}}(?:-[a-z0-9]{{2,12}}){{1,3}}|{_CAPITAL}))\)", "host", _is_unlisted_name),
)  # fmt: skip
"""Computers in sentences that people write."""
_BESIDE_KEY = Row(
    ("[secret:",),
    rf"\[secret:(?:product-key|key|code)\][ ]?(?:[-–|;/]|->|for|on|pour|für)[ ]?(?P<v>{_CAPITAL})[ \t]*$",
    "host",
    _is_no_term,
)
_HEADS_LIST = r"(?i)(?:^|[^\pL])(?:pcs|postes|machines|computers|laptops|servers|serveurs|rechner|geräte|notebooks|ordinateurs|portables|workstations|printers|imprimantes|drucker|hosts|devices|maschinen)(?:[ ][^\r\n:]{0,40})?[ ]?:[ \t]*\r?$"
_LISTED = r"^[ \t]*(?:[-*•–][ ]?|[0-9]{1,2}[ ]?[/.)][ ]?)?(?P<v>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|[A-Za-z]{2,10}[0-9]{1,4})(?:[ \t]*$|[ ]*[—–:,(=/;]|[ ]-[ ])"


def _find_hosts_below_heading(line: Line) -> Iterator[ReplacedPart]:
    """Yield the computers that begin the lines below a heading such as *PCs to replace:*."""
    if get_lazy_pattern(_HEADS_LIST).search(line.text) is None:
        return
    for row in line.iter_lines_after(20):
        found = get_lazy_pattern(_LISTED).match(row.text)
        if found is None:
            if not row.text.strip():
                return
            continue
        value = found["v"]
        if (fits_host(value) or is_own_host_name(value)) and _is_unlisted_name(value):
            yield ReplacedPart(row.start + found.start("v"), row.start + found.end("v"), "host")


_ROWS = (
    _BESIDE, _ON, _BEFORE, _PRINTED, _FULL, _ASSISTED, _LOST, _PROMPT, _SERVED,
    _REPLICA, _JOINED, _WAY_IN, _ROLES, _SIGN_IN_TO, *_LINES, *_SENTENCES,
)  # fmt: skip
_LISTS = ("pcs", "postes", "machines", "computers", "laptops", "serve", "rechner", "geräte", "notebooks", "ordinateurs", "portables", "workstations", "printers", "imprimantes", "drucker", "hosts", "devices", "maschinen")  # fmt: skip
_LATE = r"https?://[^\s?]+\?|\[secret:(?:product-)?(?:key|code)\].{1,5}[A-Z]"
_CODES = (
    r"(?i)(?:nb|pc|lt|ws|clt|dt|tp|mb|srv|ks|tc|vdi|wks|w1[01]|desktop|laptop|win|raspberrypi|ds[0-9])[-_0-9]"
)


def rules() -> tuple[Rule, ...]:
    """Return the rules for computers in messages, sentences and lists."""
    return (
        make_rows_rule("host", *_ROWS),
        make_late_line_rule("host", ("user-", "[secret:"), _LATE, Table(_VISITED, _BESIDE_KEY).find),
        make_line_rule("host", _LISTS, r":[ \t]*(?:\r?\n|\z)", _find_hosts_below_heading),
        make_line_rule("host", (), rf"(?:{_PREFIX})[0-9]{{0,2}}-[a-z]", Table(_NUMBERED).find),
        make_line_rule("host", (), _CODES, Table(_CODED).find),
    )
