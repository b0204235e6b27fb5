"""Forms of each kind of value, right after its label and some words further on."""

# Patterns and conditions of many words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

import itertools

from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_name_login
from selfhelp.report.redact.vocabulary.makers import follows_maker
from selfhelp.report.redact.vocabulary.ordinary_words import is_listed_ordinary_word, is_ordinary_word
from selfhelp.report.redact.word_lists import COMMON, NO_ACCOUNT, NO_HOST, UNITS

PUBLISHED = frozenset(
    [
        "c12a7328",
        "e3c9e316",
        "ebd0a0a2",
        "de94bba4",
        "0fc63daf",
        "0657fd6d",
        "e6d6d379",
        "933ac7e1",
        "4f68bce3",
        "21686148",
        "5808c8aa",
        "af9b60a0",
        "381b4222",
        "8c5e7fda",
        "a1841308",
        "e9a42b02",
        "fdd39ad0",
        "374de290",
        "b4bfcc3a",
        "33e28130",
        "18989b1d",
        "4bd8d571",
        "f1b32785",
        "00000000",
    ]
)
"""First groups of published UUIDs: partition types (UEFI 2.10, 5.3.3), power schemes, Windows known
folders and the Bluetooth base."""

UUID = r"(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})"
_TIME = r"[0-9]{1,2}[:h.][0-9]{2}.*|(?:19|20)[0-9]{2}(?:[-/.]?(?:0[1-9]|1[0-2])(?:[-/.]?[0-3][0-9])?(?:[T_-]?[0-9:.]*Z?)?)?|[0-3]?[0-9][/.-][01]?[0-9](?:[/.-](?:19|20)?[0-9]{2})?|(?:19|20)[0-9]{12}(?:\.0)?Z?|[01]?[0-9]/(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/][0-9]{2}"
_AMOUNT = r"(?i)[0-9.,]+(?:[kmgt]?i?b(?:it)?(?:ps|/s)?|[kmgµun]?s|[kmg]?hz|px|mm|cm|dpi|rpm|w|mw|v|mv|mah|wh|%|x|d|h|min|sec|p|k|m|g|gb|mb|tb|th|st|nd|rd|e|er|eme|ème|bit|bits|ms|ghz|db|dbm|pt|°c?)"
_VERSION = r"(?i)v?[0-9]+(?:\.[0-9a-z]+)+(?:-[a-z0-9.]+)?|(?:win|windows|office|ver|version|rev|build|kb|cve|rfc|iso|ieee|en|din|sha|md|aes|rsa|utf|http|tls|ssl|usb|pci|ipv|hdmi|ddr|cat|gen|lte|wpa|m365|sp|rc|beta|alpha|test|step|page|line|room|floor|port|vlan|eth|lan|com|tty|lpt|level|type|class|error|err|code|event|id|err|aadsts|ora|tns|sqlstate|bug|issue|inc|req|ritm|sctask|prb|rfc|chg|task|case|nr|no|num|part|section|figure|table|chapter)[-_ ]?[0-9]{1,8}(?:[-_.:][0-9]+)*[a-z]?|[a-z][-_ ]?[0-9]{1,4}(?:[-_.:][0-9]+)*[a-z]?"
_LICENCE = r"(?i)(?:[al]?gpl|apache|bsd|mpl|epl|cc|mit|artistic)-[a-z0-9.-]+"
_TERM = r"(?i)(?:x|ed|curve)(?:25519|448)|(?:gcmp|ccmp|gmac|cmac|ecp|brainpool)-?(?:128|192|256|384|521)|(?:sig(?:usr|rt)|local|cmyk|rgba?|mono|llp|ilp|jpeg|mpeg|html|smtputf|fido|fftw|base|crc|u?int|float|win|msys|mingw|oauth|socks|ipv|http|tls|ikev|ntlmv|snmpv|smbv|nfsv|ext|fat|ntfs|l?p?ddr|gddr|pcie|exif|ascii|latin|koi|big|ansi|ecma|posix|pkcs|aes|des|ripemd|chacha|curve|secp|modp|argon|python|perl|java|lua|qt|gtk|directx|opengl|vulkan|cuda|hevc|vp|av|h|x|adler|murmur|xxh|fnv|tpm|sata|nvme|raid|dolby|dvb|lte|wifi|bt|usb|rj)[0-9]{1,4}[a-z]?"
"""Pattern for algorithms, formats and standards with a number: *CMYK8*, *SIGUSR1*."""
_MODEL = r"(?i)(?:sm|tl|wd|st|hl|mfc|dcp|ecosys|lbp|mf|dl|cp|ex|nv|gtx|rtx|amd|intel|ryzen|core|xeon|snapdragon|exynos|cortex|thinkpad|latitude|elitebook|optiplex|precision|inspiron|probook|zbook|surface|galaxy|pixel|iphone|ipad|macbook|laserjet|officejet|workforce|samsung|toshiba|kingston|crucial|micron|mzv|mzn|hfs|kbg|wdc|ct[0-9]{3,4}|st[0-9]{3,5}|hts|hms|skhynix)[-_ ]?[a-z0-9_-]*"


