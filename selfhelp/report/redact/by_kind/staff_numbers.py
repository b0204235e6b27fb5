"""Rules for numbers of staff: cost centres, cards and tags at readers, numbers at the time clock."""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_kind.label_forms import count_digits, is_technical_number
from selfhelp.report.redact.by_kind.pattern_tables import Row, make_rows_rule
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.positional_names import is_kernel_line
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_NO = r"(?:[ ._-]?(?:number|numéro|nummer|no\.?|nr\.?|n°|num|id|#)){0,2}"
_END = r"(?:[\s,;:!?)\"'/]|\.(?:\s|\z)|\z)"
_COST_CENTRE = rf"(?i)(?:^|[^\pL])(?:cost[ _-]?cent(?:re|er)|centres? de co(?:û|u)ts?|kostenstelle|kostentr(?:ä|ae)ger|kst|section analytique|code analytique|compte analytique){_NO}\.?[\"']?(?:[ .]{{0,8}}[:=][ \"']{{0,3}}|[ ](?:is|est|ist|lautet)[ ]|[ \"']{{1,3}})(?P<v>[A-Z0-9][A-Z0-9]{{0,7}}(?:[-./][A-Z0-9]{{1,8}}){{0,4}}){_END}"
_CHARGED = rf"(?i)(?:bill|charge|book|imput\w+|buch\w*|budget|kontier\w*)[^\r\n]{{0,24}}[ :](?:CC|KST|UO|OTP)[ -]?(?P<v>[0-9][A-Z0-9]{{1,7}}(?:[-.][A-Z0-9]{{1,8}}){{0,4}}){_END}"
_PASS = rf"(?i)(?:^|[^\pL])(?:(?:mitarbeiter|dienst|werks|firmen|besucher|schlüssel|zutritts)-?(?:ausweis|karte)|ausweis|badge|agent n°|staff (?:card|pass)|employee (?:card|badge)|carte (?:agent|professionnelle|d['’]accès)|(?:operator|driver|proximity|access|key|smart) ?card){_NO}[ ]?[:=]?[ ](?P<v>[0-9]{{2,4}}(?:[ ][0-9]{{2,4}}){{1,3}}|[0-9]{{5,10}}){_END}"
_AT_A_READER = r"(?i)(?:^|[^\pL])(?:badge\w*|reader|leser|lecteur|turnstile|tourniquet|drehkreuz|clocking|time ?clock|pointeuse|stempel\w*|zeiterfassung\w*|zutritt\w*|gesperrt|proximity|facility|access control|contrôle d['’]accès)(?:[^\pL]|\z)"
_TAG = rf"(?i)(?:^|[^\pL])(?:card|tag|chip|karte|carte|transponder|fob){_NO}[ ]?[:=#]?[ ](?P<v>[0-9][0-9A-F]{{4,}}){_END}"
_OF_FACILITY = (
    rf"(?i)facility[^\r\n]{{0,16}}[ ](?:number|no\.?|card|user)[ :]{{1,2}}(?P<v>[0-9]{{3,8}}){_END}"
)
_OWN_NUMBER = r"(?i)(?:my|mon|meine?)[ ](?:number|numéro|nummer)[^\r\n.;]{0,30}(?:clock|pointeuse|badgeuse|stempel\w*|terminal|zeiterfassung|payroll|canteen|cantine|kantine)[^\r\n.;0-9]{0,16}[ ](?:is|est(?: le)?|ist|lautet)(?: die)?[ ](?P<v>[0-9]{3,8})(?:[^\r\n0-9]{1,24}(?:is|est(?: le)?|ist)(?: die)?[ ](?P<u>[0-9]{3,8}))?"
_KNOWN_TO_CLOCK = r"(?i)(?:stechuhr|stempeluhr|zeiterfassung|pointeuse|badgeuse|time ?clock)[^\r\n.;]{0,30}[ ](?:nummer|number|numéro|nr\.?|n°)[ :]{1,2}(?P<v>[0-9]{3,8})(?:[^\pL\pN]|\z)"
_HR_NUMBER = rf"(?i)(?:^|[^\pL])(?:(?:HR|RH|payroll|paie|lohn|personal)[ -]?(?:number|no\.?|nr\.?|numéro|nummer|n°|id)|(?:num(?:é|e)ro|n°)[ ](?:RH|de paie|paie|interne RH))[ ]?[:=]?[ ](?P<v>[A-Z]?[0-9]{{1,3}}[-/.][0-9]{{3,8}}|[0-9]{{4,8}}){_END}"

