"""Recognise computers by their names: a role and a number, or a name below a non-public domain."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.public_domains import is_public_domain

_ROLES = r"(?:srv|svr|serv|esxi?|rdsh?|rdcb|rdgw|dcs?|sql|ora|mbx|exch?|nas|san|filer?|fs|prn|prnt|prt|imp|bkp|bck|backup|sauv|veeam|hv|hyperv|vc|vcsa|vcenter|ctx|citrix|proxy|gw|vpn|dhcp|ldap|zbx|zabbix|jenkins|kube|k8s|sw|swi|fw|rtr?|wlc|pc|lt|nb|wks?|lap|kiosk|caisse|till|borne|erp|sap|crm|sccm|wsus|intra|pgsql|pg|calc|hpc|pprd|stg)"
"""Pattern for beginnings of computer names with a role."""
_LOOSE = r"(?:ts|tse|db|app|web|mail|smtp|file|print|vm|ad|dns|mon|sup|git|docker|node|master|ap|dsk|tab|pos|test|prod|prd|dev|rec|redis|mongo|kafka|mq|cache|gpu|lic|ntp|rad|log|ftp|xen|host|client|edge|core|dist|acc)"
"""Pattern for beginnings of computer names that count only in a text about computers."""
_NUMBERED = r"[a-z]{0,10}(?:-[a-z]{2,10}){0,2}-?[0-9]{1,4}[a-z]?"
_NAMED = r"srv-?[a-z]{3,10}|(?:esx|ctx|wsus)[a-z]{4,10}|(?:esx|ctx|nas|vm|sw|fw|pc|nb|lt)-[a-z]{3,10}"
_PUBLIC = frozenset(
    "www docs support community blog api bugs help forum forums download downloads dl developer developers learn kb status cdn static assets schemas schema news shop store lists irc tools guides search home m en fr de".split()
)
"""First DNS labels of public sites."""
_TECHNICAL = r"(?i)(?:sqlite|mysql|nosql|gnome|imps|pcie|pci|pcre|pcm|pcap|fsck|sap\.|prt|impl|impor|sands|sandbox|ldapsearch|swap|switch|sw[0-9]|fw[0-9]{3,}|pc[0-9]|dc[0-9]v|rt[0-9]|rtl|rtx|lt[0-9]|nb[0-9]|gw[0-9]|fs[0-9]|hv[0-9]|sap[0-9]|nas[0-9]{3}|erp[0-9]|esx[0-9]|esxi[0-9]|backup|filer|file|imp[0-9]|pgp|vpnv|vpn[0-9]|proxy[0-9]|wsus[0-9]|crm[0-9]|sql[0-9]).*"
_SERIES = r"[A-Z]{2,8}(?:-[A-Z]{2,8}){0,2}-0[0-9]{1,3}"
_NO_SERIES = r"(?:DP|HDMI|DVI|VGA|DSI|LVDS)(?:-[A-Z])?(?:-[0-9]){1,3}|.*-(?:19|20)[0-9]{2}(?:-.*)?|(?:WINDOWS|OFFICE|ABC|XYZ|PROJ|JIRA|HELP|TICKET|CF|HP|MFC|HL|DCP|ET|WF|XP|SC|TS|MG|MX|USB|WD|ST|GT|RTX|GTX|AES|SHA|RSA|TLS|SSL|ECDHE|DHE|ECDSA|GCM|CBC|UTF|WPA|WPA2|EAP|PEAP|X86|AMD|ARM|USN|DSA|GHSA|CWE|RHSA|MS|KB|AADSTS|ORA|TNS|PLS|DX|S|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SKU|ISO|IEC|UTC|GMT|CVE|KB|INC|REQ|RITM|CHG|ID|NO|NR|PO|INV|REF|V|VER|REV|ERR|ERROR|CODE|STEP|PAGE|ITEM|SQL|HTTP|E|SW|TEST|CASE|PART|FIG|SEC|CN|RFC|EN|DIN)-.*"
_PARTS = r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,8}){1,3}-[A-Z]{0,3}[0-9]{1,5}"
"""Pattern for three or more parts in capitals, the last one numbered: *DEHAM-W11-2207*."""
_JOINED = r"[a-z]{2,8}[0-9]{0,2}[a-z]?(?:-[a-z0-9]{1,8}){0,3}-[a-z]{0,4}[0-9]{1,4}[a-z]?"
_PACKAGES = r"(?:scram|hmac|ecdsa|lib|clang|golang|gcc|g\+\+|cpp|gnupg|openjdk|llvm|python|fonts|repack|dfsg|mingw|binutils|linux|kernel|php|perl|ruby|java|jdk|coretemp|latin|pinentry|groff|ubuntu|debian|win|utf|iso|cp|ipv|http|tls|ssl|sha|md|aes|rsa|gtk|qt|wpa|usb|hdmi|ddr|pcie|x86|amd|arm|i[0-9]|core|ryzen|intel|rtx|gtx|thinkpad|us|eu|ap|sa|af|me|ca|step|page|test|version|release|level|phase|part|id|ver|rev|error|code|exit|kb|cve|rfc|fig|table|wlp|enp|eth|tty|sd|nvme|loop|docker|vlan|agfa|pdr|gcr|log|font|adb|h264|mp|png|jpg).*"
_PACKAGE_PARTS = r"(?:rust|golang|haskell|ruby|tcl|qt[456]?|kf[56]|gnat|gobjc|gfortran|svt|xorg|xserver|xfonts|xbase|gir1|dbus|polkit|krb5|ossp|hurd|autopoint|spirv|fcitx5?|jboss|naist|josm|puredata|gambas3?|kdevelop|libc|ml|jpeg|utf|fido|html|msys)-.*|(?:[a-z0-9]+-){0,4}(?:exec|thread|worker|executor|listener|scheduling|acceptor|poller)-[0-9]{1,4}|.*-(?:l10n|i18n|i[36]86|amd64|arm64|armhf|x86|utf-?8|qt[456]|gtk[234]|av1|mp3|sha1|sha256|md5|cp[0-9]{3,4}|mipsen|node[0-9]{2})"
"""Pattern for packages of programming languages and desktops, and endings of packages: *rust-bzip2*,
*manpages-l10n*."""
_PREFIXED = r"(?:srv|svr|nas|esxi?|prn|pve|filer)[0-9]{0,2}(?:-[a-z0-9]{2,12}){1,3}"
"""Pattern for a prefix that only computers have, and words: *srv-archive*, *nas-photo*."""
_GENERIC = frozenset("server serveur storage drive disk disque share folder system box device id record records port backup os app user client software firmware type lookup host name".split())  # fmt: skip
"""Words after such a prefix that name a kind of thing: *nas-storage*."""
_NUMBERED_PLACE = r"(?:TILL|KASSE|CAISSE|POSTE|KIOSK|BORNE|TERM|SALLE|LAPTOP|NOTEBOOK|ACCUEIL|EMPFANG|RECEPTION|BUREAU|BUERO|LAGER|SRV|SERVER|SERVEUR|PRINTER|DRUCKER|IMPRIM|SCANNER)[0-9]{1,3}|SRV(?:[A-RT-Z][A-Z]|S[A-UW-Z])[A-Z]{2,10}[0-9]{0,3}"
"""Pattern for a place or role with a number, in capitals, or a server: *TILL04*, *SRVFOTO*."""
_ROLE_LAST = (
    r"[a-z]{2,14}-(?:thinkpad|elitebook|zbook|probook|optiplex|latitude|xps|nuc|raspi|rpi)[0-9]{0,3}|"
    r"[a-z]{2,10}-(?:fs|srv|svr|dc|ts|tse|rds|db|sql|nas|esx|nb|lt|vm|ws|wks|prn|exch|gw|fw|sw|ctx)[0-9]{1,3}"
)
_OWNED = r"(?P<v>[A-Z][a-z]{2,14})-(?:PC|Pc|LAPTOP|Laptop|Notebook|NB|MacBook|Macbook|Mac|iMac|iPad|iPhone|Desktop|Surface)(?:-[A-Za-z0-9]{1,10})?"
_OWNED_SMALL = (
    r"(?P<v>[a-z]{3,14})-(?:pc|laptop|notebook|macbook|mbp|imac|ipad|iphone|desktop)(?:-[a-z0-9]{1,10})?"
)
"""Pattern for a computer name that begins with an owner or place: *alt-fs1*, *Johns-MacBook-Air*."""
_FQDN = r"[A-Za-z0-9][A-Za-z0-9-]{0,40}(?:\.[a-z0-9][a-z0-9-]{0,40}){1,3}\.(?:int|com|net|org|eu|fr|de|be|ch|at|it|es|nl|uk|lu|pl|cz|se|dk|no|fi|pt|ie|us|ca|biz|info|cloud|group|tech|digital|bzh|paris|berlin|io|dev|app|co|care|scot|wales|london|online|works|systems|network|solutions|services|agency|gmbh|immo|swiss|alsace|corsica|hamburg|koeln|bayern|wien|coop|bio|health|edu|cat|eus|bzh|re|li|mc|nc|law|legal|clinic|hospital|school|academy|bank|energy|farm|hotel|studio|media|team|space|site|website|xyz|one|global|international|world|company|ltd|llc|inc|saarland|nrw|tirol|amsterdam|brussels|vlaanderen|gent|ro|hu|gr|sk|si|lt|lv|ee|bg|au|nz|jp|br|ac|ch|lu|schools|education|engineering|consulting|partners|finance|example|test|invalid)"
_TOLD = r"(?i)(?:[a-z0-9-]*[0-9][a-z0-9-]*|[a-z]+-[a-z-]+|vpn|webmail|intranet|extranet|portail\w*|owa|rds|rdweb|sso|adfs|gitlab|glpi|citrix|sharepoint|nextcloud|zimbra|exchange|autodiscover|remote|gateway|imap|smtp|pop|mx|ldap|sftp|ftp|nas|erp|crm|ged|sirh|paie|rh|hr|jira|confluence|wiki|jenkins|grafana|kibana|zabbix|nagios|centreon|srv[a-z]*|bastion|proxy)"
"""Pattern for first DNS labels of computers and tools in an organisation."""
_SERVICES = frozenset(
    "www api smtp smtps imap imaps pop pop3 mail ftp sftp git ssh gist raw registry download downloads static cdn vault app account accounts portal id auth pypi npm hub docker deb archive security mirror outlook login go update".split()
)
"""First labels of services that public sites offer."""


def is_public_host(name: str) -> bool:
    """Return whether a name is a public site or one of its services: *smtp.gmail.com*."""
    parts = name.casefold().split(".")
    if len(parts) < 2 or not is_public_domain(name):
        return False
    return len(parts) == 2 or (len(parts) == 3 and parts[0] in _SERVICES | _PUBLIC)


def is_own_domain_name(name: str) -> bool:
    """Return whether a name is below a domain that isn't a widely used public one."""
    return get_lazy_pattern(_FQDN).is_full_match(name) and not is_public_domain(name)


