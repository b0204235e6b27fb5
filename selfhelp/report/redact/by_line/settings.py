"""Rules for a secret's label, a separator and the rest of the line: ``wifi.psk = the cat 44``.

Unlike the patterns with fixed words, this takes the whole value: a phrase of several words, a quoted value
with punctuation, and a value aligned by dots or spaces (``Password . . . : x``).
"""

# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_line.secret_labels import classify_secret_label
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.value_shapes import is_plausible_secret, is_source_code, looks_random

_WORDS = (
    r"pass|p[sa]?s+w|pwd|pw|psk|secret|mdp|mot|kenn|wort|token|jeton|pin|puk|code|cl(?:é|e)f?|key"
    r"|schl(?:ü|ue)ssel|cred|clave|contrase|senha|parola|has(?:ł|l)o|heslo|geheim|losung|wachtwoord"
    r"|digicode|answer|r(?:é|e)ponse|antwort|auth|identifiants|s(?:é|e)same|combin|cvv|cvc|otp|пароль"
)
_HINT = (
    rf"(?i)(?:{_WORDS})[\pL\pN_.\-'’\"\])( ]{{0,40}}?[ \t.]*(?:[:=]|->|=>|→|[.]{{3}}|[ ]{{3}}|\t"
    r"|[ ][–—-][ ])"
)
_LEAD = r"^[ \t>*#|•\"'\[({<-]{0,12}"
_LABEL = r"(?P<label>[\pL_@][\pL\pN_.'’ /-]{0,58}?(?:[ ]\([^()\r\n]{1,24}\))?)"
_SIGN = (
    r"[ \t]?(?:[\"'`*\])]{0,3}[ \t]{0,24}(?:=>|:=|->|→|=|:{1,2})[ \t]{0,24}"
    r"|[ ]?(?:[.][ ]?){3,40}[:=]?[ \t]{1,12}|[ ]{3,40}|\t{1,8}|[ ][–—-][ ])"
)
_VALUE = (
    r"(?:\"(?P<dq>[^\"\r\n]*)\"|'(?P<sq>[^'\r\n]*)'|`(?P<bq>[^`\r\n]+)`"
    r"|«[ \x{a0}]?(?P<gq>[^»\r\n]+?)[ \x{a0}]?»|“(?P<tq>[^”\r\n]+)”|(?P<bare>[^\s\"'`«“][^\r\n]*))"
)
_SETTING = rf"{_LEAD}{_LABEL}{_SIGN}{_VALUE}"
_INNER = (
    r"(?:^|[\s,;{\[(|/])[\"']?(?P<label>[\pL_][\pL\pN_.-]{1,40})[\"']?[ ]?(?:="
    r"|:)[ ]?(?:\"(?P<dq>[^\"\r\n]{2,120})\"|'(?P<sq>[^'\r\n]{2,120})'"
    r"|(?P<bare>[^\s\"'`,;{}()\[\]|<>&$%=:/][^\s\"'`,;{}()\[\]|<>&]{1,120}))(?:[\s,;}\])|]|\z)"
)
_COMMENT = (
    r"[ \t]+(?:#|//|;|--|<!--|/\*)[ \t].*$"
    r"|[ \t]+\((?i:provisoire|temporaire|temporary|initial|default|par défaut|case|sensible|old|new"
    r"|ancien|nouveau)[^)]*\)?[.]?$"
)
_SENTENCES = frozenset(
    (
        "must should is are was were be been has have had will would can cannot can't could may might do "
        "does did not don't please see ask "
        "enter type choose select click use using contact if when because which who what that this these "
        "those your you we they he she it "
        "est sont doit doivent sera peut pouvez veuillez voir demander saisissez saisir entrez choisir "
        "choisissez si quand parce que qui cette vous nous ils elle "
        "ist sind muss soll kann wird bitte siehe wenn weil ihr ihre sie wir"
    ).split()
)
"""Words that make the rest of a line a sentence about passwords."""


