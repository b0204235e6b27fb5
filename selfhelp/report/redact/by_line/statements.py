"""Rules for secrets in statements without an equals sign, as used by routers, switches and daemons.

``enable secret x``, ``set psksecret ENC x``, ``bindpw x``: a keyword, words for the encoding, the value. A
statement has no words that only sentences have; a plain word counts only in a statement with a known first
word, or of two words.
"""

# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_line.shell_parser import Word, iter_shell_words
from selfhelp.report.redact.name_value_pairs import is_secret_name, split_name_into_words
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_SURE = frozenset(
    (
        "password passwd passphrase psk pre-shared-key preshared-key pre-shared-secret shared-secret "
        "key-string psksecret "
        "authentication-key privacy-key auth-pwd priv-pwd auth-password priv-password encrypted-password "
        "bindpw rootpw "
        "wpa-passphrase wpa-psk wpa2-psk set-key plaintext requirepass masterauth ldap_default_authtok "
        "authtok "
        "plain-text-password-value key-material community-string ppp-password chap-secret pap-secret "
        "md5-key "
        "authentication-password privacy-password login-password web-password user-password admin-password "
        "community-name shared-key wireless_wpa wireless_wep enable-password root-password "
        "user-password-again root-password-again userpasswd sharedsecret"
    ).split()
)
"""Keywords before a secret in any statement."""
_UNSURE = frozenset(
    (
        "secret key community pass pw pwd auth md5 rocommunity rwcommunity simple pin token authentication"
    ).split()
)
"""Keywords before a secret only in device statements."""
_HOW = frozenset(
    (
        "0 4 5 6 7 8 8a 9 10 51 ascii ascii-text hex hexadecimal cipher simple plain plaintext plain-text "
        "clear cleartext "
        "clear-text encrypted unencrypted enc irreversible-cipher reversible-cipher md5 sha sha1 sha256 "
        "sha512 hmac-md5 "
        "hmac-sha hmac-sha-256 hmac-sha1 string text value local remote level ro rw read write hash bcrypt "
        "scrypt "
        "pbkdf2 encrypted-password plain-text-password-value pass-phrase wpa-psk passphrase password secret "
        "key "
        "localized trustsec --plaintext --iscrypted 1"
    ).split()
)
"""Words between keyword and value; a number of one or two digits is an encoding."""
_BEGINS = frozenset(
    (
        "set-community enable username user line snmp-server snmp-agent snmp crypto tacacs-server tacacs "
        "radius-server radius ip ipv6 ppp "
        "ntp neighbor key-string key local-user super wlan security aaa aaa-server vpn tunnel-group option "
        "rocommunity "
        "rwcommunity d-i rootpw rootdn bindpw binddn requirepass masterauth machine login createuser set "
        "password passwd "
        "secret ikev1 ikev2 isakmp crypto-map interface mgmt-user tacplus ldap wpa-psk wpa-passphrase "
        "pre-shared-key peer "
        "group vrrp standby area ospf bgp isis hsrp trustpoint server host config edit psk passphrase auth "
        "authentication "
        "dot1x wpa wireless ap ssid network pppoe l2tp pptp dialer sntp logging-host cluster ha failover "
        "sshd sasl "
        "shared-secret community access-point hostapd pap chap identity radiusd credentials enable-password "
        "ldap_default_authtok "
        "authtok uci nvram commit rd-access mac-auth portal env arg setenv set-env preseed server-private "
        "aruba-central admin vpn-tunnel domain ike ipsec hwtacacs ssh telnet ftp sftp web http https"
    ).split()
)
"""First words of statements."""
_SPEAKS = frozenset(
    (
        "the a an is was are were be been my your our his her their this that these those and but or if "
        "when then must should can "
        "cannot could will would has have had does did not please you we they he she it i at of by as so "
        "because please "
        "le la les un une des est sont était et ou mais si mon ma mes votre vos notre ce cette ces vous "
        "nous il elle je "
        "du au aux pour avec dans sur par pas ne que qui der die das ein eine ist war und oder nicht mein "
        "ihr sie wir mit"
    ).split()
)
"""Words of sentences; ``for``, ``to``, ``in``, ``from`` and ``on`` also occur in statements."""
_NO_VALUE = frozenset(
    (
        "policy policies length min-length max-length minimum maximum authentication authorization "
        "accounting required change "
        "changed manager history expire expires expired expiration aging age recovery chain exchange "
        "generate generated zeroize "
        "encryption encrypt retry retries lockout attempts failure failed failures mismatch invalid "
        "incorrect wrong prompt "
        "dialog field fields reset resets rotation rotated generator hash hashes hashing file path name "
        "names type types usage "
        "prompts request requests rule rules set sets update updated verification check checks strength "
        "complexity safe store "
        "storage vault list lists entry entries label size bits id ids ring rings server servers client "
        "clients group groups "
        "function functions method methods error errors hint hints link links page protection protected "
        "sync disabled enabled "
        "none null true false yes no on off default timeout hint access api app rsa dsa ecdsa ed25519 pair "
        "pairs mode string "
        "strings value values text version number numbers usage-keys modulus config-key public private "
        "master shared session "
        "accepted rejected denied given provided missing unknown not ok success successful successfully "
        "updated stored saved loaded "
        "and or for to of in from with by at the a is was are must can may will has line lines agent daemon "
        "module service "
        "helper handler provider backend plugin library support feature features settings setting option "
        "options parameter "
        "parameters argument arguments column columns table tables database databases cache caches cookie "
        "cookies header headers "
        "refresh expiry validation issued revoked used using reuse entered typed spraying guessing auditing "
        "prompting less"
    ).split()
)
"""Words after a keyword that aren't a secret."""
_BEGINS_A_LOG = (
    r"^[ \t]*(?:[0-9]{4}[-/][0-9]{2}|\[|[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:|[0-9]{1,2}[:.][0-9]{2})"
)
_HINT = (
    r"(?i)(?:^|[^\pL\pN_])(?:[\w/-]*(?:passw|passph|psk|secret|authtok|requirepass|masterauth|pwd|bindpw"
    r"|rootpw)[\w-]*|(?:[\w-]*[-_])?(?:key|community|set-key|plaintext|pass|pw)|wireless_w[a-z]{2}"
    r"|community-name|authentication|key-string|authentication-key|md5|rocommunity|rwcommunity|auth)[ \t]"
)
_MOST_WORDS = 16


