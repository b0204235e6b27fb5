"""Rules for labelled people: names, addresses, dates of birth; greetings, spelled-out email addresses."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import base64
import binascii

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.positional_names import AUTHORITY as _AUTHORITY
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    GROUP_CONTEXT,
    NO_WORD,
    Replace,
    Rule,
    exclude_regex_group_labels,
    make_hiding_replacer,
    replace_group,
)
from selfhelp.report.redact.table_columns import split_cells
from selfhelp.report.redact.vocabulary.listed_words import is_listed_word, is_word
from selfhelp.report.redact.word_lists import COMMON, NO_SECRET, TECHNICAL

_Q = r"(?:\\{0,7}[\"']|&quot;)?"
CAPITAL = r"\p{Lu}[\pL'’.-]*"
PARTICLE = r"(?:de|du|des|la|le|van|von|der|den|di|da|dos|el|al|bin|ben|y|zu|ter|d['’])"
NAME = rf"{CAPITAL}(?:,?[ \t]+(?:{PARTICLE}[ \t]+)*{CAPITAL})*"
_SURE = (
    r"user\.name|pr(?:é|e)noms?(?: et noms?)?|noms? (?:et pr(?:é|e)noms?|complet|de famille|de naissance|d['’]usage|de l['’]utilisateur|du (?:client|salari(?:é|e)|patient|titulaire|demandeur|contact))|nom ?/ ?pr(?:é|e)nom|nom,? pr(?:é|e)nom"
    r"|full[ _-]?name|first[ _-]?names?|last[ _-]?names?|middle[ _-]?name|given[ _-]?name|family[ _-]?name|sur-?name|maiden name|birth name|real[ _-]?name|preferred name|legal name|display[ _-]?name|displayname|common name|account holder|card ?holder(?: name)?|holder"
    r"|name of (?:the )?(?:user|employee|patient|customer|tenant|insured)|(?:user|employee|patient|customer|client|caller|contact|manager|student|guest|tenant|visitor|requester|requestor|reporter|recipient|beneficiary|member|staff|emergency contact|next of kin|spouse|supervisor)['’]?s?[ _-](?:full[ _-])?name"
    r"|patient(?:e)?|salari(?:é|e)e?|titulaire|demandeur|demandeuse|b(?:é|e)n(?:é|e)ficiaire|employ(?:é|e)e?|employee|requester|requestor|requested by|reported by|opened by|caller|appelant|interlocuteur|interlocutrice|collaborateur|collaboratrice|agent trait(?:ant)?|destinataire|exp(?:é|e)diteur|assur(?:é|e)e?|locataire|signataire"
    r"|emergency contact|next of kin|line manager|personne (?:à|a) (?:contacter|pr(?:é|e)venir)|contact d['’]urgence|personne concern(?:é|e)e|sign(?:é|e)(?: par)?|signed(?: by)?|signed-off-by|reviewed-by|co-authored-by|reported-by|acked-by|tested-by|cc|requested for|on behalf of|pour le compte de|owner name|artist|photographer|(?:participants?|invit(?:é|e)s?|attendees?)(?: (?:requis|facultatifs?|required|optional))?|organi[sz](?:er|ateur|atrice)|required attendees?|last saved by|propri(?:é|e)taire|nm|lastmodifiedby|printed by|imprim(?:é|e) par|direct reports?|reports to|n\+1|rempla(?:ç|c)ante?|delegate|d(?:é|e)l(?:é|e)gu(?:é|e)e?|d(?:é|e)clarant|auteur|author|payee|debtor|creditor|b(?:é|e)n(?:é|e)f|givenname|sn|fn|surname|gecos|assigned to|attribu(?:é|e) (?:à|a)|affect(?:é|e) (?:à|a)|last modified by|modified by|created by|cr(?:éé|ee)(?: par)|modifi(?:é|e) par|passenger|passager|nom"
)
_UNSURE = r"name|cn|contact|client|customer|user|owner|author|auteur|manager|responsable|from|to|de|(?:à|a)|pour|attn|attention|propri(?:é|e)taire|organizer|attendee|organisateur|participant|sender|recipient|utilisateur|utilisatrice|mr/mrs|who|qui|by|par|technician|technicien|operator|approver|approved by|valid(?:é|e) par|employeename|person|personne"
_BEGIN = r"(?m)(?:^|[{,;|>\"'(\t&?]|\\n|[ \t]{2}|[.·•-] |- )[ \t]{0,20}"
_IS = rf"{_Q}(?:\([^()\r\n]{{1,20}}\))?[ \t.]{{0,30}}(?:(?:::?|=|=>|\||→|%3[aA]|%3[dD])[ \t]{{0,20}}|\t[ \t]*|[ ]{{3,30}}|(?:\*\*|</[\w-]{{1,12}}>)[ \t]*:?\s{{0,20}}(?:<[\w-]{{1,12}}>)?){_Q}"
_COLON = _IS.replace("::?|=|=>", "::?|=>")
_LABELLED = (
    rf"{_BEGIN}{_Q}(?:\*\*|<\w{{1,12}}>)?(?i:{_SURE}){_IS}(?P<v>\pL[\pL'’.-]*(?:,?[ \t]+[\pL][\pL'’.-]*)*)"
)
_LOOSE = rf"(?:^|[^\pL\pN_-]){_Q}(?i:{_SURE}){_COLON}(?P<v>{NAME})"
_TITLED = rf"{_BEGIN}{_Q}(?:\*\*|<\w{{1,12}}>)?(?i:{_UNSURE}){_COLON}(?P<v>{NAME})[ \t]*(?:[\"'\\,;<(\r\n|/&.\]}})]|[ ]{{2}}|\z)"
_ELEMENT = r"(?i)<(?:\w{1,12}:)?(?:first|last|given|family|full|middle|sur|display|customer|contact|employee|patient|holder|person|user)[_-]?name(?:\s[^<>]{0,80})?>\s{0,20}(?:<!\[CDATA\[)?(?P<v>[^<>\r\n\]]{2,80})"
_CERTIFIED = rf"\bCN[ ]?=[ ]?(?P<v>{NAME})[ ]?(?:[,/+;\r\n\"']|\z)"
_ACTED = rf"(?:^|[^\pL\pN_])(?i:owned|shared|printed|locked|edited|uploaded|hosted|organi[sz]ed|checked out|held|used|taken|sold|issued|addressed|escalated|forwarded|transferred|belongs?|partag(?:é|e)e?|imprim(?:é|e)e?|verrouill(?:é|e)e?|remise?|appartenant|appartient|transf(?:é|e)r(?:é|e)e?|reported|opened|requested|created|signed|approved|assigned|called|written|submitted|sent|raised|logged|handled|appel(?:é|e)e?|signal(?:é|e)e?|cr(?:é|e)(?:é|e)e?|ouverte?|demand(?:é|e)e?|valid(?:é|e)e?|modifi(?:é|e)e?|envoy(?:é|e)e?|trait(?:é|e)e?|transmise?|rédig(?:é|e)e?) (?:by|to|par|à)[ ](?P<v>{NAME})"
_PERSON_ELEMENT = rf"(?i)<(?:\w{{1,12}}:)?(?:nm|card_?holder(?:name)?|holder|assignee|caller|manager|employee|patient|lastmodifiedby|givenname|surname|sn|artist|name|nom|author|contact|owner|user|creator|displayname|cn|customer|client|employee|requester|sender|recipient|from|to)>\s{{0,8}}(?P<v>(?-i:{NAME}))\s{{0,8}}</"
_TITLE = rf"(?:^|[^\pL\pN_])(?:M\.|Mme|Mlle|MM\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Prof\.?|Monsieur|Madame|Mademoiselle|Herr|Frau)[ \x{{a0}}](?P<v>{NAME})"
_GREETING = rf"(?m)^[ \t>]*(?:Dear|Hello|Hi|Hey|Bonjour|Bonsoir|Salut|Ch(?:er|ère)|Coucou|Good (?:morning|afternoon))[ ](?:(?:M\.|Mme|Mr\.?|Mrs\.?|Ms\.?)[ ])?(?P<v>{CAPITAL}(?:[ ]{CAPITAL}){{0,2}})[ \t]*(?:[,!:;.-]|\r?$)"
_REGARDS = (
    r"(?im)^[ \t>]*(?:(?:best|kind|kindest|warm|many)?[ ]?(?:regards|wishes)|many thanks|thanks(?: (?:a lot|again|in advance|for [^\r\n]{1,40}))?|thank you(?: [^\r\n]{1,40})?|cheers|yours (?:sincerely|faithfully|truly)|sincerely|(?:bien |très )?cordialement(?: à vous)?|bien (?:à|a) (?:vous|toi)|salutations(?: distinguées)?|(?:sincères |meilleures )salutations|bonne (?:journée|soirée|réception)|merci(?: (?:d['’]avance|beaucoup|par avance|pour [^\r\n]{1,40}))?|amicalement|respectueusement|à bientôt|cdlt|bav|mit freundlichen grüßen|best|--)[ ]?[,.!]?[ \t]*\r?\n"
    rf"(?:[ \t>]*\r?\n){{0,2}}[ \t>]*(?P<v>(?-i:{NAME}))[ \t]*(?:\r?$|[|,–-]|\()"
)
_BESIDE_MAIL = rf"(?:\"(?P<q>[^\"\r\n<>@]{{2,80}})\"|(?P<v>{CAPITAL}(?:,?[ ](?:{PARTICLE}[ ])?{CAPITAL})*))\s{{0,2}}(?:<|&lt;|\(|\[)(?:mailto:)?[^\s<>@\"]{{1,64}}(?:@|%40)[^\s<>@]{{1,200}}(?:>|&gt;|\)|\])"
_CN = r"(?i);CN=(?:\"(?P<q>[^\"\r\n]{2,80})\"|(?P<v>[^\";:\r\n]{2,80}))[;:]"
_VCARD = r"(?im)^(?:N|FN|NICKNAME|SORT-STRING)(?:;[^:\r\n]{0,80})?:(?P<v>[^\r\n]{2,120})"
_LDIF = r"(?im)^(?:sn|cn|givenName|displayName|gecos|initials|personalTitle|postalAddress|street|homePostalAddress|streetAddress|l|telephoneNumber|mobile|mail|description)::[ \t]*(?P<v>[A-Za-z0-9+/=]{4,})"
_WINDOWS = r"(?im)^[ \t]*(?:full name|nom complet|nom d['’]utilisateur complet|vollständiger name)[ \t]{2,40}(?P<v>\S[^\r\n]{1,60})"
_MRZ = r"(?P<v>[PIACV][A-Z<][A-Z]{3}[A-Z<]{10,}<{2,}[A-Z<]*|[A-Z0-9<]{9}[0-9][A-Z]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14,16})"

# -- addresses ---------------------------------------------------------------------------------------

_STREETS = r"rue|avenue|av\.?|boulevard|bd\.?|bld|allée|allee|all\.|impasse|chemin|place|quai|route|cours|square|passage|sentier|résidence|residence|lotissement|faubourg|villa|hameau|rond-point|esplanade|promenade|ruelle|venelle|mail|cité|lieu-dit|za|zi|zac"
_STREET = rf"(?i)(?:^|[^\pL\pN_.-])(?P<v>[0-9]{{1,4}}(?:[ ]?(?:bis|ter|quater|[a-d]))?,?[ ](?:{_STREETS})[ ](?:[\pL'’.-]+(?:[ ]|\b)){{1,7}}(?:,?[ \t]{{0,2}}(?:\$|\r?\n)?[ \t]{{0,2}}[0-9]{{5}}[ ]\pL[\pL'’-]+(?:[ -]\p{{Lu}}[\pL'’-]+){{0,4}}(?:[ ]cedex(?:[ ][0-9]{{1,2}})?)?)?)"
_ROAD = r"(?:^|[^\pL\pN_.-])(?P<v>(?:(?:Flat|Unit|Apt\.?|Apartment|Suite|Floor)[ ]?[0-9A-Z]{1,5},[ ])?[0-9]{1,5}[A-Za-z]?,?[ ](?:[A-ZÀ-ÞŒŠŽ][\wÀ-ÿ'’.-]*[ ]){1,4}(?:Street|St\.?|Road|Rd\.?|Lane|Ln\.?|Avenue|Ave\.?|Drive|Dr\.?|Close|Court|Ct\.?|Way|Boulevard|Blvd\.?|Place|Pl\.?|Square|Terrace|Crescent|Gardens|Grove|Parkway|Pkwy|Hill|Row|Mews|Walk|Park|Highway|Hwy|Circle|Green)(?:,?[ ](?:Flat|Unit|Apt\.?|Suite|Floor|#)[ ]?[0-9A-Z]{1,5})?(?:,[ ][A-ZÀ-ÞŒŠŽ][A-Za-zÀ-ÿ' -]{2,30}){0,3}(?:,?[ ](?:[A-Z]{1,2}[0-9][0-9A-Z]?[ ][0-9][A-Z]{2}|(?:[A-Z]{2}[ ])?[0-9]{5}(?:-[0-9]{4})?))?)"
_STRASSE = r"(?:^|[^\pL\pN_.-])(?P<v>\p{Lu}[\pL-]{2,}(?:straße|strasse|str\.|weg|platz|gasse|allee|laan|straat|plein|kade)[ ][0-9]{1,4}[a-z]?(?:,?[ ][0-9]{4,5}[ ][A-Z]{0,2}[ ]?\p{Lu}[\pL-]+)?)"
_ADDRESS_LABELS = (
    r"(?:postal |home |street |mailing |shipping |billing |delivery |private |permanent |current |my |your )?address(?:[ _-]?line)?(?:[ _-]?[0-9])?|(?:home|postal|street|shipping|billing|mailing|delivery|work)[ _-]?address(?:[ _-]?line)?[ _-]?[0-9]?|street(?:[ _-]?(?:name|address|line))?[ _-]?[0-9]?|address[ _-]?(?:line)?[ _-]?[0-9]|addr|homepostaladdress|registeredaddress|deliver(?:y)? to|ship to|bill to|lives at|living at"
    r"|adresses?(?: (?:postale|personnelle|domicile|de livraison|de facturation|du domicile|compl(?:è|e)te|du client|actuelle|priv(?:é|e)e|de r(?:é|e)sidence))?|rue|voie|domicile|domicili(?:é|e)e?(?: au| à)?|compl(?:é|e)ment d['’]adresse|habite(?: au| à)?|demeurant(?: au| à)?|demeure|livrer (?:à|a)|lieu de r(?:é|e)sidence|adr(?:;[^:\r\n]{0,60})?"
)
_ADDRESS = rf"{_BEGIN}{_Q}(?:\*\*|<\w{{1,12}}>)?(?i:(?:(?:livraison|facturation|delivery|shipping|ship|billing|bill|home|work|postal|client|customer|contact|site|privat|liefer|rechnungs)[_.-]?(?:to[_.-]?)?)?(?:{_ADDRESS_LABELS})){_IS}(?P<v>[^\s\"'<>{{}}\[\]][^\r\n\"<>{{}}|\t\\]{{3,160}})"
_TOWN_LABELS = r"(?:[\pL]{2,12}[._-])?(?:code[ _-]?postal|cp|zip(?:[ _-]?code)?|post[ _-]?code|postal[ _-]?code|ville|commune|town|city|locality)|(?:address|ship|bill|home|work)(?:locality|city|town|postcode|postalcode|zip)|eircode|plz|wohnort|postleitzahl|ortschaft|stadt|postort|woonplaats|plaats|gemeente|localidad|localidade|poblaci(?:ó|o)n|ciudad|citt(?:à|a)|comune|c(?:ó|o)digo[ _-]?postal|suburb|localit(?:é|e)|lieu de naissance|place of birth|birthplace|birth place|ville de naissance|(?:né|née|born) (?:à|in)"
_TOWN = rf"(?:^|[^\pL\pN_-]){_Q}(?i:{_TOWN_LABELS}){_IS}(?P<v>[\pL0-9][\pL0-9'’ -]{{2,40}}?)(?:[\"',;<\r\n|/&\\)(]|[ ]{{2}}|[ ](?i:ville|city|town|pays|country|commune)[ ]?[:=]|\z)"
_ELEMENT_ADDRESS = r"(?i)<(?:\w{1,12}:)?(?:address|adresse|addr|rue|voie|stra(?:ß|ss)e|street[_-]?(?:address|name|line)?|address[_-]?line[0-9]?|(?:addr(?:ess)?)?line|post(?:al)?[_-]?code|zip(?:code)?|plz|city|cityname|town|locality|ort|stadt|ville|commune|code[_-]?postal|dateofbirth|birthdate|dob|birthday|datenaissance)[0-9]?(?:\s[^<>]{0,80})?>\s{0,20}(?P<v>[^<>\r\n]{3,120})"
_ELEMENT_PHONE = r"(?i)<(?:\w{1,12}:)?(?:phone|telephone|mobile|tel|fax|phonenumber|cell)(?:number)?(?:\s[^<>]{0,80})?>\s{0,20}(?P<v>\+?[0-9(][0-9 ().-]{5,24})"

# -- dates of birth --------------------------------------------------------------------------------

_MONTHS = r"jan(?:uary|vier|\.)?|f[eé]b?v?(?:ruary|rier|\.|r\.?)?|mar(?:ch|s|\.)?|a[pv]r(?:il|\.)?|ma[iy]|ju(?:ne|in|ly|illet|il\.?|n\.?|l\.?)|ao[uû]t|aug(?:ust|\.)?|sept?(?:ember|embre|\.)?|oct(?:ober|obre|\.)?|nov(?:ember|embre|\.)?|d[eé]c(?:ember|embre|\.)?"
_DATE = rf"(?:[0-9]{{1,2}}[ ]?[/.-][ ]?[0-9]{{1,2}}[ ]?[/.-][ ]?[0-9]{{2,4}}|[0-9]{{4}}[/.-][0-9]{{1,2}}[/.-][0-9]{{1,2}}|(?:19|20)[0-9]{{6}}|[0-9]{{1,2}}(?:er|st|nd|rd|th)?[ ](?:of )?(?i:{_MONTHS}),?[ ][0-9]{{4}}|(?i:{_MONTHS})[ ][0-9]{{1,2}}(?:st|nd|rd|th)?,?[ ][0-9]{{4}})"
_BIRTH = rf"(?:^|[^\pL\pN])(?i:date (?:de )?naissance|date of birth|birth[ _-]?(?:date|day)|d\.?o\.?b\b\.?|ddn|n(?:é|e)(?:\(e\)|\.e|·e|e)?(?: le)?|born(?: on)?|date[ _-]?naissance|geboren am|geburtsdatum|bday|anniversaire|dateofbirth|birthdate|birth)(?:;[^:\r\n]{{0,40}})?{_Q}(?:[ \t]?\([^()\r\n]{{1,20}}\))?[ \t]{{0,20}}(?:[:=|,>]|=>|le|on)?[ \t]{{0,3}}{_Q}(?P<v>{_DATE})"


def replace_labelled_person(match: Match, aliases: Aliases) -> str | None:
    """Replace the value of a label that only people have."""
    group = match.find_first_group("v", "q", "w", "x")
    value = match[group].rstrip(" .,-") if group else ""
    if (
        not is_person_name(value)
        or match.string[match.end(group) : match.end(group) + 1] in ("(", "[", "_", "=", "@", "\\")
        or "::" in value
        or _names_package(match.string, match.end(group))
        or ("   " in value and any(is_word(word) or is_heading(word) for word in value.split()))
    ):
        return None
    label = match.string[match.start() : match.start(group)]
    if value.split()[0].casefold().rstrip(",") in label.casefold():
        return None
    if value[:1].islower() and "=" in match.string[match.start() : match.start(group)]:
        return None
    start = match.start(group)
    return (
        match.string[match.start() : start]
        + aliases.make_placeholder("user", value)
        + match.string[start + len(value) : match.end()]
    )


def _names_package(text: str, end: int) -> bool:
    """Return whether the version of a package follows its name in JSON."""
    return get_lazy_pattern(r"[\"']{1,2},?\s{0,20}[\"']version[\"']").match(text[end : end + 40]) is not None


def is_heading(word: str) -> bool:
    """Return whether a word joins words with capitals, like the heading of a column: *DisplayVersion*."""
    if word[1:].islower():
        return False  # nearly all words
    return get_lazy_pattern(r"(?:\p{Lu}\p{Ll}{2,}){2,4}").is_full_match(word)


def is_person_name(value: str) -> bool:
    """Return whether a value is a person's name, not a technical term or text already hidden."""
    words = value.replace(",", " ").split()
    if (
        len(value) < 2
        or not words
        or "CA" in words[1:]
        or contains_placeholder(value)
        or is_universal_name(value)
    ):
        return False
    first = words[0].casefold().rstrip(".,")
    if (
        first in NO_SECRET
        or first in _NO_NAMES
        or (len(words) == 1 and (first in TECHNICAL or first in COMMON))
    ):
        return False
    return not (len(words) > 3 and value == value.lower())


