"""Rules for a label on one line and its value on the next: forms, emails, letters, screen reader output.

New password
    raspberry
Recovery codes:
1a2b-3c4d
5e6f-7a8b
"""

# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_line.secret_labels import classify_secret_label
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.value_shapes import is_more_than_plain_word, is_plausible_secret, is_source_code

_HINT = (
    r"(?im)^[^\r\n]{0,90}(?:pass|p[sa]?s+w|pwd|psk|secret|mdp|mot|kenn|wort|token|jeton|pin|puk|code"
    r"|cl(?:é|e)f?|keys?|schl(?:ü|ue)ssel|cred|clave|contrase|senha|parola|wachtwoord"
    r"|phrase)[^\r\n]{0,40}$"
)
_SAID = (
    r"(?i)^[ \t>*#-]*(?:(?:your|the|votre|le|la|new|nouveau|here|voici|this|ihr|das|use"
    r"|utilisez)[ ])[^\r\n]{0,60}?(?P<label>(?:temporary |new |initial |nouveau |provisoire )?(?:password"
    r"|pass ?phrase|passcode|mot de passe|mdp|passwort|kennwort|pin|token|api key|access key|recovery key"
    r"|security code|access code|verification code|cl(?:é|e) wi-?fi|code d['’]acc(?:è"
    r"|e)s)s?)[^\r\n.]{0,40}(?:below|follow\pL*|this|next line|is|are|ci-dessous|suivante?|voici|est"
    r"|unten|folgende\pL*|lautet)[ ]?:?[ \t]*$"
)
_CODES = (
    r"(?i)(?:recovery|backup|scratch|emergency|one[ -]time|single[ -]use|2fa|rescue|secours|récupération"
    r"|recuperation|urgence|usage unique|wiederherstellung\w*|ersatz\w*)[ -]?(?:codes?|keys?|schl(?:ü"
    r"|ue)ssel)|codes? de (?:secours|r(?:é|e)cup)"
)
_CODE = r"[ \t>*•-]*(?:[0-9]{1,2}[.):][ ]{1,3})?(?P<v>[A-Za-z0-9]{3,12}(?:[ -][A-Za-z0-9]{3,8}){0,5})[ \t,;]*"
_UNDERLINE = r"[ \t]*[-=~_*]{3,}[ \t]*"
_FORM = frozenset(
    (
        "confirm confirmer confirmation cancel annuler ok next suivant back retour submit valider login log "
        "show afficher save enregistrer username user email "
        "password passwd forgot remember sign se connecter weiter abbrechen bestätigen anmelden "
        "benutzername name hint help required optional *"
    ).split()
)
"""Words of forms; no value begins with one."""
_MOST = 24


def _find_values_below_labels(line: Line) -> Iterator[ReplacedPart]:
    """Yield the value below a label, or the codes below their heading."""
    text = line.text.strip(" \t>*#|-")
    if not text or len(text) > 110:
        return
    if (
        get_lazy_pattern(_CODES).search(text) is not None
        and len(text.split()) < 14
        and text[-1:] not in ".!?"
    ):
        yield from _find_codes_below(line)
        return
    said = get_lazy_pattern(_SAID).search(line.text)
    kind = (
        classify_secret_label(said["label"])
        if said is not None
        else classify_secret_label(text)
        if len(text.split()) < 7
        else ""
    )
    if not kind or (text[-1:] in ".!?" and said is None):
        return
    value = _find_next_line(line)
    if value is not None and _is_value_of_label(line, value, sure=said is not None or text[-1:] == ":"):
        start = value.start + len(value.text) - len(value.text.lstrip(" \t>\"'`*"))
        yield ReplacedPart(start, start + len(value.text.strip(" \t>\"'`*")), kind)


def _find_next_line(line: Line) -> Line | None:
    """Return the next non-empty line, at most two lines further on, skipping a line of dashes."""
    for following in line.iter_lines_after(3):
        if following.text.strip() and not get_lazy_pattern(_UNDERLINE).is_full_match(following.text):
            return following
    return None


