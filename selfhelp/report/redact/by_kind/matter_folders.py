"""Rules for folders and files named after people and their matters: *Nachlass X*, *Dossier X*, *CV_X.pdf*.

The name is replaced together with its folder, because the kind of matter tells about the person.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_kind.pattern_tables import iter_matches
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_shape.person_shapes import SHARED_NAMES, fold_text, is_given_name, is_person
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.word_lists import COMMON

_S = r"[\\/]{1,4}"
_PART = r"[\pL\pN][\pL\pN .,&'’()_-]+?"
_END = r"(?:[\\/\"<>|;:?*\t\r\n»”]|'(?:[^\pL]|\z)|[ ]{2}|\.[A-Za-z]{2,5}(?:[^\pL\pN]|\z)|[ ]-|[ ](?:ist|is|est|est-il|could|wurde|nicht|not|was|ne|on|/)[ ]|\z)"
_MATTER = (
    r"nachlass|nachlaß|verlassenschaft|erbschaft|erbengemeinschaft|erbteilung|familie|fam\.?|ehepaar|eheleute|succession|h(?:é|e)ritage|hoirie|indivision|famille|dossier|tutelle|curatelle|divorce|s(?:é|e)paration|scheidung|ehescheidung|trennung|vormundschaft|beistandschaft|betreuung|sorgerecht"
    r"|estate(?: of)?|estate late|probate(?: of)?|re|matter(?: of)?|mandate?|mandant(?:in)?|clients?|kund(?:e|in)|klient(?:in)?|patient(?:in)?|bewohner(?:in)?|r(?:é|e)sident(?:e)?|fall|akte|case|affaire|testament|will(?: of)?|trust|bewerbung|candidature|application|bewerber(?:in)?|candidate?|entretien|kündigung|abmahnung|aufhebung|grievance|disciplinary|licenciement|avertissement|krankheit|maladie|sickness|hochzeit|mariage|wedding|umzug|bau|baugesuch|mfh|efh|locataire|mieter(?:in)?|tenant|gutachten|expertise|klage|lohn|salaire|payroll|personaldossier|zeugnis|arbeitszeugnis|arztzeugnis|pflege|schüler(?:in)?|(?:é|e)l(?:è|e)ve|pupil|student(?:in)?|kind|enfant|child|opfer|victime|t(?:é|e)moin|zeuge"
)
_OF_MATTER = rf"(?:{_S}|[\"'«“=\t]|^[ \t]*)(?P<v>(?i:{_MATTER})[ _-]{{1,3}}(?P<w>{_PART})){_END}"
_PARENTS = r"mandate|mandats?|mandanten|mandants|clients?|kunden|kundschaft|klienten|klientinnen|patient(?:en|s|innen)?|f(?:ä|ae)lle|akten|fallakten|cases?|case ?files|matters?|grievances?|disciplin\w*|abmahnungen|verwarnungen|sickness|absences?|krankmeldungen|krankheit|bewerbungen|bewerber|candidat(?:s|es|ures)?|applications?|applicants|recruitment|recrutement|sch(?:ü|ue)ler|sch(?:ü|ue)lerakten|(?:é|e)l(?:è|e)ves|students?|pupils|kinder|enfants|children|tutelles?|curatelles?|kesb|beistandschaften|vormundschaften|nachl(?:ä|ae)sse|nachlass|successions?|erbschaften|probate|estates?|wills|testamente?|divorces?|scheidungen|familienrecht|bauakten|baugesuche|l(?:ö|oe)hne|lohn|payroll|salaires|paie|personal(?:dossiers?|akten)?|personnel|dossiers?|mitglieder|membres|members|bewohner|r(?:é|e)sident(?:e?s)?|locataires|mieter|tenants|pflege|spitex|sozialdienst|sozialhilfe|safeguarding|licenciements|k(?:ü|ue)ndigungen|avertissements|entretiens|zeugnisse|arztzeugnisse|befunde|gutachten|expertises|opfer|victimes|families|familles|familien"
_BELOW_PARENT = rf"{_S}(?P<p>(?i:{_PARENTS}))\$?{_S}(?P<v>{_PART})(?:{_END}|[\\/])"
_TRADE = r"solicitors|barristers|law|legal|llp|treuhand|notariat|notaires?|anw(?:ä|ae)lte|rechtsanw(?:ä|ae)lte|anwaltskanzlei|kanzlei|advokatur|avocats?|fiduciaire|steuerberat\w*|accountants?|dental|zahnarzt\w*|praxis|arztpraxis|cabinet|architekt\w*|immobilien|immobilier|b(?:ä|ae)ckerei|boulangerie|metzgerei|boucherie|schreinerei|menuiserie|garage|hotel|restaurant|apotheke|pharmacie|estate-?agents?|plumbing|builders|and-sons|fils|s(?:ö|oe)hne|partners|associates|consulting|stiftung|fondation"
_COMPANY = r"gmbh|ag|kg|ohg|s(?:à|a)rl|sas|ltd|limited|inc|llc|plc|cie|co"
_WORDS = r"[\pL\pN][\pL\pN.&'’]+(?:[_-][\pL\pN.&'’]+|[ ]\p{Lu}[\pL.'’-]+|[ ]&|[ ](?:de|du|des|la|le|von|zum|zur|und|et|and)){0,5}"
_OF_TRADE = rf"{_S}(?P<v>{_WORDS}(?:[_-](?i:{_TRADE})|[ ](?i:{_TRADE}))|(?i:{_TRADE})[ _-]\p{{Lu}}[\pL'’-]{{2,}}(?:[ _-]\p{{Lu}}[\pL'’-]{{2,}})?)(?:[ _-](?i:{_COMPANY}))?(?:[\\/\"'<>|;:?*\s»”]|\.[A-Za-z]{{2,5}}(?:[^\pL\pN]|\z)|\z)"
_OF_COMPANY = rf"{_S}(?P<v>\p{{Lu}}[\pL\pN.&'’-]+(?:[ _-][\pL\pN.&'’-]+){{0,4}}[ _-](?i:{_COMPANY})\.?)(?:[\\/\"'<>|;:?*»”]|\z)"
_INSTALLED = r"(?i)program files|programdata|appdata|program data|/usr/|/applications/|\\windows\\|common files|/lib/|node_modules|\\software\\|hkey|hklm|hkcu"
_PERSONAL = r"cv|lebenslauf|bewerbung(?:sschreiben)?|motivationsschreiben|lettre(?: de motivation)?|vertrag|arbeitsvertrag|mietvertrag|contrat|contract|arbeitszeugnis|zeugnis|zwischenzeugnis|k(?:ü|ue)ndigung|attest|arztzeugnis|arztbericht|befund|lohnabrechnung|lohnausweis|payslip|p45|p60|bulletin|fiche(?:[_ -]de)?[_ -]pa[iy]e|testament|patientenverf(?:ü|ue)gung|vorsorgeauftrag|vollmacht|procuration|attestation|certificat|passport|passeport|reisepass|ausweis|id[_ -]?card|scan|foto|photo|resume|offer|offerte|angebot|devis|quote|rechnung|facture|invoice|mahnung|rappel|anmeldung|inscription|austritt|dossier|akte|gutachten|rapport|brief[_ -]an|letter[_ -]to|courrier|grievance|referral|ordonnance|rezept|(?:ü|ue)berweisung|cr|statement|will|urlaubsantrag|sterbeurkunde|acte"
_FILE = rf"(?:{_S}|[\s\"'«“(=:]|^)(?i:{_PERSONAL})[ _-]{{1,3}}(?P<v>\p{{Lu}}[\pL'’-]{{2,}}(?:[ _,-]{{1,2}}\p{{Lu}}[\pL'’-]*){{0,3}})(?:[ _-][0-9][0-9_. -]{{0,12}})?\.(?i:pdf|docx?|odt|xlsx?|jpe?g|png|rtf|txt|msg|eml|tiff?|heic|zip|pages)(?:[^\pL\pN]|\z)"
_NAMED_FILE = rf"(?:{_S}|[\s\"'«“(=:]|^)(?P<v>\p{{Lu}}[\pL'’-]{{2,}}(?:[ _,-]{{1,2}}\p{{Lu}}[\pL'’-]{{2,}}){{0,2}})[ _-]{{1,3}}(?i:{_PERSONAL})(?:[ _-][0-9][0-9_. -]{{0,12}})?\.(?i:pdf|docx?|odt|xlsx?|jpe?g|png|rtf|txt|msg|eml|tiff?|heic|zip|pages)(?:[^\pL\pN]|\z)"
_HOME = rf"(?:{_S}|[\s\"'=])(?:home|homedir|profile?|mailbox|user)[_-](?P<v>[a-z][a-z0-9]{{1,20}}(?:[._-][a-z0-9]{{2,20}})?)(?:[\\/\"'\s]|\.(?:tar|tgz|zip|gz|7z|bak|img|vhdx?|sql)(?:[^\pL]|\z)|\z)"
_VOLUME = r"(?:/Volumes/|/Users/Shared/|/media/(?:[a-z0-9_-]+/)?|/run/media/)(?P<v>\p{Lu}[\pL'’-]{2,30}(?:[ _-]\p{Lu}[\pL'’-]{1,30}){0,2})(?:[\\/\"]|\s|\z)"

_SPLIT = r"[\pL'’]+"
_STRONG_PARENT = r"(?i)patient\w*|mandat\w*|mandant\w*|grievances?|disciplin\w*|abmahnungen|kesb|tutelles?|curatelles?|nachl\w*|successions?|probate|estates?|wills|divorces?|scheidungen|(?:é|e)l(?:è|e)ves|students?|pupils|sch(?:ü|ue)ler\w*|bewohner|bewerber|candidat\w*|applicants|locataires|mieter|tenants|klient\w*"


def _list_names(text: str) -> list[str]:
    """Return the words of a folder's name that may be names: no dictionary words, at least three letters."""
    words = [found[""] for found in get_lazy_pattern(_SPLIT).finditer(text)]
    return [
        word
        for word in words
        if len(word) > 2
        and fold_text(word) not in SHARED_NAMES
        and fold_text(word) not in COMMON
        and (is_given_name(word) or not is_word(word))
    ]