_NO_NAMES = frozenset(
    "sid à human direction facilities purchasing achats finance comptabilité duty approval sécurité informatique logistique marketing sales legal payroll télétravail nom prénom prenom noms prénoms prenoms name names vorname nachname email téléphone telephone état notice warning error info debug fatal critical php deprecated corporation corp inc ltd llc gmbh foundation project software systems technologies university institute company limited exception stack trace undefined main thread worker handler manager factory team members all team world everyone everybody support both sir madam there folks guys tous toutes équipe monsieur madame cher string str text varchar char int user users "
    "the this that a an is not no none null n/a unknown inconnu anonymous anonyme guest helpdesk service desk group groupe required optional max min test microsoft windows google apple "
    "intel realtek nvidia amd hp dell lenovo brother canon epson xerox kyocera ricoh samsung logitech adobe mozilla oracle ubuntu debian linux kernel generic standard system local network "
    "default remote internal external virtual usb hid wi-fi wifi bluetooth ethernet wireless office outlook teams onedrive edge chrome firefox print printer document file folder".split()
)


def replace_ambiguous_label_person(match: Match, aliases: Aliases) -> str | None:
    """Replace two or more capitalised words after an ambiguous label, without makers and technical terms."""
    value = match["v"].rstrip(" .,-")
    words = [word.strip(".,").casefold() for word in value.split()]
    if (
        not 2 <= len(words) <= 5
        or (not value.istitle() and any(map(is_heading, value.split())))
        or all(map(is_listed_word, words))
        or not _NO_NAMES_AFTER_LABEL.isdisjoint(words)
        or any(len(word) > 3 and word[-1] == "." and word.isupper() for word in value.split()[:-1])
    ):
        return None
    if value.upper() == value or len(words[-1]) < 2 or not is_person_name(value):
        return None
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + aliases.make_placeholder("user", value)
        + match.string[start + len(value) : match.end()]
    )