_ID = r"(?P<v>[A-Z]{0,4}-?[0-9]{4,10}(?:[-/][0-9A-Z]{1,6})?)"
_OF_PERSON_KEY = rf"(?i)(?:^|[^\pL])(?:person|employee|emp|worker|staff|manager|supervisor|associate|salari(?:é|e)|agent|mitarbeiter|assignment|employment|contractor)[ _.-]?(?:id|no|nr|num(?:ber)?|key|ref)[ _.-]?(?:external|internal|extern|intern|ext|int)[\"']?[ ]?[=:][ ]?[\"']?{_ID}{_END}"
_OF_ROLE = r"(?i)(?:^|[^\pL])(?P<role>resources?|ressources?|manager|supervisor|approver|substitute|delegate|worker|associate|contractor|superior|vorgesetzter?|stellvertreter|genehmiger|responsable|valideur|suppléant)[ ](?P<v>[0-9]{4,8}|[A-Z]{1,3}-?[0-9]{4,8})(?:[\s,;!?)]|\.(?:\s|\z)|\z)"
_HR = r"(?i)(?:^|[^\pL])(?:hr|rh|person\w*|employee|user|worker|payroll|workday|success ?factors|sirh|hris|paie|infotype|pernr|personio|kronos|adp|datev|sage|urlaub\w*|congés?|leave|timesheet|absence)(?:[^\pL]|\z)"
_NESTED = rf"(?i)[\"'](?:badge|employee|card|worker|person|staff|agent|pass|manager|supervisor)[\"'][ ]?:[ ]?\{{[ ]?[\"'](?:number|id|no|num|nr|value|code)[\"'][ ]?:[ ]?[\"']?{_ID}{_END}"
_SYSTEM = r"(?:SIRH|HRIS|RH|HR|SAP HR|HCM|Workday|ADP|Kronos|Personio|Paie|Payroll|DATEV|Success ?Factors|Kelio|ATOSS|Interflex|Loga|P&I|Sage)"
_OF_SYSTEM = rf"(?i)(?:^|[^\pL])(?:(?:identifiant|dossier|file|akte|id|n°|num(?:é|e)ro|login|kennung|nummer|nr\.?|number|no\.?)[ ]{_SYSTEM}|{_SYSTEM}[ -]?(?:id|identifiant|kennung|nummer|nr\.?|number|no\.?|n°|file number|file no\.?))[ ]?[:=]?[ ]{_ID}{_END}"
_UNKNOWN_ID = r"(?i)(?:^|[^\pL])ID[ ](?P<v>[0-9]{3,8})[ ](?:is |isn['’]t |ist |est |n['’]est )?(?:not|nicht|pas|un\pL+|inconn\pL+|introuvable|already|déjà|bereits|gesperrt|blocked|rejected|refus\pL+|expired|abgelaufen)(?:[^\pL]|\z)"
_READ = r"(?i)(?:^|[^\pL])(?:badge\w*|cards?|cartes?|karten?|ausweis\w*|employees?|staff|terminal|kiosk|reader|leser|lecteur|clock|pointeuse|stempel\w*|zeiterfassung)(?:[^\pL]|\z)"
_ON_THE_CARD = r"(?i)(?:it['’]s|it is|is|c['’]est|est|es ist|ist|steht|says|reads)(?: le| die| the)?[ ](?P<v>[0-9]{3,8})[ ](?:on|sur|auf)[ ](?:the|my|la|ma|der|meiner|le|mon|dem|meinem)[ ](?:card|badge|carte|karte|ausweis|pass)(?:[^\pL]|\z)"
_SHOWN = r"(?i)(?:badge|card|carte|karte|ausweis|pass|intranet|portal|portail|pay ?slip|bulletin|abrechnung|system|terminal|app|clock|pointeuse)[ ](?:says|shows|reads|has|displays|zeigt|sagt|hat|indique|affiche|porte|dit)(?: le| la| die| the)?[ ](?P<v>[A-Z]{0,2}[0-9]{4,8})(?:[\s,;!?)]|\.(?:\s|\z)|\z)"
_ABBREVIATED = r"(?:^|[^,\s\pL][\s(]|\pL[\s(])(?:MA|PN|PNR|Pnr|MANr|PersNr)[ .:]{1,2}(?P<v>[0-9]{4,7})(?:[\s,;!?)]|\.(?:\s|\z)|\z)"
_ABSENT = r"(?i)(?:fehlzeit|abwesenheit|urlaub|krankmeldung|krankenschein|arrêt|congés?|absences?|leave|sick note|time ?sheet|time ?card|punch(?:es)?|pointages?|zeitkarte|zeitkonto|lohnzettel|pay ?slip)(?:en|s)?[ ](?:von|of|for|de|du|pour|für)[ ](?P<v>[A-Z]{0,3}[0-9]{4,8}(?:-[0-9]{1,4})?)(?:[\s,;!?)]|\.(?:\s|\z)|\z)"
_LISTED = r"(?i)(?:^|[^\pL])(?:personalnummern|mitarbeiternummern|stammnummern|ma-nummern|personal-?nrn?\.|ausweisnummern|matricules|num(?:é|e)ros d['’](?:agent|employé)s?|(?:employee|staff|badge|payroll|personnel|worker)[ -]?(?:numbers|nos\.?|ids))(?:[^\pL]|\z)"
_OF_A_LIST = r"(?:^|[\s(,;:/])(?P<v>[A-Z]{0,3}[0-9]{4,8})(?:[\s,;:!?)/]|\.(?:\s|\z)|\z)"


