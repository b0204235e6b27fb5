"""Rules for numbers of identity documents and accounts, with their own check digit or after a label.

Sources of the forms: European Commission, "TIN algorithms" (taxation_customs/tin); HMRC, "National
Insurance numbers"; NHS Data Dictionary, "NHS Number"; GSM TS.06 (IMEI), ITU-T E.118 (ICCID).
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Callable, Iterable

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.block_words import make_any_pattern_test
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Replace,
    Rule,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)

_WITHOUT = str.maketrans("", "", " .-/_")


def _is_luhn_valid(digits: str) -> bool:
    """Return whether the Luhn check digit is correct (ISO/IEC 7812-1, annex B)."""
    total = sum(sum(divmod(int(c) * (1 + n % 2), 10)) for n, c in enumerate(digits[::-1]))
    return total % 10 == 0


def _sum_weighted(digits: str, weights: Iterable[str | int]) -> int:
    return sum(int(c) * int(w) for c, w in zip(digits, weights, strict=False))


def _is_nhs_number(v: str) -> bool:
    return len(v) == 10 and (11 - _sum_weighted(v, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11) % 11 == int(v[9])


def _is_belgian_number(v: str) -> bool:
    return len(v) == 11 and any(97 - int(lead + v[:9]) % 97 == int(v[9:]) for lead in ("", "2"))


def _is_swiss_number(v: str) -> bool:
    return (
        len(v) == 13 and v.startswith("756") and (-_sum_weighted(v[:12], "131313131313")) % 10 == int(v[12])
    )


def _is_spanish_number(v: str) -> bool:
    number = {"X": "0", "Y": "1", "Z": "2"}.get(v[0], v[0]) + v[1:8]
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == v[8]


def _is_finnish_number(v: str) -> bool:
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(v[:6] + v[7:10]) % 31] == v[10]


def _is_swedish_number(v: str) -> bool:
    digits = v.replace("+", "")
    return _is_luhn_valid(digits[-10:]) and 1 <= int(digits[-8:-6]) <= 12


def _is_czech_number(v: str) -> bool:
    return len(v) == 10 and int(v) % 11 == 0


_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
"""Values of letters at odd positions of a codice fiscale; digits have the values of the first ten letters."""


def _is_italian_number(v: str) -> bool:
    places = [int(c) if c.isdigit() else ord(c) - ord("A") for c in v[:15]]
    return chr(65 + sum(n if at % 2 else _ODD[n] for at, n in enumerate(places)) % 26) == v[15]


def _is_irish_number(v: str) -> bool:
    extra = (ord(v[8]) - 64) * 9 if len(v) > 8 and v[8] != "W" else 0
    return "WABCDEFGHIJKLMNOPQRSTUV"[(_sum_weighted(v, "8765432") + extra) % 23] == v[7]


def _make_checked_replacer(kind: str, check: Callable[[str], bool]) -> Replace:
    def replace(match: Match, aliases: Aliases) -> str | None:
        bare = match["v"].translate(_WITHOUT).upper()
        return replace_group(match, "v", make_secret_placeholder(kind)) if check(bare) else None

    return replace


def _replace_number_of_country(match: Match, aliases: Aliases) -> str | None:
    """Replace a number in a country's format with that country's check digits."""
    value = match["v"]
    bare = value.translate(_WITHOUT).upper()
    right = any(get_lazy_pattern(form).is_full_match(value) and check(bare) for form, check in _FORMS)
    return replace_group(match, "v", make_secret_placeholder("id-number")) if right else None


_B = r"(?:^|[^A-Za-z0-9_.-])"
_FORMS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"[0-9]{3} [0-9]{3} [0-9]{4}", _is_nhs_number),
    (r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}", _is_belgian_number),
    (r"756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}", _is_swiss_number),
    (r"[XYZ0-9][0-9]{7}-?[TRWAGMYFPDXBNJZSQVHLCKE]", _is_spanish_number),
    (r"[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]", _is_italian_number),
    (r"[0-9]{2}[0156][0-9][0-3][0-9]/[0-9]{4}", _is_czech_number),
    (r"[0-9]{7}[A-W][A-IW]?", _is_irish_number),
)
_FINNISH = rf"{_B}(?P<v>[0-3][0-9][01][0-9]{{3}}[-+A][0-9]{{3}}[0-9A-FHJ-NPR-Y])"
_SWEDISH = rf"{_B}(?P<v>(?:19|20)?[0-9]{{2}}[01][0-9][0-3][0-9][-+][0-9]{{4}})"
_NINO = rf"{_B}(?P<v>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] [0-9]{{2}} [0-9]{{2}} [0-9]{{2}} [A-D])"
_US = rf"{_B}(?P<v>(?:00[1-9]|0[1-9][0-9]|[1-8][0-9]{{2}})-(?:0[1-9]|[1-9][0-9])-[0-9]{{4}})"
_DRIVER = rf"{_B}(?P<v>[A-Z9]{{5}}[0-9]{{6}}[A-Z9]{{2}}[0-9][A-Z]{{2}})"
_ICCID = rf"{_B}(?P<v>89[0-9]{{2}}[ ]?(?:[0-9][ ]?){{13,15}}[0-9])"
_SORT = r"(?i)(?:^|[^\pL\pN])(?:sort ?code|s/?c|sc|code guichet|bank code)[\"']?[ ]?(?:no\.?|[:=#])?[ ]{0,3}[\"']?(?P<v>[0-9]{2}[ –-]?[0-9]{2}[ –-]?[0-9]{2})"
_SORT_PAIR = rf"{_B}(?P<v>[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}[ ,/|]{{1,3}}[0-9]{{8}})"
_ACCOUNT = r"(?i)(?:^|[^\pL\pN])(?:account|acct?|a/?c|bank ?account|compte)(?:[ _-]?(?:number|num|no\.?|nr|#|n°))?[\"']?[ ]?(?:is|[:=#])?[ ]{0,3}[\"']?(?P<v>[0-9]{4}[ ]?[0-9]{4})"
_LABELS = (
    r"n(?:ational)?[ _-]?i(?:nsurance)?[ _-]?(?:number|no\.?|num|n°|code)|nino|nhs[ _-]?(?:number|no\.?|num|id)?|u\.?t\.?r\.?|(?:tax|fiscal|vat|tva|tin|itin|ein|ssn|sin|nif|nie|dni|cif|bsn|cpr|pesel|niss|rrn|insz|ahv|avs|oib|cnp|egn|steuer|svnr|sozialversicherung|personnummer|fodselsnummer|codice fiscale|pps|spi|nir|siret)[ _-]?(?:id(?:entifi\w+)?|number|no\.?|num(?:é|e)ro|nummer|nr\.?|ref(?:erence)?|code|n°|intra\w*)?"
    r"|(?:num(?:é|e)ro|n°|no\.?|nr\.?) ?(?:de |d['’]|du )?(?:ss|s(?:é|e)cu(?:rit(?:é|e))?(?: sociale)?|insee|fiscal|passeport|permis|matricule|paie|salari(?:é|e)|agent|adh(?:é|e)rent|allocataire|client|carte(?: vitale)?|tva|badge|dossier|s(?:é|e)jour|contrat|caf|urssaf|mutuelle)|(?:num(?:é|e)ro|n°) ss"
    r"|s(?:é|e)curit(?:é|e) sociale|social[ _-]?security|insee|matricule|payroll|passport|passeport|driv(?:ing|er['’]?s?)[ _-]?licen[cs]e|permis|licence|(?:employee|staff|personnel|worker|pension|patient|hospital|member|policy|claim|insurance|student|health|medical|medicare|client|customer|payee)[ _-]?(?:number|no\.?|num|id|ref\w*|n°|#)|mrn|cni|carte d['’]identit(?:é|e)|id(?:entity)? card|titre de s(?:é|e)jour|residence permit"
)
_LABELLED = rf"(?i)(?:^|[^\pL\pN])(?:{_LABELS})[\"']?(?:[ ](?:paie|salarié|agent|employé|no\.?|n°|number|num|code|ref)|[ ]?\([^()\r\n]{{1,24}}\)){{0,2}}[\"']?[ ]{{0,12}}(?:[:=#|>]|->|→|is|est|c['’]est|n°|no\.?|=>)?(?:[ ](?:le|la|the))?[ ]{{0,8}}[\"']?(?P<v>[a-z]{{0,3}}[ ]?[0-9](?:[ ./-]?[0-9]){{4,14}}[ ]?[a-z]{{0,2}})"
_CAMEL = r"(?P<l>(?i:nhs|ssn|nino|nir|tax|vat|passport|employee|payroll|staff|insurance|policy|patient|member|account|customer|client|licen[cs]e|national|pension|personal|social|id(?:entity)?card))(?:Number|Num|No|Id|ID|Nr|Code|Ref)\\{0,3}[\"']?\s{0,3}[:=>]\s{0,3}\\{0,3}[\"']?(?P<v>[A-Za-z]{0,3}[0-9][0-9A-Za-z -]{4,18}[0-9A-Za-z])"
_PLATE_GB = r"(?i)\b(?:reg(?:istration)?|plate|vehicle|car|van|vrm|vrn|parking|permit|park(?:ed)?)\b[^\r\n]{0,24}?\b(?P<v>(?-i:[A-Z]{2}[0-9]{2} ?[A-Z]{3}))"
_PLATE_AFTER = (
    r"\b(?P<v>[A-Z]{2}[0-9]{2} ?[A-Z]{3})\b[^\r\n]{0,30}\b(?i:parking|permit|car|van|vehicle|badge|barrier)\b"
)
_PLATE_FR = r"(?i)(?:plaque|immat\w*|v(?:é|e)hicule|voiture|parking|vehicle|[ ]car[ ]|car:|plate|badge|registration|reg[ ])[^\r\n]{0,30}?[^\pL\pN](?P<v>(?-i:[A-Z]{2}[ -][0-9]{3}[ -][A-Z]{2}|[0-9]{1,4} ?[A-Z]{2,3} ?[0-9]{2}))"
_VIN = r"(?i)\b(?:vin|chassis|ch(?:â|a)ssis|fahrgestell\w*)(?:[ _-]?(?:no\.?|number|n°|nr\.?))?[ ]?[:=]?[ ]?(?P<v>(?-i:[A-HJ-NPR-Z0-9]{17}))"
_PLATE_DASHED = rf"{_B}(?P<v>[A-HJ-NP-TV-Z]{{2}}-[0-9]{{3}}-[A-HJ-NP-TV-Z]{{2}})"
_COUNTRIES = rf"{_B}(?P<v>{'|'.join(form for form, _ in _FORMS)})"
_may_have_numbers = make_any_pattern_test(
    _COUNTRIES, _FINNISH, _SWEDISH, _NINO, _US, _DRIVER, _SORT_PAIR, _PLATE_DASHED
)
"""Test for all these numbers at once, called once per block."""
_IMEI = r"(?i)\bimei(?:[ _-]?(?:sv|no\.?|number|1|2))?[\"']?[ ]?(?:[:=#]|is|est)?[ ]{0,4}[\"']?(?P<v>[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9]{1,2})"
_EXPIRY = r"(?i)(?:exp(?:iry|iration|ires?|date|\.)?(?:[ _-]?(?:date|month|year|mm|yy\w*))?|valid[ _-]?(?:thru|until|to)|expire(?:s|ra)?(?: le| on| in| fin)?|fin de validit(?:é|e)|validit(?:é|e))[\"']?[ ]?(?:[:=]|le|on|in)?[ ]?[\"']?(?P<v>(?:0[1-9]|1[0-2])[ ]?[/.-]?[ ]?(?:20)?[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{6})"
_CARD_NEAR = r"(?i)card-[0-9a-f]{6}|\b(?:card|carte|pan|cvv2?|cvc|visa|mastercard|amex|acct|passport|passeport|cb|permis|licen[cs]e)\b|id-number"
_PAPER = r"(?i)\b(?:passport|passeport|permis|licen[cs]e)\b"
_TRACK = r"[;%]?B?(?:card-[0-9a-f]{6,}|[0-9]{13,19})[=^](?P<v>[^?\r\n]{10,60})\??"
_SPLIT_CARD = r"(?i)(?:card|carte|cb|visa|amex|mastercard|pan|num(?:é|e)ro)[^\r\n0-9]{0,30}\r?\n?[ \t>]*(?P<v>[3-6][0-9]{3}[ -]?[0-9]{4})[ \t]*\r?\n[ \t>]*(?P<w>[0-9]{4}[ -]?[0-9]{3,4})"


def _replace_split_card(match: Match, aliases: Aliases) -> str | None:
    if not _is_luhn_valid((match["v"] + match["w"]).translate(_WITHOUT)):
        return None
    end = match.string[match.end("v") : match.start("w")]
    return (
        match.string[match.start() : match.start("v")]
        + aliases.make_placeholder("card", (match["v"] + match["w"]).translate(_WITHOUT))
        + end
        + make_secret_placeholder("card")
        + match.string[match.end("w") : match.end()]
    )


def _replace_card_expiry(match: Match, aliases: Aliases) -> str | None:
    """Replace a month and year near a card."""
    near = match.string[max(0, match.start() - 160) : match.end() + 80]
    if sum(c.isdigit() for c in match["v"]) < 8 and get_lazy_pattern(_PAPER).search(near) is not None:
        return None
    return (
        replace_group(match, "v", make_secret_placeholder("date"))
        if get_lazy_pattern(_CARD_NEAR).search(near) is not None
        else None
    )


def _is_identity_number(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return digits >= 5 and not get_lazy_pattern(
        r"(?:[a-z]{1,3} )?(?:[0-9]{1,6}[.,][0-9]{2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|(?:19|20)[0-9]{6})"
    ).is_full_match(value)


def _replace_number_after_camel_case(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        replace_group(match, "v", make_secret_placeholder("id-number"))
        if sum(c.isdigit() for c in value) >= 5 and not is_placeholder(value)
        else None
    )


_LABEL_WORDS = (
    *tuple(
        "national nino ni_ ni- nhs utr u.t.r tax fiscal vat tva tin ein ssn sin nif nie dni bsn cpr pesel niss insz rrn cif driving employee staff worker pension patient hospital member policy claim insurance student health medic customer payee residence identi séjour sejour ahv avs oib cnp egn steuer svnr sozial personn fodsel codice pps spi nir sécu secu insee matricule payroll passport passeport licen permis number ° card carte titre permit mrn cni paie badge client adhérent".split()
    ),
    "driver's",
    "driver’s",
    "driver lic",
    "drivers lic",
    "driver_lic",
    "driver-lic",
    "driverlic",
    "° ss",
    "no ss",
    "nr ss",
    "o ss",
    "de ss",
)


def rules() -> tuple[Rule, ...]:
    """Return the rules for identity numbers; they run before the rules for any labelled number."""
    stop = r"[\pL\pN_]|[.-][0-9]"
    return (
        Rule("id-number", (), _COUNTRIES, _replace_number_of_country, stop, sieve=_may_have_numbers),
        Rule("id-number", ("-", "+", "a"), _FINNISH, _replace_finnish_number, stop, sieve=_may_have_numbers),
        Rule("id-number", ("-", "+"), _SWEDISH, _make_checked_replacer("id-number", _is_swedish_number), stop, sieve=_may_have_numbers),
        Rule("id-number", (), _NINO, make_hiding_replacer("id-number"), stop, sieve=_may_have_numbers),
        Rule("id-number", ("-",), _US, make_hiding_replacer("id-number"), stop, sieve=_may_have_numbers),
        Rule("id-number", (), _DRIVER, make_hiding_replacer("id-number"), stop, sieve=_may_have_numbers),
        Rule("id-number", ("89",), _ICCID, _make_checked_replacer("id-number", _is_luhn_valid), stop),
        Rule("id-number", ("imei",), _IMEI, make_hiding_replacer("id-number"), stop),
        Rule("account", ("sort", "s/c", "sc", "guichet", "bank"), _SORT, make_hiding_replacer("account"), stop),
        Rule("account", ("-",), _SORT_PAIR, make_hiding_replacer("account"), stop, sieve=_may_have_numbers),
        Rule("account", ("account", "acct", "acc ", "acc:", "a/c", "ac ", "ac:", "compte"), _ACCOUNT, make_hiding_replacer("account"), stop),
        Rule("id-number", (*_LABEL_WORDS, "ni number", "ni no", "insurance"), _LABELLED, make_hiding_replacer("id-number", _is_identity_number), stop),
        Rule("id-number", ("nhs", "ssn", "nino", "nirn", "tax", "vat", "passport", "employee", "payroll", "staff", "insurance", "policy", "patient", "member", "accountn", "accounti", "customer", "client", "licen", "national", "pension", "personal", "social", "idcard", "identitycard"), _CAMEL, _replace_number_after_camel_case, stop),
        Rule("plate", ("reg ", "reg:", "registration", "plate", "vehicle", " car ", "car:", " van ", "vrm", "vrn", "park", "permit"), _PLATE_GB, make_hiding_replacer("plate"), stop),
        Rule("plate", ("parking", "permit", " car ", " car\n", " car.", " van ", "vehicle", "badge", "barrier"), _PLATE_AFTER, make_hiding_replacer("plate")),
        Rule("plate", ("plaque", "immat", "véhicule", "vehicule", "voiture", "parking", "vehicle", " car ", "car:", "plate", "badge", "registration", "reg "), _PLATE_FR, make_hiding_replacer("plate"), stop),
        Rule("plate", ("vin", "ssis", "fahrgestell"), _VIN, make_hiding_replacer("plate"), stop),
        Rule("plate", ("-",), _PLATE_DASHED, make_hiding_replacer("plate"), stop, sieve=_may_have_numbers),
        Rule("card", ("card", "carte", "cb", "visa", "amex", "pan", "num"), _SPLIT_CARD, _replace_split_card),
        Rule("date", ("exp", "valid"), _EXPIRY, _replace_card_expiry, r"[0-9A-Za-z]", context=200),
    )  # fmt: skip


def late_rules() -> tuple[Rule, ...]:
    """Return the rules for card data near an identity number that was replaced."""
    return (
        Rule("card", ("card-",), _TRACK, make_hiding_replacer("card"), late=True),
        Rule("date", ("card-",), _EXPIRY, _replace_card_expiry, r"[0-9A-Za-z]", context=200, late=True),
    )


def _replace_finnish_number(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", make_secret_placeholder("id-number"))
        if _is_finnish_number(match["v"])
        else None
    )
