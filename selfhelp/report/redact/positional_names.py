"""Rules for people and computers identified by their place: paths, accounts, shares, labels, certificates."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.number_checks import make_mac_placeholder, parse_ip_address
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Replace,
    Rule,
    find_line_start,
    make_deviation_pattern,
    make_left_boundary_pattern,
    make_words_pattern,
    replace_group,
)
from selfhelp.report.redact.vocabulary.listed_words import is_listed_word, is_word
from selfhelp.report.redact.word_lists import (
    NO_ACCOUNT,
    NO_HOST,
    NO_SECRET,
    NO_SERIAL,
    UNITS,
    WELL_KNOWN,
    is_hidden_share,
)

_W = r"\pL\pN_"
_NAME = rf"{_W}.+'-"
_AT = r"(?:@|%40|\\u0040|&#64;|&#x40;|&commat;)"
_MAIL = (
    rf"{make_left_boundary_pattern(_NAME)}(?P<user>[{_W}+'-](?:[{_NAME}]|%2[BbEeDd])*){_AT}"
    rf"(?P<domain>(?:[{_W}-]+\.)+\pL\pL+)"
)
_SEG = r"[^\\/:*?\"<>|\r\n%]"
_USERS = r"(?:users|documents and settings|home)"
_HOME = (
    r"(?i)(?:(?:/|%2f|&#x2f;|&#47;)(?:home|run(?:/|%2f)media)|(?:^|[^\w.)/-]|file://)(?:/|%2f)media|(?:^|[^\pL\pN_.-]|[^\pL\pN_][a-z]|%[0-9a-f]{2}|\\[nrt])(?:/|%2f|&#x2f;|&#47;)users|/var/(?:spool/cron/crontabs|mail|lib/AccountsService/users))"
    r"(?:/|%2f|&#x2f;|&#47;)(?P<user>(?:[^\s\\/:*?\"'<>|,;)\]}%&]|%(?:2[0-9a-e]|5[0-9abd-f]|[0134678-9a-f][0-9a-f]))+)"
)
_BACK = r"(?:\\|%5c|\\u005c|&#92;|&#x5c;)+"
_PROFILE = (
    rf"(?i){_BACK}{_USERS}{_BACK}"
    rf"(?:(?P<long>{_SEG}{{1,64}}?){_BACK}[^\s\\]|(?P<user>[^\s\\/:*?\"'<>|,;)\]}}%&]+))"
)
_DOMAIN_USER = (
    rf"(?:^|[^{_W}\\/.-]|\\[nrt])(?P<domain>[A-Z][A-Z0-9-]{{1,14}})(?P<slash>\\{{1,4}}|%5[Cc])"
    r"(?P<user>(?:[A-Za-z]|[0-9]{1,12}[A-Za-z])[\w-]{0,30}(?:\.[\w-]{1,30}){0,2}\$?)"
)
_NO_DOMAIN = frozenset(
    "HKLM HKCU HKCR HKU HKCC BUILTIN VORDEFINIERT INTEGRE PREDEFINITO SOFTWARE SYSTEM WINDOWS ROOT ACPI USB PCI HID SWD STORAGE MICROSOFT NT "
    "AUTHORITY SERVICE APPPOOL DRIVERS SECURITY SAM HARDWARE BTH DISPLAY HDAUDIO SCSI UMB UEFI MMDEVAPI "
    "ERROR WARN WARNING INFO DEBUG FATAL TRACE OK PRINTENUM BTHENUM BTHLEDEVICE USBSTOR USBPRINT SD UMDF WPDBUSENUM COMPOSITEBUS NTDS IIS MSSQL".split()
)
_LABELLED = (
    rf"(?:^|[^{_W}-])(?i:user[ _-]?name|username|logname|user|login|utilisateur|nom d['’]utilisateur|account(?:[ _]name)?|"
    r"compte|owner|logon[ _]name|display[ _-]?name|full[ _-]?name|ruser|logged in as|run ?as|nom complet)"
    rf"[\"']?\s{{0,3}}(?:=|:|=>)\s{{0,8}}[\"']?(?P<user>\pL[{_W}.$-]+)"
)
_FOR_USER = r"(?m)(?:\b(?:for|invalid) user |\bpassword for |pour l['’]utilisateur )[\"'«]?\s?(?P<user>[A-Za-z][\w.!#$%&*+?^~-]{0,31}?)(?:[\"'(»]| from |\s*$|[:,)]|\.(?:\s|$))"
_UNC = rf"(?:^|[^{_W}:%\\]|\\[nrt])(?P<lead>\\\\|\\{{4}})(?P<host>[A-Za-z0-9][\w.-]{{0,253}})(?P<slash>\\{{1,2}})(?P<share>[\w$.-]{{1,80}})"
_SID = (
    rf"{make_left_boundary_pattern('A-Za-z0-9')}S-1-(?:5-21|12-1)-"
    r"(?P<domain>[0-9]{1,10}-[0-9]{1,10}-[0-9]{1,10})-(?P<rid>[0-9]{1,10})"
)
_INTERNAL = (
    rf"(?:^|[^{_W}.@/\\-]|(?:^|[^{_W}])/|%[0-9A-Fa-f]{{2}}|\\[nrt])(?P<v>_?[A-Za-z0-9][\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{0,6}}"
    r"\.(?:local|lan|corp|internal|intranet|intra|localdomain|localnet|home\.arpa))"
)
_SERIALS = (
    "serial(?:[ _-]?(?:number|no))?", "(?:n°|numéro|numero|no) de série", "asset[ _-]?tag", "service[ _-]?tag", "machine[ _-]?id",
    "device[ _-]?id", "hardware[ _-]?uuid", "system[ _-]?uuid", "product[ _-]?uuid", "identifyingnumber",
)  # fmt: skip
_SERIAL = (
    rf"(?:{make_words_pattern(_SERIALS)}|{make_words_pattern(['s/n', 'imei', 'imsi', 'iccid', 'uuid'], bound=True)})"
    r"(?: \(system\))?[\"']?\s{0,3}[:=#]\s{0,8}[\"']?\{?(?P<v>[A-Za-z0-9][A-Za-z0-9./-]{3,60})"
)
_SERIAL_BELOW = r"(?i)(?:^|\n)[ \t]*(?:serial ?number|identifyingnumber)[ \t]*(?:\r*\n)+[ \t]*(?P<v>[A-Za-z0-9-]{5,30})[ \t]*(?:\r|\n|$)"
_SSID = (
    rf"(?:^|[^{_W}])(?i:e?ssid|all user profile|profil tous les utilisateurs)[\"']?(?:\s[0-9]{{1,3}})?\s{{0,20}}[:=]\s{{0,8}}"
    r"(?:\\?\"(?P<a>[^\"\\\r\n]{1,64})|'(?P<b>[^'\r\n]{1,64})'|(?P<c>[^\s\"'][^\r\n,;]{0,63}))"
)
_DN = r"(?i)CN=(?P<v>(?:\\.|[^,=\\\r\n])+)(?P<more>(?:,\s?(?:OU|CN|O)=(?:\\.|[^,=\\\r\n])+)*),\s?(?P<dc>DC=[\w-]+(?:,\s?DC=[\w-]+)*)"
_SUBJECT = r"(?i)\bsubject[\"']?\s{0,3}[:=]\s{0,8}[^\r\n]{0,200}?\bCN\s?=\s?(?P<v>[^,/\r\n\"]{2,100})"
_MAIL_SUBJECT = r"(?im)(?:^(?:subject|objet|sujet): |\bsubject=[\"<])(?P<v>[^\r\n\">]{1,200})"
_TITLE = r"(?i)(?:window[ _]?title|mainwindowtitle|titre de la fenêtre|wm_name\(\w{1,20}\))[\"']?\s{0,20}[:=]\s{0,8}[\"']?(?P<v>[^\r\n\"]{1,300})"
_PLACE = (
    r"(?i)(?:\b(?:gps[ _]?)?(?:lat(?:itude)?|lon(?:gitude)?|lng)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<v>-?[0-9]{1,3}\.[0-9]{2,20})"
    r"|\bgeo:(?P<w>-?[0-9]{1,3}\.[0-9]{2,20},-?[0-9]{1,3}\.[0-9]{2,20}))"
)
AUTHORITY = r"(?i)\b(?:ca|root|authority|certificate|certification|ssl|tls|signing|global|microsoft|apple|google|windows|local|issuing|g[0-9]|r[0-9]|x[0-9])\b"


_SHARED = frozenset(("git", "hg"))
"""Shared accounts on source code servers."""
_ALGORITHMS = frozenset(("openssh.com", "libssh.org", "lysator.liu.se", "ssh.com", "tinyssh.org"))
"""Domains after an at sign in names of algorithms (RFC 4251, 6)."""


_RESERVED = (
    r"(?i)(?:example|beispiel|exemple)\.(?:com|org|net|invalid|test)|domain\.tld|domaine\.tld|firma\.tld"
)
_EXAMPLES = frozenset(
    "firstname lastname vorname nachname prenom nom prénom benutzername username jdoe".split()
)


def _is_reserved_domain(domain: str) -> bool:
    """Return whether a domain is reserved for examples (RFC 2606), or a pattern of one."""
    return get_lazy_pattern(_RESERVED).is_full_match(domain)


_NO_UNIT = (
    r"%40|u0040|&#64;|&#x40;|&commat;|@(?:[^0-9]|\z|[0-9]+(?:[^0-9.]|\z|\."
    + make_deviation_pattern((*"service", r"\s\""))
    + "))"
)
"""Pattern for an at sign outside the name of a numbered systemd unit, which may be in every line of a log."""


def _may_contain_email_address(block: str) -> bool:
    return get_lazy_pattern(_NO_UNIT).search(block) is not None


def _replace_email_address(match: Match, aliases: Aliases) -> str | None:
    domain, user = match["domain"], unquote(match["user"])
    if (
        domain.rpartition(".")[2].lower() in UNITS
        or user.strip("'").lower() in _SHARED
        or domain.lower() in _ALGORITHMS
    ):
        return None
    if _is_reserved_domain(domain) and all(
        is_word(part) or part in _EXAMPLES
        for part in user.casefold().replace("_", ".").replace("-", ".").split(".")
    ):
        return None
    before = match.string[match.start() : match.start("user")]
    return before + aliases.make_email_placeholder(user, domain)


_BEHIND_HOST = r"\bhost-[0-9a-f]{6}\.(?P<v>[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})"


def replace_domains_of_hosts(text: str, aliases: Aliases) -> str:
    """Return a text with the domains after replaced computers replaced too."""
    if "host-" not in text:
        return text

    def replace(match: Match, aliases: Aliases) -> str | None:
        last = match["v"].rpartition(".")[2].lower()
        is_file = last in UNITS or last in {
            "gz",
            "zip",
            "bz2",
            "xz",
            "bak",
            "old",
            "tmp",
            "csv",
            "pdf",
            "pem",
            "crt",
            "key",
        }
        return (
            None
            if is_file or is_placeholder(match["v"])
            else replace_group(match, "v", aliases.make_placeholder("dom", match["v"]))
        )

    return Rule("dom", (), _BEHIND_HOST, replace, NO_WORD).apply(text, aliases, Counter())


def make_account_placeholder(aliases: Aliases, name: str) -> str:
    """Return the placeholder for an account name; names that every computer has stay, as do placeholders."""
    shown = unquote(name).strip()
    bare = shown.rstrip("$")
    if is_universal_name(bare) or is_placeholder(shown):
        return name
    return aliases.make_placeholder("user", bare)


_KERNEL = r"(?:[^\r\n]{0,80}[ ])?kernel(?:\[[0-9]+\])?: .*"


def is_kernel_line(text: str, place: int) -> bool:
    """Return whether a log line up to a position is from the kernel; it knows no people and accounts."""
    low = max(text.rfind("\n", max(0, place - 400), place) + 1, place - 400)
    if text.find("kernel", low, place) < 0:
        return False  # nearly all lines
    return get_lazy_pattern(_KERNEL).is_full_match(text[low:place])


def is_universal_name(name: str) -> bool:
    """Return whether an account or host name identifies no one: it exists everywhere, or is a number."""
    return name.casefold() in WELL_KNOWN or name.isdigit() or name.startswith("systemd-")


def _find_name_in_home(match: Match) -> tuple[int, int]:
    """Return the start and end of the name in a path; a comma or many words continue as a sentence."""
    start, end = match.span(match.find_first_group("long", "user") if match.has_group("long") else "user")
    name = match.string[start:end]
    if ", " in name or name.count(" ") > 2:
        end = start + len(name.split(" ")[0].rstrip(",;)'"))
    return start, end


def _replace_home_folder(match: Match, aliases: Aliases) -> str | None:
    start, end = _find_name_in_home(match)
    name, root = match.string[start:end], match.string[match.start() : start]
    if not name or name.casefold() in {"all users", "default user", "..", "."} or set(name) & set("$*{}"):
        return None
    if name.casefold().endswith((".json", ".html", ".php", ".xml")):
        return None
    if "media" in root.lower() and name.casefold() in {"cdrom", "usb", "floppy"}:
        return None
    return root + make_account_placeholder(aliases, name)


def _find_home_end(match: Match) -> int:
    return _find_name_in_home(match)[1]


_PLACEHOLDERS = frozenset(("DOMAIN", "DOMAINE", "DOMÄNE", "DOM", "COMPANY", "FIRMA"))


def _replace_domain_user(match: Match, aliases: Aliases) -> str | None:
    user = match["user"]
    if match["domain"] in _PLACEHOLDERS and user.casefold() in ("username", "benutzername", "login", "name"):
        return None  # how an account name is written
    if match["domain"] in _NO_DOMAIN or is_universal_name(user) or len(user) < 3 or user.casefold() == "user":
        return None
    if user[0] in "nrt" and user[1].isupper() and match["slash"] == "\\":
        return None  # a line break or tab as programs write it: ``OK\\nNext``
    before = match.string[match.start() : match.start("domain")]
    new = f"{aliases.make_placeholder('dom', match['domain'])}{match['slash']}{make_account_placeholder(aliases, match['user'])}"
    return before + new


_SPEAKS = r"(?i)[ \t>*-]{0,6}[\[(]?[0-9]{1,2}[:h.][0-9]{2}(?:[:.][0-9]{2})?(?:[ ]?[AP]M)?[\])]?[ ,–-]{0,3}\pL+[ ]?:[ ]"


def is_start_of_chat_message(text: str, place: int) -> bool:
    """Return whether a chat message starts here, after only a time and a speaker: *09:02 user: …*."""
    low = find_line_start(text, place, 400)
    return text[low - 1 : low] in ("", "\n") and get_lazy_pattern(_SPEAKS).is_full_match(text[low:place])


_SPEAKER = r"(?i)[ \t>*-]{0,6}\pL+[ ]?:[ ]"
_OTHER_SPEAKER = r"(?im)^[ \t>*-]{0,6}(?:agent|support|(?:chat)?bot|assistante?|operator|help ?desk|technicien(?:ne)?|technician|techniker(?:in)?|advisor|conseill(?:er|ère)|berater(?:in)?)[ ]?:[ ]\pL+[ ,']"


def _is_in_transcript(text: str, place: int) -> bool:
    """Return whether a message of several words starts here, below or above one of a supporter: *Agent: …*."""
    low = find_line_start(text, place, 100)
    if not get_lazy_pattern(_SPEAKER).is_full_match(text[low:place]):
        return False
    message = text[place : place + 80].partition("\n")[0]
    near = text[max(0, low - 300) : low] + text[place : place + 300].partition("\n")[2]
    return message.count(" ") > 1 and get_lazy_pattern(_OTHER_SPEAKER).search(near) is not None


_GOES_ON = r"(?i)[ ](?:who|which|that|what|the|it|its|we|you|they|their|of|for|to|qui|que|de|d['’]|ne|n['’]|il|elle|on|nous|vous|les|la|le|un|une|die|der|das|den|dem|ein|eine|er|es|sie|wir|ihr|nicht|dessen)[ \pL]"
"""Pattern for continuations of a sentence, after which its first word isn't an account name."""