_CARDS = ("card", "tag", "chip", "karte", "carte", "transponder", "fob")
_WORKERS = ("person", "employee", "emp", "worker", "staff", "manager", "supervisor", "associate", "salari", "agent", "mitarbeiter", "assignment", "employment", "contractor", "approver", "substitute", "delegate", "superior", "vorgesetzte", "stellvertreter", "genehmiger", "responsable", "valideur", "suppléant", "resource", "ressource")  # fmt: skip
_SYSTEMS = ("sirh", "hris", "rh", "hr", "hcm", "workday", "adp", "kronos", "personio", "paie", "payroll", "datev", "success", "kelio", "atoss", "interflex", "loga", "p&i", "sage")  # fmt: skip
_ROWS = (
    (("cost", "coût", "cout", "kosten", "kst", "analytique"), _COST_CENTRE),
    (("cc", "kst", "uo", "otp"), _CHARGED),
    (("ausweis", "badge", "card", "karte", "staff pass", "carte", "agent n°"), _PASS),
    (_CARDS, _TAG),
    (("facility",), _OF_FACILITY),
    (("number", "numéro", "nummer"), _OWN_NUMBER),
    (("uhr", "zeiterfassung", "pointeuse", "badgeuse", "clock"), _KNOWN_TO_CLOCK),
    (("hr", "rh", "payroll", "paie", "lohn", "personal"), _HR_NUMBER),
    (_WORKERS, _OF_PERSON_KEY),
    (_WORKERS, _OF_ROLE),
    (
        ("badge", "employee", "card", "worker", "person", "staff", "agent", "pass", "manager", "supervisor"),
        _NESTED,
    ),
    (_SYSTEMS, _OF_SYSTEM),
    (("id ",), _UNKNOWN_ID),
    (("badge", "card", "carte", "karte", "ausweis", "pass", "pay", "clock", "pointeuse", "terminal"), _SHOWN),
    (("ma ", "ma.", "pn", "manr"), _ABBREVIATED),
    (
        (
            "fehlzeit",
            "abwesen",
            "urlaub",
            "krank",
            "arrêt",
            "congé",
            "absence",
            "leave",
            "sick",
            "time",
            "punch",
            "pointage",
            "zeitk",
            "lohnzettel",
            "pay",
        ),
        _ABSENT,
    ),
    (("card", "badge", "carte", "karte", "ausweis", "pass"), _ON_THE_CARD),
    (("nummern", "nrn.", "matricules", "numéros", "numeros", "numbers", "nos", "ids"), _OF_A_LIST),
)
"""Words of a line, and the pattern of the number in it."""
_GROUPED = r"[0-9]+(?:[-.][0-9]{2,})+|[0-9]+[A-Z]?[-][0-9]+"