def _is_named_after_person(text: str) -> bool:
    """Return whether a folder's name contains a capitalised word that isn't a dictionary word."""
    if contains_placeholder(text) or sum(map(str.isdigit, text)) > 10:
        return False
    return any(word[0].isupper() and not word[1:].isupper() for word in _list_names(text)) or is_person(text)


def _is_entry(parent: str, text: str) -> bool:
    """Return whether an entry below a folder of matters is a name, in small letters below a certain folder."""
    if _is_named_after_person(text):
        return True
    names = _list_names(text)
    if get_lazy_pattern(_STRONG_PARENT).is_full_match(parent) is False or contains_placeholder(text):
        return False
    joined = get_lazy_pattern(r"\pL{2,20}[._, -]{1,2}\pL{1,20}(?:[ _.-][0-9]{2,4})?").is_full_match(text)
    return joined and bool(names) and len(text) < 40


def _find(line: Line, pattern: str) -> Iterator[tuple[str, ReplacedPart, str]]:
    for found, place in iter_matches(pattern, line.text):
        value = found["v"].rstrip(" .,")
        start = line.start + place + found.start("v")
        other = found["p"] if found.has_group("p") else found["w"] if found.has_group("w") else ""
        yield value, ReplacedPart(start, start + len(value), "file"), other


