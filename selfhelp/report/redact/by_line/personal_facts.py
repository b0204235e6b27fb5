"""Rules for personal facts by label or sentence: birth, health, documents, plates, customers, staff.

Covers labels in English, French, German, Spanish, Italian and Dutch.
"""

# ruff: noqa: SIM905
from __future__ import annotations

from itertools import takewhile

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import NO_WORD, Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.word_lists import NO_SECRET, TECHNICAL

_C = r"\p{Lu}[\pL'’.-]+"
_TOWN = rf"{_C}(?:[ -](?:{_C}|sur|sous|le|la|les|de|del|en|lès|upon|am|an der|in|der)){{0,4}}"
_BIRTHS = r"born|n(?:é|e)e?|geboren|geb\.|nato|nata|nacid[oa]|natif|native|originaire"
_BORN = (
    rf"(?i)(?:^|[^\pL])(?:{_BIRTHS})(?:[ ](?:on|le|am|il|el|the))?(?:[ ](?:birth-[0-9a-f]{{6,}}"
    rf"|[0-9]{{1,2}}[^,;\r\n]{{0,24}}?))?,?[ ](?:(?:in|à|a|au|aux|en|of|de)[ ]|d['’])(?P<v>(?-i:{_TOWN}))"
)
_BIRTHPLACES = (
    r"(?:place|city|town|country) of birth|birth[ _-]?place|birth[ _-]?(?:city|town)"
    r"|lieu(?: et d(?:é|e)partement)? de naissance|ville de naissance|commune de naissance|geburtsort"
    r"|geburtsstadt|luogo di nascita|lugar de nacimiento|geboorteplaats"
)
_BIRTHPLACE = (
    rf"(?i)(?:^|[^\pL])(?:{_BIRTHPLACES})[\"'>]{{0,2}}[ \t]{{0,4}}(?:[:=]|->|is|est|ist|war"
    rf"|was)?[ \t]{{0,8}}[\"']?(?P<v>(?-i:{_TOWN}))"
)
_CONDITIONS = (
    r"diagnos(?:is|e|ed with|tic)|medical condition|health condition|condition m(?:é|e)dicale|pathologie"
    r"|ant(?:é|e)c(?:é|e)dents?|allerg(?:ic to|y|ies|ique (?:à|au|aux)|ies?|isch gegen)"
    r"|blood (?:type|group)|groupe sanguin|blutgruppe"
)
_TREATMENTS = r"medication|treatment|traitement(?: pour)?|medikament(?:e|ion)?|prescribed|prescri(?:t|ption)"
_SICK = (
    r"disability|handicap|behinderung|off sick (?:with|because of|due to)"
    r"|sick(?: leave)? (?:with|for|due to|because of)|on sick leave (?:with|for)|suffer(?:s|ing|ed)? from"
    r"|recovering from|treated for|hospitali[sz]ed (?:with|for)"
)
_SICK_FRENCH = (
    r"souffre (?:de|d['’]un)|atteint(?:e)? (?:de|d['’])"
    r"|arr(?:ê|e)t(?: maladie| de travail)?(?: pour| suite à)|hospitalis(?:é|e)e? pour"
    r"|op(?:é|e)r(?:é|e)e? (?:de|du)|soign(?:é|e)e? pour"
)
_SICK_GERMAN = r"krankgeschrieben wegen|leidet an|erkrankt an|krank wegen"
_SYMPTOMS = r"diagnose|motif m(?:é|e)dical|maladie|illness|symptoms?|sympt(?:ô|o)mes?"
_HEALTH = (
    rf"(?i)(?:^|[^\pL])(?:{_CONDITIONS}|{_TREATMENTS}|{_SICK}|{_SICK_FRENCH}|{_SICK_GERMAN}"
    rf"|{_SYMPTOMS})[\"'>]{{0,2}}[ \t]{{0,3}}(?:[:=]|->|is|est|ist|was)?[ \t]{{0,6}}[\"']?(?:an? |une? "
    r"|the |la |le |l['’]|her |his |my |son |sa "
    rf"|eine[rmn]? )?(?P<v>\pL[\pL0-9'’+-]*(?:[ ][\pL0-9'’+-]+){{0,3}}|[ABO]{{1,2}}[ ]?[+-])"
)
_NO_HEALTH = frozenset(
    (
        "slow slowness lag crash crashes freezing freezes startup performance latency low high poor bad "
        "severe change changes of the a an is was not no none unknown and or to for in on by with that this "
        "it code data tool tools mode log logs report reports run runs running result results information "
        "info check checks test tests settings service services port page pages file files package packages "
        "command option options output "
        "startup driver drivers network windows microsoft usage policy system hardware software de la le "
        "les du des et ou pas non aucun aucune inconnu automatique réseau système windows"
    ).split()
)

