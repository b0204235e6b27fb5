"""Rules for labelled personal numbers: accounts, cards, identity documents, meetings, telephones.

Other rules need a check digit or one country's format. Here the label is enough: the number is replaced as
written, with its groups, and a few words may separate it from the label.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Callable

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.block_words import has_long_character_run
from selfhelp.report.redact.number_checks import IBAN_LENGTHS
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Replace,
    Rule,
    find_line_start,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)

_BEGIN = r"(?i)(?:^|[^\pL\pN])"
_WORDS = r"(?:[ _.-]?(?:full )?(?:number|num(?:é|e)ro|numero|no|nr|num|n°|id|code|address|adresse|ref(?:erence)?|de compte|bancaire|nummer|card|certificate)){0,2}"
_IS = r"\\{0,3}[\"']?[\])]?[ \t]?(?:\([^()\r\n]{1,24}\))?[ \t.]{0,12}(?:[:=#|>,]|->|→|=>|n°|no\.?|is|est|ist|was|et)?[ \t]{0,8}(?:n°[ ]?)?\\{0,3}[\"']?"
_FREE = r"(?:[ \t][\pL'’-]{1,14}){0,5}?"
_CARD = rf"{_BEGIN}(?:(?:credit|debit|bank|payment)?[ _-]?card|carte(?: bancaire| bleue| de cr(?:é|e)dit)?|cb|pan|visa|master ?card|amex|kreditkarte|cc[ _-]?(?:num\w*|no)|kartennummer|ccnum){_WORDS}{_FREE}{_IS}(?P<v>[0-9]{{4}}(?:[ .·/-]?[0-9]{{2,6}}){{2,5}})"
_SECURITY = rf"{_BEGIN}(?:[a-z]{{1,12}}[_-])?(?:cvv2?|cvc2?|cvn|csc|cid|4dbc|cryptogramme|crypto|pr(?:ü|ue)fziffer|kartenpr(?:ü|ue)fnummer|(?:three|3|four|4)[ -]digits?(?: code)?|(?:trois|3) (?:derniers )?chiffres(?: au dos)?|security code)(?:[ ](?:visuel|code|number))?(?:[ ](?:au dos|on the back|of (?:my|the) card|de (?:ma|la) carte|is|est|was)){{0,3}}{_IS}(?P<v>[0-9]{{3,4}})"
_IBAN = rf"{_BEGIN}iban{_WORDS}{_FREE}{_IS}\s{{0,8}}(?P<v>[A-Z]{{2}}[ ]?[0-9]{{2}}(?:(?:[ .-]|\s{{1,8}})?[A-Z0-9]{{2,5}}){{2,8}})"
_BANK = rf"{_BEGIN}(?:sort|(?:code[ _-]?)?(?:banque|guichet|établissement)|rib|compte(?: bancaire| courant)?|cl(?:é|e)(?:[ ]?rib)?|blz|bankleitzahl|kontonummer|konto|routing|aba|transit|institution|bsb|sort[ _-]?code|acc(?:oun)?t|account|branch|ifsc|rekening\w*|wallet|beneficiary){_WORDS}{_IS}(?P<v>(?-i:[A-Z]{{0,4}}[0-9](?:[ -]?[0-9A-Z]){{1,20}}))"
_COIN = r"(?:^|[^A-Za-z0-9])(?P<v>(?:bc1|tb1|ltc1)[02-9ac-hj-np-z]{25,62}|0x[0-9a-fA-F]{40}|0x[0-9a-fA-F]{64}|[5KL][1-9A-HJ-NP-Za-km-z]{50,51}|[xyz](?:prv|pub)[1-9A-HJ-NP-Za-km-z]{100,112})"
_COIN_LABELLED = rf"{_BEGIN}(?:btc|bitcoin|eth(?:ereum)?|wallet|crypto|ltc|litecoin|monero|xmr|portefeuille|coin){_FREE}{_IS}(?P<v>[A-Za-z0-9]{{25,110}})"
_PAPER = rf"{_BEGIN}(?:passports?|passeport|reisepass\w*|personalausweis\w*|ausweis\w*|pasaporte|paspoort\w*|cni|cnis|carte (?:nationale )?d['’]identit(?:é|e)|(?:national )?(?:id|identity)[ -]card|national id(?:entity)?|titre de s(?:é|e)jour|residence permit|brp|visa|driv(?:ing|er['’]?s?)[ -]licen[cs]e|permis(?: de conduire)?|f(?:ü|ue)hrerschein\w*|rijbewijs|share code|dbs|green card|licence de conduire|(?:s(?:é|e)cu(?:rit(?:é|e))?(?: sociale)?|nir|ni|nino|ssn|tax|fiscal|insurance|steuer|sozialversicherung\w*|rijksregister\w*|bsn|niss|ahv|avs|svnr|dni|nie|nif|pesel|personnummer|cpr|medicare|nhs|ipp|mrn|matricule|employee|staff|badge|payroll|student|patient|policy|member|adh(?:é|e)rent|allocataire|caf\b|emirates id|aadhaar|cpf|curp|rut|nric|hkid|my ?kad|tfn|isikukood|jmbg|oib|emso|tckn|kimlik|pps|personal code|numéro d['’]identit(?:é|e)|f(?:ø|oe?)dselsnummer|fnr\b|d-nummer|samordningsnummer|henkil(?:ö|o)tunnus|hetu\b|cpr-?nr|cpr-?nummer|rentenversicherung\w*|krankenversicherung\w*|versichertennummer|rvnr|svnr|personalausweis\w*|cart(?:ã|a)o de cidad(?:ã|a)o|dow(?:ó|o)d osobisty|rodn(?:é|e) (?:č|c)(?:í|i)slo|taj(?:-?sz(?:á|a)m)?|cnp\b|egn\b|amka|αφμ|αμκα|personas kods|asmens kodas|isikukood|inn\b|снилс|инн|паспорт|teudat zehut|תעודת זהות|ת\.ז|マイナンバー|個人番号|身份证(?:号|号码)?|身分證(?:字號)?|주민등록번호|rrn\b|cuil\b|cuit\b|c(?:é|e)dula|rfc\b|iqama|cin\b|cccd\b|nin\b|ird\b|niss|south african id|sa id|identity no|identiteitsnommer|id[- ](?:number|no|nr|nummer)\b|identity number|nummer identiteit|carta d['’]identit(?:à|a)|documento de identidad|legitimation|kennitala|ehic|personalnummer|ausweisnr|matrikelnummer|steuernummer|num(?:é|e)ro national|registre national|tessera sanitaria|codice fiscale|partita iva|nip\b|regon|bvn\b)){_WORDS}{_FREE}{_IS}(?P<v>(?-i:[A-Z0-9]{{1,10}}(?:[ ./-]?[A-Z0-9]{{1,10}}){{0,6}}))"
_INDIAN = r"(?:^|[^A-Za-z0-9])(?i:pan)(?:[ ]?(?i:card|no\.?|number|num))?[ ]?[:=#-]?[ ]{0,3}(?P<v>[A-Z]{5}[0-9]{4}[A-Z])"
_CHINESE = r"(?:^|[^0-9A-Za-z])(?P<v>[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])"
_GERMAN = r"(?:^|[^0-9A-Za-z])(?P<v>[0-9]{2}[ ]?(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[ ]?[A-Z][ ]?[0-9]{3})"
_MEETING = rf"{_BEGIN}(?:meeting|r(?:é|e)union|conf(?:é|e)rence|conference|webinar|team ?viewer|any ?desk|rust ?desk|tv|partner|remote|session|support|access|hop ?to ?desk|dial-?in|participant)[ _-]?(?:id|address|adresse|code|number|num(?:é|e)ro|key)[ ]?(?:is|est|[:=#])?[ ]{{0,3}}(?P<v>[0-9]{{1,4}}(?:[ -]?[0-9]{{2,4}}){{2,4}})"
_PHONE = rf"{_BEGIN}(?:[a-z]{{0,12}}(?:phone|telephone|t(?:é|e)l(?:é|e)phone)|tel|t(?:é|e)l|mobile?|mob|cell(?:phone)?|portable|gsm|handy|natel|fixe|landline|fax|t(?:é|e)l(?:é|e)copie|msisdn|line1number|callback|caller ?id|calling[ _-]?number|called[ _-]?number|sms(?: (?:sent )?to)?|whats ?app|signal|viber|ring|call(?: me| him| her| us)?(?: back)?|appel(?:le|er|ez)?(?:-moi)?|rappel(?:le|er|ez)?(?:-moi)?|joignable|joindre|reach (?:me|him|her|us)|b(?:ü|ue)ro|standard|switchboard|hotline|ligne directe|direct line|my number(?: is)?|mon num(?:é|e)ro|(?:au|at|on|mon|my)){_WORDS}(?:[ ](?:on|at|au|sur|is|est|perso\w*|pro|work|home|now))?{_IS}(?P<v>\+?[(]?[0O+][ ]?[0-9O(](?:[ ()./–-]{{0,3}}[0-9O]){{6,14}}|\+?[1-9](?:[ ()./–-]{{0,3}}[0-9]){{9,13}})"
_ANYWHERE = r"(?:^|[^\pL\pN_.+/=:#-])(?P<v>0[1-9](?:[ ]?[0-9]){8,9}|\+[1-9](?:[ ().-]{0,2}[0-9]){7,13})"
"""Pattern for ten or eleven digits starting with zero, in groups, or an international number with a plus
sign."""
_BESIDE_PHONES = r"(?:^|[\s/;,|(>\t])(?P<v>[(]?0[0-9]{1,4}[)]?(?:[ ./-]{1,2}[0-9]{2,4}){2,5}|[5-9][0-9]{1,2}(?:[ .-][0-9]{2,3}){2,4})"
_DESK = r"(?i)(?:^|[^\pL])(?:ring|dial|call|composez|appele[rz]|rappele[rz])(?: me| us)?(?: on| at| au| le)?[ ](?:desk|extension|ext\.?|poste|bureau|the|le|number)[ ](?P<v>[0-9]{3,5})"


def _count_digits(value: str) -> int:
    return sum(map(str.isdigit, value))


def _replace_number_beside_phones(match: Match, aliases: Aliases) -> str | None:
    """Replace a grouped number near a telephone number that was already replaced."""
    value = match["v"]
    near = (
        match.string[max(0, match.start() - 100) : match.start("v")]
        + match.string[match.end("v") : match.end("v") + 60]
    )
    if (
        "phone-" not in near
        or not 8 <= _count_digits(value) <= 12
        or get_lazy_pattern(_DATE).is_full_match(value)
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("phone", value))


_DATE = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}(?:[ ].*)?|(?:19|20)[0-9]{2}[/.-][0-9]{1,2}[/.-][0-9]{1,2}(?:[ ].*)?|[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_ENDS = r"[\pL\pN_]|[.:/-][0-9]"


_UNSET = ("4294967295", "2147483647", "18446744073709551615")
"""Greatest numbers of a program's types; they stand for a missing value."""


