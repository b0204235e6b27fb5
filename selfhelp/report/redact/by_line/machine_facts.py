"""Rules for names of a computer or its network in system files and listings, by their syntax.

The kernel writes addresses as hexadecimal numbers (Linux, Documentation/networking/proc_net_tcp.rst).
"""

# ruff: noqa: SIM905
from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    GROUP_CONTEXT,
    NO_WORD,
    Rule,
    exclude_regex_group_labels,
    replace_group,
)
from selfhelp.report.redact.word_lists import COMMON, NO_HOST, NO_SECRET, TECHNICAL, is_hidden_share

# -- numbers of the kernel -------------------------------------------------------------------------

_SOCKET = r"(?:^|[\s:])(?P<v>[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}(?:\s|\z)"
_ROUTE = r"^[ \t]*[a-z][a-z0-9.@_-]{1,15}[ \t]+(?P<v>[0-9A-F]{8})[ \t]+(?P<w>[0-9A-F]{8})(?:[ \t]|\z)"


def _find_kernel_addresses(line: Line) -> Iterator[ReplacedPart]:
    """Yield the addresses in a line of ``/proc/net/tcp``, ``udp``, ``route`` and similar files."""
    for match in get_lazy_pattern(_SOCKET).finditer(line.text):
        match.resume = match.end("v")
        if _is_single_address(match["v"]):
            yield ReplacedPart(line.start + match.start("v"), line.start + match.end("v"), "network")
    route = get_lazy_pattern(_ROUTE).match(line.text)
    for group in ("v", "w") if route is not None else ():
        if route is not None and _is_single_address(route[group]):
            yield ReplacedPart(line.start + route.start(group), line.start + route.end(group), "network")


def _is_single_address(digits: str) -> bool:
    """Return whether a kernel number is a single computer's address: not zero, loopback or a mask."""
    if len(digits) == 32:
        return bool(digits.strip("0")) and not digits.startswith("0" * 24)
    number = int.from_bytes(bytes.fromhex(digits), "little")
    address = ipaddress.IPv4Address(number)
    mask = format(number, "032b").rstrip("0").strip("1") == ""
    return bool(number) and not address.is_multicast and not mask


# -- names and numbers after labels ----------------------------------------------------------------

_SERIALS = (
    r"serial(?:[ _-]?(?:number|no\.?|num|nr\.?))?|s/n|sn(?:[:=# ])|n(?:°|o|um(?:é|e)ro) de s(?:é|e)rie"
    r"|seriennummer|service[ _-]?tag|express[ _-]?service[ _-]?code"
)
_ASSETS = (
    r"asset[ _-]?(?:tag|no\.?|number)|inventory[ _-]?(?:no\.?|number|tag)|inventarnummer"
    r"|n(?:°|um(?:é|e)ro) d['’]inventaire"
)
_MACHINE_IDS = (
    r"machine[ _-]?id|boot[ _-]?id|device[ _-]?id|hardware[ _-]?id|hwid|system[ _-]?uuid"
    r"|product[ _-]?uuid|chassis[ _-]?(?:id|serial)|board[ _-]?serial|disk[ _-]?serial|udid|ecid|idsn"
)
_NUMBERED = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_SERIALS}|{_ASSETS}|{_MACHINE_IDS})[\"'>]{{0,2}}[ \t]{{0,4}}(?:[:=#]|is"
    rf"|est|ist|->|,)?[ \t]{{0,12}}[\"'>(\[]{{0,2}}(?P<v>[A-Za-z0-9]"
    rf"(?:[A-Za-z0-9/_-]{{3,40}})[A-Za-z0-9])"
)


_NO_SERIAL = (
    r"(?i)0x[0-9a-f]{1,8}|[0-9]{1,4}|to-be-.*|v?[0-9]+[.].*|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}.*"
    r"|[a-z]+_[a-z_]+[0-9]?|usb[0-9-]+|(?:USB|PCI|ACPI|HID|SWD|ROOT|HDAUDIO|DISPLAY|VEN|DEV).*"
)