_NO_NAMES_AFTER_LABEL = _NO_NAMES | TECHNICAL | COMMON


def _replace_certified_person(match: Match, aliases: Aliases) -> str | None:
    """Replace a person in a certificate; certificate authorities stay readable."""
    return (
        None
        if get_lazy_pattern(_AUTHORITY).search(match["v"]) is not None
        else replace_ambiguous_label_person(match, aliases)
    )


_HEADING = r"(?im)^(?P<head>[^\r\n]*\b(?:nom|prénom|prenom|name|surname|adresse|address)[^\r\n]*)(?P<rows>(?:\r?\n[^\r\n]+)+)"
_COLUMNS = {
    "user": frozenset(
        "nom;prénom;prenom;nom complet;full name;first name;last name;firstname;lastname;surname;given name;nom de famille;employee;employé;salarié;customer;display name;displayname;patient;contact".split(
            ";"
        )
    ),
    "place": frozenset("adresse;address;street;rue;ville;city;town;code postal;postcode;zip".split(";")),
    "phone": frozenset("téléphone;telephone;phone;mobile;tel;tél;portable".split(";")),
    "birth": frozenset("date de naissance;birth date;birthdate;dob;date of birth;né le".split(";")),
}


def _replace_people_in_table(match: Match, aliases: Aliases) -> str | None:
    """Replace the people in a table whose heading names the columns."""
    head, rows = match["head"], match["rows"]
    match.resume = match.end("head")
    if len(head) > 300:
        return None
    for separator in (";", "\t", ",", "|"):
        names = split_cells(head, separator)
        kinds = {
            n: kind
            for n, name in enumerate(names)
            for kind, known in _COLUMNS.items()
            if name.strip(" \"'*`").casefold() in known
        }
        if len(names) > 1 and "user" in kinds.values():
            break
    else:
        return None
    lines = rows.split("\n")
    for n, line in enumerate(lines[1:], 1):
        cells = split_cells(line.rstrip("\r"), separator)
        if len(cells) != len(names):
            break
        for column, kind in kinds.items():
            value = cells[column].strip(" \"'")
            if len(value) > 1 and not is_placeholder(value) and set(value) - set("-:="):
                cells[column] = cells[column].replace(value, aliases.make_placeholder(kind, value))
        lines[n] = separator.join(cells) + ("\r" if line.endswith("\r") else "")
    changed = "\n".join(lines)
    if changed == rows:
        return None
    match.resume = match.end()
    return match.string[match.start() : match.start("rows")] + changed