POLICY = r"(?i)(?:strat(?:é|e)gie|politique|polic(?:y|ies)|richtlinien?)(?:[ ](?:de|des|for|für))?[ ](?:mots? de passe|passwords?|kenn?wörter|passwörter)|(?:password|passwort|kennwort)-?[ ]?(?:polic(?:y|ies)|richtlinien?)"
"""Pattern for beginnings of lines about passwords in general; such lines contain lengths and days, not
secrets."""


_PAM = r"[a-z]-password: (?:gkr-pam|pam_[a-z0-9_]+)[(:]"
"""Pattern for a PAM service and module in a log: *gdm-password: gkr-pam: …*."""


def _find_setting_values(line: Line) -> Iterator[ReplacedPart]:
    """Yield the value of a line that is one setting, or the values of the settings in it."""
    text = line.text
    match = get_lazy_pattern(_SETTING).match(text)
    if match is not None and get_lazy_pattern(POLICY).is_full_match(match["label"].strip()):
        return
    if get_lazy_pattern(_PAM).search(text) is not None:
        return
    if match is not None:
        kind = classify_secret_label(match["label"])
        part = kind and _find_whole_value(line, match, kind)
        if part:
            yield part
            return
    for inner in get_lazy_pattern(_INNER).finditer(text):
        inner.resume = inner.end() - 1
        group = inner.find_first_group("dq", "sq", "bare")
        kind = classify_secret_label(inner["label"])
        if (
            group
            and kind in ("password", "key", "token", "code")
            and not (kind == "token" and inner[group].isdigit())
            and _may_be_secret(inner[group], quoted=group != "bare")
            and _is_settings_pair(text, inner, group)
        ):
            yield ReplacedPart(line.start + inner.start(group), line.start + inner.end(group), kind)


def _find_whole_value(line: Line, match: Match, kind: str) -> ReplacedPart | None:
    """Return the value of a line that is one setting, or None."""
    group = match.find_first_group("dq", "sq", "bq", "gq", "tq", "bare")
    if not group:
        return None
    value = match[group]
    if group == "bare":
        comment = get_lazy_pattern(_COMMENT).search(value)
        value = (value if comment is None else value[: comment.start()]).rstrip(" \t,;|*\"'`")
    sign = line.text[match.end("label") : match.start(group)]
    strong = ":" in sign or "=" in sign or "->" in sign or "→" in sign or ".." in sign.replace(" ", "")
    if kind == "token" and value.isdigit():
        return None
    if not _may_be_secret(value, quoted=group != "bare") or (
        not strong and not _is_value_after_spaces(value, match["label"])
    ):
        return None
    if contains_placeholder(value) or (len(value.split()) > 1 and _is_sentence(value)):
        return None
    if kind in ("code", "key", "answer") and group == "bare" and not _is_code_or_key(value, kind):
        return None
    if (
        group == "bare"
        and len(value.split()) > 1
        and get_lazy_pattern(r"[=;{}<>|]|\w\(|,[ ]?\w+[ ]?[:=]|[ ](?:[+*/|?&%-]{1,2}|or|and|if)[ ]").search(
            value
        )
        is not None
    ):
        return None
    return ReplacedPart(line.start + match.start(group), line.start + match.start(group) + len(value), kind)


def _may_be_secret(value: str, *, quoted: bool) -> bool:
    """Return whether a value may be a secret, not a reference, path, source code or settings keyword."""
    if value[:4].strip("*•●_") == "" or contains_placeholder(value) or "[secret:" in value:
        return False  # a mask, or ours
    if value[-1:] == "]" and value[:1] != "[":
        return False
    if not 2 < len(value) <= 200 or (not is_plausible_secret(value) and not _is_phrase(value)):
        return False
    if get_lazy_pattern(
        r"(?:[~.]{0,2}/|[A-Za-z]:\\|https?://|\$[({\w]|%\w+%|\{\{|<[^>]*>$|[0-9]{1,2}[.)]?$|[0-9]{4}-[0-9]{2}-[0-9]{2}).*"
    ).is_full_match(value):
        return False
    return quoted or looks_random(value) or not is_source_code(value)


