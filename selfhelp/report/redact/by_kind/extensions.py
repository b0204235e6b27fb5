"""Rules for internal phone extensions: after *ext*, *poste*, *Durchwahl*, and in sentences about calls."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import NO_WORD, Rule, replace_group

_LABEL = r"(?:ext|extn|extension|x-?tension|poste|pste|p\.|int|interne|ligne interne|interno|toestel|num(?:é|e)ro interne|n° interne|num(?:é|e)ro (?:court|direct|abr(?:é|e)g(?:é|e))|ligne directe|sda|durchwahl|dw|nst|nebenstelle|apparat|app|kurzwahl|interne nummer|intern|poste (?:t(?:é|e)l(?:é|e)phonique|fixe)|standard au|fon|fernsprecher|voicemail of|caller id|extension|apt|klappe|dect|desk ?phone|desk extension|office phone|internal(?: number| phone| ext)?|speed ?dial|short ?dial|ipphone|did|ddi|voip|softphone|t(?:é|e)l\.? ?int(?:erne)?|t(?:é|e)l|phone|dial|hunt group|ring group|pickup group)"
_IS = r"\.?[\"']?[ \t]{0,8}(?:[:=#]|is|was|est|ist|è|es|n°|no\.?|nr\.?|number|num(?:é|e)ro)?[ \t]{0,8}(?:le |the |die )?[\"'(-]{0,2}"
_SHORT = r"(?:\*[0-9]{2,4}|[0-9]{3,5}|[0-9][ -][0-9]{4}|[0-9]{2}[ .][0-9]{2}|[0-9]-[0-9]{3,4})"
_LABELLED = rf"(?i)(?:^|[^\pL\pN_.@/\\-]){_LABEL}{_IS}(?P<v>{_SHORT})"
_CALLED = r"(?i)(?:(?:call|ring|reach|phone|dial|transfer\w*|forward\w*|redirect\w*)(?: (?:me|us|her|him|them|back|it|calls?))?(?: on| at| to)|rappel\pL*(?:[- ]moi)?(?: au| sur le)|joignable (?:au|sur le)|appel\pL*(?:[- ]moi)?(?: au| le| du| sur le)|compos\pL*(?: le| au)|transf(?:é|e)r\pL*(?: au| vers(?: le)?| sur le)|renvo\pL*(?: au| vers(?: le)?| sur le)|rückruf\pL*(?: bitte)?(?: unter| an)|erreichbar unter|anruf\pL* (?:unter|auf)|(?:weiterleit|umleit)\pL* (?:auf|an))[ ](?:the |le |die )?(?P<v>[0-9]{4}|[0-9]{2}[ .][0-9]{2})"
_RINGS = r"(?i)(?:^|[^\pL\pN])(?:le |number |extension |die |nummer )(?P<v>[0-9]{4})[ ](?:(?:ne )?sonn\pL*|(?:est )?toujours occup|rings?|doesn['’]?t ring|never rings|klingelt|ist (?:ständig )?besetzt|does not ring|ne r(?:é|e)pond)"
_PAIR = r"(?i)\"(?:caller|callee|calling|called|src|dst|from|to|extension|ext|ani|dnis|callingpartynumber|(?:original|final)calledpartynumber|origin|destination)\"[ ]?:[ ]?\"?(?P<v>[0-9]{3,5})\"?(?:[,}\s]|\z)"
_SIP = r"(?i)(?:sips?:|<tel:|;ext=|PJSIP/|SIP/|Local/|callerid=)(?P<v>[0-9]{3,6})(?:[@>;\s\"'-]|\z)"
_PART = r"(?i)(?:^|[^\pL\pN])(?:x|ext\.?|extension|poste|dw|durchwahl|nebenstelle|apparat|app\.|nst\.?)[ ]?(?P<v>[0-9]{2,5})"


_ON_X = r"(?i)(?:^|[^\pL])(?:on|at|call|me|phone|tel\.?|am|ext\.?|is|office|desk|bureau|büro|line|hotline|support|reception|front desk)[: ]{1,2}x ?(?P<v>[0-9]{4,5})"
_OF_A_PERSON = r"user-[0-9a-f]{6}[ ]x ?(?P<v>[0-9]{3,5})"
_SHORTEST = r"(?i)(?:^|[^\pL])(?:durchwahl|nebenstelle|dw|nst\.?|apparat|klappe|poste|ext\.?)[ ]?[:=]?[ ](?P<v>-?[0-9]{2})"
_CELL = (
    r"(?:^|[^\pN.-])(?P<v>[0-9]{9,11})[ ](?:is|was)[ ]my[ ](?:new |old |work )?(?:cell|mobile|number|phone)"
)
_OFFICES = r"(?i)(?:^|[^\pL])(?:bureau|fax|standard|accueil)[ :]{1,2}(?P<v>[0-9]{2}[.][0-9]{2})"
_LABELLED_LONG = r"(?:^|[\s(,;/|])(?:NL|BE|ES|IT|PT|DE|CH|AT|UK|US|LU|FR|IE|(?i:mobile|mob|cell|fon|fernsprecher|telefon|m(?:ó|o)vil|cellulare|telefono|tel(?:é|e)fono|tlf|gsm|natel|handy|portable|fixe|landline|festnetz))[.]?[ ]?[:=]?[ ](?P<v>0?[1-9][0-9]{1,3}[ ./-][0-9]{2,4}(?:[ ./-]?[0-9]{2,4}){1,3}|0[0-9]-[0-9]{8})"
_SHOWN = r"(?i)(?:sms|text|code|call|appel|phone|t(?:é|e)l(?:é|e)phone|num(?:é|e)ro|number|mobile|nummer)[^\r\n*•]{0,40}(?P<v>[*•]{3,}[ ]?[0-9]{2,4})"
_SEVEN = r"(?i)(?:reach|call|ring|phone|text)(?: me| us| him| her| them)?(?: back)? (?:at|on)[ ](?P<v>[0-9]{3}-[0-9]{4})"
_SPACED = r"(?:^|[^\pL\pN_.,/+-])(?P<v>0[1-9][0-9]{1,4}[ ]?[/–-][ ]?[0-9]{2,8}(?:[ ][0-9]{2,5}){0,3}(?:[ ]?[/–-][ ]?[0-9]{1,4})?|\(0[1-9][0-9]{1,4}\)[ ]?[0-9]{2,5}(?:[ ]?[ /–-][ ]?[0-9]{1,5}){1,3}|0(?:1[5-7]|6[5-9])[0-9][ ][0-9]{3,4}(?:[ ][0-9]{2,5}){1,2}|0 [1-9][0-9](?: ?[/–-] ?[0-9]{2,4})(?:[ -][0-9]{1,4}){1,3})(?:[^\pL\pN_/-]|\z)"
_ON_DUTY = r"(?i)(?:^|[^\pL])(?:hausmeister(?:in|dienst)?|concierge|gardien(?:ne)?|notdienst|bereitschaft(?:sdienst)?|pikett(?:dienst)?|janitor|caretaker|on-?call|astreinte|pförtner|pforte|empfang|standard|rückruf(?:liste|nummer|wunsch)?|callbacks?|call ?back|(?:missed|incoming|outgoing) call(?: from| to)?|verpasster anruf(?: von)?|appel manqué(?: de)?|telefonzentrale|zentrale|hotline|emergency|notruf|urgences?)(?:[ ]?\([^)\r\n]*\))?[ ]?[:=]?[ ](?P<v>\+?[0-9](?:[ ]?[ ./–-]?[ ]?[0-9]){6,13})"
_CALL = r"(?i)(?:^|[^\pL])calls?[ ](?:from[ ])?(?P<v>[0-9]{3,5})[ ]?(?:->|→|=>|to)"
_CALLEE = r"(?i)(?:phone-[0-9a-f]{6}[ ]?(?:->|→|=>|to)[ ]?|phone-[0-9a-f]{6},)(?P<v>[0-9]{3,5})(?:[ ,;]|\z)"


_BESIDE = r"(?i)(?:ext(?:n|ension)?\.?|poste|durchwahl|nebenstelle|intern\pL*|apparat|ring group|members|number|numéro|dial|compos\pL*|dw|klappe|nummer)[^\pL\r\n]{0,8}[^\r\n]{0,16}phone-[0-9a-f]{6}"
_FURTHER = r"(?i)(?:(?:^|[\s,(])(?:et|and|und|not|pas|non|nicht|instead of|au lieu d[eu]|statt|ou|or|oder|the|le|die|now|vers|to|auf|as)[ ](?:le |la |the |die |at |on |ext\.? |poste )?|[;,] )(?P<v>[0-9]{3,5})(?:[\s,;:!?)]|\.(?:\s|\z)|\z)"


def _find_adjacent_extensions(line: Line) -> Iterator[ReplacedPart]:
    """Yield numbers as short as an extension in a line with an extension: *extension 7731, not 7713*."""
    place = 0
    while (found := get_lazy_pattern(_FURTHER).search(line.text[place:])) is not None:
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        behind = line.text[end : end + 12]
        counted = (
            get_lazy_pattern(_NONE).match(behind) is not None
            or get_lazy_pattern(_COUNTED).match(behind) is not None
        )
        if not counted and not get_lazy_pattern(_ROUND).is_full_match(found["v"]):
            yield ReplacedPart(line.start + start, line.start + end, "phone")


_COUNTED = r"[ ](?:people|calls?|appels?|anrufe|euros?|eur|chf|km|m|kg|phones?|postes|minutes|heures|hours|stunden|seconds|\pL+s)(?:[^\pL]|\z)"
_ROUND = r"20[0-3][0-9]|19[0-9]{2}|[0-9]{0,2}00|11[0258]|15|911|999"


def _replace_phone_device(match: Match, aliases: Aliases) -> str | None:
    return replace_group(match, "v", aliases.make_placeholder("phone", match["v"]))


def _replace_spaced_phone(match: Match, aliases: Aliases) -> str | None:
    """Replace a number with an area code, a dash or slash and spaces: *030 - 2093 7718*, *0176-3390 1284*."""
    value = match["v"]
    match.resume = match.end("v")
    if " " not in value or not 8 <= sum(map(str.isdigit, value)) <= 13:
        return None
    return replace_group(match, "v", aliases.make_placeholder("phone", value))


def _replace_number_on_duty(match: Match, aliases: Aliases) -> str | None:
    """Replace the telephone number of a service, such as a caretaker; dates and times of day stay."""
    value = match["v"]
    if get_lazy_pattern(
        r"(?:19|20)[0-9]{2}[-./].*|[0-3]?[0-9][./-][01]?[0-9][./-].*|[0-9]{1,2} ?[–-] ?[0-9]{1,2}"
    ).is_full_match(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("phone", value))


def _replace_extension(match: Match, aliases: Aliases) -> str | None:
    """Replace a short number after its label; years, ports and error numbers stay."""
    value, behind = match["v"], match.string[match.end("v") : match.end("v") + 12]
    owned = match.string[max(0, match.start() - 10) : match.start() + 1].lower()
    if contains_placeholder(value) or get_lazy_pattern(r"20[0-3][0-9]|19[0-9]{2}|[0-9]{0,2}00").is_full_match(
        value
    ):
        return None
    if get_lazy_pattern(_NONE).match(behind) is not None or (
        get_lazy_pattern(_ANY).match(match[""].lower()) is not None
        and get_lazy_pattern(r"(?:the|le)[ ]\z").search(owned) is not None
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("phone", value))


_ANY = r"[^\pL]?(?:extension|poste) (?:is|est)"
"""Pattern for text before a number in general; such a number stays: *the extension is 4471*."""
_NONE = r"(?i)[ ]?(?:%|€|\$|[x×*][ ]?[0-9]|(?:ms|s|mb|gb|kb|mo|go|ko|min|px|dpi|times|fois|mal|users?|pages?|files?|items?|bytes|octets|days?|jours?|tage)\b)|[.,:/-][0-9]|[\pL_]"


def rules() -> tuple[Rule, ...]:
    """Return the rules for extensions; they run after the rules for complete telephone numbers."""
    return (
        Rule("phone", ("ext", "poste", "pste", "int", "ligne", "court", "direct", "abr", "sda", "durchwahl", "dw", "nst", "nebenst", "apparat", "kurzwahl", "klappe", "dect", "phone", "dial", "did", "ddi", "fon", "fernsprecher", "standard", "voicemail", "caller", "apt", "p.", "app", "voip", "tél", "tel", "group", "toestel"), _LABELLED, _replace_extension, NO_WORD, context=14),
        Rule("phone", ("call", "ring", "reach", "phone", "dial", "transf", "forward", "redirect", "rappel", "joignable", "appel", "compos", "renvo", "rückruf", "erreich", "anruf", "leit"), _CALLED, _replace_extension, NO_WORD, context=14),
        Rule("phone", ("sonn", "occup", "ring", "klingel", "besetzt", "pond"), _RINGS, _replace_extension),
        Rule("phone", ('"caller"', '"callee"', '"calling', '"called', '"src"', '"dst"', '"from"', '"to"', '"ext', '"ani"', '"dnis"', "calledparty", '"origin"', '"destination"'), _PAIR, _replace_extension),
        Rule("phone", ("sip:", "sips:", "<tel:", ";ext=", "sip/", "local/", "callerid="), _SIP, _replace_phone_device),
        Rule("phone", ("durchwahl", "nebenstelle", "dw ", "dw:", "nst", "apparat", "klappe", "poste", "ext"), _SHORTEST, _replace_extension, NO_WORD, context=14),
        Rule("phone", ("x",), _ON_X, _replace_extension, NO_WORD),
        Rule("phone", (" my ",), _CELL, _replace_phone_device),
        Rule("phone", ("bureau", "fax", "standard", "accueil"), _OFFICES, _replace_extension),
        Rule("phone", (), _LABELLED_LONG, _replace_phone_device, NO_WORD),
        Rule("phone", ("***", "•••"), _SHOWN, _replace_phone_device),
        Rule("phone", ("reach", "call", "ring", "phone", "text"), _SEVEN, _replace_phone_device, NO_WORD),
        Rule("phone", ("0",), _SPACED, _replace_spaced_phone),
        Rule("phone", ("hausmeister", "concierge", "gardien", "dienst", "bereitschaft", "pikett", "janitor", "caretaker", "call", "astreinte", "pförtner", "pforte", "empfang", "standard", "rückruf", "anruf", "appel", "zentrale", "hotline", "emergency", "notruf", "urgence"), _ON_DUTY, _replace_number_on_duty, NO_WORD),
        Rule("phone", ("call",), _CALL, _replace_phone_device),
        Rule("phone", ("phone-",), _CALLEE, _replace_extension, late=True),
        Rule("phone", ("user-",), _OF_A_PERSON, _replace_extension, NO_WORD, late=True),
        make_late_line_rule("phone", ("phone-",), _BESIDE, _find_adjacent_extensions),
        Rule("phone", ("phone-",), rf"phone-[0-9a-f]{{6}}[^\r\n]{{0,3}}{_PART}", _replace_extension, NO_WORD, late=True),
    )  # fmt: skip