_COMPONENT = (
    r"(?i)(?:^|[^a-z])(?:dcom|did not register|rapports?|berichts?|bericht-?id|rules?|btrfs|ext[234]|xfs|vfat|ntfs|exfat|swap|crypto_luks|lvm2_member|reports?|coid|bucket|plug-?ins?|clsid|appid|app id|service ?id|servicing|shell|broker|pane|iid|interface|class(?:es|id)?|provider|partition|typelib|progid|hkey\w*|hkcr|hklm|hkcu|package|product ?code|upgrade ?code|known ?folder|kb[0-9]+|updates?|correlation\w*|request\w*|trace\w*|span|activity\w*|"
    r"file ?systems?|root=|by-uuid|mount\w*|volume|uuid=|fstab|schema|namespace|operation|transaction|registry|manifest|catalog|polic(?:y|ies)|gpo|build|commit|version|template|extensions?|events?|message[- ]?id|invocation\w*|boot|cursor|protector|key ?ring|exception|debug|info|information|warn|warning|error|level|kernel|microsoft-windows|http/|get|post)(?:[^a-z]|\z)"
)
"""Pattern for words near a UUID that is the same for everyone or valid only for a moment."""


def is_component_uuid(near: str) -> bool:
    """Return whether the words around a UUID show that it names a component, a request or a file system."""
    return get_lazy_pattern(_COMPONENT).search(near) is not None


def count_digits(value: str) -> int:
    """Return the number of digits in a value."""
    return sum(map(str.isdigit, value))


def is_standard_term(value: str) -> bool:
    """Return whether a value is an algorithm, a format or a standard: *X25519*, *UTF8*."""
    return get_lazy_pattern(_TERM).is_full_match(value)


@cache_word_test
def is_technical_number(value: str) -> bool:
    """Return whether a number identifies no one: a time, amount, version, error code or file."""
    return (
        get_lazy_pattern(_TIME).is_full_match(value) or get_lazy_pattern(_LICENCE).is_full_match(value) or is_standard_term(value) or get_lazy_pattern(_AMOUNT).is_full_match(value) or get_lazy_pattern(_VERSION).is_full_match(value)
        or get_lazy_pattern(r"(?i)0x[0-9a-f]+|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?|[0-9]+(?:[.,][0-9]+)+").is_full_match(value)
        or value.rpartition(".")[2].casefold() in UNITS
    )  # fmt: skip


@cache_word_test
def is_generated_serial(value: str) -> bool:
    """Return whether a value is a manufacturer's serial number, not a model name."""
    bare = value.replace("-", "").replace("/", "")
    if (
        not 7 <= len(bare) <= 24
        or not bare.isalnum()
        or not bare.isascii()
        or get_lazy_pattern(_MODEL).is_full_match(value)
    ):
        return False
    if get_lazy_pattern(r"(?:KB|AADSTS|ORA|TNS)[0-9]+").is_full_match(bare) or value.count("/") > 1:
        return False  # a Windows update, an error code, or the models of one manufacturer
    number = count_digits(bare)
    if (
        number < 1
        or (number < 2 and len(bare) < 8)
        or number > len(bare) - 2
        or (bare.upper() != bare and not get_lazy_pattern(r"[0-9a-f]{12,}").is_full_match(bare))
    ):
        return False
    switches = sum(a.isdigit() != b.isdigit() for a, b in itertools.pairwise(bare))
    return switches >= 2 or (number >= 5 and len(bare) >= 8)


_SHORT_MODEL = r"[0-9]{2}[A-Z]{2}[0-9A-Z]{2,6}(?:-[A-Z]{1,2})?|[A-Z]{1,4}-?[A-Z]?[0-9]{2,5}[A-Za-z]{0,4}(?:-[A-Z0-9]{1,4})?"


def is_model_of_maker(before: str, value: str) -> bool:
    """Return whether a value right after a manufacturer is the name of a model: *Dell U2722DE*."""
    return follows_maker(before) and get_lazy_pattern(_SHORT_MODEL).is_full_match(value)