_OF_PROJECTS = r"(?i)(?:git|svn|cvs|keys|badge|translate|security|man|mailing-list|web)\..*\.(?:org|info|io|ht)|(?i)ntp\..*"
"""Pattern for the sites of a public software project, and public time servers: *keys.example.org*."""


@cache_word_test
def is_certainly_host(word: str) -> bool:
    """Return whether a word is a computer wherever it occurs: *srvfic2*, *TILL-07*, *mbx2.lormand.int*."""
    if "." in word:
        first = word.partition(".")[0]
        inside = get_lazy_pattern(_TOLD).is_full_match(first) or (
            word.count(".") > 1
            and first.casefold() not in _PUBLIC
            and not get_lazy_pattern(_OF_PROJECTS).is_full_match(word)
        )
        return bool(inside) and is_own_domain_name(word)
    if is_package(word):
        return False
    if get_lazy_pattern(_SERIES).is_full_match(word) or get_lazy_pattern(_PARTS).is_full_match(word):
        return not get_lazy_pattern(_NO_SERIES).is_full_match(word)
    if word.partition("-")[0] in ("lenovo", "dell", "hp", "intel", "ibm", "asus", "acer"):
        return False  # a model with its maker
    if get_lazy_pattern(_ROLE_LAST).is_full_match(word) or _has_sure_prefix(word):
        return True
    owned = get_lazy_pattern(_OWNED_SMALL if word.islower() else _OWNED).match(word)
    if owned is not None and owned.end() == len(word):
        return not is_word(owned["v"]) and not is_word(owned["v"].rstrip("s"))
    return _has_role(word, _ROLES) or _has_joined_unlisted_parts(word)


