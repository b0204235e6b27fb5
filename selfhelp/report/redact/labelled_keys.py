"""Rules for keys, hashes and passwords next to any name that contains a word for secrets, whatever joins
them.

``secrets_after_keywords`` has the fixed words and formats of settings. Here, one part of the name must denote secrets
(*ENROLLKEY*, *hash_salt*, *MJ_APIKEY_PRIVATE*, *L2tpPsk*), and the value must look like a secret.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.block_words import cache_word_test, has_long_character_run
from selfhelp.report.redact.name_value_pairs import is_secret_value, split_name_into_words
from selfhelp.report.redact.random_values import contains_key_like_run, may_be_drawn
from selfhelp.report.redact.re2_patterns import RESUMED, Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    find_line_start,
    make_hiding_replacer,
    make_keywords_with_joints,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.strong_values import looks_like_password, looks_like_typed_password, may_hold
from selfhelp.report.redact.value_shapes import PLAIN, is_plausible_secret, is_random_token, is_source_code
from selfhelp.report.redact.vocabulary.listed_words import is_word

_ROOTS = r"pass|p[a@4][s$5]{2}|pwd|psw|psk|mdp|key|cl(?:é|e)|token|jeton|secret|salt|cred|auth|pin|kennwort|community|cv[vc]|seed|sig|sess|licen|webhook|wif|hash|ntlm|priv|fernet"
_NAME = rf"(?P<name>(?i:{_ROOTS})[\w.$-]*?)"
"""Pattern for the end of a name, from the part that denotes a secret; ``_find_name`` adds the beginning."""
_JOINT = r"(?:\\{0,3}[\"'`])?\]?[ \t]{0,12}\\?(?:=>|:=|->|→|⇒|[:=|])[ \t]{0,12}(?:[NLbru@][\"'])?(?:\\{0,3}\"[^\"\\\r\n]|'[^'\r\n]|[^\s\"'`<>,;&(){}\[\]])"
_JOINED = rf"(?i:{_ROOTS})[\w.$-]*?{_JOINT}"
"""Pattern for a name and the first character of its value; `_JoinedValues` finds the rest of the value.