_LOOSE_LABELS = tuple(
    (
        "symptom treatment traitement diagnos maladie illness pathologie antécédent antecedent handicap "
        "medication prescri"
    ).split()
)
"""Labels that are also used for computers."""
_COUNTS = frozenset(
    "six two three four five some several personal family many plusieurs deux trois raison quelques".split()
)
_GOES_ON = frozenset(
    (
        "and but so since until et mais depuis jusqu'au und seit for pour für on from this please who at "
        "in il elle he she i je"
    ).split()
)
"""Words that no illness contains; the value ends before them."""


def _replace_birthplace(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".,")
    if is_placeholder(value) or value.casefold() in NO_SECRET:
        return None
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + aliases.make_placeholder("place", value)
        + match.string[start + len(value) : match.end()]
    )


def _replace_health_fact(match: Match, aliases: Aliases) -> str | None:
    """Replace health information; technical terms stay after labels that also fit computers."""
    value = match["v"]
    words = value.casefold().split()
    label = match.string[match.start() : match.start("v")].casefold()
    loose = any(word in label for word in _LOOSE_LABELS)
    if not words or words[0] in _NO_HEALTH or words[0] in TECHNICAL or contains_placeholder(value):
        return None
    if words[0] in _COUNTS or words[0][0].isdigit():
        return None
    if loose and (
        label.rstrip(" \"'")[-1:] not in (":", "=", ">")
        or any(word in TECHNICAL or word in _NO_HEALTH for word in words)
        or any(map(str.isupper, value[1:]))
    ):
        return None
    if loose and _is_in_technical_text(match):
        return None
    value = " ".join(takewhile(lambda word: word.casefold() not in _GOES_ON, value.split()))
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("health")
        + match.string[start + len(value) : match.end()]
        if value
        else None
    )


_TECHNICAL = (
    r"(?i)error|fehler|erreur|driver|printer|network|server|log|disk|windows|computer|screen|update"
    r"|imprimante|r(?:é|e)seau|(?:é|e)cran|ordinateur|application|software"
)


def _is_in_technical_text(match: Match) -> bool:
    near = match.string[max(0, match.start() - 160) : match.end() + 160]
    return get_lazy_pattern(_TECHNICAL).search(near) is not None


# -- numbers ---------------------------------------------------------------------------------------