_SENTENCE = r",?(?:[ ](?:\pL+['’])?\pL+){3}"
"""Pattern for three words after a sentence's first word, without a label between them."""
_COMPONENT = r"(?:com|org|net|io|de|fr)\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"
"""Pattern for a program part named after a domain: *com.example.agent*."""


def _replace_labelled_account(match: Match, aliases: Aliases) -> str | None:
    name = match["user"].rstrip(".-")
    if name.casefold() in NO_SECRET or not 2 <= len(name) <= 64:
        return None
    if name.casefold() in NO_ACCOUNT or name.startswith("self."):
        return None
    end, label = match.end(), match.string[match.start() : match.start("user")]
    if get_lazy_pattern(_GOES_ON).match(match.string[end : end + 12]) is not None and is_word(name):
        return None  # *one account: anyone who …*
    if is_start_of_chat_message(match.string, match.start("user")) and is_word(name):
        return None
    if _is_in_transcript(match.string, match.start("user")):
        return None
    if "\n" in label and ":" in match.string[end : end + 80].partition("\n")[0]:
        return None  # an empty value; the next line has a label of its own
    if get_lazy_pattern(_COMPONENT).is_full_match(name):
        return None
    following = match.string[end : end + 60].partition("\n")[0]
    if is_word(name) and get_lazy_pattern(_SENTENCE).match(following) is not None:
        return None  # *User: great, thanks a lot*
    if name.islower() and is_word(name) and _goes_on_in_lowercase(following):
        return None  # *login: timed out after 60 seconds*
    if match.string[end : end + 3] == " = " or match.string[end : end + 1] == "[":
        return None
    if label.count('"') == 1 and ":" in label and label.endswith((" ", ":")):
        return None  # ``"account": trouble`` is a variable: JSON has quotes on both sides
    return replace_group(match, "user", make_account_placeholder(aliases, name) + match["user"][len(name) :])