_NO_VALUE = (
    r"[#/<{(\[|@].*|[A-Za-z]:\\.*|\w+://.*|[\w.+-]+@[\w.-]+|.*[;{}]|[-*+] .*|.*(?: [=|] |\t).*"
    r"|[0-9]{1,3}[.)].*|[\w. -]{1,30}[:=].*|--?\w.*"
)


def _is_value_of_label(label: Line, value: Line, *, sure: bool) -> bool:
    """Return whether a line is a value, not another label, a sentence or a heading."""
    bare = value.text.strip(" \t>\"'`*")
    words = bare.split()
    if value.text.rstrip()[-2:] in ('",', "',"):
        return False
    if (
        not 3 < len(bare) <= 80
        or not words
        or contains_placeholder(bare)
        or bare[-1:] in ":?"
        or not is_plausible_secret(bare)
    ):
        return False
    if (
        words[0].casefold().strip(".,:") in _FORM
        or len(words) > 6
        or classify_secret_label(bare)
        or is_source_code(bare)
    ):
        return False
    if get_lazy_pattern(_NO_VALUE).is_full_match(bare):
        return False
    indented = len(value.text) - len(value.text.lstrip()) > len(label.text) - len(label.text.lstrip())
    if len(words) == 1:
        return is_more_than_plain_word(bare) or sure or indented or _is_followed_by_form(value)
    return (sure or indented) and bare[-1:] not in ".!,;" and bare.lower() == bare and _stands_alone(value)


def _is_followed_by_form(value: Line) -> bool:
    """Return whether the line after a value is a label or button of a form."""
    following = next(iter(value.iter_lines_after(1)), None)
    if following is None:
        return False
    words = following.text.strip(" \t>*").split()
    return 0 < len(words) < 4 and (
        words[0].casefold().strip(":") in _FORM or bool(classify_secret_label(following.text))
    )


def _stands_alone(value: Line) -> bool:
    """Return whether nothing follows a value: the text ends, or an empty line or form label follows."""
    following = next(iter(value.iter_lines_after(1)), None)
    return following is None or not following.text.strip() or _is_followed_by_form(value)


def _find_codes_below(line: Line) -> Iterator[ReplacedPart]:
    """Yield the codes below their heading, up to the first line without a code."""
    for n, following in enumerate(line.iter_lines_after(_MOST)):
        bare = following.text.strip()
        if not bare or get_lazy_pattern(_UNDERLINE).is_full_match(bare):
            if n > 1:
                return
            continue
        match = get_lazy_pattern(_CODE).match(following.text)
        if match is None or match.end() != len(following.text) or not any(map(str.isdigit, match["v"])):
            return
        yield ReplacedPart(following.start + match.start("v"), following.start + match.end("v"), "code")


_LISTED = rf"(?i)^[ \t(]*(?:{_CODES})[ \t)]*$"


def _find_codes_above(line: Line) -> Iterator[ReplacedPart]:
    """Yield the codes above a line that labels them."""
    if get_lazy_pattern(_LISTED).search(line.text) is None:
        return
    place = line.start - 1
    for _ in range(_MOST):
        start = line.whole.rfind("\n", 0, max(place, 0)) + 1
        text = line.whole[start : max(place, start)]
        match = get_lazy_pattern(_CODE).match(text)
        if place <= 0 or match is None or match.end() != len(text) or not any(map(str.isdigit, match["v"])):
            return
        yield ReplacedPart(start + match.start("v"), start + match.end("v"), "code")
        place = start - 1


def rules() -> tuple[Rule, ...]:
    """Return the rules for neighbouring lines; they run after the rules for single lines."""
    needs = (
        "pass", "psw", "ssw", "pwd", "psk", "secret", "mdp", "mot", "kenn", "wort", "token", "jeton", "pin", "puk", "code", "clé", "cle", "key",
        "schlüssel", "schluessel", "cred", "clave", "contrase", "senha", "parola", "wachtwoord", "phrase",
    )  # fmt: skip
    codes = ("code", "keys", "schlüssel")
    return (
        make_line_rule("password", needs, _HINT, _find_values_below_labels),
        make_line_rule("code", codes, r"(?i)(?:codes?|keys)[ \t)]*\r?(?:\n|\z)", _find_codes_above),
    )