def fits_number(value: str, least: int) -> bool:
    """Return whether a value is a number of at least ``least`` characters, with at most a few letters."""
    count = count_digits(value)
    if (
        count < 3
        or len(value) < least
        or is_technical_number(value)
        or get_lazy_pattern(UUID).is_full_match(value)
    ):
        return False
    letters = sum(map(str.isalpha, value))
    return count >= least or (
        count + letters >= least and (letters <= 4 or is_generated_serial(value)) and value.upper() == value
    )


def is_letter_and_number(value: str) -> bool:
    """Return whether a value is a capital letter and four to six digits, or the other way round: *A1-4410*."""
    return get_lazy_pattern(r"[A-Z][0-9]{4,6}|[0-9]{4,6}[A-Z]|[A-Z][0-9]-[0-9]{3,6}").is_full_match(value)


def fits_prefixed_number(value: str) -> bool:
    """Return whether a value is a number with its prefix: *CUS-DWZWMB2*, *CLI/20418*, *X67422Y*."""
    return (
        5 <= len(value) <= 24
        and count_digits(value) >= 1
        and get_lazy_pattern(r"[A-Z]{1,5}[-/_.]?[A-Z0-9]{3,12}(?:-[A-Z0-9]{1,8})?").is_full_match(value)
        and not is_technical_number(value)
    )


def fits_serial(value: str) -> bool:
    """Return whether a labelled value is a device number: it has digits and isn't a dummy value."""
    if get_lazy_pattern(UUID).is_full_match(value):
        return len(set(value)) > 4 and value[:8].casefold() not in PUBLISHED
    return (
        5 <= len(value) <= 64
        and (count_digits(value) > 3 or (count_digits(value) > 1 and len(value) > 6))
        and len(set(value)) > 3
        and sum(map(str.isalnum, value)) > 4
        and not is_technical_number(value)
        and value.casefold() not in ("0123456789", "123456789")
    )


_DATED = r"(?:[0-3]?[0-9][/. -](?:[01]?[0-9]|\pL{3,9}\.?)[/. -](?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:19|20)[0-9]{2}[-/.]?(?:0[1-9]|1[0-2])[-/.]?[0-3][0-9]|[0-3]?[0-9](?:er|st|nd|rd|th|\.)?[ ]\pL{3,9}\.?,?[ ](?:19|20)?[0-9]{2}|\pL{3,9}[ ][0-3]?[0-9](?:st|nd|rd|th)?,?[ ](?:19|20)[0-9]{2})"
DATE = rf"(?:^|[^0-9])(?P<v>{_DATED})(?:[^0-9]|\z)"
"""Pattern for a date in any order and spelling."""


@cache_word_test
def fits_login(value: str) -> bool:
    """Return whether a labelled value is an account name, not a state, role or ordinary word."""
    bare = value.rstrip(".")
    if not 3 <= len(bare) <= 40 or bare.isdigit() or _identifies_no_one(bare):
        return False
    if not get_lazy_pattern(r"[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+){0,4}\$?").is_full_match(bare):
        return False
    if (
        bare.count(".") > 1
        or bare.count("_") > 1
        or any(part in _PROGRAM for part in bare.split(".")[: bare.count(".") * 2])
    ):
        return False
    return (
        bare.rpartition(".")[2].casefold() not in UNITS
        and not is_technical_number(bare)
        and not get_lazy_pattern(
            r"(?i).*(?:exception|error|service|manager|handler|impl|test|name|agent|client|server|system|admin|group|process|profile|policy|account)s?"
        ).is_full_match(bare)
    )


_PROGRAM = frozenset(
    [
        "snap",
        "os",
        "io",
        "re",
        "np",
        "pd",
        "sys",
        "self",
        "this",
        "req",
        "res",
        "ctx",
        "app",
        "db",
        "env",
        "std",
        "json",
        "java",
        "javax",
        "org",
        "com",
        "net",
        "system",
        "string",
        "config",
        "conf",
        "environ",
        "path",
        "request",
        "response",
        "form",
        "args",
        "opts",
        "key",
        "id",
        "set",
        "get",
        "api",
        "www",
        "mail",
        "http",
        "https",
        "smtp",
        "ftp",
        "ssh",
        "session",
        "cookie",
        "window",
        "document",
        "user",
        "data",
        "value",
        "text",
        "list",
        "dict",
        "item",
        "node",
        "file",
        "log",
        "cfg",
        "db",
        "sql",
        "csv",
        "xml",
        "html",
        "css",
        "js",
        "py",
        "sh",
        "local",
        "public",
        "private",
        "static",
        "main",
        "test",
        "lib",
        "src",
        "bin",
        "etc",
        "var",
        "tmp",
        "usr",
        "opt",
        "dev",
        "proc",
    ]
)
"""Words that programs join with dots."""