_BESIDE_ACCOUNTS = frozenset(
    "password pass pw pwd mdp mot passwort kennwort code and or et ou und oder with avec mit on from at in to "
    "sur depuis dans auf von bei is was has est a ist hat war wurde can cannot logged locked via for pour für".split()
)
"""Words after an account's name; after a word that only begins a sentence, others follow."""


def _goes_on_in_lowercase(following: str) -> bool:
    """Return whether a lowercase dictionary word that seldom follows an account continues a sentence."""
    found = get_lazy_pattern(r"[ ](?P<v>\p{Ll}{2,})(?:[ .,;]|\z)").match(following)
    return found is not None and found["v"] not in _BESIDE_ACCOUNTS and is_word(found["v"])


def _replace_account_after_for_user(match: Match, aliases: Aliases) -> str | None:
    if match["user"].casefold() in NO_SECRET or is_listed_word(match["user"]):
        return None
    return replace_group(match, "user", make_account_placeholder(aliases, match["user"]))


def _replace_share(match: Match, aliases: Aliases) -> str | None:
    host, share = match["host"], match["share"]
    if (
        is_placeholder(host)
        or host.casefold() in NO_HOST
        or get_lazy_pattern(r"x[0-9a-f]{2}.{0,6}").is_full_match(host)
    ):
        return None  # bytes as programs write them
    new = share if is_hidden_share(share) else aliases.make_placeholder("network", share)
    address = parse_ip_address(host)
    shown = aliases.make_ip_placeholder(address) if address else aliases.make_full_host_placeholder(host)
    before = match.string[match.start() : match.start("lead")]
    return f"{before}{match['lead']}{shown}{match['slash']}{new}"