def _is_number(value: str) -> bool:
    """Return whether a value is a number of at least three digits that is no time, version or amount."""
    if count_digits(value) < 3 or contains_placeholder(value):
        return False
    return not is_technical_number(value) or get_lazy_pattern(_GROUPED).is_full_match(value)


_TOPICS = {_TAG: _AT_A_READER, _OF_ROLE: _HR, _UNKNOWN_ID: _READ, _SHOWN: _READ, _OF_A_LIST: _LISTED}
"""Patterns whose numbers count only in a line about a topic, and the topic's pattern."""


def _is_near_topic(text: str, pattern: str) -> bool:
    topic = _TOPICS.get(pattern)
    return topic is None or get_lazy_pattern(topic).search(text) is not None


def _names_program(text: str, start: int) -> bool:
    """Return whether a role is part of a program's name: *Service Control Manager 7036*."""
    return get_lazy_pattern(r"\p{Lu}\pL+[ ]\z").search(text[:start]) is not None


def _find_numbers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers of staff; that of a card or tag only in a line about readers."""
    small = line.text.casefold()
    for needs, pattern in _ROWS:
        if not any(word in small for word in needs) or not _is_near_topic(line.text, pattern):
            continue
        for found in get_lazy_pattern(pattern).finditer(line.text):
            for group in ("v", "u") if pattern is _OWN_NUMBER and found["u"] else ("v",):
                value = found[group]
                if pattern is _OF_ROLE and _names_program(line.text, found.start("role")):
                    continue
                if _is_number(value) and not is_kernel_line(line.text, found.start(group)):
                    start = line.start + found.start(group)
                    yield ReplacedPart(start, start + len(value), "id-number")


# -- numbers after a phrase, in a record or in a link ---------------------------------------------------

_VALUE = r"(?-i:[A-Z]{0,4}[ _/-]?[0-9]{1,4}(?:[ ./-][0-9]{2,6}){1,3}|[A-Z]{0,4}[_/-]?[0-9]{3,10}(?:[./-][0-9A-Z]{1,4})?)"
_LABEL_WORDS = ("clock", "works", "position", "associate", "contractor", "borrower", "learner", "intern", "trainee", "temp", "volunteer", "scheme", "dossier", "employee", "staff", "badge", "salari", "agent", "matric", "intérim", "legajo", "colegiad", "emplead", "tarjeta", "tessera", "mecanogr", "medewerker", "personeel", "uzi", "big", "pat", "personal", "mitarbeiter", "card", "ausweis", "pass", "legi", "member", "élu", "payroll", "personnel", "trabajador", "dipendente", "student", "cédula")  # fmt: skip
_LABEL = r"(?:clock|works|associate|contractor|borrower|learner|intern|trainee|temp|volunteer|(?:pension )?scheme|dossier (?:rh|paie|agent)|(?:é|e)lue?|employee|staff|badge|salari(?:é|e)e?|agent|matr(?:icule|icola|ikel)|int(?:é|e)rim(?:aire)?|legajo|colegiad[oa]|emplead[oa]|trabajador|dipendente|c(?:é|e)dula|tarjeta(?: de acceso)?|tessera|mecanogr(?:á|a)fico|medewerkers?-?|personeels-?|uzi-?pas|big-?|pat(?:i(?:e|ë)nt)?|personal-?|pers|mitarbeiter-?|(?:library |staff |access )?card|ausweis-?|pass|legi|member|payroll|personnel|student)"
_NUMBER_WORD = r"(?:[ ._(-]{0,3}(?:number|num(?:é|e)ro|número|nummer|no|nr|n\.?[°º]|núm|num|id|ref|#)\.?)"
_IS = r"[\"']?[ ]?(?:[:=#]|is|est|ist|lautet|es|é|è)?[ ]{0,3}(?:le |la |die )?[\"'(]?"
_NUMBERED = rf"(?i)(?:^|[^\pL\pN-])(?:{_LABEL}\.?{_NUMBER_WORD}{{1,2}}|position id|borrower|legajo|colegiad[oa]|matricola(?: studente)?|uzi-?pas|mecanogr(?:á|a)fico|emplead[oa]|(?:BIG|DUO|LRN)-?nummer van mij){_IS}(?P<v>{_VALUE}|(?-i:[A-Z][0-9]{{3}}|[A-Z]{{1,3}}-[0-9]{{2,4}})){_END}"
_LATER = rf"(?i)(?:^|[^\pL])(?:{_LABEL})(?:[^\pL0-9\r\n][^0-9\r\n]{{0,50}})?[ (](?:it['’]?s|it is|mine(?: is)?:?|mine =|c['’]est(?: le)?|le mien(?: est)?:?|meine(?: ist)?:?|es ist(?: die)?|sie lautet|also|donc|au lieu (?:de|du)|instead of|statt)[ ](?:{_NUMBER_WORD}[ ])?(?P<v>{_VALUE}){_END}"
_IN_BRACKETS = r"(?i)(?:^|[^\pL])(?:matricule|(?:staff|employee|payroll|personnel|badge|clock) (?:number|no\.?|id)|personal-?(?:nummer|nr\.?)|mitarbeiternummer|stammnummer)[^0-9()\r\n]{1,40}\((?P<v>(?-i:[A-Z]{0,4}-?[0-9]{3,8}))\)"
_IN_LINK = r"(?i)/(?:employees?|profiles?|users|staff|persons?|people|workers?|members?|patients?|customers?|clients?|students?|agents?|salaries|mitarbeiter|kunden|candidates?|learners?|cardholders?)/(?P<v>(?-i:[A-Z]{0,4}-?[0-9]{3,10}))(?:[/?#\s\"',;)]|\.(?:\s|\z)|\z)"
_IN_LOG = r"(?i)(?:(?:^|[\s,;\"'&?])(?:worker|employee|agent|operator|emp|staff|badge|cardholder|mitarbeiter|matricule)[\"']?[ ]?=[ ]?[\"']?(?P<v>(?-i:[A-Z]{1,4}-?[0-9]{3,8}|[0-9]{4,8}))|(?:^|[\s#])(?P<w>[0-9]{4,8})[ ]\((?:employee|staff|mitarbeiter(?:in)?|salari(?:é|e)e?)\))(?:[\s,;:&\"')]|\.(?:\s|\z)|\z)"
_IN_SERIES = rf"(?i)[ ,;(]n°[ ]?(?P<v>[0-9]{{3,8}}){_END}"
_OLD_AND_NEW = rf"(?i)(?:^|[ ,;(])(?:ancien(?:ne)?|nouveau|nouvelle|old|new|alte[rns]?|neue[rns]?)(?: one| {_NUMBER_WORD})?[ :=]{{1,2}}(?P<v>[0-9A-F]{{4,10}}|[A-Z]{{1,3}}-?[0-9]{{4,8}})(?:[,;)]|[ ]*\z|\.(?:\s|\z)|[ ](?:and|et|und|or|ou|oder)[ ])"
_ABOUT_CARDS = r"(?i)(?:^|[^\pL])(?:badges?|cards?|cartes?|karten?|ausweise?|chips?|fobs?|transponder|matricules?|personal-?(?:nr\.?|nummer)|(?:employee|staff|payroll|clock|badge) (?:number|no\.?|id))(?:[^\pL]|\z)"
_ABOUT_STAFF = r"(?i)(?:^|[^\pL])(?:salari(?:é|e)e?s?|agents?|matricules?|employ(?:é|e)e?s?|badg\w*|pointage|hr|rh|payroll|paie|lohn\w*|personal\w*|pers|clock\w*|turnstile|tourniquet|lanyard|time ?sheets?|mitarbeiter\w*|staff|roster|rota|zeiterfassung\w*|stempel\w*)(?:[^\pL]|\z)"
_SELF = rf"(?i)(?:^|[^\pL])(?:i['’]?m|i am|ich(?: bin| stehe als)?|stehe als|listed as|hier(?: ist)?|je suis(?: le| la)?|(?:for|pour|für|bei) (?:me|moi|mich|mir|(?-i:\p{{Lu}}\p{{Ll}}+|user-[0-9a-f]{{6}}))(?:,? (?:it is|it['’]s|is|c['’]est(?: le)?|ist es(?: die)?))?)[ ](?:{_NUMBER_WORD}[ ])?(?P<v>[A-Z]{{0,3}}[0-9]{{4,8}}|[0-9]{{2,3}}[ ][0-9]{{3}})(?:[,;:!?)]|[ ](?:\(|in|on|at|bin|bei|im|in|auf|dans|sur|and|und|et)|\.(?:\s|\z)|\z)"
_FIRST = rf"(?i)(?:(?:^|[\s(\"'])(?P<v>(?-i:[A-Z]{{0,3}}-?[0-9]{{4,8}}))[ ](?:is|ist|est|was)[ ](?:what|my|the (?:number|one)|mine|meine?|mon|le mien|le numéro|ce qu|das|die nummer)|(?:^|[ ,])(?:or is it|oder ist es|oder doch|ou (?:est-ce|c['’]est|plut(?:ô|o)t))[ ](?:le |die )?(?P<w>(?-i:[A-Z]{{0,3}}-?[0-9]{{4,8}}))){_END}"
_IN_RECORD = r"(?i)[\"'](?:id|(?:external|source|person|hr|user|employee)_?id|uid|no|nr|number)[\"'][ ]?:[ ]?[\"']?(?P<v>[A-Za-z]{0,4}-?[0-9]{3,10})[\"',}]"
_OF_PERSON = r"(?i)[\"'](?:login|dob|birth_?(?:date|day)|user_?name|family_?name|given_?name|surname|last_?name|first_?name|e-?mail|employee_?(?:id|no|number)|sam_?account_?name|nom|pr(?:é|e)nom|vorname|nachname)[\"'][ ]?:"
_LAST_DIGITS = r"(?i)(?:ending(?: in| with)?|ends (?:in|with)|last (?:four|4)(?: digits)?|endet auf|endend auf|letzten? (?:vier|4)(?: ziffern| stellen)?|(?:se )?terminant par|(?:quatre|4) derniers(?: chiffres)?)[^0-9\pL\r\n]{1,4}(?:(?:is|are|sind|sont)[ :]{1,2})?(?P<v>[0-9]{3,5})(?:[^0-9]|\z)"
_SOCIAL = r"(?i)(?:^|[^\pL])(?:ssn|social|s(?:é|e)cu|national insurance|ni(?:no)?|sozialversicherung\w*|ahv|avs|bsn|nir|\pL*ausweis|badge|passport|passeport|reisepass)(?:[^\pL]|\z)"
_HANDED = r"(?i)(?:^|[^\pL])(?:pass|badge|visitor card|besucherausweis|leihkarte)[ ](?P<v>[0-9]{3,6})[ ](?:returned|issued|back|lost|handed|given|zur(?:ü|u)ck\w*|rendue?|remise?|perdue?|verloren|ausgegeben)(?:[^\pL]|\z)"


def _is_staff_number(value: str) -> bool:
    """Return whether a value has three digits and isn't a year, date, time or amount."""
    return count_digits(value) > 2 and get_lazy_pattern(_NO_STAFF_NUMBER).is_full_match(value) is False