def _make_number_replacer(kind: str, least: int, most: int, judge: Callable[[str], bool] = bool) -> Replace:
    """Return a function that replaces a labelled number that isn't a date.

    Args:
        kind: class of the number.
        least: minimum number of digits.
        most: maximum number of digits.
        judge: further test of the number.
    """

    def replace(match: Match, aliases: Aliases) -> str | None:
        value = match["v"].rstrip(" .-/(")
        if match.string[match.start("v") - 1 : match.start("v")].isalpha():
            return None  # a letter that looks like a zero, at the end of a word
        if (
            is_placeholder(value)
            or not least <= _count_digits(value) <= most
            or get_lazy_pattern(_DATE).is_full_match(value)
            or value in _UNSET
        ):
            return None
        if not judge(value):
            return None
        new = aliases.make_placeholder("phone", value) if kind == "phone" else make_secret_placeholder(kind)
        start = match.start("v")
        return match.string[match.start() : start] + new + match.string[start + len(value) : match.end()]

    return replace


def _is_card_number(value: str) -> bool:
    return len(value.split()) < 7


def _is_document_number(value: str) -> bool:
    """Return whether a value fits as a document number: letters and digits, or at least five digits."""
    if not 6 <= len(value.replace(" ", "")) <= 24:
        return False
    return _count_digits(value) > 4 or any(map(str.isalpha, value))