def _replace_sid(match: Match, aliases: Aliases) -> str:
    """Replace the domain part of a SID, and the RID of a person (1000 and above); built-in RIDs stay."""
    start = match.string.find("S-1-", match.start())
    rid, whole = match["rid"], match.string[start : match.end()]
    domain = aliases.make_placeholder("sid", match["domain"])
    new = f"{domain}-{rid}" if len(rid) < 4 else f"{domain}-{aliases.make_placeholder('user', whole)}"
    return match.string[match.start() : start] + new


def _replace_internal_host(match: Match, aliases: Aliases) -> str | None:
    first = match["v"].partition(".")[0].lower()
    if first in {
        "rc",
        "com",
        "system",
        "org",
        "net",
        "usr",
        "java",
        "jdk",
        "sun",
        "localhost",
    } or is_placeholder(first):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(match["v"]))


def make_serial_placeholder(aliases: Aliases, value: str) -> str:
    """Return the placeholder of a serial number, such as a computer's; manufacturers' dummy values stay."""
    listed = value.casefold().split()
    if all(word in NO_SERIAL for word in listed):
        return value
    return make_mac_placeholder(aliases, value) or aliases.make_placeholder("hw", value)


OF_ONE_JOB = r"(?i)(?:job|request|message|msg|session|document|trace|transaction)[-_ ]?uuid[\"']?[ ]?[:=][ ]?[\"']?(?:urn:(?:uuid:?)?)?\z"
"""Pattern for the label of a UUID that is valid only for a moment."""