def _replace_labelled_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a labelled number that has a digit; manufacturers' dummy values stay."""
    value = match["v"]
    digits = sum(map(str.isdigit, value))
    if (
        not digits
        or is_placeholder(value)
        or value.casefold() in ("123456789", "0123456789")
        or len(set(value)) < 3
    ):
        return None
    if get_lazy_pattern(_NO_SERIAL).is_full_match(value):
        return None
    before = match.string[match.start() : match.start("v")]
    tight = before.rstrip("\"'([> \t")[-1:] in (":", "=", "#", ",") or before[-1:] in ">\"'"
    mixed = any(map(str.isalpha, value)) or digits > 6
    return (
        replace_group(match, "v", aliases.make_placeholder("hw", value))
        if tight or (mixed and (digits > 1 or len(value) > 7))
        else None
    )


_OF_DOMAINS = (
    r"netbios |dns |ad |windows |primary |user |logon |account |target |subject |machine |joined |nt "
)
_DOMAIN = (
    rf"(?i)(?:^|[^\pL\pN_.-])(?:(?:{_OF_DOMAINS})?domain(?:[ _-]?name)?|userdomain|userdnsdomain"
    r"|logondomain|workgroup|domaine|groupe de travail|arbeitsgruppe|work ?group|dom(?:ä|ae)ne|realm"
    rf"|kerberos realm|default_realm|tree|forest|for(?:ê|e)t)[\"'>]{{0,2}}[ \t.]{{0,24}}(?:[:=]"
    rf"|->)[ \t]{{0,30}}[\"']?(?P<v>[A-Za-z][A-Za-z0-9-]{{1,24}}"
    rf"(?:\.[A-Za-z][A-Za-z0-9-]{{1,24}}){{0,4}})(?:[\"'\s,;)<]|\z)"
)
_TOP_LEVELS = (
    r"lan|local|corp|internal|intern|intra|intranet|home|priv|private|ad|loc|dom|site|office|com|net|org"
    r"|eu|fr|de|uk|be|ch|at|nl|it|es|pt|us|ca|io|co|edu|gov|int|arpa|group|holding|cloud|tech"
)
_ENDS_AS_DOMAINS = rf"(?i)(?:[a-z0-9-]+[.])+(?:{_TOP_LEVELS})"
_NO_DOMAIN = frozenset(
    (
        "workgroup nt authority builtin local localhost localdomain domain none null false true unknown "
        "default admins users guests computers controller name public private standard window-manager "
        "font-service autologon self window manager iis apppool mshome microsoftaccount azuread yes no on "
        "off and or the home lan internal external example com value string text test any all global not "
        "joined member standalone strategy policy group services error errors example.com example.org"
    ).split()
)


_CODE = (
    r"(?i)(?:com|org|net|java|system|microsoft|self|this|config|settings|options|request|url|cookie"
    r"|window|document)\..*|.*\.(?:com|org|net|io|dev)"
)


def _replace_domain(match: Match, aliases: Aliases) -> str | None:
    """Replace a labelled domain or work group, unless every computer has it."""
    value = match["v"]
    if (
        value.casefold() in _NO_DOMAIN
        or is_placeholder(value)
        or value.casefold() in NO_SECRET
        or is_universal_name(value)
    ):
        return None
    if "." not in value and not (value.upper() == value or value[1:].lower() == value[1:]):
        return None
    if "." in value and get_lazy_pattern(_ENDS_AS_DOMAINS).is_full_match(value) is False:
        return None
    if get_lazy_pattern(
        r"(?:Restricted|Protected|Private|Application|Public|Secure|Admin|Login|Members?)[\w -]*"
    ).is_full_match(value) or (
        match.string[match.end("v") : match.end("v") + 1] == " "
        and match.string[match.start("v") - 1] in "\"'"
    ):
        return None
    if "." in value and get_lazy_pattern(_CODE).is_full_match(value):
        return None
    if "." not in value and value.islower():
        return None
    return replace_group(match, "v", aliases.make_placeholder("dom", value))