def _find_folders(line: Line) -> Iterator[ReplacedPart]:
    """Yield the folders and files of a line that are named after a person or a client."""
    text = line.text
    if not ("/" in text or "\\" in text or "'" in text or '"' in text or "." in text):
        return
    in_path = "/" in text or "\\" in text or get_lazy_pattern(r"^[d-][rwxsStT-]{9}").match(text) is not None
    if in_path:
        yield from (part for _, part, name in _find(line, _OF_MATTER) if _is_named_after_person(name))
        yield from (part for value, part, parent in _find(line, _BELOW_PARENT) if _is_entry(parent, value))
        yield from _find_clients(line)
        for pattern in (_HOME, _VOLUME):
            yield from (
                ReplacedPart(part.start, part.end, "user")
                for value, part, _ in _find(line, pattern)
                if _is_owner(value)
            )
    for pattern in (_FILE, _NAMED_FILE):
        for value, part, _ in _find(line, pattern):
            if _is_named_after_person(value):
                yield ReplacedPart(part.start, part.end, "user")


def _is_owner(value: str) -> bool:
    """Return whether a home's or volume's name is a person's: not a word, or a person's name."""
    return is_person(value) or is_given_name(value) or bool(_list_names(value))


def _find_clients(line: Line) -> Iterator[ReplacedPart]:
    """Yield the folders named after a client: its trade or legal form ends or begins the name."""
    if get_lazy_pattern(_INSTALLED).search(line.text) is not None:
        return
    for pattern in (_OF_TRADE, _OF_COMPANY):
        for value, part, _ in _find(line, pattern):
            if _list_names(value) and not contains_placeholder(value):
                yield part


_HINT = rf"(?i)(?:{_S}|[\"'«“]|\.(?:pdf|docx?|odt|xlsx?|jpe?g|png|rtf|txt|msg|eml|tiff?|heic|zip|pages))"


def rules() -> tuple[Rule, ...]:
    """Return the rule for folders and files named after people."""
    return (make_line_rule("file", (), _HINT, _find_folders),)