def _has_sure_prefix(word: str) -> bool:
    """Return whether a word begins with a computer's role, or is a place with a number: *srv-archive*."""
    if get_lazy_pattern(_NUMBERED_PLACE).is_full_match(word):
        return True
    return get_lazy_pattern(_PREFIXED).is_full_match(word) and _GENERIC.isdisjoint(word.split("-"))


@cache_word_test
def is_package(word: str) -> bool:
    """Return whether a word that looks like a computer is a package or an algorithm: *rust-bzip2*."""
    return get_lazy_pattern(rf"(?i)(?:{_PACKAGE_PARTS})").is_full_match(word)


def may_be_host(word: str) -> bool:
    """Return whether a word is a computer in a text about computers."""
    if "." in word:
        return word.partition(".")[0].casefold() not in _PUBLIC and is_own_domain_name(word)
    sited = (
        get_lazy_pattern(r"[a-z]{2,5}[0-9]{2,3}[a-z]{1,4}[0-9]{2,5}").is_full_match(word) and len(word) > 7
    )
    return (
        is_certainly_host(word)
        or _has_role(word, _LOOSE)
        or _begins_with_site_code(word)
        or sited
        or _has_role_part(word)
    )


_PARTS_OF_HOSTS = frozenset(
    "srv svr fs dc ts tse rds db sql nas esx esxi vm vc ctx erp crm sap web app mail mx exch vpn gw fw sw ap wlc pc nb lt ws wks prn print prt imp pos till kiosk scan mfp cam tv bkp bck backup proxy dns dhcp ldap ntp ftp sftp git ci jump bastion term terminal store lab hv pve k8s".split()
)
"""Parts of computer names that state a role."""
_SURE_PARTS = frozenset(
    "srv svr fs dc rds nas esx esxi vm ctx fw sw gw ap pc nb lt ws wks vpn sql db prn tse erp".split()
)
"""Parts that only computer names have next to a number."""