_COMPONENT = r"(?i)(?:^|[,+\s\"'/])dc=(?P<v>[A-Za-z][A-Za-z0-9-]{0,62})"


def _replace_domain_component(match: Match, aliases: Aliases) -> str | None:
    """Replace a domain component of a distinguished name (RFC 4519); public top-level domains stay."""
    value = match["v"]
    if value.casefold() in (
        "com",
        "org",
        "net",
        "fr",
        "de",
        "uk",
        "local",
        "example",
        "eu",
        "io",
        "domain",
    ) or is_placeholder(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("dom", value))


_SHARE = (
    r"(?i)(?:^|[\s\"'=(,])(?:(?:smb|cifs|afp|nfs|ipps?|lpd|socket|ftp|sftp|rdp|vnc|dav|davs|ssh"
    r"|telnet)://(?:[\w.%+-]{1,40}@)?|//)(?P<v>[A-Za-z][A-Za-z0-9-]{1,62})(?P<r>/"
    r"(?P<w>[A-Za-z0-9][\w$.-]{0,60}))?(?:[/\s\"':,)]|\z)"
)


def _replace_share(match: Match, aliases: Aliases) -> str | None:
    """Replace a server and its share.

    ``//`` without a scheme counts only where a file system is mounted or listed.
    """
    host, share = match["v"], match["w"]
    if (
        is_placeholder(host)
        and share
        and host.startswith("host-")
        and not is_placeholder(share)
        and "://" in match.string[match.start() : match.start("v")]
    ):
        return replace_group(match, "w", aliases.make_placeholder("network", share))
    if is_placeholder(host) or host.casefold() in NO_HOST | NO_SECRET | {
        "www",
        "localhost",
        "host",
        "server",
        "example",
    }:
        return None
    lead = match.string[match.start() : match.start("v")]
    if "://" not in lead:
        line = match.string[match.start() : match.start() + 120].partition("\n")[0]
        if (
            not share
            or get_lazy_pattern(r"(?i)cifs|smb|mount|on /|nfs|share|\s/(?:mnt|media|srv|home)").search(line)
            is None
        ):
            return None
    new = match.string[match.start() : match.start("v")] + aliases.make_placeholder("host", host)
    if not share:
        return new + match.string[match.end("v") : match.end()]
    start, end = match.span("w")
    shown = (
        share
        if is_hidden_share(share) or is_placeholder(share) or share in ("ipp", "print", "printers", "queue")
        else aliases.make_placeholder("network", share)
    )
    return new + match.string[match.end("v") : start] + shown + match.string[end : match.end()]


_MACHINE_WORDS = (
    r"pc|computer|laptop|desktop|machine|host|server|serveur|poste|ordinateur|portable|printer|imprimante"
    r"|drucker|rechner|nas|switch|copier|copieur|node|vm|workstation|print queue|file server"
    r"|serveur de fichiers|mon pc|my pc|docker host|domain controller|contr(?:ô|o)leur de domaine"
    r"|access point"
)
_CALLED = (
    rf"(?:^|[^\pL\pN_])(?i:(?:{_MACHINE_WORDS})(?:[ ](?:is|est|named|called|nomm(?:é|e)e?|appel(?:é|e)e?"
    r"|s['’]appelle|heißt|name|nom))?)(?:[ ][\"'“«]?"
    rf"|[\"'“«])(?P<v>[A-Z][A-Z0-9]{{0,14}}(?:[-_][A-Z0-9]{{1,15}}){{1,4}}|[A-Z]{{2,8}}[0-9]{{2,6}}"
    rf"|[a-z]{{2,12}}(?:-[a-z0-9]{{1,12}}){{0,3}}-?[0-9]{{1,4}}"
    rf"|[a-z]{{2,12}}(?:-[a-z0-9]{{1,12}}){{1,3}}-[0-9]{{1,4}})(?:[\"'”»\s,;:.!?)]|\z)"
)
_PRODUCTS = (
    r"usb|hdmi|wi-fi|wifi|x|v|ver|version|port|win|windows|office|core|intel|amd|ryzen|i|gen|hp|dell"
    r"|lenovo|laserjet|error|code|kb|ps|pcl|pci|ip|ipv|tcp|http|https|tls|ssl|sha|aes|utf|iso|room|floor"
    r"|step|bit|type|class|level|page|a|b|c|mode|number|no|nr|id|pid|uid|gid|line|exit|status|in|is|on"
    r"|off|at|to|up|for|from|since|about|over|under|after|within|every"
)
_NO_MACHINE = rf"(?i)(?:{_PRODUCTS})[-_ ]?[0-9]*"