_PLATES = (
    r"kennzeichen|kfz-kennzeichen|autokennzeichen|nummernschild|plate(?: no\.?| number)?|number plate"
    r"|licen[cs]e plate|reg(?:istration)?(?: no\.?| number| plate)?|car reg|vehicle"
    r"|my car(?: is)?(?: an?)?|immatricul(?:é|e)e?|immatriculation|plaque(?: d['’]immatriculation)?"
    r"|matr(?:í|i)cula|targa|kenteken|parking (?:permit|badge|space)(?: for)?"
)
_PAPERS_GERMAN = (
    r"reisepass(?:-?(?:nr|nummer)\.?)?|pass-?nr\.?|passnummer|personalausweis(?:-?(?:nr|nummer)\.?)?"
    r"|ausweis(?:-?(?:nr|nummer)\.?)?|f(?:ü|ue)hrerschein(?:-?(?:nr|nummer)\.?)?"
    r"|steuer-?(?:id|nr\.?|nummer|identifikationsnummer)|sozialversicherungs-?(?:nr\.?|nummer)|sv-?nummer"
    r"|rentenversicherungsnummer|krankenkassen-?(?:nr\.?|nummer)|versicherten-?(?:nr\.?|nummer)"
)
_NUMBERS_GERMAN = (
    r"kunden-?(?:nr\.?|nummer)|personal-?(?:nr\.?|nummer)|mitarbeiter-?(?:nr\.?|nummer|id)"
    r"|mitglieds-?(?:nr\.?|nummer)|vertrags-?(?:nr\.?|nummer)|konto-?(?:nr\.?|nummer)|rechnungs-?nummer"
    r"|matrikel-?(?:nr\.?|nummer)|patienten-?(?:nr\.?|nummer)"
)
_SOCIAL = (
    r"my social|social(?: insurance| insurance number)?|soc\.? sec\.?|s(?:é|e)cu"
    r"|num(?:é|e)ro (?:de )?s(?:é|e)cu"
)
_LOYALTY = (
    r"frequent flyer(?: no\.?| number)?|loyalty (?:no\.?|number|card)|miles(?: and| &)? more|air miles"
    r"|booking (?:ref(?:erence)?|code)|pnr|reservation (?:no\.?|number)|num(?:é|e)ro d['’]abonn(?:é|e)"
    r"|abonn(?:é|e) n°"
)
_ACCOUNTS = (
    r"account holder(?: id)?|holder id|customer (?:no\.?|number|id|ref(?:erence)?)"
    r"|client (?:no\.?|number|id)|n(?:°|o)? ?client|r(?:é|e)f(?:é|e)rence client"
    r"|employee (?:no\.?|number|id|#)|staff (?:no\.?|number|id)|payroll (?:no\.?|number|id)"
)
_MEMBERS = (
    r"personnel (?:no\.?|number)|badge(?: no\.?| number| id| n°)?|matricule"
    r"|member(?:ship)? (?:no\.?|number|id)|policy (?:no\.?|number)|contract (?:no\.?|number)"
)
_NUMBERS_FRENCH = (
    r"n(?:°|um(?:é|e)ro)(?: de)? (?:contrat|police|dossier patient|permis|passeport|cni"
    r"|carte(?: d['’]identit(?:é|e))?|s(?:é|e)jour|adh(?:é|e)rent|allocataire|employ(?:é|e)|agent"
    r"|salari(?:é|e)|badge|(?:é|e)tudiant|ine)"
)
_NUMBERS_ENGLISH = r"student (?:no\.?|number|id)|patient (?:no\.?|number|id)|mrn|ine"
_NATIONAL = (
    r"dni|nie|nif|cif|pesel|rodn(?:é|e) (?:č|c)(?:í|i)slo|personnummer|cpr|bsn|ahv(?:-?nr\.?)?|avs|oib"
    r"|cnp|egn|codice fiscale|partita iva|nipc|tckn|aadhaar|pan card|sin|tfn|ird|nric|curp|rfc mexicano"
    r"|cedula|c(?:é|e)dula|rut|cpf|cuit"
)
_PERMITS = (
    r"permesso di soggiorno|residence permit|visa (?:no\.?|number)|green card"
    r"|driver['’]?s? (?:license|licence)(?: no\.?| number)?|driving licen[cs]e(?: no\.?| number)?"
    r"|passport(?: no\.?| number)?|passeport(?: n°)?|permis(?: de conduire)?(?: n°)?"
    r"|id card(?: no\.?| number)?|national id|identity card|carte d['’]identit(?:é|e)(?: n°)?"
)
_PAPERS = (
    rf"{_PLATES}|{_PAPERS_GERMAN}|{_NUMBERS_GERMAN}|{_SOCIAL}|{_LOYALTY}|{_ACCOUNTS}|{_MEMBERS}"
    rf"|{_NUMBERS_FRENCH}|{_NUMBERS_ENGLISH}|{_NATIONAL}|{_PERMITS}"
)
_PAPER = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_PAPERS})[\"'>]{{0,2}}[ \t]{{0,3}}(?:[:=#]|->|is|ist|est|lautet|no\.?|n°"
    rf"|nr\.?)?[ \t]{{0,6}}(?:no\.? |nr\.? |n° )?[\"']?(?P<v>(?-i:[A-Z0-9](?:[A-Z0-9]"
    rf"|[ ./-]{{1,2}}[A-Z0-9]){{3,24}}))"
)


_DATE_OR_ADDRESS = (
    r"(?:19|20)[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}.*"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
)
_TOLD = r"(?i)(?:no\.?|nr\.?|number|nummer|is|est|ist|id|matricule|badge|n°)[ ]*\z"


_PRICE = r"[0-9]{1,6}(?:[.,][0-9]{1,2})?[ ]?(?:EUR|CHF|USD|GBP|€|[$]|£)"


