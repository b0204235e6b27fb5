"""Rules for keys and account names in statements that connect: strings for databases, dial-in, networks,
monitoring.

Sources: the connection strings of ODBC and OLE DB, ``Add-VpnConnection`` (learn.microsoft.com), snmpcmd(1),
pppd(8), and sentences that tell a network's key.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selfhelp.report.redact.aliases import contains_placeholder, is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule, make_line_rule
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_V = r"[\"'«“‘]?[ ]?(?P<v>[^\s\"'«»“”‘’,;<>]{4,})[\"'»”’]?"
_IS = r"(?:[ ](?:is|was|est|était|ist|lautet|war)[ ]|[ ]?[:=][ ]?|[ ])"
_SHARED_KEY = rf"(?i)(?:^|[^\pL-])(?:pre-?shared[ -]?(?:key|secret)|psk|shared secret|group (?:password|key|secret)|clé (?:pré-?)?partagée|secret partagé|gruppenkennwort|gruppenpasswort)(?: (?:of|for|de|pour|für|von)[ ][^\r\n:=]{{2,24}}?)?{_IS}{_V}(?:[\s,;.)]|\z)"
_PARAMETER = r"(?i)[ ]-(?:[a-z0-9]{0,16}(?:psk|presharedkey|passphrase|sharedsecret|password|passwd))[ :=]{1,2}[\"'](?P<v>[^\"'\r\n$]{4,})[\"']"
_USING = r"(?i)connect to[ ]\S+[ ]user[ ]\S+[ ]using[ ][\"']?(?P<v>[^\s\"';]{4,})"
_OF_A_ROUTER = r"(?i)(?:fritz!?box|router|routeur|speedport|livebox|bbox|freebox|repeater|répéteur)[^\r\n.;]{0,16}[ -](?:key|schlüssel|clé|password|mot de passe|passwort|kennwort)[ ]?[:=]?[ ](?P<v>[0-9]{12,24}|[A-Za-z0-9]*[0-9][A-Za-z0-9]{7,})(?:[\s,;.]|\z)"
_MONITORED = r"(?i)(?:^|[^\pL])(?:auth(?:entication)?(?:[ ]protocol)?[ ](?:md5|sha(?:-?[0-9]{1,3})?)|priv(?:acy)?(?:[ ]protocol)?[ ](?:3?des|aes(?:[ -]?(?:128|192|256))?))(?:[ ](?:password|key))?[ ](?P<v>[^\s\"',;]{6,})"
_DIALLED_IN = r"(?i)(?:pppoe|ppp|chap|pap|dialer|dial-in|einwahl|dsl)[^\r\n]{0,24}?(?:user ?name|hostname|login|user|identifiant|kennung|benutzer(?:name)?)[ ]?[:=]?[ ](?P<v>[A-Za-z0-9][A-Za-z0-9._/-]{3,})(?:[\s,;]|\z)"
_STRING = r"(?i)(?:^|[;\s\"'{])(?:uid|user ?id|user ?name|usr)[ ]?=[ ]?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,})[ ]?;"
_IN_A_STRING = r"(?i)(?:pwd|password|server|driver|data ?source|dsn|database|provider)[ ]?="
_NETWORK = r"(?:wi-?fi|wlan|ssid|hotspot|réseau sans fil|funknetz)"
_CALLED = rf"(?i)(?:^|[^\pL]){_NETWORK}(?:[ ]\S+){{0,6}}[ ](?:is called|is named|called|named|heißt|s['’]appelle|nommé|appelé)[ ][\"'«“]?(?P<v>\pL[\pL\pN_-]{{3,}})(?:[\s\"'»”,;.]|\z)"
_TOLD_KEY = rf"(?i)(?:^|[^\pL]){_NETWORK}(?:[ ]\S+){{0,8}}[ ](?:the |its |la |sa |der |das )?(?:key|clé|clef|schlüssel|password|mot de passe|passwort|kennwort)[ ](?:is|est|ist|lautet)[ ]{_V}(?:[\s,;.)]|\z)"
_SSID_BEFORE_KEY = (
    r"(?i)(?:^|[^\pL])e?ssid[ ]\"?(?P<v>[\pL\pN][\pL\pN_.-]{2,})\"?[ ]?(?:/|,|;|:[ ]|key|psk|s:)"
)
_BEFORE_COMMA = r"(?i)(?:lftp|curl|ftp|sftp)[^\r\n]{0,40}[ ]-u[ ][\"']?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,}),"
_HOME_SHARE = r"(?i)\\\\[^\\\s\"]+\\(?:homes?|users?|profiles?|profils?|perso|benutzer|utilisateurs|redirected)\$?\\(?P<v>[A-Za-z][A-Za-z0-9._-]{2,})(?:\\|[\s\"',;)]|\z)"
_BLAMED = r"(?:^|[\s^])[0-9a-f]{6,40}[ ]\((?P<v>[a-z][a-z0-9._-]{2,})[ ]+[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ON_A_TERMINAL = r"(?:^|[\s:])(?P<v>[a-z][a-z0-9._-]{2,})[ \t]+(?:tty[0-9]{1,2}|pts/[0-9]{1,3})[ \t]+(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ ])?[0-9]{2}:[0-9]{2}"
_AFTER_ACCOUNT = rf"(?i)user-[0-9a-f]{{6,12}}[\"'»”]?(?:,[ ]?|[ ]/[ ]|[ ](?:and|et|und|with|avec|mit)[ ])(?:the |le |das )?(?:password|passwd|pass|pwd|pw|mot de passe|mdp|passwort|kennwort)(?:[ ](?:is|est|ist)[ ]|[ ]?[:=]?[ ]){_V}(?:[\s,;)]|\z)"


Judge = Callable[[str, Match], bool]
"""Function that returns whether a value is replaced, given its line and the match."""
Row = tuple[tuple[str, ...], str, Judge]


def _is_key(text: str, found: Match) -> bool:
    """Return whether a value is a key; a word about keys (*wrong*, *required*) is none."""
    value = found["v"].rstrip(".!?:")
    plain = value.isalpha() and (value.islower() or value.istitle())
    return is_plausible_secret(value) and not (plain and (is_ordinary_word(value) or is_word(value)))


def _is_password_of_account(text: str, found: Match) -> bool:
    value = found["v"].rstrip(".!?:")
    return is_plausible_secret(value) and not is_ordinary_word(value)


def _is_account(text: str, found: Match) -> bool:
    return not (is_universal_name(found["v"]) or found["v"].isdigit())


def _is_account_of_string(text: str, found: Match) -> bool:
    """Return whether an account name is in a connection string, with other parts in the same line."""
    return get_lazy_pattern(_IN_A_STRING).search(text) is not None and found["v"].casefold() not in (
        "user",
        "username",
    )


def _is_network(text: str, found: Match) -> bool:
    return not is_word(found["v"])


_WIRELESS = ("wifi", "wi-fi", "wlan", "ssid", "hotspot", "sans fil", "funknetz")
_KEYS: tuple[Row, ...] = (
    (("shared", "psk", "partag", "group", "gruppen"), _SHARED_KEY, _is_key),
    (("psk", "presharedkey", "passphrase", "password", "passwd", "sharedsecret"), _PARAMETER, _is_key),
    ((" using ",), _USING, _is_key),
    (("box", "router", "routeur", "speedport", "repeater", "répéteur"), _OF_A_ROUTER, _is_key),
    (("auth", "priv"), _MONITORED, _is_key),
    (_WIRELESS, _TOLD_KEY, _is_key),
)
_ACCOUNTS: tuple[Row, ...] = (
    (("ppp", "chap", "pap", "dial", "einwahl", "dsl"), _DIALLED_IN, _is_account),
    (("uid", "user", "usr"), _STRING, _is_account_of_string),
    (("ftp", "curl"), _BEFORE_COMMA, _is_account),
    (("\\\\",), _HOME_SHARE, _is_account),
    ((" (",), _BLAMED, _is_account),
    (("tty", "pts/"), _ON_A_TERMINAL, _is_account),
)
_NETWORKS: tuple[Row, ...] = (
    (("ssid",), _SSID_BEFORE_KEY, _is_network),
    (_WIRELESS, _CALLED, _is_network),
)
_PASSWORDS: tuple[Row, ...] = ((("user-",), _AFTER_ACCOUNT, _is_password_of_account),)


def _find_values(line: Line, rows: tuple[Row, ...], kind: str) -> Iterator[ReplacedPart]:
    """Yield the values of all rows whose words are in a line."""
    small = line.text.casefold()
    for needs, pattern, judge in rows:
        if not any(word in small for word in needs):
            continue
        for found in get_lazy_pattern(pattern).finditer(line.text):
            value, start = found["v"].rstrip(".!?:"), line.start + found.start("v")
            if not contains_placeholder(value) and not is_placeholder(value) and judge(line.text, found):
                yield ReplacedPart(start, start + len(value), kind)


def _find_keys(line: Line) -> Iterator[ReplacedPart]:
    """Yield the keys that a statement gives to a connection."""
    yield from _find_values(line, _KEYS, "password")


def _find_accounts_and_networks(line: Line) -> Iterator[ReplacedPart]:
    """Yield account names in connections, and names of wireless networks."""
    yield from _find_values(line, _ACCOUNTS, "user")
    yield from _find_values(line, _NETWORKS, "network")


def _find_passwords_of_accounts(line: Line) -> Iterator[ReplacedPart]:
    """Yield the passwords after an account name that was replaced."""
    yield from _find_values(line, _PASSWORDS, "password")


def _list_needs(*tables: tuple[Row, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for rows in tables for needs, _, _ in rows for word in needs))


def _make_hint(*tables: tuple[Row, ...]) -> str:
    """Return a short pattern of the lines that have a word of a table."""
    return rf"(?i)(?:{'|'.join(map(re.escape, _list_needs(*tables)))})"


def secret_rules() -> tuple[Rule, ...]:
    """Return the rule for keys of networks."""
    return (make_line_rule("password", _list_needs(_KEYS), _make_hint(_KEYS), _find_keys),)


def rules() -> tuple[Rule, ...]:
    """Return the rule for account names and network names."""
    needs, hint = _list_needs(_ACCOUNTS, _NETWORKS), _make_hint(_ACCOUNTS, _NETWORKS)
    return (make_line_rule("user", needs, hint, _find_accounts_and_networks),)


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for a password after an account name that was replaced."""
    return (make_late_line_rule("password", ("user-",), "user-[0-9a-f]{6}", _find_passwords_of_accounts),)