def _replace_named_machine(match: Match, aliases: Aliases) -> str | None:
    """Replace a name with a dash or number after a word for a machine: *printer HPLJ-2NDFLOOR*."""
    value = match["v"]
    if (match[""][-1:] == "." and match.string[match.end() : match.end() + 1].isalnum()) or value.startswith(
        "S-1-"
    ):
        return None
    if (
        is_placeholder(value)
        or get_lazy_pattern(_NO_MACHINE).is_full_match(value)
        or value.casefold() in COMMON | TECHNICAL | NO_SECRET
    ):
        return None
    if get_lazy_pattern(
        r"[A-Z]{2,5}|(?:UTF|ISO|SHA|KB|CVE|RFC|EN|FR|DE|UK|US|USB|HTTP|ERR|INC|REQ|CHG)[-_].*"
    ).is_full_match(value):
        return None
    if get_lazy_pattern(r"0x.*|[a-z]+[0-9]|[0-9a-f]{8,}").is_full_match(value) and "-" not in value:
        return None
    return replace_group(match, "v", aliases.make_placeholder("host", value))


_JOINING = (
    r"connected to|connecting to|joined|associated with|roamed to|connect(?:é|e)e? (?:à|au)|verbunden mit"
    r"|wi-?fi|wlan|network|r(?:é|e)seau|netzwerk|hotspot|ssid|essid|access point|ap"
)
_NETWORK = (
    rf"(?:^|[^\pL\pN_])(?i:(?:{_JOINING})(?:[ ](?:network|r(?:é|e)seau|called|named|nomm(?:é|e)|is"
    r"|est))?)[ ]?[:=]?[ ]?[\"'“«]?(?P<v>(?:Livebox|Bbox|Freebox|SFR|NEUF|Orange|Box|FRITZ!Box|FritzBox"
    r"|Vodafone|BTHub|BT|SKY|TALKTALK|PLUSNET|EE|Telekom|WLAN|Speedport|o2|NETGEAR|TP-?[Ll]ink|Linksys"
    r"|ASUS|dlink|D-Link|DIRECT|AndroidAP|iPhone|Proximus|Swisscom|Ziggo|KPN|Xfinity|ATT|Verizon"
    rf"|Spectrum|UPC|VM|Virgin|HUAWEI|Huawei)[-_ ]?[A-Za-z0-9_-]{{2,24}}"
    rf"|[A-Z][A-Za-z0-9]{{1,20}}[-_](?i:guest|wifi|wi-fi|corp|invit(?:é|e)s?|visiteurs?|staff|office|home"
    r"|5g|iot|prod|byod|mobile|wlan|net))"
)


def _replace_network(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        None
        if is_placeholder(value) or not any(c.isdigit() or c in "-_" for c in value)
        else replace_group(match, "v", aliases.make_placeholder("network", value))
    )


_HOSTED = (
    r"(?im)^[ \t>]*(?:hostname|host|server|servername|computer|node|machine|name"
    r"|pc)[ \t]*[:=]?[ \t]+(?P<v>[a-z][a-z0-9]{0,14}(?:-[a-z0-9]{1,15}){1,4})[ \t]*\r?$"
)


