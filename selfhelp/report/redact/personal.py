"""What identifies a person or a computer: addresses, accounts, paths, numbers with a check digit."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import unquote

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.rules import Replace, Rule, around, by_first_letter, left
from selfhelp.report.redact.words import FOLDERS, NO_SECRET, NO_SERIAL, UNITS, WELL_KNOWN

_NAME = r"\w.+'-"
_MAIL = (
    rf"{left(_NAME)}(?P<user>[\w+'-](?:[{_NAME}]|%2[BbEeDd])*+)(?:@|%40|\\u0040|&#64;|&commat;)"
    r"(?P<domain>(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})(?![\w@-])"
)
_SEG = r"[^\\/:*?\"<>|\r\n%]"
_SLASH = r"(?:/|\\{1,4}|%2[Ff]|%5[Cc]|\\u005c)"
_HOME = (
    rf"(?i)(?P<root>(?:[a-z](?::|%3a)|/mnt/[a-z])?{_SLASH}(?:users|documents and settings|home|media|run{_SLASH}media)"
    rf"|/var/(?:spool/cron/crontabs|mail|lib/AccountsService/users)){_SLASH}"
    rf"(?P<user>(?:{_SEG}|%[0-9A-F]{{2}}(?<!%2f)(?<!%5c)){{1,64}}?(?={_SLASH}[^\s])|[^\s\\/:*?\"'<>|,;)\]}}%&]++)"
)
_DOMAIN_USER = (
    r"(?<![\w\\/.:-])(?P<domain>[A-Z][A-Z0-9-]{1,14})(?P<slash>\\{1,2})"
    r"(?P<user>[A-Za-z][\w-]{0,30}(?:\.[\w-]{1,30}){0,2}\$?)(?![\w\\.:])"
)
_NO_DOMAIN = frozenset(
    "HKLM HKCU HKCR HKU HKCC BUILTIN SOFTWARE SYSTEM WINDOWS ROOT ACPI USB PCI HID SWD STORAGE MICROSOFT NT "
    "AUTHORITY SERVICE APPPOOL DRIVERS SECURITY SAM HARDWARE BTH DISPLAY HDAUDIO SCSI UMB UEFI MMDEVAPI".split()
)
_LABELLED = (
    r"(?i)(?<![\w-])(?P<key>user[ _-]?name|username|logname|user|login|utilisateur|nom d['’]utilisateur|account(?:[ _]name)?|"
    r"compte|owner|logon[ _]name|display[ _-]?name|full[ _-]?name|ruser|logged in as|run ?as)"
    r"(?P<between>[\"']?\s{0,3}(?:=|:|=>)\s{0,8}[\"']?)(?P<user>[^\W\d][\w.$-]{1,40})(?![\w@\\/.(:-])"
)
_FOR_USER = r"(?P<before>\b(?:for|invalid) user |\bpassword for |pour l['’]utilisateur )(?P<user>[A-Za-z][\w.-]{0,31})(?=\(| from |\s*$|[:,)])"
_UNC = r"(?<![\w:\\])(?P<lead>\\\\|\\{4})(?P<host>[A-Za-z0-9][\w.-]{0,253})(?P<slash>\\{1,2})(?P<share>[\w$.-]{1,80})"
_SID = (
    rf"(?=S-1-){left('A-Za-z0-9')}"
    r"S-1-(?:5-21|12-1)-(?P<domain>[0-9]{1,10}-[0-9]{1,10}-[0-9]{1,10})-(?P<rid>[0-9]{1,10})(?![0-9-])"
)
_MAC = (
    rf"(?=[0-9A-Fa-f]{{2}}[:%-]){left('0-9A-Fa-f:.-')}"
    r"(?P<v>[0-9A-Fa-f]{2}(?:(?:[:-]|%3[Aa])[0-9A-Fa-f]{2}){5})(?!(?![0-9]{1,3}\.[0-9])[0-9A-Fa-f]|[:-][0-9A-Fa-f])"
)
_CISCO = r"[0-9A-Fa-f]{4}(?<![\w.:-][0-9A-Fa-f]{4})\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])"
_V4 = r"[0-9](?<![0-9.][0-9])[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![0-9])(?!\.[0-9])"
_AWS = r"(?i)\bip-(?P<v>[0-9]{1,3}(?:-[0-9]{1,3}){3})(?![\w-])"
_V6 = (
    rf"(?=[0-9A-Fa-f:%]){left('0-9A-Za-z:.')}(?P<v>[0-9A-Fa-f]{{0,4}}(?:(?::|%3[Aa])[0-9A-Fa-f]{{0,4}}){{2,7}}(?:(?<=:)[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})?)"
    r"(?![\w:]|\.[0-9])"
)
_VERSION = re.compile(
    r"(?i)(?:version|\bver|release|build|driver|firmware|bios|revision|\brev|pilote|update|mise à jour|\bv)[\"']?[\s:=_(\[/]{0,4}\"?$"
)
_NUMBER = r"\w.+/-"
_PHONE = (
    r"(?P<v>(?:\+|%2[Bb]|00)33[ .-]?(?:\(0\))?[ .-]?[1-9](?:[ .-]?[0-9]{2}){4}"
    r"|0[1-9](?:(?:[ .-][0-9]{2}){4}|[0-9]{8})"
    r"|\+[1-9][0-9]{0,2}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9]{1,4}(?:[ .-]?[0-9]{2,4}){2,4}"
    r"|\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}|[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4})"
)
_PHONES = rf"(?=[0-9+(%]){left(_NUMBER)}{_PHONE}(?![\w-]|\.[0-9])"
_CALLED = r"(?i)(?:\btel|\btél|phone|téléphone|telephone|mobile|portable|\bfax)[.:= n°#]{1,6}(?P<v>\+?[0-9](?:[ ./-]?[0-9]){5,14})(?![\w])"
_IBAN = (
    rf"(?=[A-Za-z]{{2}}[0-9]{{2}}){left('A-Za-z0-9')}"
    r"(?P<v>[A-Za-z]{2}[0-9]{2}(?:(?:[ -]|%20)?[A-Za-z0-9]{4}){2,7}(?:(?:[ -]|%20)?[A-Za-z0-9]{1,3})?)(?![A-Za-z0-9])"
)
_CARD = rf"(?=[2-6]){left(_NUMBER)}(?P<v>[3-6](?:[ -]?[0-9]){{12,18}}|2[2-7](?:[ -]?[0-9]){{14}})(?![\w]|[.-][0-9])"
_NIR = (
    rf"(?=[1-478]){left(_NUMBER)}"
    r"(?P<v>[1-478][ .]?[0-9]{2}[ .]?[0-9]{2}[ .]?(?:[0-9]{2}|2[ABab])[ .]?[0-9]{3}[ .]?[0-9]{3}[ .-]?[0-9]{2})"
    r"(?![\w]|[.-][0-9])"
)
_INTERNAL = (
    r"(?<![\w.@-])(?<!\w/)(?<!\\)(?P<v>(?!_)[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,6}"
    r"\.(?:local|lan|corp|internal|intranet|intra|localdomain|localnet|home\.arpa))(?![\w-]|\.[\w])"
)
_SERIALS = (
    "serial(?:[ _-]?(?:number|no))?", "n(?:°|uméro|umero|o) de série", "asset[ _-]?tag", "machine[ _-]?id",
    "device[ _-]?id", "hardware[ _-]?uuid", "system[ _-]?uuid", "product[ _-]?uuid",
)  # fmt: skip
_SERIAL = (
    rf"(?:{by_first_letter(_SERIALS)}|{by_first_letter(['s/n', 'imei', 'imsi', 'iccid', 'uuid'], bound=True)})"
    r"[\"']?\s{0,3}[:=#]\s{0,8}[\"']?\{?(?P<v>[A-Za-z0-9][A-Za-z0-9./-]{3,60})(?![\w])"
)
_SSID = r"(?i)(?<![b\w])e?ssid[\"']?(?:\s[0-9])?\s{0,20}[:=]\s{0,8}(?:\"(?P<a>[^\"\r\n]{1,64})\"|'(?P<b>[^'\r\n]{1,64})'|(?P<c>[^\s\"'][^\r\n,;]{0,63}))"


def _mail(match: re.Match[str], aliases: Aliases) -> str | None:
    domain, user = match["domain"], unquote(match["user"])
    if domain.rpartition(".")[2].lower() in UNITS:
        return None
    return aliases.mail(user, domain)


def account(aliases: Aliases, name: str) -> str:
    """Return the stand-in of an account; those every computer has stay, and so does what is ours."""
    shown = unquote(name).strip()
    bare = shown.rstrip("$")
    if plainly_known(bare) or is_stand_in(shown):
        return name
    return aliases.of("user", bare)


def plainly_known(name: str) -> bool:
    """Tell an account or host that tells nothing: it exists everywhere, or is a number."""
    return name.casefold() in WELL_KNOWN or name.isdigit()


def _home(match: re.Match[str], aliases: Aliases) -> str | None:
    name = match["user"]
    if name.casefold() in {"all users", "default user", "..", "."} or set(name) & set("$*{}"):
        return None
    if match["root"].lower().endswith("media") and name.casefold() in {"cdrom", "usb", "floppy"}:
        return None
    return around(match, "user", account(aliases, name))


def _domain_user(match: re.Match[str], aliases: Aliases) -> str | None:
    if match["domain"] in _NO_DOMAIN or plainly_known(match["user"]):
        return None
    return f"{aliases.of('dom', match['domain'])}{match['slash']}{account(aliases, match['user'])}"


def _labelled(match: re.Match[str], aliases: Aliases) -> str | None:
    name = match["user"]
    if name.casefold() in NO_SECRET or "-" in name[:1] or not match["between"].strip():
        return None
    if name.casefold() in {"name", "id", "session", "service", "agent", "mode", "guest", "admin", "slice"}:
        return None
    return around(match, "user", account(aliases, name))


def _for_user(match: re.Match[str], aliases: Aliases) -> str | None:
    if match["user"].casefold() in NO_SECRET:
        return None
    return around(match, "user", account(aliases, match["user"]))


def _share(match: re.Match[str], aliases: Aliases) -> str | None:
    host, share = match["host"], match["share"]
    if is_stand_in(host) or host.casefold() == "localhost":
        return None
    new = share if share.endswith("$") else aliases.of("network", share)
    address = ip(host)
    shown = aliases.address(address) if address else aliases.full_host(host)
    return f"{match['lead']}{shown}{match['slash']}{new}"


def _sid(match: re.Match[str], aliases: Aliases) -> str:
    """The number at the end tells built-in accounts (below 1000) from people; the rest is the domain's."""
    rid = match["rid"]
    domain = aliases.of("sid", match["domain"])
    return f"{domain}-{rid}" if len(rid) < 4 else f"{domain}-{aliases.of('user', match[0])}"