def _is_grouped_number(value: str) -> bool:
    if value[0] == "+":
        return True
    return (
        " " in value
        and _count_digits(value) > 9
        and not get_lazy_pattern(r"[0-9]{1,3}(?: [0-9]{3})+").is_full_match(value)
    )


def _replace_document_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a document number; the number ends before a group longer than two letters without a digit."""
    kept: list[str] = []
    for part in get_lazy_pattern(r"[A-Z0-9./-]+[ ]?").finditer(match["v"]):
        group = part[""]
        if get_lazy_pattern(r"(?:19|20)[0-9]{2}[-/][0-9]{2}").match(group) is not None:
            break
        if _count_digits(group) == 0 and len(group.strip()) > 3 and kept:
            break
        kept.append(group)
    value = "".join(kept).rstrip(" .-/")
    start = match.start("v")
    if match.string[start + len(value) : start + len(value) + 1].isalnum() and len(value) == len(match["v"]):
        return None
    if get_lazy_pattern(r"(?i)[0-9][0-9.,]*[ ]?(?:eur|usd|gbp|chf|cad)").is_full_match(value):
        return None  # a price
    if get_lazy_pattern(r"S-1-[0-9-]+|(?:N?I?ST )?SP[ -]?[0-9]{3}.*|RFC[ -]?[0-9]{1,5}").is_full_match(value):
        return None  # a standard
    if (
        _count_digits(value) < 2
        or not _is_document_number(value)
        or get_lazy_pattern(_DATE).is_full_match(value)
        or is_placeholder(value)
    ):
        return None
    if (
        get_lazy_pattern(r"(?:[A-Z]{2,8}-?[0-9]{1,4}|(?:19|20)[0-9]{2}(?:-[0-9]{2}){0,2})").is_full_match(
            value
        )
        and _count_digits(value) < 5
    ):
        return None
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("id-number")
        + match.string[start + len(value) : match.end()]
    )


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    """Replace a number after a bank label; short numbers only in a line about an account."""
    value = match["v"]
    start = match.start("v")
    line = match.string[find_line_start(match.string, match.start(), 120) : match.end() + 80]
    number = get_lazy_pattern(r"(?-i:[A-Z]{0,4}[0-9](?:[ -]?[0-9A-Z]+)*)").match(value)
    if number is None or get_lazy_pattern(_DATE).is_full_match(value):
        return None
    value = number[""]
    words = get_lazy_pattern(
        r"(?i)rib|guichet|iban|blz|sort ?code|routing|aba|bank|banque|wire|virement|konto|branch|acct|compte"
    ).search(line)
    if _count_digits(value) < (2 if get_lazy_pattern(r"(?i)guichet|\brib\b").search(line) else 6):
        return None
    if words is None or (len(value) == 6 and words[""].casefold() in ("konto", "compte")):
        return None  # a chart of accounts has accounts of six digits
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("account")
        + match.string[start + len(value) : match.end()]
    )


def _replace_iban(match: Match, aliases: Aliases) -> str | None:
    """Replace a labelled IBAN of its country's length, even with wrong check digits."""
    value = match["v"]
    left = IBAN_LENGTHS.get(value[:2].upper(), 34)
    end = 0
    for end, character in enumerate(value, 1):  # noqa: B007 - its last value is used after the loop
        left -= character.isalnum()
        if not left:
            break
    start = match.start("v")
    if is_placeholder(value) or _count_digits(value) < 8:
        return None
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("account")
        + match.string[start + end : match.end()]
    )


