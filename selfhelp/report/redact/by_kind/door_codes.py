"""Rules for codes with signs of a keypad (*4961#*, *#73\\*1180*), for codes in answers, and card check numbers.

A number with a star or hash is a code near a word for a door, an alarm or a code; alone, it may be a ticket
number.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.by_kind.pattern_tables import Row, Table
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_DOOR = (
    r"\pL*alarm\w*|keypad|door|gate|lock|lock ?box|key ?(?:box|safe)|safe|vault|padlock|locker|barrier|intercom|shutter|entrance|bypass|coffre\w*|portail|portillon|porte|barri(?:è|e)re|cadenas|bo(?:î|i)te (?:à|a) cl(?:é|e)s?|digicode|interphone|sas|entr(?:é|e)e|rideau|local technique|chaufferie|cave"
    r"|\pL*t(?:ü|ue)re?n?|\pL*tor|\pL*tresor\w*|\pL*schloss|\pL*schrank\w*|schranke|\pL*kasten|\pL*safe|\pL*box|garage\w*|tiefgarage|eingang\w*|keller|lift|archiv\w*|server ?room|serverraum|salle (?:des )?serveurs?|\pL*raum|lager\w*|magazin|depot|d(?:é|e)p(?:ô|o)t|warehouse|office|b(?:ü|ue)ro|bureau|hauswart|concierge|caretaker|parking|parkhaus|local (?:serveurs?|info\w*)|porta|puerta|deur"
)
_CODE = r"\pL*codes?|pins?|puk|kombination|combination|combinaison|zahlenschloss|ziffern|digits|chiffres|tastatur|tippen|tapez|taper|press|drücken|appuy\w+|punch|enter|eingeben|teclado|tastierino|toetsenbord"
_TOPIC = rf"(?i)(?:^|[^\pL])(?:{_DOOR}|{_CODE})(?:[^\pL]|\z)"
_B = r"(?:^|[\s:(,;=\"'«“→>/-])"
_E = r"(?:[\s:),;.!?\"'»”=/]|\z)"
_SIGNED = Row(
    ("#", "*"),
    rf"{_B}(?P<v>[0-9A-F]{{3,8}}[#*](?:[0-9]{{1,6}}[#*]?)?|[*#][0-9]{{2,6}}[*#]?[0-9]{{2,8}}[#*]?|[*#][0-9]{{1,6}}[*#][0-9]{{2,6}}[#*]?|[*][0-9]{{3,8}}|[0-9]{{2,6}}[*#][0-9]{{2,8}}[#*]?){_E}",
    "code",
    lambda value: not value.startswith(("*#", "**", "##")) and get_lazy_pattern(r"#[0-9]+").is_full_match(value) is False,
    _TOPIC,
    2,
)  # fmt: skip
_AFTER_CODE = rf"(?i)(?:^|[^\pL])(?:\pL*codes?|pins?|puk|digicode|combination|combinaison|kombination|{_DOOR})(?:[ ](?:is|ist|est|c['’]est|lautet|now|jetzt|maintenant|changed|geändert|chang(?:é|e)|to|auf|en|von|de|du|of|for|für|pour|the|le|la|l['’]|der|die|das|außen|outside|4 stellen)){{0,6}}[ ]?[:=,–-]?[ ]{{1,2}}[(]?"
_SPACED = Row(
    (),
    rf"{_AFTER_CODE}(?P<v>(?-i:[0-9]{{2}}[ ][0-9]{{2}}[ ][A-Z]|[A-Z][ ][0-9]{{2}}[ ][0-9]{{2}}|[0-9]{{2}}[ ][0-9]{{2}}[ ][0-9]{{2}}|[0-9](?:-[0-9A-F]){{3,7}}|[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}|[0-9](?:[ ][0-9]){{3,7}}|[A-Z]{{1,2}}[0-9]{{3,6}}[A-Z]?|[0-9]{{2,4}}[A-Z][0-9]{{0,4}}))(?:[),;.!?\"'»”]|[ ](?-i:[^0-9A-Z])|[ \t]*\z)",
    "code",
)  # fmt: skip
_REPLY = r"(?i)^[ \t>*•–—→-]{0,6}(?:\[?[0-9/.: ]{0,12}[0-9]{1,2}[:h][0-9]{2}\]?[ ,>-]{0,3})?(?:<?[\pL][\pL\pN .()'’_-]*>?[ ]?[:>][ \t]{1,4})?(?:(?:it['’]?s|its|it is|is|c['’]est(?: le)?|es ist|ist|sure|ok|oui|yes|ja|voil(?:à|a)|now|jetzt|maintenant|the|der|le|new one|neu|try|probier)[ ,:]{1,3}){0,4}(?P<v>(?-i:[A-Z])?[0-9]{2}[ -][0-9]{2}(?:[ -](?-i:[A-Z]|[0-9]{2}))?|[0-9](?:[ -][0-9]){3,7}|[#*]?[0-9]{2,8}(?:[#*][0-9]{0,6})*|(?-i:[A-Z])[ ]?[0-9]{3,6}|[0-9]{2,6}(?-i:[A-Z])[0-9]{0,4})(?:[\s,.;!?(]|\z)"
_ASKED = r"(?i)(?:^|[^\pL])(?:\pL*codes?|pin|bypass|combination|combinaison|kombination|digicode|zahlenschloss)(?:[^\pL]|\z)"
_AMOUNT = r"(?i)^[ ]?(?:%|€|\$|£|chf|eur|mb|gb|ms|min\w*|stunden|hours?|heures?|uhr|h[0-9]?|pages?|seiten|users?|times|mal|fois|days?|tage|jours|files?|people|of|von|sur|am|pm|digits|stellig|stellen|chiffres|[:.,/-][0-9])"


def _find_answered_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield the code that begins one of the three lines below a line about a code."""
    text = line.text
    if len(text) > 160 or "=" in text or get_lazy_pattern(_ASKED).search(text) is None:
        return
    if not (
        "?" in text
        or get_lazy_pattern(
            r"(?i)(?:chang|geändert|neu|new|nouveau|forgot|vergess|oubli|need|brauch|besoin|give|send|tell)"
        ).search(text)
    ):
        return
    for reply in line.iter_lines_after(3):
        found = get_lazy_pattern(_REPLY).match(reply.text)
        if found is None:
            continue
        start, end = found.span("v")
        value = found["v"]
        if (
            sum(map(str.isdigit, value)) > 2
            and get_lazy_pattern(_AMOUNT).search(reply.text[end:]) is None
            and get_lazy_pattern(r"(?:19|20)[0-9]{2}|[0-9]{2}[-/][0-9]{2}").is_full_match(value) is False
        ):
            yield ReplacedPart(reply.start + start, reply.start + end, "code")
        return