With the whole value, RE2 would count to 500. With groups, it takes ten times as long.
"""
_JOINED_PARTS = f"{_NAME}{_JOINT}"
"""The same pattern with a group for the name."""
_BESIDE = rf"{_NAME}[\"'»]?(?:[ \t]{{1,12}}|[ \t]{{0,3}}[,|][ \t]{{0,3}})[\"'`«]?(?P<bare>[A-Za-z0-9+/_=.:~-]{{16,}})"
_BESIDE_QUOTED = rf"{_NAME}[ \t]{{1,12}}(?:\"(?P<v>[^\"\r\n]{{5,64}})\"|'(?P<w>[^'\r\n]{{5,64}})')"
_TYPED = (
    "pass",
    "passwd",
    "password",
    "pwd",
    "psk",
    "mdp",
    "secret",
    "cred",
    "creds",
    "pw",
    "pin",
    "kennwort",
    "community",
    "passphrase",
    "authpair",
    "cvc",
    "cvv",
    "passcode",
    "passwort",
    "loginpair",
    "authtok",
)
"""Last words of names whose values people type; short values count too."""
_DRAWN = (
    "key",
    "keys",
    "token",
    "salt",
    "seed",
    "sig",
    "hash",
    "license",
    "licence",
    "auth",
    "webhook",
    "wif",
    "jeton",
    "clé",
    "cle",
    "session",
    "sess",
    "private",
    "ntlmv",
    "ntlm",
    "lm",
    "nt",
    "fernet",
    "ntlmhash",
    "pair",
    "sid",
    "credential",
    "credentials",
)
"""Last words of names whose values are randomly generated: long and random."""
_FACTS = frozenset(
    "id name type length policy url uri count ttl path file filename hint min max enabled required changed lifetime days timeout attempts format version status date time algorithm alg size endpoint issuer manager store help label title description field board pad boards pads word words map maps press down up code bits usage fingerprint public pub space name names value_name code sys ts js java py cs cpp go rs dll exe so conf json yml yaml xml txt log html php css sh ps1 pem crt service target timer socket".split()
)


def _find_name(match: Match) -> tuple[int, str]:
    """Return the start of the name and the whole name."""
    text, start = match.string, match.start("name")
    least = max(0, start - 40)
    while start > least and (text[start - 1].isalnum() or text[start - 1] in "_@$.-"):
        start -= 1
    return start, text[start : match.end("name")].lstrip(".-")


@cache_word_test
def _classify_name(name: str) -> str:
    """Return ``typed``, ``drawn`` (randomly generated) or an empty string, by the words of a name."""
    words = [
        word
        for word in split_name_into_words(name.replace("@", "a").replace("$", "s").replace("0", "o"))
        if word
    ]
    if (
        not words
        or len(words) > 8
        or (words[-1] in _FACTS and len(words) > 1)
        or "public" in words
        or "pub" in words
    ):
        return ""
    joined = "".join(words)
    if any(word.endswith(_TYPED) for word in words[-3:]) or joined.endswith(_TYPED):
        return (
            ""
            if any(
                word
                in ("bypass", "compass", "trespass", "encompass", "surpass", "spin", "pinpoint", "mapping")
                for word in words
            )
            else "typed"
        )
    if any(word.startswith(("passw", "pwd", "secret", "passphr", "mdp")) for word in words):
        return "typed"
    return "drawn" if any(word.endswith(_DRAWN) for word in words[-3:]) else ""


_PAM = r"(?:gkr-pam|pam_[a-z0-9_]+):?(?:\(.*)?"
"""Pattern for a PAM module in a log: *gdm-password: gkr-pam: …*."""


@dataclass(frozen=True, slots=True)
class _JoinedValues(Rule):
    """The rule for a value after a name and a sign; equal matches with equal context are tested once."""

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with the values replaced; updates ``counts``."""
        pattern, again = get_lazy_pattern(self.pattern), RESUMED
        parts: list[str] = []
        made: dict[str, str | None] = {}
        place = 0
        beginnings = pattern.iter_match_positions(block)
        while (beginning := next(beginnings, None)) is not None:
            low, first = beginning[0], beginning[1] - 1
            group = _get_value_group(block, first)
            following = end = _find_value_end(block, first, group)
            if low >= place:
                seen = self._make_context_key(block, low, end)
                if seen not in made:
                    made[seen] = self.replace(_make_joined_match(block, (low, first, end), group), aliases)
                    following, again = (first, again - 1) if again else (end, 0)
                if (new := made[seen]) is not None:
                    parts += (block[place:low], new)
                    place = end
            if following != first + 1:
                beginnings = pattern.iter_match_positions(block, following)
        if not parts:
            return block
        counts[self.name] += len(parts) // 2
        return "".join((*parts, block[place:]))


_VALUES = {
    "dq": re.compile(r"[^\"\\\r\n]+"),
    "sq": re.compile(r"[^'\r\n]+"),
    "bare": re.compile(r"[^\t\n\f\r \"'`<>,;&]{1,501}"),
}
"""Patterns for values in double quotes, in single quotes, and without; in `re`, which can start anywhere."""


def _get_value_group(block: str, first: int) -> str:
    """Return the kind of value that starts at a position."""
    quote = block[first - 1]
    if quote not in "\"'" or block[first - 2] in "NLbru@":
        return "bare"
    return "dq" if quote == '"' else "sq"


def _find_value_end(block: str, first: int, group: str) -> int:
    value = _VALUES[group].match(block, first)
    return first + 1 if value is None else value.end()


def _make_joined_match(block: str, places: tuple[int, int, int], group: str) -> Match:
    """Return a match with its groups: the name and the value."""
    low, first, end = places
    parts = get_lazy_pattern(_JOINED_PARTS).match(block[low : first + 1])
    name = low + (0 if parts is None else parts.end("name"))
    return Match(((low, end), (low, name), (first, end)), {"name": 1, group: 2}, block)


def _replace_labelled_value(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("dq", "sq", "bare")
    value = match[group].rstrip(".") if group == "bare" else match[group]
    start, name = _find_name(match)
    kind = _classify_name(name) if len(value) > 2 else ""
    if (
        not kind
        or is_placeholder(value)
        or contains_placeholder(value)
        or match.string[start - 1 : start] in ("[", "/", "\\")
        or name.casefold().endswith(("fail", "failed", "failure", "error"))
    ):
        return None
    if group in ("dq", "sq") and _closes_earlier_quote(match, group):
        return None
    if get_lazy_pattern(_PAM).is_full_match(value):
        return None
    if not _is_secret(kind, group, name, value) or (kind == "drawn" and _is_public_value(match, group)):
        return None
    following = match.string[match.end(group) : match.end(group) + 2]
    if group == "bare" and following[:1] in "([{" and following[:1]:
        return None
    start = match.start(group)
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("key" if kind == "drawn" else "password")
        + match.string[start + len(value) : match.end()]
    )


