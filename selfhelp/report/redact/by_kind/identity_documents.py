"""Rules for numbers of people in registers: taxes, insurance, health, identity cards, doctors, cars.

Some numbers have a form and check digits that nothing else has; they need no word. Others count after a
label, or in a text about the register that issues them.

Sources: European Commission, "TIN algorithms" and "European Health Insurance Card" (form of the card's
number); Council of the EU, PRADO; the registers named in `check_digits`; ANS, "RPPS"; KBV, "Arztnummer";
GS1 Switzerland, "GLN"; SASIS, "ZSR"; SEM, "ZEMIS"; DVLA, KBA and ASTRA (number plates).
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from selfhelp.report.redact.by_kind import check_digits
from selfhelp.report.redact.by_kind.label_forms import count_digits
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table, iter_matches
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.number_checks import parse_ip_address
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_WITHOUT = str.maketrans("", "", " .-/_'’")
_B = r"(?:^|[^A-Za-z0-9.,+-]|[A-Za-z]_)"
_E = r"(?:[^A-Za-z0-9]|\z)"
Check = Callable[[str], bool]


def _is_anything(bare: str) -> bool:
    return True


def _has_ten_or_eleven_digits(bare: str) -> bool:
    return len(bare) in (10, 11)


_CARD_COUNTRIES = "040|056|100|191|196|203|208|233|246|250|276|300|348|352|372|380|428|440|438|442|470|528|578|616|620|642|703|705|724|752|756|826"
_MONTH = "(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2])"
"""Months in French social security numbers; 20 and more if the date of birth isn't known."""
_STRONG: tuple[tuple[str, Check], ...] = (
    (rf"80(?:{_CARD_COUNTRIES})(?:[ ]?[0-9]){{15}}", _is_anything),
    (r"7601[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}", check_digits.is_gs1_number),
    (r"[12][ ._-]?[0-9]{2}[ ._-]?(?:0[1-9]|1[0-2]|[2-9][0-9])[ ._-]?(?:2[ABab]|[0-9]{2})[ ._-]?[0-9]{3}[ ._-]?[0-9]{3}[ ._-]?[0-9]{2}", check_digits.is_french_number),
    (rf"[12][ ][0-9]{{2}}[ ]{_MONTH}[ ](?:2[ABab]|[0-9]{{2}})[ ][0-9]{{3}}[ ][0-9]{{3}}(?:[ ][0-9]{{2}})?", _is_anything),
    (r"[12][0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-8][0-9]|9[0-5])[0-9]{6}", check_digits.is_french_number_without_key),
    (r"[A-Z][0-9]{9}", check_digits.is_german_health_number),
    (r"[0-9]{2}[ ]?[0-9]{6}[ ]?[A-Z][ ]?[0-9]{3}", check_digits.is_german_pension_number),
    (r"[1-9][0-9]{3}[ /-][0-3][0-9][01][0-9][0-9]{2}", check_digits.is_austrian_number),
    (r"[A-Z]{2}[0-9]{6}[A-D]", check_digits.is_british_number),
    (r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y]{2}[0-9]{2}", _is_anything),
    (r"[0-9]{2,3}/[0-9]{3,4}/[0-9]{5}|[0-9]{3}/[0-9]{4}/[0-9]{4}", _has_ten_or_eleven_digits),
    (r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}", _is_anything),
    (r"756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}", check_digits.is_gs1_number),
    (r"[0-9]{11}", check_digits.is_norwegian_number),
    (r"[0-9]{11}", check_digits.is_german_tax_number),
    (r"[0-9]{11}", check_digits.is_belgian_number),
    (r"[0-9]{11}", check_digits.is_turkish_number),
    (r"[0-9]{13}", check_digits.is_romanian_number),
    (r"[0-9]{13}", check_digits.is_yugoslav_number),
    (r"(?:19|20)[0-9]{2}[ ]?[01][0-9][ ]?[0-3][0-9][ ]?[0-9]{3}[ ]?[0-9]{2}", check_digits.is_luxembourg_number),
    (r"[0-3][0-9][01][0-9]{3}-[0-9]{4}", check_digits.is_danish_number),
    (r"[0-3][0-9][01][0-9]{3}-[0-9]{5}", check_digits.is_danish_number),
    (r"[A-Z]{4}[ ]?[0-9]{4}[ ]?[0-9]{4}", check_digits.is_quebec_number),
    (r"[0-9]{4}-[0-9]{3}-[0-9]{3}-[A-Z]{2}", _is_anything),
    (r"[0-9]{8}[ -]?[0-9][ -]?[A-Z]{2}[0-9]", _is_anything),
    (r"[1-9]-[A-Z]{3}-[0-9]{3}", _is_anything),
    (r"[A-Z]{2}(?:[ ][0-9]{2}){3}[ ][A-D]", _is_anything),
    (r"[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]", _is_anything),
    (r"[XYZ0-9][0-9]{7}-?[A-Z]", check_digits.is_spanish_number),
    (r"[0-3][0-9][01][0-9]{3}[-A+][0-9]{3}[0-9A-Y]", check_digits.is_finnish_number),
    (r"(?:19|20)?[0-9]{2}[01][0-9][0-3][0-9]-[0-9]{4}", check_digits.is_swedish_number),
    (r"[0-9]{2}[0156][0-9][0-3][0-9]/[0-9]{4}", check_digits.is_czech_number),
    (r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}", check_digits.is_brazilian_number),
    (r"9[0-9]{2}-(?:[57-9][0-9]|6[0-5])-[0-9]{4}", _is_anything),
)  # fmt: skip
"""Forms that need no label, and the test of their letters and digits."""
_ANY_STRONG = rf"{_B}(?P<v>{'|'.join(dict.fromkeys(form for form, _ in _STRONG))}){_E}"