def _find_statement_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the secrets of a statement."""
    text = line.text
    if get_lazy_pattern(_BEGINS_A_LOG).search(text) is not None or "pam_" in text:
        return
    found = [word for word in iter_shell_words(_blank_prompt(text)) if not word.joint]
    if not 2 <= len(found) <= _MOST_WORDS or _is_sentence(found):
        return
    for n, word in enumerate(found[:-1]):
        keyword = _classify_keyword(word.text)
        if not keyword:
            continue
        value, how = _find_value(found, n)
        if value is not None and _is_secret(line, found, n, value, (how, keyword == "sure")):
            yield from _make_part(line, value)


def _blank_prompt(text: str) -> str:
    """Return a line with the device prompt (``sw1(config)#``) replaced by spaces."""
    prompt = get_lazy_pattern(
        r"^[ \t]*(?:<[\w.-]{1,40}>|\[[~*]?[\w./-]{1,60}\]|[\w.@-]{1,40}(?:\([\w./-]{1,40}\))?[#>])[ \t]"
    ).match(text)
    return text if prompt is None else " " * prompt.end() + text[prompt.end() :]


def _is_sentence(found: list[Word]) -> bool:
    """Return whether a line is a sentence: it has words and punctuation that statements don't have."""
    last = found[-1].text
    if last[-1:] in ".?!" and last[:-1].isalpha():
        return True
    return any(word.text.casefold().rstrip(",.") in _SPEAKS or word.text[-1:] == "," for word in found)


def _classify_keyword(word: str) -> str:
    """Return ``sure``, ``unsure`` or an empty string for a word of a statement."""
    name = word.casefold().rpartition("/")[2].rstrip(":")
    if name in _SURE:
        return "sure"
    if name in _UNSURE:
        return "unsure"
    parts = split_name_into_words(word)
    if word.isupper() and "_" in word and is_secret_name(word):
        return "sure"
    named = (
        1 < len(parts) < 6 and word[:1] != "-" and (parts[-1] in _SURE or parts[-1] in ("pw", "pwd", "pass"))
    )
    return "sure" if named or (len(parts) > 1 and parts[0] == "bind" and parts[-1] == "credentials") else ""


def _find_value(found: list[Word], n: int) -> tuple[Word | None, bool]:
    """Return the word that is the value, and whether words before it state its encoding."""
    place, how = n + 1, False
    while place < len(found) - 1 and (
        found[place].text.casefold() in _HOW
        or (how and found[place].text.isdigit() and len(found[place].text) < 3)
    ):
        how = True
        place += 1
    return (found[place], how) if place < len(found) else (None, how)


def _is_secret(line: Line, found: list[Word], n: int, value: Word, led: tuple[bool, bool]) -> bool:
    """Return whether a value is a secret, by its keyword, the statement's first word and its form."""
    how, sure = led
    text = value.text.rstrip(";")
    quoted = line.whole[line.start + value.start - 1 : line.start + value.start] in ("'", '"')
    if (
        len(text) < 3
        or is_placeholder(text)
        or (n == len(found) - 2 and text.endswith(("tion", "ing", "ment")))
        or text.casefold().rstrip(",;:") in _NO_VALUE
        or text.casefold() in _HOW
    ):
        return False
    if text[-1:] in ">]" or line.text[value.end :].lstrip("\"'")[:2] in (" =", "=", "= ", " :"):
        return False
    if text[:1] in "[$<{%(" and not text.startswith(("$1$", "$5$", "$6$", "$8$", "$9$", "%^%#")):
        return False
    if get_lazy_pattern(
        r"[=:|>-]+|[/~.].*|.*[(:=]|(?:[0-9]+[.]){3}[0-9]+|0x[0-9a-f]+|https?:.*|--?\w.*"
    ).is_full_match(text):
        return False
    begins = found[0].text.casefold().lstrip("/") in _BEGINS or _is_device_statement(line, found)
    drawn = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    if "_" in text and text == text.lower() and not drawn:
        return False  # use_authtok try_first_pass
    if n == 0 and len(found) == 2:
        small = found[0].text == found[0].text.lower() or "_" in found[0].text or quoted
        likely = sure or drawn or (begins and _is_in_device_section(line))
        return small and likely and not text.endswith(("ing", "tion", "ed"))
    short = n == len(found) - 2 and len(found) < 5
    small = short and all(w.text.islower() and w.text.replace("-", "").isalpha() for w in found)
    if small and sure and not any(is_ordinary_word(word) for word in (text, *(w.text for w in found[1:n]))):
        begins = True
    if not begins and not quoted:
        return False
    if found[n].text.casefold() == "authentication":
        return drawn and _is_device_keyword(found, n) and n == len(found) - 2
    return sure or how or drawn or quoted or _is_device_keyword(found, n) or _is_in_device_section(line)


_DEVICE_WORDS = frozenset(
    (
        "tacacs tacacs-server radius radius-server aaa aaa-server isakmp ikev1 ikev2 snmp snmp-server "
        "snmp-agent crypto ospf bgp "
        "vrrp hsrp rocommunity rwcommunity wlan wpa wireless ppp chap pap l2tp pppoe ipsec ike eigrp ntp "
        "rip ldp enable username"
    ).split()
)


def _is_device_keyword(found: list[Word], n: int) -> bool:
    """Return whether the keyword, or a word before it, is used only by devices."""
    return any(word.text.casefold() in _DEVICE_WORDS for word in found[: n + 1])


def _is_device_statement(line: Line, found: list[Word]) -> bool:
    """Return whether a line is a device menu statement: it starts with a slash or is indented below one."""
    return (line.text[:1] == "/" and found[0].text.count("/") == 1) or _is_in_device_section(line)


_SECTION = (
    r"(?i)^[ \t]*(?:aaa |line (?:vty|con|aux)|interface |radius[ -]server|tacacs[ -]server|aaa-server"
    r"|key chain|key [0-9]|crypto |tunnel-group|username |router |config |edit |vpn |wlan |client |group "
    r"|ldap|server |identity|peer |machine |section|network=|local-user|authentication)"
)


def _is_in_device_section(line: Line) -> bool:
    """Return whether an earlier line opens a device section that contains this line."""
    if line.text[:1] not in (" ", "\t"):
        before = line.list_lines_before(1)
        return (
            bool(before)
            and get_lazy_pattern(r"(?i)^(?:username [\w.-]+ attributes|line vty.*)").search(before[0])
            is not None
        )
    return any(get_lazy_pattern(_SECTION).search(text) is not None for text in line.list_lines_before(6))


def _make_part(line: Line, value: Word) -> Iterator[ReplacedPart]:
    size = len(value.text.rstrip(";"))
    yield ReplacedPart(line.start + value.start, line.start + value.start + size, "password")


def rules() -> tuple[Rule, ...]:
    """Return the rule for statements; it runs after the rules for settings."""
    needs = (
        "passw", "passph", "psk", "secret", "authtok", "requirepass", "masterauth", "pwd", "bindpw", "rootpw", "key ", "key\t",
        "community", "plaintext", "wireless_w", "authentication ", "pass ", "pw ", "md5 ", "auth ", "credentials ",
    )  # fmt: skip
    return (make_line_rule("password", needs, _HINT, _find_statement_secrets),)