def _closes_earlier_quote(match: Match, group: str) -> bool:
    """Return whether the quote before a value closes a string that began before the name."""
    start = match.start(group) - 1
    line = match.string[find_line_start(match.string, start, 200) : start]
    return line.count(match.string[start]) % 2 == 1 and match.string[match.end("name")] != match.string[start]


def _is_secret(kind: str, group: str, name: str, value: str) -> bool:
    if not is_secret_value(name, value):
        return False
    if kind == "drawn":
        return is_generated_key(value) or (group != "bare" and looks_like_typed_password(value))
    if value.isdigit():
        return 3 <= len(value) <= 10 and name.casefold().rstrip("0123456789").endswith(
            ("pin", "cvc", "cvv", "mdp", "pwd", "password", "passcode")
        )
    if group == "bare" and (is_source_code(value) or "(" in value):
        return False
    if get_lazy_pattern(PLAIN).is_full_match(value) and "-" not in value:
        return False
    if (
        group != "bare"
        and name.casefold().endswith(_TYPED)
        and get_lazy_pattern(r"[a-z]+(?:[-_][a-z]+){1,5}").is_full_match(value)
    ):
        return True
    return any(map(str.isalnum, value)) and not get_lazy_pattern(
        r"[0-9.:/-]+|[A-Za-z]:\\.*|[./~].*|[A-Z_]+|[a-z_]+(?:[.:/][a-z_]+)+|[a-z]+(?:[-_][a-z]+){1,2}"
    ).is_full_match(value)


_WORD = r"(?:[A-Z]?[a-z]{2,}[0-9]{0,4}|[A-Z]{2,}[0-9]{0,4}|[0-9]{1,4})"
_ORDERED = rf"{_WORD}(?:[._/:+~-]?{_WORD})*|[0-9.:/-]+|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}.*|v?[0-9]+\.[0-9]+.*"
"""Pattern for words, dates and versions, however they are joined."""


def _looks_like_path(value: str) -> bool:
    parts = value.replace("-", "/").replace("_", "/").replace(".", "/").split("/")
    return sum(len(part) > 3 and part.isalpha() for part in parts) > 1


@cache_word_test
def is_generated_key(value: str) -> bool:
    """Return whether a program generated a value: 16 or more random letters and digits."""
    bare = value.rsplit(":", 1)[-1] if ":" in value else value
    if len(bare) < 16 or not is_plausible_secret(value) or bare.count("/") > 3 or bare.count(".") > 4:
        return False
    if get_lazy_pattern(r"(?i)(?:sha[0-9-]*|md5|blake[0-9a-z]*)[:=-].*|[a-z_]+=.*").is_full_match(value):
        return False
    if get_lazy_pattern(r"[0-9a-fA-F]{32,}").is_full_match(bare):
        return True
    if get_lazy_pattern(_ORDERED).is_full_match(value) or ("/" in value and _looks_like_path(value)):
        return False
    return is_random_token(bare) or get_lazy_pattern(
        r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    ).is_full_match(bare)


_NO_KEY = r"(?i)public|fingerprint|commit|certificate|cert |x\.?509|checksum|integrity|digest|registry|hkey|hklm|kernel|package|subject|authority|build|module|manifest|thumbprint|serial|primary|foreign|index|sort"


def _is_public_value(match: Match, group: str) -> bool:
    """Return whether the words before a value say that it is a checksum, fingerprint or public key."""
    start = match.start(group)
    before = match.string[find_line_start(match.string, start, 80) : start]
    if get_lazy_pattern(r"(?i)(?:pass\w*|pwd|nt|ntlm|lm|user)[_ -]?hash").search(before) is not None:
        return False
    return get_lazy_pattern(_NO_KEY).search(before) is not None or (
        get_lazy_pattern(r"[0-9a-fA-F]+").is_full_match(match[group])
        and get_lazy_pattern(_NO_HASH).search(before) is not None
    )