def _is_chip(value: str) -> bool:
    return count_digits(value) > 1 and get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(value) is False


_NO_STAFF_NUMBER = r"(?:19|20)[0-9]{2}(?:[ ./-][0-9]{1,2}){0,2}|[0-3]?[0-9][ ./-][01]?[0-9][ ./-](?:19|20)?[0-9]{2}|[0-9]{1,2}[.:h][0-9]{2}|(?:19|20)[0-9]{2}[/-](?:19|20)?[0-9]{2}|(?:KB|INC|REQ|CHG|CVE|RFC|ISO|EN|HTTP)[ -]?[0-9-]+"
_STAFF_WORDS = ("salari", "agent", "matricule", "employ", "badg", "pointage", "hr", "rh", "payroll", "paie", "lohn", "pers", "clock", "turnstile", "tourniquet", "lanyard", "timesheet", "time sheet", "mitarbeiter", "staff", "roster", "rota", "zeiterfassung", "stempel")  # fmt: skip
_STATED = (
    Row(_LABEL_WORDS, _NUMBERED, "id-number", _is_staff_number),
    Row(_LABEL_WORDS, _LATER, "id-number", lambda value: _is_staff_number(value) and count_digits(value) > 3),
    Row(("(",), _IN_BRACKETS, "id-number", _is_staff_number),
    Row(("/",), _IN_LINK, "id-number"),
    Row(("=", "(employee", "(staff", "(mitarb", "(salari"), _IN_LOG, "id-number", _is_staff_number),
    Row(("n°",), _IN_SERIES, "id-number", _is_staff_number, _ABOUT_STAFF),
    Row(("ancien", "nouve", "old ", "new ", "alte", "neue"), _OLD_AND_NEW, "id-number", _is_chip, _ABOUT_CARDS),
    Row(_STAFF_WORDS, _SELF, "id-number", _is_staff_number, _ABOUT_STAFF),
    Row(_STAFF_WORDS, _FIRST, "id-number", _is_staff_number, _ABOUT_STAFF),
    Row(("id\"", "id'", "uid", "no\"", "nr\"", "number\""), _IN_RECORD, "id-number", bool, _OF_PERSON),
    Row(("end", "last", "letzte", "termin", "dernier"), _LAST_DIGITS, "id-number", bool, _SOCIAL),
    Row(("pass", "badge", "visitor card", "ausweis", "leihkarte"), _HANDED, "id-number", _is_staff_number),
)  # fmt: skip
"""Numbers of staff after a phrase, in brackets, in the path of a link, in a record about a person."""


def rules() -> tuple[Rule, ...]:
    """Return the rules for numbers of staff."""
    needs = tuple(dict.fromkeys(word for words, _ in _ROWS for word in words))
    return (
        make_line_rule("id-number", needs, rf"(?i)(?:{'|'.join(map(re.escape, needs))})", _find_numbers),
        make_rows_rule("id-number", *_STATED),
    )