def _is_phrase(value: str) -> bool:
    """Return whether a value is a phrase that begins like a sentence but isn't one: *the cat sat 44*."""
    words = value.split()
    return (
        2 < len(words) < 9
        and value.isascii() is not None
        and words[0].casefold()
        in (
            "the",
            "a",
            "an",
            "le",
            "la",
            "les",
            "un",
            "une",
            "it",
            "my",
            "mon",
            "ma",
            "der",
            "die",
            "das",
            "in",
            "at",
        )
        and value[-1:] not in ".!?:"
    )


def _is_sentence(value: str) -> bool:
    """Return whether a value is a sentence about passwords, not a passphrase."""
    words = [word.casefold().strip(".,;:!?()\"'") for word in value.split()]
    if len(words) > 12 or (value[-1:] in ".:?" and len(words) > 2):
        return True
    told = sum(word in _SENTENCES for word in words)
    return told > 0 if len(words) > 1 else False


def _is_value_after_spaces(value: str, label: str) -> bool:
    """Return whether a value separated by spaces only fits: one word, with a label of one or two words."""
    return (
        len(value.split()) == 1
        and len(label.split()) < 3
        and value[-1:] not in ":.?"
        and not value.istitle()
        and not value.isupper()
    )


def _is_code_or_key(value: str, kind: str) -> bool:
    """Return whether an unquoted code or key has digits, or is a word of capitals and dashes."""
    if kind == "answer":
        return len(value.split()) < 6
    words = value.split()
    return (
        any(map(str.isdigit, value))
        and all(any(map(str.isdigit, w)) or len(w) < 9 for w in words[:8])
        and (len(words) < 3 or sum(map(str.isalpha, words)) == 0)
    ) or (len(words) == 1 and "-" in value and value.isupper())


def _is_settings_pair(text: str, match: Match, group: str) -> bool:
    """Return whether a pair is an entry of a settings list: punctuation surrounds it."""
    value = match[group]
    if group != "bare":
        return not get_lazy_pattern(r"[a-z]+(?:_[a-z]+)+|[A-Z][a-z]+ [A-Z][a-z]+").is_full_match(value)
    if get_lazy_pattern(r"[a-z]+(?:[._][a-z]+)+|[a-z]+[A-Z]\w*|\w+\(.*").is_full_match(value) and not any(
        map(str.isdigit, value)
    ):
        return False
    plain = value.isalpha()
    sign = text[match.end("label") : match.start(group)]
    if (
        ":" in sign
        and " " not in sign
        and text[match.start("label") - 1 : match.start("label")] not in ("{", '"', "'")
    ):
        return False
    return (
        not plain
        or ("=" in sign and " " not in sign)
        or text[match.end(group) : match.end(group) + 1] in ("]", "}", "|")
    )


def rules() -> tuple[Rule, ...]:
    """Return the rule for settings; it runs after the rules for a keyword and a certain form of value."""
    needs = (
        "pass", "psw", "ssw", "pwd", "pw", "psk", "secret", "mdp", "mot", "kenn", "wort", "token", "jeton", "pin", "puk", "code", "clé", "cle", "key",
        "schlüssel", "schluessel", "cred", "clave", "contrase", "senha", "parola", "hasło", "haslo", "heslo", "geheim", "losung", "wachtwoord",
        "answer", "réponse", "reponse", "antwort", "auth", "identifiants", "sésame", "sesame", "combin", "cvv", "cvc", "otp", "пароль",
    )  # fmt: skip
    return (make_line_rule("password", needs, _HINT, _find_setting_values),)