def _replace_quoted_value_after_name(match: Match, aliases: Aliases) -> str | None:
    """Replace a quoted word after a space if the name denotes a password: ``-L2tpPsk 'x'``."""
    group = match.find_first_group("v", "w")
    value = match[group]
    start, name = _find_name(match)
    kind = _classify_name(name)
    if not kind or contains_placeholder(value) or match.string[start - 1 : start] in ("/", "\\", "["):
        return None
    if not (
        looks_like_typed_password(value)
        or (
            kind == "typed"
            and is_secret_value(name, value)
            and any(map(str.isdigit, value))
            and " " not in value
            and len(value) > 5
        )
    ):
        return None
    return replace_group(match, group, make_secret_placeholder("password"))


def _replace_random_key(match: Match, aliases: Aliases) -> str | None:
    """Replace a long random value after a word for keys and a space, unless it is called a checksum."""
    value = match["bare"].rstrip(".:,")
    match.resume = match.start("bare")
    if not _classify_name(_find_name(match)[1]) or not is_generated_key(value) or contains_placeholder(value):
        return None
    before = match.string[max(0, match.start() - 40) : match.start("bare")]
    if _is_public_value(match, "bare") or get_lazy_pattern(
        r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|.*://.*|[.~]?/?\.ssh/\w*"
    ).is_full_match(value):
        return None
    if get_lazy_pattern(r"(?i)hash\b[^\r\n]*\z").search(before) is not None and "pass" not in before.lower():
        return None
    start = match.start("bare")
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("key")
        + match.string[start + len(value) : match.end()]
    )


_ABOUT = r"(?i)(?:^|[^\pL])(?:p[as]{2,4}[wor]{0,5}[dt]?s?|mot de passe|mdp|pwd|ntlm\w*|nt ?hash|lm ?hash|hashcat|john|crack\w*|kerberos|krb5\w*|etype|sam|lsass?|mimikatz|secretsdump|credential\w*|shadow|login|logon|user\w*|compte|account|mscash|dcc2?|shadowhashdata|entropy|mgmt-user|superuser|pbkdf2\w*|enable secret|wpa\w*|pmk|salt|kennwort|passwort)(?:[^\pL]|\z)"
_NO_HASH = r"(?i)checksum|commit|digest|sha[0-9]*sum|md5sum|integrity|etag|layer|image|manifest|download|package|\.(?:exe|dll|iso|deb|rpm|zip|msi|gz|whl|py|tar|xz|js|so)\b|fingerprint|thumbprint|cert|file|fichier|build|boot_id|machine.?id|invocation|cursor|trace|span|correlation|request.?id|guid|uuid|firmware|update|version|revision|object|tree|parent|blob|merge|cherry|git|svn|index"
_HEX = r"(?:^|[^0-9A-Za-z_/.-])(?:0x)?(?P<v>[0-9a-f]{32,}|[0-9A-F]{32,})"
_CRACKED = r"(?m)^(?P<v>[0-9a-fA-F]{32,128}:[^\s/:]{4,40})\r?$"
_ORACLE = r"(?P<v>[SHT]:[0-9A-F]{60,}(?:;[SHT]:[0-9A-F]{32,})*)"
_PAIR = r"(?:^|[^0-9A-Za-z])(?P<v>[0-9a-fA-F]{32}:[0-9a-fA-F]{32})"
_ETYPE = r"(?i)key:?[ ]{0,4}\(?0x(?P<v>[0-9a-f]{16,})"
_BASE32 = r"(?m)^(?P<v>[A-Z2-7]{26}|[A-Z2-7]{16}|[A-Z2-7]{32}|[A-Z2-7]{52})\r?\n\" (?:RATE_LIMIT|TOTP_AUTH|WINDOW_SIZE|DISALLOW|HOTP)[^\r\n]*(?P<rows>(?:\r?\n[\" 0-9A-Z_]*[0-9A-Z_]+)*)"
_SIX = r"(?:^|[^0-9-])(?P<v>[0-9]{6}(?:-[0-9]{6}){6,8})"
_GROUPED = r"(?i)(?:key|code|secret|clé|cle|otp|authenticator|scan|seed)[^\r\n]{0,60}?[ :=\"'](?P<v>[a-z2-7]{4}(?:[ -][a-z2-7]{4}){5,15})"
_PARTS = r"(?i)(?:secours|recovery|r(?:é|e)cup(?:é|e)ration|file ?vault|unlock|escrow|backup|activation|licen[cs]e|confirmation|product|rescue|installation|emergency)[^\r\n]{0,40}?[ :=#\"'(](?P<v>[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){3,10})"