_CARD = r"(?i)(?:^|[^\pL])(?:\pL*karten?\w*|cards?|cartes?|visa|mastercard|amex|cb|gültig|valid|exp\w*|cvv2?|cvc2?|validit(?:é|e)|secret:card\]|card-[0-9a-f]{6}|[3-6][0-9]{3}(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{3,4})(?:[^\pL]|\z)|card-[0-9a-f]{6}|secret:card|(?:0[1-9]|1[0-2])/(?:20)?[2-4][0-9]"
_ON_BACK = Row(
    ("hinten", "back", "dos", "rückseite", "verso", "reverse", "digits", "chiffres", "ziffern", "behind", "derrière"),
    r"(?i)(?:^|[^\pL])(?:hinten(?: drauf)?|(?:on |at )?(?:the )?back|au (?:dos|verso)|dos|(?:auf der )?rückseite|(?:the )?(?:three|3|last) digits|(?:les )?(?:trois|3) (?:derniers )?chiffres|(?:die )?(?:drei|3|letzten) ziffern|behind|derri(?:è|e)re)(?:[ ](?:steht|stehen|ist|is|are|says?|sind|il y a|c['’]est|est|the number|die|le|no|nr|of (?:it|the card)|de la carte|der karte)){0,3}[ :=]{1,3}(?P<v>[0-9]{3,4})(?:[^\pL\pN]|\z)",
    "card",
    bool,
    _CARD,
    2,
)  # fmt: skip
_AFTER_EXPIRY = Row(
    ("/", "date]"),
    r"(?:(?:0[1-9]|1[0-2])[ ]?/[ ]?(?:20)?[2-4][0-9]|\[secret:date\]|\[secret:card\])[ ]?[,;/|–-]?[ ]?(?:(?i:cvv|cvc|code|pin|sec(?:urity)?)[ :]{0,2})?(?P<v>[0-9]{3,4})(?:[\s,;.)!?]|\z)",
    "card",
    bool,
    r"(?i)card-[0-9a-f]{6}|secret:card|[3-6][0-9]{3}(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{3,4}|karte|card|carte|visa",
    1,
)  # fmt: skip


_FAILED = r"(?i)(?:^|[^\pL])(?:err(?:or)?|errors?|erreur|fehler\pL*|exit|status|http|return|npm|failed|warn\pL*|exception|hresult|wpa\S*|jam|fuser|toner|bourrage|papierstau)(?:[^\pL]|\z)"


_SIGNS = Table(_SIGNED, _ON_BACK, _AFTER_EXPIRY)
_GROUPS = Table(_SPACED)
_OF_DOOR = rf"(?i)(?:^|[^\pL])(?:\pL*codes?|pin|bypass|combination|combinaison|kombination|digicode|{_DOOR})(?:[^\pL]|\z)"


def _find_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield the codes with signs, the codes after their word, and the check numbers of cards."""
    text = line.text
    yield from _SIGNS.find(line)
    if get_lazy_pattern(_OF_DOOR).search(text) is not None and get_lazy_pattern(_FAILED).search(text) is None:
        yield from _GROUPS.find(line)


def rules() -> tuple[Rule, ...]:
    """Return the rules for codes of doors and cards."""
    return (
        make_line_rule("code", (), r"[0-9]{2}|[0-9][ -][0-9]", _find_codes),
        make_line_rule("code", (), _ASKED, _find_answered_codes),
    )
