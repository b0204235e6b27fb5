"""Rules for email addresses that `personal` doesn't match: spelled out, quoted, of guests and recipients."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.word_lists import NO_SECRET

_AT_WORD = r"[ ]@[ ]|[ ]?(?:[\[({<]\s?(?:at|arobase|a|chez|@|AT|à)\s?[\])}>])[ ]?|[ ](?:AT|arobase|\(a\))[ ]|[ ]?\(@\)[ ]?"
_DOT_WORD = r"[ ]?[\[({<]\s?(?:dot|point|DOT|\.|pt)\s?[\])}>][ ]?|[ ](?:dot|point|DOT|POINT)[ ]"
_SPOKEN = rf"(?:^|[^\pL\pN_.-])(?P<v>[\pL\pN_][\pL\pN_.+'-]+(?:{_DOT_WORD}[\pL\pN_-]+)*)(?P<at>{_AT_WORD})(?P<d>[\pL\pN-]+(?:(?:\.|{_DOT_WORD})[\pL\pN-]+)+)"
_SPOKEN_PLAIN = r"(?i)(?:^|[^\pL\pN_.-])(?P<v>[\pL\pN_][\pL\pN_.+'-]+) (?:at|chez|arobase) (?P<d>[\pL\pN-]+(?: (?:dot|point) \pL\pL+)+)"
_PLAIN_AT = r"(?i)(?:^|[^\pL\pN_.-])(?P<v>[\pL\pN_]+[._+-][\pL\pN_.+'-]+|[\pL\pN_.+'-]*[0-9]|(?:(?:mail|reach|contact|write|adresse|address|écri\w*|joindre)[\pL ]{0,24}(?:on|to|at|à|sur|:|is|est) )[\pL\pN_.+'-]+) (?:at|chez|arobase|à) (?P<d>[\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL\pL+)"
_COMMA = r"(?:^|[^\pL\pN_.+'-])(?P<v>[\pL\pN_][\pL\pN_.+'-]*)@(?P<d>[\pL\pN-]+(?:\.[\pL\pN-]+)*[,;](?i:com|fr|net|org|de|uk|co\.uk|eu|be|ch|io))"
_DRIVE = r"(?i)/personal/(?P<v>[\w-]{5,100})(?:[/?\s\"'<>]|\z)"
_QUOTED_LOCAL = r"\\{0,3}\"(?P<v>[^\"\r\n\\<>:,@][^\"\r\n\\<>:,]*(?:\\.[^\"\r\n\\<>]*)?)\\{0,3}\"@(?P<d>\[?[\pL\pN.:-]+\]?)"
_GUEST = r"(?:^|[^\pL\pN_.+'-])(?P<v>[\pL\pN_][\pL\pN_.+'-]+)(?:#|%23)EXT(?:#|%23)"
_LONE = r"(?:^|[^\pL\pN_.+'/-])(?P<v>[\pL\pN_][\pL\pN_.+'-]+)@(?P<d>(?i:pc|lt|desk|host|srv|laptop|mac|nb|ws|dc)[\w-]*[0-9][\w-]*)"
_IMCEA = r"(?i)\bIMCEAEX-(?P<v>[^\s@]{4,})@|\bCN=RECIPIENTS[/_+]{1,2}CN=(?P<w>[\w.=-]{2,128})|/cn=Recipients/cn=(?P<x>[\w.-]{2,128})"
_ENDINGS = frozenset(
    [
        "com",
        "org",
        "net",
        "fr",
        "de",
        "uk",
        "eu",
        "io",
        "be",
        "ch",
        "ca",
        "es",
        "it",
        "example",
        "local",
        "gov",
        "edu",
        "info",
        "biz",
        "co",
        "nl",
        "pl",
        "se",
        "us",
        "at",
        "dk",
        "no",
        "fi",
        "pt",
        "ie",
        "lu",
        "test",
        "app",
        "dev",
    ]
)


def _replace_recipient(match: Match, aliases: Aliases) -> str:
    group = match.find_first_group("v", "w", "x")
    return replace_group(match, group, aliases.make_placeholder("user", match[group]))


def _replace_recipient_folder(match: Match, aliases: Aliases) -> str | None:
    """Replace a OneDrive folder named after its owner's email address, with underscores for punctuation."""
    return (
        replace_group(match, "v", aliases.make_placeholder("user", match["v"])) if "_" in match["v"] else None
    )


def _replace_spelled_address(match: Match, aliases: Aliases) -> str | None:
    user, domain = match["v"], match["d"]
    if (
        not match.has_group("at")
        and domain.replace(".", " ").replace(",", " ").replace(";", " ").split()[-1].casefold()
        not in _ENDINGS
    ):
        return None
    last = get_lazy_pattern(r"[\pL\pN-]+\z").search(domain)
    if last is None or not last[""].isalpha() or user.casefold() in NO_SECRET or is_placeholder(user):
        return None
    return (
        match.string[match.start() : match.start("v")]
        + aliases.make_email_placeholder(user, domain)
        + match.string[match.end("d") : match.end()]
    )


def _replace_quoted_local_part(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if is_placeholder(value):
        return None
    end = match.end()
    start = match.start("v")
    quote = match.string.rfind('"', match.start(), start) if '"' in match[""] else start
    return (
        match.string[match.start() : quote]
        + aliases.make_email_placeholder(value, match["d"])
        + match.string[match.end("d") : end]
    )


def _replace_guest(match: Match, aliases: Aliases) -> str:
    """Replace a guest's account name, which contains the guest's own email address."""
    return replace_group(match, "v", aliases.make_placeholder("user", match["v"]))


def rules() -> tuple[Rule, ...]:
    """Return the rules for spellings of email addresses; they run before the rules for plain addresses."""
    return (
        Rule("email", ('"@',), _QUOTED_LOCAL, _replace_quoted_local_part),
        Rule("email", ("#ext#", "%23ext%23"), _GUEST, _replace_guest),
        Rule("email", ("(at)", "[at]", "{at}", "<at>", " at ", "arobase", "[a]", "(a)", " chez ", " @ ", "[chez]", "[ at ]", "( at )", "(@)", "[@]"), _SPOKEN, _replace_spelled_address),
        Rule("email", (" at ", " arobase ", " chez "), _SPOKEN_PLAIN, _replace_spelled_address),
        Rule("email", (" at ", " arobase ", " chez ", " à "), _PLAIN_AT, _replace_spelled_address, r"[\pL\pN_]"),
        Rule("email", ("@",), _COMMA, _replace_spelled_address, r"[\pL\pN_]"),
        Rule("email", ("/personal/",), _DRIVE, _replace_recipient_folder),
        Rule("email", ("imceaex", "recipients"), _IMCEA, _replace_recipient),
        Rule("email", ("@",), _LONE, _replace_quoted_local_part),
    )  # fmt: skip