def _replace_six_digit_groups(match: Match, aliases: Aliases) -> str | None:
    """Replace groups of six digits, such as a BitLocker recovery key.

    Eight unlabelled groups are such a key only if each is a multiple of 11; labelled ones are always
    replaced.
    """
    groups = match["v"].split("-")
    before = match.string[max(0, match.start() - 60) : match.start()]
    wrong = len(groups) == 8 and any(int(group) % 11 for group in groups)
    if (
        wrong
        and get_lazy_pattern(r"(?i)key|cl(?:é|e)|recover|r(?:é|e)cup|bitlocker|schl").search(before) is None
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("key"))


def _replace_hash(match: Match, aliases: Aliases) -> str | None:
    """Replace a hexadecimal value in a line about passwords or accounts, but not about files or commits."""
    start, end = match.span("v")
    if end - start not in (32, 40, 48, 50, 56, 64, 80, 96, 128):
        return None
    low = find_line_start(match.string, start, 90)
    line = match.string[low:start] + " " + match.string[end : end + 50].partition("\n")[0]
    if get_lazy_pattern(_ABOUT).search(line) is None or get_lazy_pattern(_NO_HASH).search(line) is not None:
        return None
    return replace_group(match, "v", make_secret_placeholder("hash"))


def _replace_cracked_hash(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if match["v"].rpartition(".")[2] in ("exe", "iso", "txt", "zip")
        else replace_group(match, "v", make_secret_placeholder("hash"))
    )


def _replace_authenticator_file(match: Match, aliases: Aliases) -> str | None:
    """Replace the file of a PAM authenticator: seed, settings, scratch codes (google-authenticator(1))."""
    start = match.start("rows")
    rows = Rule("code", (), r"(?m)^(?P<v>[0-9]{8})\r?$", make_hiding_replacer("code"))
    return (
        match.string[match.start() : match.start("v")] + make_secret_placeholder("totp")
        + match.string[match.end("v") : start] + rows.apply(match["rows"], aliases, Counter()) + match.string[match.end("rows") : match.end()]
    )  # fmt: skip


def _has_key_parts(value: str) -> bool:
    return any(map(str.isdigit, value)) and (any(map(str.isalpha, value)) or value.count("-") > 4)


def _replace_quoted_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a quoted word that looks like a password among other quoted words, such as arguments."""
    value = match["v"]
    if not (
        looks_like_password(value) or (looks_like_typed_password(value) and "-" not in value)
    ) or contains_placeholder(value):
        return None
    if get_lazy_pattern(_PROGRAM).is_full_match(value):
        return None
    line = match.string[find_line_start(match.string, match.start(), 200) : match.start()]
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if line.count('"') + line.count("'") >= 4
        else None
    )


_PROGRAM = r"[A-Za-z][\w.+-]*/v?[0-9]+(?:\.[0-9]+)+"
"""Pattern for a program and its version, as in the header User-Agent (RFC 9110)."""
_SETTING = r"(?m)(?:^|[\s\"'])(?P<name>(?:[A-Za-z][\w.-]{0,60}?)?(?i:passw?o?r?d?|passwd|passphrase|pwd|psk|mdp|passwort|kennwort|motdepasse|pas))=(?P<v>[^\s\"'`<>;,&(){}\[\]$%=]{4,64})(?:[ \t]|\r?$|\z)"
_PARAMETER = r"[?&;](?P<name>[\w.-]{0,24}(?i:pas|pass|pwd|psw|passw|passwd|password|mdp|pin))=(?P<v>[^\s\"'`<>&;]{3,64})"
_RADIO = r"(?i)(?:wireless|wlan|wi-?fi|radio|ap|ssid)[\w.\[\]@-]{0,40}\.(?:key[0-9]?|psk|passphrase)=[\"']?(?P<v>[^\"'\r\n]{8,63})"
_PAT = r"(?i)(?:^|[^\pL\pN])(?:pat|personal access token)[ \t]?[:=]?[ \t]{1,3}(?P<v>[a-z0-9]{40,96})"
_GOES_ON = r"\[secret:[a-z-]+\][\"']?[=]?\r?\n[ \t>]{0,8}(?P<v>[A-Za-z0-9+/_.=-]{8,})[ \t]*(?:\r?\n|\z)"


def _may_continue_on_next_line(value: str) -> bool:
    """Return whether a value may continue after a line break: its next line alone looks random."""
    digits, upper, lower = (sum(map(kind, value)) for kind in (str.isdigit, str.isupper, str.islower))
    return digits >= 2 and upper >= 2 and lower >= 2 and "." not in value.rstrip(".")


_OPAQUE = r"(?:^|[^A-Za-z0-9+/_%.-])(?P<v>[A-Za-z0-9+/_~-]{20,256}={0,2})"
"""Pattern of runs of characters that may be random; the full test judges their letters."""


def _has_random_run(block: str) -> bool:
    return get_lazy_pattern(r"[A-Za-z0-9+/_~-]{20}").search(block) is not None and may_be_drawn(block)


def _is_random_mixed_case(value: str) -> bool:
    """Return whether a value is random letters in both cases and digits, not a word, path or name."""
    if value.lower() == value or value.upper() == value or len(value) > 256:
        return False
    digits, upper, lower = (sum(map(kind, value)) for kind in (str.isdigit, str.isupper, str.islower))
    if (
        digits < 3
        or upper < 4
        or lower < 4
        or value.count("-") > 5
        or value.count("/") > 5
        or value.count("_") > 4
    ):
        return False
    if get_lazy_pattern(r"[A-Za-z]+\+0x[0-9a-f]+").is_full_match(value):
        return False  # a position in a program
    return (
        not get_lazy_pattern(_ORDERED).is_full_match(value)
        and is_random_token(value)
        and has_frequent_class_changes(value)
    )


def has_frequent_class_changes(value: str) -> bool:
    """Return whether a value changes between uppercase, lowercase and digits more often than words do."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in value if c.isalnum()]
    return sum(a != b for a, b in pairwise(kinds)) * 5 >= len(kinds) * 2