def _replace_wallet_address(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return (
        replace_group(match, "v", make_secret_placeholder("account"))
        if mixed and len(set(value)) > 8
        else None
    )


def _has_phone_start(block: str) -> bool:
    """Return whether a block has the beginning of a telephone number."""
    return block[:1] == "0" or any(sign in block for sign in (" 0", "\n0", ">0", "(0", "+"))


def rules() -> tuple[Rule, ...]:
    """Return the rules for labelled numbers; they run after the rules for distinctive numbers."""
    papers = tuple(
        "passp passe pasap paspo ausweis carte_n carte_d d'ident identity séjour sejour residence licen permis führer fuehrer rijbewijs share_code green_card sécu secu fiscal insurance steuer sozial rijks pesel personnummer medicare matricule employee staff badge payroll student patient policy member adhér adher allocataire emirates aadhaar n°_caf caf_n nric hkid isiku jmbg tckn kimlik personal_code id_card id-card national dsels d-nummer samord henkil hetu cpr-n renten kranken versich rvnr cidad dow rodn amka αφμ αμκα kods kodas снилс паспорт teudat תעודת ת.ז マイナ 個人番号 身份证 身分證 주민 cuil cuit dula iqama cccd identiteit nummer id_n id-n carta_d documento legitim kennitala ehic matrik nacional taj- tessera codice partita regon".replace(
            "_", "\0"
        ).split()
    )
    papers = tuple(word.replace("\0", " ") for word in papers) + tuple(
        f"{word}{mark}"
        for word in "cni caf brp visa dbs nir ni nino ssn tax bsn niss ahv avs svnr dni nie nif cpr nhs ipp mrn cpf curp rut tfn oib emso pps fnr taj cnp egn inn инн rrn rfc cin nin ird nip bvn".split()
        for mark in (" ", ":", "=", "#", '"')
    )
    return (
        Rule("iban", ("iban",), _IBAN, _replace_iban),
        Rule("card", (*"card carte visa amex kreditkarte karten ccnum cc_n cc-n".split(), *(f"{word}{mark}" for word in ("cb", "pan", "cc no", "cc num") for mark in (" ", ":", "=", '"'))), _CARD, _make_number_replacer("card", 12, 19, _is_card_number), _ENDS),
        Rule("code", tuple("cv csc cid 4dbc crypto prüf pruef digit chiffres security".split()), _SECURITY, _make_number_replacer("code", 3, 4), r"[\pL\pN_]|[.:/-][0-9]| (?:digits|chiffres)"),
        Rule("account", tuple("banque guichet tabli rib compte clé cle blz bankl konto routing aba transit instit bsb sort acc branch ifsc reken wallet benef".split()), _BANK, _replace_account, r"[\pL\pN_]|[.:/][0-9]"),
        Rule("account", (), _COIN, _replace_wallet_address, r"[\pL\pN_]", sieve=has_long_character_run),
        Rule("account", ("btc", "coin", "ethereum", "eth ", "eth:", "wallet", "crypto", "ltc", "monero", "xmr", "portefeuille"), _COIN_LABELLED, _replace_wallet_address, r"[\pL\pN_]"),
        Rule("id-number", ("meeting", "union", "onfer", "onfér", "webinar", "viewer", "desk", "tv id", "partner id", "remote id", "session id", "session code", "support code", "access code", "dial-in", "dialin", "participant id"), _MEETING, _make_number_replacer("id-number", 8, 12, lambda v: True), _ENDS),
        Rule("id-number", ("pan",), _INDIAN, make_hiding_replacer("id-number"), r"[\pL\pN_]"),
        Rule("id-number", ("19", "20"), _CHINESE, make_hiding_replacer("id-number", _is_chinese_number), r"[\pL\pN_]", sieve=_has_eighteen_digits),
        Rule("id-number", ("renten", "sozial", "versich", "rvnr", "svnr", "nummer"), _GERMAN, make_hiding_replacer("id-number"), r"[\pL\pN_]"),
        Rule("id-number", papers, _PAPER, _replace_document_number, r"[\pL\pN_]|[.:/-][0-9]"),
    )  # fmt: skip


def _has_eighteen_digits(block: str) -> bool:
    return get_lazy_pattern(r"[1-9][0-9]{16}[0-9Xx]").search(block) is not None


def _is_chinese_number(value: str) -> bool:
    """Return whether the check character is correct (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))
    return "10X98765432"[total % 11] == value[17].upper()


def _has_number(block: str) -> bool:
    return get_lazy_pattern(r"[0-9O][ ()./–-]{0,3}[0-9O][ ()./–-]{0,3}[0-9O]").search(block) is not None


def late_rules() -> tuple[Rule, ...]:
    """Return the rules for labelled telephone numbers; they run after the rules for a country's format."""
    phones = (
        *"phon télé tele mobil cellph portable gsm handy natel fixe landline msisdn line1 callback caller sms whats signal viber rappel appel joi büro buero standard switchboard hotline directe direct numéro numero number call".split(),
        "reach me",
        "reach us",
        "reach him",
        "reach her",
        *(
            f"{word}{mark}"
            for word in ("tel", "tél", "mob", "cell", "fax", "ring")
            for mark in (" ", ":", ".", "=", '"', "\t")
        ),
        *(f"{word} {mark}" for word in ("au", "at", "on", "mon", "my") for mark in ("0", "+", "(")),
    )
    in_groups = _make_number_replacer("phone", 8, 15, _is_grouped_number)
    return (
        Rule("phone", phones, _PHONE, _make_number_replacer("phone", 7, 15), _ENDS, sieve=_has_number),
        Rule(
            "phone",
            ("ring", "dial", "call", "appel", "compos", "desk", "poste"),
            _DESK,
            _make_number_replacer("phone", 3, 5),
            _ENDS,
        ),
        Rule(
            "id-number",
            ("[secret:id-number]",),
            r"\[secret:id-number\][ ,]{0,2}(?:cl(?:é|e)|key|/)?[ :]{0,2}(?P<v>[0-9]{2})",
            _make_number_replacer("id-number", 2, 2),
            r"[\pL\pN_]|[.:/-][0-9]",
            late=True,
        ),
        Rule(
            "phone", ("phone-",), _BESIDE_PHONES, _replace_number_beside_phones, _ENDS, context=-1, late=True
        ),
        Rule("phone", (), _ANYWHERE, in_groups, _ENDS, sieve=_has_phone_start),
    )