def _has_role_part(word: str) -> bool:
    """Return whether a lowercase name has a part for a role, and a name or number: *pelikan-ts*."""
    parts = word.split("-")
    if (
        not 2 <= len(parts) <= 4
        or not word.islower()
        or not all(part.isalnum() and part.isascii() for part in parts)
    ):
        return False
    if parts[0] == "ci" and word.replace("-", "").isalpha():
        return False  # *ci-joint*
    roles = [part for part in parts if part.rstrip("0123456789") in _PARTS_OF_HOSTS]
    others = [part for part in parts if part not in roles]
    if not roles or is_package(word) or get_lazy_pattern(_PACKAGES).is_full_match(word):
        return False
    named = any(len(part) > 1 and part.isalpha() and not is_word(part) for part in others)
    sure = any(part.rstrip("0123456789") in _SURE_PARTS for part in roles)
    return named or (sure and any(map(str.isdigit, word))) or (sure and not others)


_PLACED = r"(?P<v>[a-z]{2,3})-(?P<w>[a-z]{4,12})(?:-(?P<x>[a-z]{3,10}|[0-9]{1,3}[a-z]?))?"
_TERMINAL = r"[a-z]{2,8}[0-9]{1,3}-(?:term|kiosk|pc|srv|web|db|app|nas|sql|prn|print|tab|scan|scanner|esx|vm|cam|ap|sw|fw|rt|display|mac|nb|lt|ws)"
_NO_PLACE = frozenset(
    "ci co re un de in en pre non ex sub bi tri app on off up vis mi air le la ne se mac win lib usb ssh git apt dns tls ssl wi cd go is to by of eh do no my us uk eu fr an pro per "
    "gtk xdg x11 gnu gcc deb rpm npm pip xml sql http ftp tcp udp ip smb nfs lvm efi ntp ssd pci cpu gpu ram hot pop add set get put log out opt old new one two all any end use sys "
    "dev etc bin var tmp usr run lxc mdm kde sd hd tv pc id os ui io ai it am pm et au du des les un une sur par est peu ni demi mot der die das ein zu ab an aus bei um vor mit".split()
)
"""Beginnings of words, packages and commands, not of computer names: *co-worker*, *git-receive*."""


def _begins_with_site_code(word: str) -> bool:
    """Return whether a name begins with a site or team code that isn't a word: *lw-besprechung-2*."""
    found = get_lazy_pattern(_PLACED).match(word)
    if get_lazy_pattern(_TERMINAL).is_full_match(word) and not get_lazy_pattern(_PACKAGES).is_full_match(
        word
    ):
        return True
    if found is None or found.end() != len(word) or get_lazy_pattern(_PACKAGES).is_full_match(word):
        return False
    place, number = found["v"], found["x"] if found.has_group("x") else ""
    if place in _NO_PLACE:
        return False
    return len(place) == 2 or (not is_word(place) and number[-1:].isdigit())


def _has_joined_unlisted_parts(word: str) -> bool:
    """Return whether a lowercase name has a number and parts that aren't all words: *vmlx-erp-p03*."""
    if not get_lazy_pattern(_JOINED).is_full_match(word) or get_lazy_pattern(_PACKAGES).is_full_match(word):
        return False
    if get_lazy_pattern(
        r"(?:.*-)?(?:release|version|update|updating|build|step|part|page|chapter|section|figure|table|issue|to|covid)(?:-.*)?"
    ).is_full_match(word):
        return False  # the anchor of a heading, or a disease
    if get_lazy_pattern(r".*-[0-9a-f]{6}").is_full_match(word):  # a stand-in after ``\\n``: *etwork-ab1234*
        return False
    return not all(is_word(part.rstrip("0123456789")) for part in word.split("-")[:-1])


def _has_role(word: str, roles: str) -> bool:
    """Return whether a name has a role and a number, or a role and a name, and isn't a word or term."""
    if not 4 <= len(word) <= 30 or not word.islower() or not (word[0].isalpha() and word.isascii()):
        return False
    if get_lazy_pattern(_TECHNICAL).is_full_match(word) or is_word(word.rstrip("0123456789")):
        return False
    return get_lazy_pattern(rf"{roles}{_NUMBERED}|{_NAMED}").is_full_match(word)