_NO_DRAWN = r"(?i)\bh1:\z|encodedcommand|-e(?:nc?)?[ :]|sha-?[0-9]|md5|integrity|digest|checksum|fingerprint|thumbprint|public|ssh-(?:rsa|ed)|ecdsa|AAAA|peer|serial|etag|commit|build|guid|uuid|data:|nonce=|sri|subresource|signature algorithm|cert|x509|device id|hardware id|pci|usb|vid|instance id|package|appx|publisher"


def _is_stem_of_file(value: str, behind: str) -> bool:
    """Return whether a value is a file's name before its extension, with a word in it: *Device0_Logs-007.txt*."""
    return get_lazy_pattern(r"\.[a-z]{2,4}(?:[^\pL\pN.]|\z)").match(behind) is not None and any(
        len(part) > 2 and is_word(part) for part in value.replace("_", "-").split("-")
    )


def _replace_random_value(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    before = match.string[find_line_start(match.string, match.start("v"), 60) : match.start("v")]
    if (
        not _is_random_mixed_case(value)
        or contains_placeholder(value)
        or _is_stem_of_file(value, match.string[match.end("v") : match.end("v") + 6])
        or get_lazy_pattern(_NO_DRAWN).search(before) is not None
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("key"))


def _replace_setting(match: Match, aliases: Aliases) -> str | None:
    """Replace the value of ``name=value`` without spaces; in settings files it may have dots and dashes."""
    value = match["v"].rstrip(".")
    if _classify_name(match["name"]) != "typed" and not match["name"].lower().endswith("pas"):
        return None
    odd = not value.islower() and not value.isupper() and any(not c.isalpha() for c in value)
    if (
        not odd
        or not is_plausible_secret(value)
        or contains_placeholder(value)
        or value[:1] in "/\\.~@*-"
        or "://" in value
    ):
        return None
    if get_lazy_pattern(
        r"(?:[a-z_]\w*\.)+\w+|[A-Za-z]:.*|[\w.-]+\.(?:txt|pem|key|conf|cfg|ini|json|properties)"
    ).is_full_match(value):
        return None
    return replace_group(match, "v", make_secret_placeholder("password"))


def _is_password_parameter(value: str) -> bool:
    return (
        is_plausible_secret(value)
        and not contains_placeholder(value)
        and (value.isdigit() or any(map(str.isdigit, value)))
    )


def _has_random_value(block: str) -> bool:
    return may_be_drawn(block) or contains_key_like_run(block)


_NEEDS = (
    "pas",
    "p@",
    "pa$",
    "p4s",
    "pwd",
    "psw",
    "psk",
    "mdp",
    "key",
    "clé",
    "cle",
    "token",
    "jeton",
    "secret",
    "salt",
    "cred",
    "auth",
    "pin",
    "kennwort",
    "community",
    "cv",
    "seed",
    "sig",
    "sessid",
    "sessionid",
    "sessionkey",
    "sessiontoken",
    *make_keywords_with_joints("sess", "session"),
    "licen",
    "webhook",
    "wif",
    "hash",
    "ntlm",
    "priv",
    "fernet",
)


def rules() -> tuple[Rule, ...]:
    """Return the rules for labelled keys; they run after the rules for fixed keywords and forms."""
    return (
        Rule("hash", ("s:", "t:", "h:"), _ORACLE, make_hiding_replacer("hash"), sieve=has_long_character_run),
        Rule("hash", (":",), _CRACKED, _replace_cracked_hash, sieve=has_long_character_run),
        Rule("hash", (":",), _PAIR, make_hiding_replacer("hash"), sieve=has_long_character_run),
        Rule("hash", ("(0x", "0x"), _ETYPE, make_hiding_replacer("hash")),
        Rule("totp", ("rate_limit", "totp_auth", "window_size"), _BASE32, _replace_authenticator_file),
        Rule("key", ("-",), _SIX, _replace_six_digit_groups, "[0-9-]", sieve=has_long_character_run),
        Rule("totp", ("key", "code", "secret", "clé", "cle", "otp", "authenticator", "scan", "seed"), _GROUPED, make_hiding_replacer("totp", lambda value: any(map(str.isdigit, value)))),
        Rule("key", ("secours", "recover", "récup", "recup", "vault", "unlock", "escrow", "backup", "activ", "licen", "confirm", "product", "rescue", "install", "emergency"), _PARTS, make_hiding_replacer("key", _has_key_parts), "[A-Za-z0-9-]"),
        _JoinedValues("password", _NEEDS, _JOINED, _replace_labelled_value, context=48),
        Rule("key", _NEEDS, _BESIDE, _replace_random_key, context=48, sieve=_has_random_value),
        Rule("key", ("[secret:",), _GOES_ON, make_hiding_replacer("key", _may_continue_on_next_line), late=True),
        Rule("password", _NEEDS, _BESIDE_QUOTED, _replace_quoted_value_after_name, context=48),
        Rule("key", (), _OPAQUE, _replace_random_value, sieve=_has_random_run, context=60),
        Rule("password", ("pwd", "password"), r"(?i)(?:pwd|password)\s?=\s?\{(?P<v>(?:[^{}\r\n]|\}\}){3,})\}", make_hiding_replacer("password", is_plausible_secret)),
        Rule("key", ("enc",), r"(?i)\benc(?:x|lm|rypted)?[ :=]{1,2}[\"']?(?P<v>[0-9a-f]{32,})", make_hiding_replacer("key"), "[0-9a-zA-Z]"),
        Rule("code", (". ", ") "), r"(?:^|\s)[0-9]{1,2}[.)] (?P<v>[0-9]{4} [0-9]{4})", make_hiding_replacer("code"), "[0-9A-Za-z. -]*[0-9A-Za-z]{5}"),
        Rule("code", ("=>",), r"(?m)^[0-9]{2,6}[ \t]{0,8}=>[ \t]{0,8}(?P<v>[0-9]{3,8}),", make_hiding_replacer("code")),
        Rule("password", ('",', "',"), r"[\"'](?P<v>[^\"'\s,]{7,64})[\"']", _replace_quoted_password, context=200, sieve=may_hold),
        Rule("password", ("=",), _SETTING, _replace_setting),
        Rule("password", ("pas", "pwd", "psw", "mdp", "pin="), _PARAMETER, make_hiding_replacer("password", _is_password_parameter)),
        Rule("password", (".key", ".psk", ".passphrase"), _RADIO, make_hiding_replacer("password", is_plausible_secret)),
        Rule("key", ("pat", "personal access"), _PAT, make_hiding_replacer("key", lambda value: any(map(str.isdigit, value))), "[0-9A-Za-z_-]"),
        Rule("hash", ("entropy", "mgmt-user", "superuser", "pbkdf2", "pass", "mdp", "pwd", "ntlm", "hash", "john", "crack", "krb", "etype", "lsa", "mimikatz", "cred", "wpa", "pmk", "salt", "kennwort"), _HEX, _replace_hash, r"[0-9A-Za-z_/.-]", context=90, sieve=has_long_character_run),
    )  # fmt: skip
