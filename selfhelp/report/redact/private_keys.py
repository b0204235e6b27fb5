"""Rules for private keys: complete or truncated PEM, on one line, quoted; static keys; encoded forms."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.block_words import has_long_character_run
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Replace,
    Rule,
    make_hiding_replacer,
    remove_trailing_label,
    replace_group,
)

_KINDS = r"(?:[A-Z0-9 ]{0,30}PRIVATE KEY[A-Z ]{0,10}|OpenVPN (?:Static key|tls-crypt-v2 (?:client|server) key)[ V0-9]{0,5})"
_BEGIN = rf"-----? ?BEGIN {_KINDS} ?-----?|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
_END = rf"-----? ?END {_KINDS} ?-----?|---- END SSH2 ENCRYPTED PRIVATE KEY ----"
_TEXT = (
    r"(?:\s|\\[nr]|[>|\"',+#\\*]|&#xA;|&#10;|[A-Za-z0-9+/=]{20,}|(?:Proc-Type|DEK-Info|Comment|Version|X-[\w-]{1,20}):[^\n\\]{0,100}"
    r"|[A-Za-z0-9+/=]{1,19}(?:[\r\n\"]|\\[nr]|\z))*"
)
_BEFORE = (
    r"(?:(?:^|\n|\\n)[ \t>|#\"']{0,40}(?:Proc-Type: [^\n]{0,40}|DEK-Info: [^\n]{0,90}|[A-Za-z0-9+/]{40,}={0,2})?[ \t\"',+\\r]{0,8})*"
    r"(?:(?:^|\n|\\n)[ \t>|#\"']{0,40}[A-Za-z0-9+/]{2,}={0,2}[ \t\"',+\\r]{0,8})?(?:\n|\\n)[ \t>|#\"']{0,40}\z"
)
WINDOW = 20_000
_STAND_IN = "[secret:private-key]"


def hide_private_keys(text: str, counts: Counter[str]) -> str:
    """Return a text without its private keys: complete, truncated, or on one line with ``\\n``.

    If an end or a beginning is missing, the text is removed as far as it looks like part of a key.
    """
    if "PRIVATE KEY" not in text and "OpenVPN " not in text:
        return text
    parts: list[str] = []
    place = 0
    for mark in get_lazy_pattern(f"{_BEGIN}|{_END}").finditer(text):
        start, end = mark.span()
        if start < place:
            continue
        if "END " in mark[""]:
            begin = _find_start_of_key(text, place, start)
        else:
            begin, end = start, _find_end_of_key(text, end)
        parts += [text[place:begin], _STAND_IN]
        place = end
    parts.append(text[place:])
    counts["private-key"] += len(parts) // 2
    return "".join(parts)


def _find_end_of_key(text: str, start: int) -> int:
    """Return the end of a key that begins at ``start``."""
    window = text[start : start + WINDOW]
    following = get_lazy_pattern(_BEGIN).search(window)
    if following is not None:
        window = window[: following.start()]
    end = get_lazy_pattern(_END).search(window) or get_lazy_pattern(_TEXT).match(window)
    return start + (end.end() if end is not None else 0)


def _find_start_of_key(text: str, least: int, end: int) -> int:
    """Return the start of a key without its first line, not before ``least``."""
    window = text[max(least, end - WINDOW) : end]
    found = get_lazy_pattern(_BEFORE).search(window)
    if found is None:
        return end
    start = end - len(window) + found.start()
    return start + (text[start : start + 1] == "\n")


# Private keys in DER begin with a sequence and version 0 or 1 (RFC 8017 A.1.2, RFC 5958, RFC 5915), PKCS #12 with
# version 3 (RFC 7292); the Base64 text of these bytes is constant.
_B64 = r"[A-Za-z0-9+/=]+|(?:\\?\r?\n|\\r\\n|\\n)[ \t>]*"
_DER = r"(?:MII[A-Za-z0-9+/]{3}IBA[A-Dz]|MI[GH][A-Za-z0-9+/]AgE[AB]M?|M[CDEFGH][A-Za-z0-9+/][CM]AQ[AE][wEQ])"
_CODED_PEM = "LS0tLS1CRUdJTi[A-Za-z0-9+/]{8}"
_PUTTY = r"Private-(?:Lines: [0-9]+(?P<v>(?:\r?\n[A-Za-z0-9+/]{1,80}={0,2})+?)(?:\r?\nPrivate-(?:MAC|Hash): (?P<m>[0-9a-fA-F]{20,})|\r?\n[^A-Za-z0-9+/]|\s*\z)|(?:MAC|Hash): (?P<w>[0-9a-fA-F]{20,}))"
_NUMBERS = r"(?i)<(?:P|Q|DP|DQ|InverseQ|D|J|Seed|X)>\s{0,20}(?P<v>[A-Za-z0-9+/=\s]{16,}?)\s{0,20}</"
_JWK = r"\\{0,7}[\"'](?:d|p|q|dp|dq|qi|k|oth)\\{0,7}[\"']\s{0,4}:\s{0,4}\\{0,7}[\"'](?P<v>[A-Za-z0-9_-]{16,})"
_PRINTED = r"(?im)^[ \t]*(?:priv|privateExponent|prime[12]|exponent[12]|coefficient|private-?key)(?: \([0-9]{1,5} bit\))?:(?P<v>(?:[ \t]*\r?\n?[ \t]*(?:[0-9a-f]{2}:?)+)+)"
_VAULT = r"\$ANSIBLE_VAULT;[0-9.]{3,5};AES[0-9]{0,3}(?:;[\w-]{1,40})?(?P<v>(?:(?:\r?\n|\\n)[ \t>]{0,40}[0-9a-f]{2,})+)"


def _is_private_key_base64(value: str) -> bool:
    """Return whether a value is the Base64 text of a PEM private key; certificates stay."""
    return "UFJJVkFURSBLRV" in value or "QUklWQVRFIEtFW" in value or "BSSVZBVEUgS0VZ" in value


def rules() -> tuple[Rule, ...]:
    """Return the rules for private keys that have no PEM header and footer."""
    return (
        Rule("private-key", ("ls0tls1crudjti",), rf"{_CODED_PEM}(?:{_B64})*", _make_base64_replacer(_is_private_key_base64)),
        Rule("private-key", ("mi", "mc", "md", "mf"), rf"(?:^|[^A-Za-z0-9+/])(?P<v>{_DER}(?:{_B64})+)", _make_base64_replacer(_is_der), sieve=has_long_character_run),
        Rule("private-key", ("private-lines", "private-mac", "private-hash"), _PUTTY, _replace_key_part),
        Rule("private-key", ("<p>", "<d>", "<q>", "<dp>", "<x>", "inverseq"), _NUMBERS, make_hiding_replacer("private-key", _is_number)),
        Rule("private-key", ("kty",), _JWK, make_hiding_replacer("private-key")),
        Rule("private-key", ("priv", "prime", "exponent"), _PRINTED, make_hiding_replacer("private-key", _is_long_key_value)),
        Rule("private-key", ("$ansible_vault",), _VAULT, make_hiding_replacer("private-key")),
    )  # fmt: skip


def _make_base64_replacer(judge: Callable[[str], bool]) -> Replace:
    """Return a function that replaces lines of Base64, except a last line that is the next label."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        group = "v" if match.has_group("v") else ""
        lead = match.start(group) - match.start()
        part = remove_trailing_label(match)
        if not judge(part[lead:]):
            return None
        return f"{part[:lead]}{_STAND_IN}{match[''][len(part) :]}"

    return replace


def _replace_key_part(match: Match, aliases: Aliases) -> str | None:
    if match["m"]:
        start, end = match.start("v"), match.end("v")
        between = match.string[end : match.start("m")]
        return f"{match.string[match.start() : start]}[secret:private-key]{between}[secret:private-key]"
    return replace_group(match, match.find_first_group("v", "w"), "[secret:private-key]")


def _is_number(value: str) -> bool:
    return any(c.isdigit() for c in value) and value.lower() != value and " " not in value.strip()


def _is_long_key_value(value: str) -> bool:
    return len(value.strip()) > 30


def _is_der(value: str) -> bool:
    """Return whether a value is the Base64 text of bytes, not a word with the same beginning."""
    bare = value[:400]
    return (
        len(value) >= 48 and any(c.isdigit() for c in bare) and bare.upper() != bare and bare.lower() != bare
    )