def _find_strong_numbers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers whose form and check digits identify a person without a label."""
    for form, check in _STRONG:
        yield from _find_form(line, form, check)


_GAP = r"[\"']?(?:[ ]\pL{1,12}){0,2}[ ]?(?:\([^()\r\n]{1,16}\))?[ \t]{0,12}(?:[:=#|>]|n°|no\.?|nr\.?|is|ist|est|lautet|number|nummer|karte|card|c['’]est)?(?:[ ](?:le|la|die|the))?[ \t:]{0,8}[\"']?"
_NUMBER = r"(?P<v>(?:[A-Z]{1,4}[ ./-]?)?[0-9][0-9A-Z]*(?:[ ./-][0-9A-Z]*[0-9][0-9A-Z]*){0,6}(?:[ -]?[A-Z]{1,2}[0-9]?)?)"
_SHORT_LABELS = "NAS|SIN|NUSS|NAF|CIP|RAMQ|OHIP|PHN|ZSR|RCC|ZEMIS|SYMIC|ZAR|NEPH|GLN|MBI|EMŠO|EMSO|JMBG|KVNR|KV-Nr|IHI|TFN|LANR|BSNR|INS|INE|NIA|AGDREF|MRN|CHI|UPN|ULN|CURP|RVNR|SVNR|VSNR|SV-Nr|VNR|AHV|AVS|AHVN13|NAVS13|NIR|NISS|INSZ|BSN|PESEL|CPR|CNP|EGN|OIB|AMKA|PPSN?|UTR|NINO|NHS|SSN|ITIN|EIN|NPI|DEA|GMC|NMC|GDC|GPhC|HCPC|RPPS|ADELI|FINESS|CPS|CNI|IPP|IEP|NDA|NHC|CIPA|CUIL|CUIT|DNI|NIE|NIF|RUT|RUN|CPF|NUSS|PatID|Pat-ID|BG-Nr|PKV-Nr|DVLA|BRP|eVisa"
_LONG_LABELS = (
    r"hosp(?:ital)?[ .]?(?:no|number|nr)|burgerservicenummer|carte soleil|health[ -]card|tessera sanitaria|(?:n°|no|num(?:é|e)ro)[ ](?:d['’])?assur(?:é|e)e?|assur(?:é|e)e?[ ]n°|sozialhilfe(?:-?dossier)?|sozialdienst-?dossier|bg-?nummer|bedarfsgemeinschaft"
    r"|versicherten-?(?:nummer|nr|karte|id|ausweis)|versicherungs-?(?:nummer|nr|karte|schein(?:nummer)?)|krankenkassen?-?(?:karte|nummer|nr|mitglied)|krankenversicherung|veka|policen?-?(?:nummer|nr\.?)|police[ ](?:nr|no|n°)|policy[ ](?:no|number|nr)|insurance (?:no|card|policy)|assurance(?:[ ]maladie)?[ ](?:n°|no)|mutuelle|adh(?:é|e)rent"
    r"|steuer-?(?:id|nummer|nr|identifikationsnummer)|identifikationsnummer|idnr|st\.?-?nr|taxpayer|num(?:é|e)ro fiscal|r(?:é|e)f(?:é|e)rence fiscale|avis d['’]imposition|self.?assessment(?: ref(?:erence)?)?|tax ref(?:erence)?|gateway id"
    r"|reisepass(?:nummer)?|pass-?(?:nr|nummer)|(?:schweizer|deutscher|alter|neuer|mein) pass|passport|passeport|id-?karte|identit(?:ä|ae)tskarte|personalausweis|perso|ausweis-?(?:nr|nummer)|ausl(?:ä|ae)nderausweis|aufenthalts(?:titel|bewilligung|erlaubnis)|niederlassungsbewilligung|livret pour (?:é|e)trangers|permis[ ][BCFGLNS]|titre de s(?:é|e)jour|num(?:é|e)ro (?:d['’])?(?:é|e)tranger|residence permit|carte d['’]identit(?:é|e)|identity card"
    r"|führerschein(?:nummer|-nr)?|führerausweis|driv(?:er['’]?s?|ing)[ ]licen[cs]e|permis de conduire|carta di identità|codice fiscale|medicare(?: id| number| no)?|medicaid(?: id)?|patienten-?(?:nr|nummer|id)|patient[ -]?(?:id|no|number)|num(?:é|e)ro (?:de )?patient|fall-?(?:nr|nummer)|arzt-?(?:nr|nummer)|betriebsstätten-?(?:nr|nummer)|zahlstellen-?register-?(?:nr|nummer)|unique (?:pupil|learner) number|mitglied(?:s|er)?-?(?:nr|nummer)|membership (?:no|number)|blue badge"
)
_LABEL = rf"(?:(?:^|[^\pL\pN_])(?:{_SHORT_LABELS})|(?i:(?:^|[^\pL\pN_])(?:{_LONG_LABELS})))"
_NO_NUMBER = r"(?i)(?:19|20)[0-9]{2}[-/. ][0-9]{1,2}[-/. ][0-9]{1,2}(?:[ T].*)?|[0-3]?[0-9][-/. ][01]?[0-9][-/. ](?:19|20)[0-9]{2}(?:[ ].*)?|[0-9]+(?:[.,][0-9]{1,2})?[ ]?(?:eur|chf|gbp|usd|mb|gb|kb|ms|px|mm|cm|kg)|[0-9]+[.,][0-9]{2}|[A-Z]{2,4}[ -](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/ ](?:19|20)?[0-9]{2}|v?[0-9]+(?:\.[0-9]+){1,2}|(?:KB|RFC|CVE|ISO|EN)[ -]?[0-9-]+"


def _is_register_number(value: str) -> bool:
    return (
        count_digits(value) >= 5
        and get_lazy_pattern(_NO_NUMBER).is_full_match(value) is False
        and parse_ip_address(value) is None
    )


_LABELLED = Row(
    (),
    rf"{_LABEL}\.?(?i:{_GAP}){_NUMBER}{_E}",
    "id-number",
    _is_register_number,
)
"""A label of a register, and the number that follows it in any grouping."""


def _is_document_number(value: str) -> bool:
    return count_digits(value) >= 3 and len(set(value)) > 3


_TOPICS: tuple[tuple[str, str, Check], ...] = (
    (r"elster|steuer\w*|finanzamt\w*|id-?nr|tax id|taxid", r"[1-9][0-9](?:[ ]?[0-9]{3}){3}", _is_anything),
    (r"imp(?:ô|o)ts?(?:\.gouv)?|fiscale?s?|dgfip|t(?:é|e)l(?:é|e)d(?:é|e)clar\w*|tr(?:é|e)sor public", r"[0-3](?:[ ]?[0-9]){12}", _is_anything),
    (r"hmrc|self.?assessment|utr|tax return|gateway", r"[0-9]{5}[ ]?[0-9]{5}K?", _is_anything),
    (r"irs|itin|w-?2|w-?9|1099|payroll", r"[0-9]{2}-[0-9]{7}", _is_anything),
    (r"versich\w*|kranken\w*|egk|kvnr|kv-?nr|aok|barmer|dak|ikk|bkk|patient\w*|gesundheits\w*|arzt\w*|praxis\w*|sprechstunde\w*|e-?rezept|kasse", r"[A-Z][0-9]{9}", _is_anything),
    (r"lanr|bsnr|arzt-?n\w*|betriebsst\w*", r"[0-9]{9}", _is_anything),
    (r"ögk|oegk|svnr|sozialversich\w*|svs|bvaeb|e-?card|versicherungs\w*|vsnr", r"[1-9][0-9]{3}[ ]?[0-3][0-9][01][0-9]{3}", check_digits.is_austrian_number),
    (r"ausweis\w*|perso|personalausweis\w*|eid|bürgeramt|einwohner\w*", r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]?D?", _is_document_number),
    (r"(?-i:Pass)|pässe|passports?|passeports?|reisep\w*|brp|visa|dbs|border|zoll|visum|identit\w*|id-karte|cni", r"[A-Z]{1,2}[0-9]{7}|[0-9]{2}[A-Z]{2}[0-9]{5}", _is_anything),
    (r"zsr|rcc|konkordat\w*|tarmed|tardoc", r"[A-Z][ ]?[0-9]{4}[ .]?[0-9]{2}", _is_anything),
    (r"zemis|symic|zar|ausl(?:ä|ae)nder\w*|permis [bcfglns]|migration\w*|livret|bewilligung\w*", r"[0-9]{8,9}\.[0-9]|0[0-9]{2}\.[0-9]{3}\.[0-9]{3}[.-][0-9]", _is_anything),
    (r"rpps|adeli|m(?:é|e)decins?|pharmac\w*|praticiens?|cps|kin(?:é|e)s?|infirm\w*|ordonnances?|annuaire sant(?:é|e)", r"[18][0-9]{10}", _is_anything),
    (r"adeli", r"[0-9]{9}", _is_anything),
    (r"ine|(?:é|e)tudiante?s?|parcoursup|(?:é|e)l(?:è|e)ves?|crous|pronote|scolarit(?:é|e)", r"[0-9]{10}[A-Z]|[0-9]{9}[A-Z]{2}|[0-9]{4}[A-Z][0-9]{5}[A-Z]", _is_anything),
    (r"hosp\w*|ward|patients?|gp|referral|nhs|clinic|systmone", r"[A-Z]{1,3}[0-9]{6,8}|[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}", _is_anything),
    (r"nhs|patients?|gp|surgery", r"[0-9]{10}", check_digits.is_nhs_number),
    (r"ahv\w*|avs|sozialvers\w*", r"[0-9]{3}\.[0-9]{2}\.[0-9]{3}\.[0-9]{3}", _is_anything),
    (r"pesel|polish|polnisch\w*|polska", r"[0-9]{11}", check_digits.is_polish_number),
    (r"dvla|driving licen[cs]e", r"[A-Z0-9]{5}[ ]?[0-9A-Z]{2}", _is_document_number),
    (r"social(?: security)?|ssn", r"[0-9]{3}[ ][0-9]{2}[ ][0-9]{4}", _is_anything),
)  # fmt: skip
"""Words of a text about a register, form of its numbers, and test of their letters and digits."""


_CAR = r"(?i)(?:^|[^\pL])(?:kennzeichen|autos?|pkw|lkw|fahrzeug\w*|\pL*wagen|parkplatz|parkhaus\w*|parking|schranke\w*|garage|tiefgarage|kfz|kontrollschild\w*|nummernschild\w*|autonummer\w*|voitures?|v(?:é|e)hicules?|plaques?|immat\w*|cars?|vehicles?|van|number plate|licen[cs]e plate|targa|barrier|camionnette)(?:[^\pL]|\z)"
_CANTON = "AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|ZH"
_PLATE = rf"(?:^|[\s(:,;\"'/])(?P<v>[A-ZÄÖÜ]{{1,3}}-[A-Z]{{1,2}}[ ]?[0-9]{{1,4}}[EH]?|(?:{_CANTON})[ ·-]?[0-9]{{1,3}}[ '’.]?[0-9]{{3}}|(?:{_CANTON})[ ·-]?[0-9]{{4,6}}|[A-Z]{{1,2}}-[0-9]{{1,5}}[ ]?[A-Z]{{1,3}}|[A-Z]{{2}}[ -]?[0-9]{{3}}[ -]?[A-Z]{{2}}|[A-Z]{{2}}[0-9]{{2}}[ ]?[A-Z]{{3}}|[0-9]{{4}}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{{3}}|[0-9]{{1,2}}-[A-Z]{{2,3}}-[0-9]{{1,2}}|[A-Z]{{1,2}}-[0-9]{{2,3}}-[A-Z]{{1,2}})(?:[\s),;.!?\"'/]|\z)"
_PLATES = Row((), _PLATE, "plate", _is_document_number, _CAR, 1)
_HAS_DIGITS = r"[0-9]{2}[ ./-]?[0-9]{2}|[0-9][A-Z-][A-Z0-9]"
"""Pattern of the lines that may contain such a number."""


_LABELS, _CARS = Table(_LABELLED), Table(_PLATES)
_BOUNDED = tuple(
    (rf"(?i)(?:^|[^\pL\pN])(?:{words})(?:[^\pL\pN]|\z)", form, check) for words, form, check in _TOPICS
)


@lru_cache(maxsize=4)
def _list_topics(block: str) -> tuple[tuple[str, str, Check], ...]:
    """Return the topics that a block names and whose numbers it may contain."""
    return tuple(
        topic
        for topic in _BOUNDED
        if get_lazy_pattern(topic[0]).search(block) is not None
        and get_lazy_pattern(rf"{_B}(?P<v>{topic[1]}){_E}").search(block) is not None
    )


@lru_cache(maxsize=4)
def _names_label_or_car(block: str) -> tuple[bool, bool]:
    return get_lazy_pattern(_LABEL).search(block) is not None, get_lazy_pattern(_CAR).search(
        block
    ) is not None


def _find_numbers_by_topic(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers after a label of a register, or of its form in a text that names it."""
    labelled, cars = _names_label_or_car(line.whole)
    if labelled:
        yield from _LABELS.find(line)
    if cars:
        yield from _CARS.find(line)
    topics = _list_topics(line.whole)
    if not topics:
        return
    near = "\n".join((line.text, *line.list_lines_before(3), *(one.text for one in line.iter_lines_after(1))))
    for words, form, check in topics:
        if get_lazy_pattern(words).search(near) is not None:
            yield from _find_form(line, form, check)


_NO_PERSON = ("KB", "INC", "REQ", "CHG", "CVE", "RFC", "PR", "CS")
"""Beginnings of the numbers of updates and tickets."""


def _find_form(line: Line, form: str, check: Check) -> Iterator[ReplacedPart]:
    for found, place in iter_matches(rf"{_B}(?P<v>{form}){_E}", line.text):
        if check(found["v"].translate(_WITHOUT).upper()) and not found["v"].startswith(_NO_PERSON):
            start = line.start + place + found.start("v")
            yield ReplacedPart(start, start + len(found["v"]), "id-number")


def rules() -> tuple[Rule, ...]:
    """Return the rules for numbers of people in registers."""
    return (
        make_line_rule("id-number", (), _ANY_STRONG, _find_strong_numbers),
        make_line_rule("id-number", (), _HAS_DIGITS, _find_numbers_by_topic),
    )
