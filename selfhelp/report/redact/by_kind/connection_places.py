"""Rules for keys and accounts in statements that connect: strings for databases, dial-in, networks, monitoring.

Sources: the connection strings of ODBC and OLE DB, ``Add-VpnConnection`` (learn.microsoft.com), snmpcmd(1),
pppd(8), and sentences that tell a network's key.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_V = r"[\"'«“‘]?[ ]?(?P<v>[^\s\"'«»“”‘’,;<>]{4,63})[\"'»”’]?"
_IS = r"(?:[ ](?:is|was|est|était|ist|lautet|war)[ ]|[ ]?[:=][ ]?|[ ])"
_SHARED_KEY = rf"(?i)(?:^|[^\pL-])(?:pre-?shared[ -]?(?:key|secret)|psk|shared secret|group (?:password|key|secret)|clé (?:pré-?)?partagée|secret partagé|gruppenkennwort|gruppenpasswort)(?: (?:of|for|de|pour|für|von)[ ][^\r\n:=]{{2,24}}?)?{_IS}{_V}(?:[\s,;.)]|\z)"
_PARAMETER = r"(?i)[ ]-(?:[a-z0-9]{0,16}(?:psk|presharedkey|passphrase|sharedsecret|password|passwd))[ :=]{1,2}[\"'](?P<v>[^\"'\r\n$]{4,63})[\"']"
_USING = r"(?i)connect to[ ]\S{1,30}[ ]user[ ]\S{1,40}[ ]using[ ][\"']?(?P<v>[^\s\"';]{4,63})"
_OF_A_ROUTER = r"(?i)(?:fritz!?box|router|routeur|speedport|livebox|bbox|freebox|repeater|répéteur)[^\r\n.;]{0,16}[ -](?:key|schlüssel|clé|password|mot de passe|passwort|kennwort)[ ]?[:=]?[ ](?P<v>[0-9]{12,24}|[A-Za-z0-9]*[0-9][A-Za-z0-9]{7,30})(?:[\s,;.]|\z)"
_MONITORED = r"(?i)(?:^|[^\pL])(?:auth(?:entication)?(?:[ ]protocol)?[ ](?:md5|sha(?:-?[0-9]{1,3})?)|priv(?:acy)?(?:[ ]protocol)?[ ](?:3?des|aes(?:[ -]?(?:128|192|256))?))(?:[ ](?:password|key))?[ ](?P<v>[^\s\"',;]{6,63})"
_DIALLED_IN = r"(?i)(?:pppoe|ppp|chap|pap|dialer|dial-in|einwahl|dsl)[^\r\n]{0,24}?(?:user ?name|hostname|login|user|identifiant|kennung|benutzer(?:name)?)[ ]?[:=]?[ ](?P<v>[A-Za-z0-9][A-Za-z0-9._/-]{3,40})(?:[\s,;]|\z)"
_STRING = (
    r"(?i)(?:^|[;\s\"'{])(?:uid|user ?id|user ?name|usr)[ ]?=[ ]?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,40})[ ]?;"
)
_IN_A_STRING = r"(?i)(?:pwd|password|server|driver|data ?source|dsn|database|provider)[ ]?="
_NETWORK = r"(?:wi-?fi|wlan|ssid|hotspot|réseau sans fil|funknetz)"
_CALLED = rf"(?i)(?:^|[^\pL]){_NETWORK}(?:[^\r\n.:;\pL][^\r\n.:;]{{0,40}})?[ ](?:is called|is named|called|named|heißt|s['’]appelle|nommé|appelé)[ ][\"'«“]?(?P<v>\pL[\pL\pN_-]{{3,31}})(?:[\s\"'»”,;.]|\z)"
_TOLD_KEY = rf"(?i)(?:^|[^\pL]){_NETWORK}(?:[^\r\n;\pL][^\r\n;]{{0,60}})?[ ](?:the |its |la |sa |der |das )?(?:key|clé|clef|schlüssel|password|mot de passe|passwort|kennwort)[ ](?:is|est|ist|lautet)[ ]{_V}(?:[\s,;.)]|\z)"
_SSID_BEFORE_KEY = (
    r"(?i)(?:^|[^\pL])e?ssid[ ]\"?(?P<v>[\pL\pN][\pL\pN_.-]{2,31})\"?[ ]?(?:/|,|;|:[ ]|key|psk|s:)"
)
_BEFORE_COMMA = r"(?i)(?:lftp|curl|ftp|sftp)[^\r\n]{0,60}[ ]-u[ ][\"']?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31}),"
_HOME_SHARE = r"(?i)\\\\[^\\\s\"]{1,80}\\(?:homes?|users?|profiles?|profils?|perso|benutzer|utilisateurs|redirected)\$?\\(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})(?:\\|[\s\"',;)]|\z)"
_BLAMED = r"(?:^|[\s^])[0-9a-f]{6,40}[ ]\((?P<v>[a-z][a-z0-9._-]{2,31})[ ]+[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ON_A_TERMINAL = r"(?:^|[\s:])(?P<v>[a-z][a-z0-9._-]{2,31})[ \t]+(?:tty[0-9]{1,2}|pts/[0-9]{1,3})[ \t]+(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[ ])?[0-9]{2}:[0-9]{2}"
_AFTER_ACCOUNT = rf"(?i)user-[0-9a-f]{{6,12}}[\"'»”]?(?:,[ ]?|[ ]/[ ]|[ ](?:and|et|und|with|avec|mit)[ ])(?:the |le |das )?(?:password|passwd|pass|pwd|pw|mot de passe|mdp|passwort|kennwort)(?:[ ](?:is|est|ist)[ ]|[ ]?[:=]?[ ]){_V}(?:[\s,;)]|\z)"


def _replace_key(match: Match, aliases: Aliases) -> str | None:
    """Replace a key after the word for it; a word about keys (*wrong*, *required*) is none."""
    value = match["v"].rstrip(".!?:")
    plain = value.isalpha() and (value.islower() or value.istitle())
    if (
        contains_placeholder(value)
        or not is_plausible_secret(value)
        or (plain and (is_ordinary_word(value) or is_word(value)))
    ):
        return None
    new = make_secret_placeholder("password") + match["v"][len(value) :]
    return replace_group(match, "v", new)


def _replace_password_of_account(match: Match, aliases: Aliases) -> str | None:
    """Replace what follows an account and the word for passwords, even if it is a word."""
    value = match["v"].rstrip(".!?:")
    if contains_placeholder(value) or not is_plausible_secret(value) or is_ordinary_word(value):
        return None
    return replace_group(match, "v", make_secret_placeholder("password") + match["v"][len(value) :])


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    """Replace an account of a connection, except those of every computer."""
    value = match["v"]
    if is_placeholder(value) or contains_placeholder(value) or is_universal_name(value) or value.isdigit():
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_account_of_string(match: Match, aliases: Aliases) -> str | None:
    """Replace an account in a connection string, which has other parts in the same line."""
    text, start = match.string, match.start("v")
    line = text[max(text.rfind("\n", max(0, start - 300), start), start - 300, 0) : start + 200]
    if get_lazy_pattern(_IN_A_STRING).search(line) is None or match["v"].casefold() in ("user", "username"):
        return None
    return _replace_account(match, aliases)


def _replace_network(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if is_placeholder(value) or is_word(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("network", value))


def secret_rules() -> tuple[Rule, ...]:
    """Return the rules for keys of networks."""
    return (
        Rule("password", ("shared", "psk", "partag", "group", "gruppen"), _SHARED_KEY, _replace_key),
        Rule("password", ("psk", "presharedkey", "passphrase", "password", "passwd", "sharedsecret"), _PARAMETER, _replace_key),
        Rule("password", (" using ",), _USING, _replace_key),
        Rule("password", ("box", "router", "routeur", "speedport", "repeater", "répéteur"), _OF_A_ROUTER, _replace_key),
        Rule("password", ("auth", "priv"), _MONITORED, _replace_key),
        Rule("password", ("wifi", "wi-fi", "wlan", "ssid", "hotspot", "sans fil", "funknetz"), _TOLD_KEY, _replace_key),
    )  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for accounts and names of networks."""
    return (
        Rule("user", ("ppp", "chap", "pap", "dial", "einwahl", "dsl"), _DIALLED_IN, _replace_account),
        Rule("user", ("uid", "user", "usr"), _STRING, _replace_account_of_string),
        Rule("user", ("ftp", "curl"), _BEFORE_COMMA, _replace_account),
        Rule("user", ("\\\\",), _HOME_SHARE, _replace_account),
        Rule("user", (" (",), _BLAMED, _replace_account),
        Rule("user", ("tty", "pts/"), _ON_A_TERMINAL, _replace_account),
        Rule("network", ("ssid",), _SSID_BEFORE_KEY, _replace_network),
        Rule("network", ("wifi", "wi-fi", "wlan", "ssid", "hotspot", "sans fil", "funknetz"), _CALLED, _replace_network),
    )  # fmt: skip


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for a password after an account that was replaced."""
    return (Rule("password", ("user-",), _AFTER_ACCOUNT, _replace_password_of_account, late=True),)