def _replace_hosted_name(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if is_placeholder(value) or not any(map(str.isdigit, value)) or is_universal_name(value):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value))


_BARE = (
    r"(?i)(?:^|[^\pL\pN_])(?:mac|hwaddr|ether(?:net)?|bssid|physical address|adresse (?:mac|physique)"
    r"|lladdr|wlan mac)[ \t]{1,4}(?:address |adresse |is |est |: ?)?(?P<v>[0-9a-f]{6}-?[0-9a-f]{6}"
    r"|[0-9a-f]{4}[-.][0-9a-f]{4}[-.][0-9a-f]{4})"
)


def _replace_bare_mac(match: Match, aliases: Aliases) -> str | None:
    digits = match["v"].replace("-", "").replace(".", "").lower()
    return (
        replace_group(match, "v", aliases.make_placeholder("mac", digits))
        if any(map(str.isdigit, digits)) and len(set(digits)) > 1
        else None
    )


def _has_hexadecimal(block: str) -> bool:
    return (
        get_lazy_pattern(
            r"(?m)[0-9A-F]{8}:[0-9A-F]{4}(?:\s|\z)|[ \t][0-9A-F]{8}[ \t]+[0-9A-F]{8}[ \t]"
        ).search(block)
        is not None
    )


_MACHINES = tuple(
    (
        "pc computer laptop desktop machine host server serveur poste ordinateur portable printer "
        "imprimante drucker rechner nas switch copier copieur node vm workstation queue controller "
        "contrôleur"
    ).split()
)

_NUMBERED_NEEDS = (
    "serial", "s/n", "sn", "série", "serie", "tag", "inventar", "inventory", "inventaire", "machine",
    "boot", "device", "hardware", "hwid", "uuid", "chassis", "udid", "ecid", "service code",
    "service_code", "asset",
)  # fmt: skip
_DOMAIN_NEEDS = (
    "domain", "workgroup", "groupe de travail", "arbeitsgruppe", "domäne", "domaene", "realm", "forest",
    "forêt",
)  # fmt: skip
_NETWORK_NEEDS = (
    "connect", "joined", "associated", "roamed", "verbunden", "fi", "wlan", "network", "seau", "netzwerk",
    "hotspot", "ssid", "access point",
)  # fmt: skip
_HOSTED_NEEDS = (
    "hostname", "host", "server", "computer", "node", "machine", "name", "pc",
)  # fmt: skip
_BARE_NEEDS = (
    "mac", "hwaddr", "ether", "bssid", "physical", "physique", "lladdr",
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for machine facts; they run before the rules for addresses."""
    return (
        make_line_rule(
            "network",
            (),
            r"(?:[0-9A-F]{8}:[0-9A-F]{4}|[ \t][0-9A-F]{8}[ \t]+[0-9A-F]{8}[ \t])",
            _find_kernel_addresses,
            sieve=_has_hexadecimal,
        ),
        Rule(
            "hardware",
            _NUMBERED_NEEDS,
            _NUMBERED,
            exclude_regex_group_labels(_replace_labelled_number),
            NO_WORD,
            context=GROUP_CONTEXT,
        ),
        Rule("domain", _DOMAIN_NEEDS, _DOMAIN, _replace_domain),
        Rule("domain", ("dc=",), _COMPONENT, _replace_domain_component, r"[\pL\pN_-]"),
        Rule("host", ("://", "//"), _SHARE, _replace_share),
        Rule("host", _MACHINES, _CALLED, _replace_named_machine),
        Rule("network", _NETWORK_NEEDS, _NETWORK, _replace_network, NO_WORD),
        Rule("host", _HOSTED_NEEDS, _HOSTED, _replace_hosted_name),
        Rule("mac", _BARE_NEEDS, _BARE, _replace_bare_mac, NO_WORD),
    )