def mac(aliases: Aliases, value: str) -> str | None:
    """Return one stand-in for all spellings of a hardware address; all-zero and broadcast stay."""
    digits = re.sub(r"%3[Aa]|[^0-9A-Fa-f]", "", value).lower()
    if len(digits) != 12 or len(set(digits)) == 1:
        return None
    return aliases.of("mac", digits)


def ip(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a string spells, or None."""
    try:
        if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", value):
            return ipaddress.IPv4Address(".".join(str(int(part)) for part in value.split(".")))
        return ipaddress.IPv6Address(value)
    except ValueError:
        return None


def _v4(match: re.Match[str], aliases: Aliases) -> str | None:
    """Versions have four numbers too; what stands around tells them apart."""
    address = ip(match[0])
    if address is None or _is_version(match, address.is_private and not address.is_unspecified):
        return None
    return aliases.address(address)


def _is_version(match: re.Match[str], private: bool) -> bool:
    text, start, end = match.string, match.start(), match.end()
    before = text[max(0, start - 24) : start]
    if match[0].startswith("0.") and match[0] != "0.0.0.0":  # noqa: S104 - compared, not listened on
        return True
    if _VERSION.search(before):
        return True
    if private:
        return False
    joined = re.search(r"[A-Za-z](?:[-_]|/)?\Z|\.so\.\Z", before) and not re.search(
        r"%[0-9A-Fa-f]{2}\Z|\\[nrt]\Z", before
    )
    return bool(joined) or re.match(r"[-~+_][A-Za-z0-9]|[a-z]", text[end : end + 2]) is not None


def _aws(match: re.Match[str], aliases: Aliases) -> str | None:
    address = ip(match["v"].replace("-", "."))
    return aliases.address(address) if address else None


def _v6(match: re.Match[str], aliases: Aliases) -> str | None:
    value = unquote(match["v"])
    address = ip(value)
    if address is None or not any(c.isdigit() for c in value):
        return None
    return aliases.address(address)


def _checked(kind: str, check: Callable[[str], bool]) -> Replace:
    """Return a replacement for a number whose check digits must be right."""

    def replace(match: re.Match[str], aliases: Aliases) -> str | None:
        bare = re.sub(r"[^0-9A-Za-z+]", "", match["v"])
        return around(match, "v", aliases.of(kind, bare)) if check(bare) else None

    return replace


def is_iban(value: str) -> bool:
    """Check the two digits of an IBAN (ISO 13616: the rearranged number is 1 modulo 97)."""
    value = value.upper()
    if not 15 <= len(value) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1


def is_card(value: str) -> bool:
    """Check the last digit of a payment card (ISO/IEC 7812, Luhn), and its length for its brand."""
    lengths = {"34": {15}, "37": {15}, "30": {14}, "36": {14}, "38": {14}}.get(value[:2], {16, 18, 19})
    if len(value) not in lengths or len(set(value)) < 2:
        return False
    doubled = (int(c) * (1 + i % 2) for i, c in enumerate(reversed(value)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def is_nir(value: str) -> bool:
    """Check the key of a French social security number (97 minus the number modulo 97)."""
    number = (
        value.upper().replace("2A", "19", 1) if "A" in value.upper() else value.upper().replace("2B", "18", 1)
    )
    return len(value) == 15 and number.isdigit() and 97 - int(number[:13]) % 97 == int(number[13:])


def _is_phone(value: str) -> bool:
    return 6 <= sum(c.isdigit() for c in value) <= 15


def _phone(match: re.Match[str], aliases: Aliases) -> str | None:
    digits = re.sub(r"\(0\)|[^0-9+]", "", unquote(match["v"]))
    if not _is_phone(digits):
        return None
    national = re.sub(r"^(?:\+|00)33", "0", digits)
    return around(match, "v", aliases.of("phone", national))


def _internal(match: re.Match[str], aliases: Aliases) -> str | None:
    first = match["v"].partition(".")[0].lower()
    if first in {"rc", "com", "system", "org", "net", "usr", "java", "jdk", "sun"} or is_stand_in(first):
        return None
    return aliases.full_host(match["v"])


def serial(aliases: Aliases, value: str) -> str:
    """Return the stand-in of a serial number; the placeholders makers leave stay readable."""
    words = value.casefold().split()
    if all(word in NO_SERIAL for word in words):
        return value
    return mac(aliases, value) or aliases.of("hw", value)


def _serial(match: re.Match[str], aliases: Aliases) -> str | None:
    if not any(c.isdigit() for c in match["v"]):
        return None
    return around(match, "v", serial(aliases, match["v"]))


def _ssid(match: re.Match[str], aliases: Aliases) -> str | None:
    group = next(g for g in ("a", "b", "c") if match[g])
    if match[group].strip().casefold() in NO_SECRET | {"off/any", "off", "hidden", "--"}:
        return None
    return around(match, group, aliases.of("network", match[group].strip()))


def rules() -> tuple[Rule, ...]:
    """Return the rules; what contains something else goes first."""
    return (
        Rule("mac", (":", "-", "%3a"), _MAC, lambda m, a: mac(a, m["v"])),
        Rule("mac", (".",), _CISCO, lambda m, a: mac(a, m[0])),
        Rule("sid", ("s-1-",), _SID, _sid),
        Rule("email", ("@", "%40", "u0040", "&#64;", "&commat;"), _MAIL, _mail),
        Rule("host", ("\\\\",), _UNC, _share),
        Rule("user", ("users", "settings", "home", "media", "/mail", "cron"), _HOME, _home),
        Rule("user", ("\\",), _DOMAIN_USER, _domain_user),
        Rule("user", ("user", "login", "logname", "compte", "account", "owner", "name", "utilisateur"), _LABELLED, _labelled),
        Rule("user", (" user ", "password for", "utilisateur "), _FOR_USER, _for_user),
        Rule("network", ("ssid",), _SSID, _ssid),
        Rule("hardware", ("serial", "s/n", "série", "asset", "imei", "imsi", "iccid", "machine", "device", "uuid"), _SERIAL, _serial),
        Rule("iban", (), _IBAN, _checked("iban", is_iban)),
        Rule("nir", (), _NIR, _checked("nir", is_nir)),
        Rule("card", (), _CARD, _checked("card", is_card)),
        Rule("ip", (":", "%3a"), _V6, _v6),
        Rule("ip", (".",), _V4, _v4),
        Rule("ip", ("ip-",), _AWS, _aws),
        Rule("host", (".local", ".lan", ".corp", ".int", ".home.arpa"), _INTERNAL, _internal),
        Rule("phone", ("tel", "tél", "phone", "mobile", "portable", "fax", "téléphone"), _CALLED, _phone),
        Rule("phone", (), _PHONES, _phone),
    )  # fmt: skip


def is_folder_of_everybody(name: str) -> bool:
    """Tell a folder that every home has."""
    return name.casefold() in FOLDERS