def _replace_greeted_person(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    words = value.casefold().split()
    return (
        None
        if any(w in _NO_NAMES or w in COMMON or w in TECHNICAL for w in words)
        else replace_group(match, "v", aliases.make_placeholder("user", value))
    )


def replace_signature_name(match: Match, aliases: Aliases) -> str | None:
    """Replace the name below a message."""
    value = match["v"].strip()
    words = value.casefold().split()
    if (
        len(words) > 4
        or any(w in _NO_NAMES or w in TECHNICAL for w in words)
        or (len(words) == 1 and words[0] in COMMON)
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_person_beside_email(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("q", "v")
    value = match[group].strip()
    return (
        None
        if not is_person_name(value) or ":///" in match[""]
        else replace_group(match, group, aliases.make_placeholder("user", value))
    )


def _replace_place(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].strip().rstrip(".,;")
    if is_placeholder(value) or value.casefold().split()[0] in NO_SECRET or _is_other_address(value):
        return None
    start = match.start("v") + match["v"].find(value)
    return (
        match.string[match.start() : start]
        + aliases.make_placeholder("place", value)
        + match.string[start + len(value) : match.end()]
    )


def _is_other_address(value: str) -> bool:
    """Return whether a value is another kind of address: network, memory, email or web."""
    if get_lazy_pattern(
        r"(?i)0x|[0-9a-f]{2}[:-][0-9a-f]{2}[:-]|[0-9]{1,3}\.[0-9]{1,3}\.|[^\s]*@|\w+://|::|[0-9a-f]{1,4}:[0-9a-f]{0,4}:|localhost|\*|\[|\(|ip-|mac-"
    ).match(value):
        return True
    return len(value.split()) < 2 or not any(c.isalpha() for c in value)


def _replace_labelled_address(match: Match, aliases: Aliases) -> str | None:
    """Replace a labelled address with a number or a word for streets; sentences about addresses stay."""
    value = match["v"].strip()
    digits = any(c.isdigit() for c in value)
    if "(" in value or (
        value[:1].islower() and "=" in match.string[match.start() : match.start("v")] and not digits
    ):
        return None
    if (
        not digits
        and get_lazy_pattern(rf"(?i)(?:^|.*[ ])(?:{_STREETS}|street|road|lane|drive|close)(?:[ ]|\z)").match(
            value
        )
        is None
    ):
        return None
    return _replace_place(match, aliases)


def _replace_town(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].strip()
    first = value.casefold().split()[0]
    if is_placeholder(value) or first in NO_SECRET or first in TECHNICAL or len(value.split()) > 4:
        return None
    if "::" in match[""]:
        return None  # source code: ``Zip::InputStream``
    new = replace_group(match, "v", aliases.make_placeholder("place", value))
    match.resume = match.end("v")
    return new[: len(new) - (match.end() - match.end("v"))]


def _find_resume_position(match: Match) -> int:
    return match.resume


def _make_whole_value_replacer(kind: str) -> Replace:
    def replace(match: Match, aliases: Aliases) -> str | None:
        value = match["v"].strip()
        if not value or contains_placeholder(value):
            return None
        start = match.start("v") + match["v"].find(value)
        return (
            match.string[match.start() : start]
            + aliases.make_placeholder(kind, value)
            + match.string[start + len(value) : match.end()]
        )

    return replace


def _replace_ldif_value(match: Match, aliases: Aliases) -> str | None:
    """Replace an LDIF value; non-ASCII ones are Base64 after two colons (RFC 2849)."""
    try:
        shown = base64.b64decode(match["v"] + "==").decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", shown))


_LABELS = (
    "nom", "name", "sn", "fn", "cn", "patient", "salari", "titulaire", "demandeur", "employ", "request", "report", "opened by", "open by", "caller", "appelant",
    "interlocut", "collabor", "contact", "manager", "sign", "by", "cc", "gecos", "assign", "attribu", "affect", "modifi", "cré", "holder", "next of",
    "particip", "invit", "attendee", "organis", "organiz", "artist", "behalf", "saved by", "printed by", "imprim", "n+1", "propri", "photogr", "author", "auteur", "payee", "debtor", "creditor", "clarant", "nm", "délég", "deleg", "rempla", "destinataire", "expéd", "assur", "locataire", "personne", "passe", "bénéf", "nominal", "agent", "exped", "benef",
)  # fmt: skip
_SHORT = tuple(
    f"{word}{mark}"
    for word in ("from", "to", "de", "à", "a", "by", "par", "who", "qui", "pour", "cn", "user")
    for mark in (":", " :", '"', "\t", "|", "  ")
)
_UNSURE_LABELS = (
    "name", "contact", "client", "customer", "owner", "author", "auteur", "manager", "responsable", "att", "propri", "organizer", "organis", "particip",
    "sender", "recipient", "utilisat", "technic", "operator", "approv", "validé", "person", "mr/mrs", *_SHORT,
)  # fmt: skip
_ADDRESSES = (
    "addr",
    "adr",
    "street",
    "rue",
    "voie",
    "domicil",
    "deliver",
    "ship to",
    "bill to",
    "livr",
    "habite",
    "demeur",
    "lieu de",
    "lives at",
    "living at",
)
_BIRTHS = (
    "birth",
    "naissance",
    "dob",
    "d.o.b",
    "ddn",
    "né",
    "ne ",
    "ne(",
    "nee",
    "born",
    "bday",
    "anniversaire",
    "geb",
)


def early_rules() -> tuple[Rule, ...]:
    """Return the rules for people next to email addresses; they run before the rules for the addresses."""
    return (
        Rule("user", ("@", "%40"), _BESIDE_MAIL, _replace_person_beside_email),
        Rule("user", (";cn=",), _CN, replace_labelled_person),
    )  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for labelled people."""
    return (
        Rule("birth", _BIRTHS, _BIRTH, _make_whole_value_replacer("birth")),
        Rule("place", _ADDRESSES, _ADDRESS, _replace_labelled_address),
        Rule("place", tuple("postal cp zip post ville commune town city locali birth naissance born né plz ort stadt plaats gemeente poblaci ciudad citt comune digo suburb eircode".split()), _TOWN, _replace_town, extend=_find_resume_position, context=-1),
        Rule("place", ("<",), _ELEMENT_ADDRESS, exclude_regex_group_labels(_make_whole_value_replacer("place")), context=GROUP_CONTEXT),
        Rule("phone", ("<",), _ELEMENT_PHONE, _make_whole_value_replacer("phone")),
        Rule("place", tuple("rue avenue av bd boulevard all impasse chemin place quai route cours square passage sentier résid resid lotiss faubourg villa hameau promenade ruelle cité".split()), _STREET, _make_whole_value_replacer("place")),
        Rule("place", tuple(f" {word}{mark}" for word in "street st road rd lane ln avenue ave drive dr close court ct way boulevard blvd place pl square terrace crescent gardens grove parkway pkwy hill row mews walk park highway hwy circle green".split() for mark in (",", ".", "\n", "\r", '"', "<", ";", " ", ")", "\\")), _ROAD, _make_whole_value_replacer("place"), NO_WORD),
        Rule("place", ("str", "weg", "platz", "gasse", "allee", "laan", "plein", "kade"), _STRASSE, _make_whole_value_replacer("place")),
        Rule("user", ("vcard",), _VCARD, _replace_vcard_name),
        Rule("user", ("::",), _LDIF, _replace_ldif_value),
        Rule("user", ("full name", "nom complet"), _WINDOWS, replace_labelled_person),
        Rule("user", _LABELS, _LABELLED, replace_labelled_person),
        Rule("user", _LABELS, _LOOSE, replace_ambiguous_label_person),
        Rule("user", _UNSURE_LABELS, _TITLED, replace_ambiguous_label_person),
        Rule("user", ("name>", "name ",), _ELEMENT, exclude_regex_group_labels(replace_labelled_person), context=GROUP_CONTEXT),
        Rule("user", ("cn",), _CERTIFIED, _replace_certified_person),
        Rule("user", ("ed by ", "n by ", "t by ", "ed to ", "t to ", "é par ", "e par ", "t par ", "é à ", "e à ", "ed par "), _ACTED, replace_ambiguous_label_person),
        Rule("user", ("</",), _PERSON_ELEMENT, replace_ambiguous_label_person),
        Rule("user", ("nom", "name", "adress", "address"), _HEADING, _replace_people_in_table, extend=_find_resume_position, context=-1),
        Rule("user", ("m. ", "mme ", "mlle ", "mr ", "mr. ", "mrs", "ms ", "ms. ", "miss ", "dr ", "dr. ", "prof", "monsieur", "madame", "mademoiselle", "herr ", "frau ", "\xa0"), _TITLE, replace_signature_name),
        Rule("user", tuple("dear hello hi hey bonjour bonsoir salut cher chère coucou good".split()), _GREETING, _replace_greeted_person),
        Rule("user", tuple("regards wishes thank cheers yours sincerely cordialement bien salutations bonne merci amicalement respectueusement bientôt cdlt bav grüßen best --".split()), _REGARDS, replace_signature_name),
        Rule("id-number", ("<<",), _MRZ, make_hiding_replacer("id-number")),
    )  # fmt: skip


def _replace_vcard_name(match: Match, aliases: Aliases) -> str | None:
    if "VCARD" not in match.string.upper():
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", match["v"].strip()))