def _replace_serial(match: Match, aliases: Aliases) -> str | None:
    if not any(c.isdigit() for c in match["v"]) or "UUID=" in match[""] or "uuid=" in match[""]:
        return None  # ``root=UUID=…`` is a file system
    before = match.string[max(0, match.start("v") - 48) : match.start("v")]
    if get_lazy_pattern(OF_ONE_JOB).search(before) is not None:
        return None
    return replace_group(match, "v", make_serial_placeholder(aliases, match["v"]))


def _replace_ssid(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("a", "b", "c")
    name = match[group].strip()
    if name[:1] == "<" and name[-1:] == ">":
        return None
    if (
        not name
        or name.casefold() in NO_SECRET | {"eduroam", "govroam", "freifunk", "off/any", "off", "hidden", "--"}
        or is_placeholder(name)
    ):
        return None
    return replace_group(match, group, aliases.make_placeholder("network", name))


def _replace_distinguished_name(match: Match, aliases: Aliases) -> str:
    """Replace the person or computer and the domain of ``CN=Marie Dupont,OU=Sales,DC=corp,DC=example``."""
    name = match["v"]
    kind = "host" if name.endswith("$") else "user"
    parts = get_lazy_pattern(r"(?i)DC=(?P<v>[\w-]+)").finditer(match["dc"])
    domain = ".".join(part["v"] for part in parts)
    before = match.string[match.start() : match.start("v")]
    shown = (
        name
        if is_placeholder(name) or is_universal_name(name.replace(" ", ""))
        else aliases.make_placeholder(kind, name)
    )
    kept = match["dc"] if is_placeholder(domain) else f"DC={aliases.make_placeholder('dom', domain)}"
    return f"{before}{shown}{match['more']},{kept}"


def _replace_certificate_subject(match: Match, aliases: Aliases) -> str | None:
    """Replace a person or computer in a certificate's subject; certificate authorities stay."""
    name = match["v"].strip()
    if is_placeholder(name) or get_lazy_pattern(AUTHORITY).search(name):
        return None
    if name.casefold() in ("example.com", "example.org", "example.net", "localhost"):
        return None
    kind = "user" if " " in name else "host"
    return replace_group(
        match,
        "v",
        aliases.make_placeholder(kind, name) if kind == "user" else aliases.make_full_host_placeholder(name),
    )


def _make_words_replacer(kind: str, group: str = "v") -> Replace:
    def replace(match: Match, aliases: Aliases) -> str | None:
        found = match.find_first_group(group, "w") if match.has_group("w") else group
        value = match[found].strip()
        if (
            not value
            or is_placeholder(value)
            or value.casefold() in NO_SECRET
            or value.upper().startswith("CN")
        ):
            return None
        return replace_group(match, found, aliases.make_placeholder(kind, value))

    return replace


_LABELS = (
    "user", "login", "logname", "compte", "account", "owner", "name", "utilisateur", "logged", "nom", "run",
)  # fmt: skip
_SERIAL_LABELS = (
    "serial", "s/n", "série", "asset", "imei", "imsi", "iccid", "uuid", "identifyingn",
    *(f"{word}{mark}{end}" for word, end in (("machine", "id"), ("device", "id"), ("service", "tag")) for mark in ("", " ", "_", "-")),
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for names identified by their place; enclosing forms run first."""
    return (
        Rule("sid", ("s-1-",), _SID, _replace_sid, "[0-9]|-[0-9]"),
        Rule("user", ("dc=",), _DN, _replace_distinguished_name),
        Rule("user", ("subject",), _SUBJECT, _replace_certificate_subject),
        Rule("title", ("subject", "objet: ", "sujet: "), _MAIL_SUBJECT, _make_words_replacer("title")),
        Rule("title", ("title", "titre", "wm_name"), _TITLE, _make_words_replacer("title")),
        Rule("email", ("@", "%40", "u0040", "&#64;", "&#x40;", "&commat;"), _MAIL, _replace_email_address, NO_WORD, sieve=_may_contain_email_address),
        Rule("host", ("\\\\",), _UNC, _replace_share),
        Rule("user", ("users", "home", "media", "/mail", "cron"), _HOME, _replace_home_folder, extend=_find_home_end),
        Rule("user", ("users", "settings", "home"), _PROFILE, _replace_home_folder, extend=_find_home_end),
        Rule("user", ("\\", "%5c"), _DOMAIN_USER, _replace_domain_user, rf"\\*[{_W}]|\.[{_W}]|:[\\/0-9]"),
        Rule("user", _LABELS, _LABELLED, _replace_labelled_account, rf"[{_W}@\\/.(:=-]"),
        Rule("user", (" user ", "password for", "utilisateur "), _FOR_USER, _replace_account_after_for_user),
        Rule("network", ("ssid", "profil"), _SSID, _replace_ssid),
        Rule("hardware", _SERIAL_LABELS, _SERIAL, _replace_serial, NO_WORD),
        Rule("hardware", ("serial", "identifyingn"), _SERIAL_BELOW, _replace_serial),
        Rule("place", ("lat", "lon", "lng", "geo:"), _PLACE, _make_words_replacer("place")),
        Rule("host", (".local", ".lan", ".corp", ".int", ".home.arpa"), _INTERNAL, _replace_internal_host, rf"[{_W}-]|\.[{_W}]"),
    )  # fmt: skip