def _replace_document_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a document, customer or member number: at least four characters, with digits."""
    value = match["v"]
    digits = sum(map(str.isdigit, value))
    before = match.string[match.start() : match.start("v")]
    bare = get_lazy_pattern(r"[A-Z0-9]").is_full_match(before[-1:]) is False
    if (
        digits < 3
        or is_placeholder(value)
        or get_lazy_pattern(_DATE_OR_ADDRESS).is_full_match(value)
        or get_lazy_pattern(_PRICE).is_full_match(value)
        or not bare
    ):
        return None
    tail = get_lazy_pattern(r"(?:[ ][A-Z]{1,4})+\z").search(value)
    if (
        tail is not None
        and len(value.split()) > 2
        and match.string[match.end("v") : match.end("v") + 1].islower()
    ):
        value = value[: tail.start()]
    if match.string[match.start("v") + len(value) : match.start("v") + len(value) + 1].isalpha():
        cut = value.rfind(" ")
        value = value[:cut] if cut > 3 else ""
    told = (
        before.rstrip("\"'> \t")[-1:] in (":", "=", "#", "°")
        or get_lazy_pattern(_TOLD).search(before) is not None
    )
    if (
        sum(map(str.isdigit, value)) < (3 if told else 4)
        or "  " in before
        or (value.isdigit() and not told and len(value) < 6)
    ):
        return None
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("id-number")
        + match.string[start + len(value) : match.end()]
    )


_LINES = (
    r"(?:my |direct |internal |mon |ma |meine |phone |telephone |her |his |desk )(?:extension|ext\.?"
    r"|poste|ligne (?:interne|directe)|interne)|durchwahl|nebenstelle|ddi|deskphone"
)
_EXTENSION = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_LINES})(?: no\.?| number| n°)?[ ](?:is |est |ist |: ?"
    rf"|= ?)(?P<v>[0-9]{{3,6}})"
)


def _replace_phone(match: Match, aliases: Aliases) -> str | None:
    return replace_group(match, "v", aliases.make_placeholder("phone", match["v"]))


_PAPER_WORDS = (
    "kennzeichen", "nummernschild", "plate", "reg", "vehicle", "my car", "immatricul", "plaque",
    "matrícula", "matricula", "targa", "kenteken", "parking", "pass", "ausweis", "führerschein",
    "fuehrerschein", "steuer", "versicher", "kranken", "kunden", "personal", "mitarbeiter", "mitglied",
    "vertrag", "konto", "rechnung", "matrikel", "patient", "social", "soc", "sécu", "secu", "flyer",
    "loyalty", "miles", "booking", "pnr", "reservation", "abonn", "holder", "customer", "client",
    "employee", "staff", "payroll", "badge", "matricule", "member", "policy", "contract", "contrat",
    "police", "permis", "cni", "carte", "séjour", "adhérent", "allocataire", "employé", "agent",
    "salarié", "étudiant", "student", "mrn", "ine", "dni", "nie", "nif", "cif", "pesel", "personnummer",
    "cpr", "bsn", "ahv", "avs", "oib", "cnp", "egn", "codice", "partita", "nipc", "tckn", "aadhaar",
    "sin", "tfn", "ird", "nric", "curp", "cedula", "cédula", "rut", "cpf", "cuit", "permit", "visa",
    "green card", "driv", "id card", "national id", "identity",
)  # fmt: skip

_BORN_NEEDS = (
    "born", "né", "nee ", "ne le", "geboren", "geb.", "nato", "nata", "nacid", "natif", "native",
    "originaire",
)  # fmt: skip
_BIRTHPLACE_NEEDS = (
    "birth", "naissance", "geburts", "nascita", "nacimiento", "geboorte",
)  # fmt: skip
_HEALTH_NEEDS = (
    "diagnos", "condition", "pathologie", "antécédent", "antecedent", "allerg", "blood", "sanguin",
    "blut", "medicat", "treat", "traitement", "medikament", "prescri", "disab", "handicap", "behinderung",
    "sick", "suffer", "recover", "hospital", "souffre", "atteint", "arrêt", "arret", "opér", "soign",
    "krank", "leidet", "maladie", "illness", "symptom", "symptôme",
)  # fmt: skip
_EXTENSION_NEEDS = (
    "ext", "poste", "ligne", "durchwahl", "nebenstelle", "interne", "ddi", "desk",
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for personal facts."""
    return (
        Rule("place", _BORN_NEEDS, _BORN, _replace_birthplace),
        Rule("place", _BIRTHPLACE_NEEDS, _BIRTHPLACE, _replace_birthplace),
        Rule("health", _HEALTH_NEEDS, _HEALTH, _replace_health_fact),
        Rule("id-number", _PAPER_WORDS, _PAPER, _replace_document_number),
        Rule("phone", _EXTENSION_NEEDS, _EXTENSION, _replace_phone, NO_WORD + "|[.:,][0-9]"),
    )