@cache_word_test
def is_certain_login(value: str) -> bool:
    """Return whether a value can only be an account name: letters and a number, *initial.name*, a suffix."""
    bare = value.rstrip(".")
    if not fits_login(bare):
        return False
    if is_name_login(bare):
        return True
    if get_lazy_pattern(r"[a-z]{3,14}[0-9]{1,4}|[A-Z]{4,12}[0-9]{1,3}").is_full_match(bare):
        return not is_ordinary_word(bare.rstrip("0123456789")) and not get_lazy_pattern(
            r"(?i)(?:[a-z]*(?:sda|eth|ttys|tty|usb|cpu|core|disk|node|win|line|step|page|test|utf|sha|md|ipv|http|base|bit|mp|pts|loop|vol|arm|amd|lib|python|php|sql|ora|log4j|rc|id|num|port|part|slot|dev|room|level|thread|worker|pool|gpu|ram|dimm|vlan|nvme|wlan|hci|tap|tun|lpt|com|exc|err)[0-9]+)"
        ).is_full_match(bare)
    return get_lazy_pattern(
        r"[a-z]{1,12}\.[a-z]{2,16}(?:-[a-z]{2,12})?[0-9]{0,2}|[a-z]{2,10}-(?:ext|adm|admin|ad|t[0-9]|a[0-9]|prest|stg|int|svc|priv|vip)|(?:ext|adm|a|x|t[0-9])[-_.][a-z]{3,16}"
    ).is_full_match(bare) and not any(
        (len(part) > 3 and is_ordinary_word(part)) or part in _PROGRAM
        for part in bare.replace("-", ".").split(".")
    )


@cache_word_test
def _identifies_no_one(value: str) -> bool:
    small = value.casefold()
    return (
        is_universal_name(value) or small in COMMON or small in NO_ACCOUNT or is_listed_ordinary_word(value)
    )


_NO_HOST = r"(?i)(?:dma|sha|rsa|ecdsa|ecdh|ssh|aes|chacha|curve|hmac|scram|pkcs|dh|des|md|utf|iso|cp|win|tls|ssl|http|https|ipv|ieee|wpa|wep|ms|e|s|kb|cve|rfc|gpo|vlan|sha2|nist|ed|diffie|group|gcm|ntlm|krb|ldap|smb|tcp|udp|icmp|x|php|java|jdk|jre|python|node|mysql|postgres|kernel|linux|debian|ubuntu|rhel|centos|fedora|systemd|docker|update|build|release|version|part|step|phase|level|type|class|mode|code|error|status|exit|event|usb|pci|sata|nvme|hdmi|dp|eth|wlan|enp|wlp|lo|tun|tap|br|veth|lpt|com)(?:[-_0-9].*)?"
"""Pattern for algorithms, standards and interfaces; their names have dashes and numbers like computer names.
"""


@cache_word_test
def fits_host(value: str) -> bool:
    """Return whether a value is a computer's name: hyphenated with a number, or capitals ending in one."""
    bare = value.rstrip(".")
    first = bare.partition(".")[0]
    if (
        not 4 <= len(bare) <= 80
        or first.casefold() in NO_HOST
        or _identifies_no_one(first)
        or is_technical_number(first)
    ):
        return False
    if get_lazy_pattern(_NO_HOST).is_full_match(first) or not get_lazy_pattern(
        r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?:\.[A-Za-z][A-Za-z0-9-]*)*\$?"
    ).is_full_match(bare):
        return False
    if "." in bare:
        return get_lazy_pattern(
            r"(?i).*\.(?:local|lan|corp|internal|intern|interne|intra|intranet|priv|prive|home|ad|loc|dom|site|lab|office|group|grp|corp|net|dmz|prod)"
        ).is_full_match(bare)
    return bool(
        get_lazy_pattern(
            r"[A-Za-z]{2,12}[0-9]{0,4}(?:-[A-Za-z0-9]{1,12}){0,4}-[A-Za-z]{0,6}[0-9]{1,6}[A-Za-z]?|[A-Za-z]{2,8}-[A-Z]{2,8}(?:-[A-Z0-9]{1,8}){0,3}|[A-Z]{3,10}[0-9]{2,5}|[a-z]{2,8}-[a-z]{2,10}-[a-z][0-9]"
        ).is_full_match(bare)
    )


def is_own_host_name(value: str) -> bool:
    """Return whether a labelled value is an organisation's own computer name, not a word or product."""
    return (
        5 <= len(value) <= 40
        and get_lazy_pattern(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*").is_full_match(value)
        and value.casefold() not in NO_HOST
        and not is_word(value)
        and not _identifies_no_one(value)
        and not is_technical_number(value)
        and not get_lazy_pattern(_NO_HOST).is_full_match(value)
    )
