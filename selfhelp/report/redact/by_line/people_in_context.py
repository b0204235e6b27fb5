"""Rules for people identified by the sentence: by their statements, possessions and roles.

A capitalised word is a name where only a person fits: after *my colleague*, *ask*, *je m'appelle*, before
*called*, *a dit*, before *'s mouse*. Products, teams, months and technical terms aren't names.
"""

# ruff: noqa: SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.labelled_people import is_person_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.vocabulary.listed_names import is_listed_name
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.word_lists import COMMON, NO_SECRET, TECHNICAL

_C = r"(?:(?:Mac|Mc|Di|De|Le|La|[OD]['’])?\p{Lu}\p{Ll}+(?:[-'’]\p{Lu}\p{Ll}+)?)"
_PARTICLE = r"(?:de|du|des|la|le|van|von|der|den|di|da|dos|el|al|bin|ben|mac|o['’]|ter|ten|zu|af)"
_NAME = rf"{_C}(?:[ ](?:{_PARTICLE}[ ]){{0,2}}{_C}){{0,2}}"
_THINGS = (
    r"mouse|keyboard|pc|laptop|computer|desk(?:top)?|phone|mobile|screen|monitor|printer|mailbox|inbox"
    r"|account|password|session|login|calendar|email|e-mail|address|number|extension|office|chair|badge"
    r"|headset|camera|docking|dock|tablet|ipad|iphone|macbook|machine|drive|folder|files?|onedrive"
    r"|birthday|husband|wife|son|daughter|manager|team|replacement|assistant|room|house|home|profile"
    r"|signature|request|ticket|problem|issue|workstation|charger|bag|car|contract|leave|ssd|usb"
)
_OWNS = (
    rf"(?:^|[^\pL\pN_'’])(?P<v>{_NAME})(?P<r>['’]s[ ](?i:(?:old|new|work|home|personal|own|company|broken"
    rf"|second)[ ])?(?i:{_THINGS})(?:[^\pL]|\z))"
)
_THINGS_OF = (
    r"souris|clavier|pc|ordinateur|portable|t(?:é|e)l(?:é|e)phone|(?:é|e)cran|imprimante|bo(?:î|i)te"
    r"|messagerie|compte|mot de passe|session|agenda|adresse|num(?:é|e)ro|bureau|poste|badge|casque"
    r"|tablette|machine|dossier|anniversaire|mari|femme|profil|maus|rechner|laptop|bildschirm|drucker"
    r"|postfach|konto|passwort|kalender|handy|laptop|password|mailbox|account"
)
_OF = rf"(?:^|[^\pL\pN_])(?i:(?:{_THINGS_OF}) (?:de|d['’]|von|of) ?)(?P<v>{_NAME})"
_MENTIONED = rf"(?:^|[\s(>])@(?P<v>{_C}(?:\.{_C})?)(?P<r>[\s,.:;!?)]|\z)"
_TITLES = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madame|Monsieur|Mademoiselle|Mme|Mlle|M\.|MM\.|Me|Pr|Herrn?|Frau|Fr\."
    r"|Hr\.|Sra?|Sig(?:ra)?|Don|Doña|Pan|Pani"
)
_TITLED = rf"(?:^|[^\pL\pN_])(?:{_TITLES})\.?[ ](?:(?:Dr|Prof)\.?[ ])?(?P<v>{_NAME})"
_BY = (
    r"requested by|opened by|raised by|reported by|submitted by|created by|modified by|owned by|locked by"
    r"|used by|printed by|assigned to|owner|last user|logged (?:in|on) as"
)
_BY_FRENCH = r"demand(?:é|e) par|ouvert par|cr(?:é|e)(?:é|e) par|modifi(?:é|e) par|imprim(?:é|e) par"
_BY_GERMAN = r"erstellt von|ge(?:ä|ae)ndert von|gesperrt von"
_LOGIN_BY = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_BY}|{_BY_FRENCH}"
    rf"|{_BY_GERMAN})[ :=]{{1,3}}[\"']?(?P<v>(?-i:[a-z]{{1,15}}[._][a-z]{{2,20}}[0-9]{{0,3}}"
    rf"|[a-z]{{2,12}}[0-9]{{2,4}}))(?:[\"'\s,;)]|\.\s|\.?\z)"
)
_COMMON_NAME = (
    r"(?:^|[,\s\"'/+(])(?:CN|cn|Cn|gn|GN|givenName|SN|sn|surname|uid"
    rf"|UID)=(?P<v>{_NAME})(?P<r>[,;/\"'+)\s]|\z)"
)
_LABELLED = (
    r"(?i)(?:first|last|given|family|sur|middle|fore|maiden|nick|preferred|birth|full|display|legal"
    r"|contact)[ _-]?name|pr(?:é|e)nom|nom(?: de (?:famille|jeune fille|naissance))?|vorname|nachname"
    r"|zuname|geburtsname|nombre|apellidos?|cognome|achternaam|voornaam"
)
_NAMED = rf"(?:^|[^\pL\pN_])(?:{_LABELLED})[ ]?(?:[:=]|->)[ ]?[\"']?(?P<v>(?-i:{_NAME}))"

_NO_PEOPLE = frozenset(
    (
        "kolleginnen kollegen kollegin kollege mitarbeiterinnen mitarbeitende alle "
        "ihrem ihre ihrer ihren ihrem ihr ihnen sein seine seiner meine meiner unsere unserer euch dich "
        "they're there's it's that's here's these those responsable directeur directrice chef cheffe gérant "
        "assistante assistant manager director head chief officer president secretary engineer developer "
        "admin administrator administrateur technicien "
        "kerberos heimdal exim samba postfix sendmail dovecot tinyproxy pulseaudio pipewire perl ruby rust "
        "golang ghostscript autotools cmake meson ansible terraform puppet jenkins grafana prometheus "
        "elastic kibana splunk nagios zabbix freshservice freshdesk zendesk servicenow salesforce workday "
        "bitlocker filevault truecrypt veracrypt nextcloud owncloud notion trello asana miro figma canva "
        "autodesk "
        "autostart bug checks values snapshots reverses prevent support legal windows hardware software "
        "firmware bios batch script module class function object string server proxy gateway router switch "
        "firewall "
        "the this that it today yesterday tomorrow everyone everybody someone nobody what who there here "
        "let one apple google microsoft windows samsung android company firm user users vendor manufacturer "
        "monday tuesday wednesday thursday friday saturday sunday january "
        "february march april may june july august september october november december lundi mardi mercredi "
        "jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre "
        "novembre décembre montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "januar februar märz juni juli oktober dezember god france paris london lyon berlin germany england "
        "europe america india china server entreprise service direction accueil support test ce cette le la "
        "les il elle on nous vous je tu i we you he she they my your our his her mon ma mes notre votre ich "
        "wir sie er es mein der die das "
        "team all folks guys helpdesk madame monsieur messieurs mesdames tous toutes équipe chers chères "
        "collègues colleagues colleague again world sir madam customer client désolé merci suite please can "
        "could since it's outlook teams excel word chrome firefox edge safari office onedrive sharepoint "
        "powershell "
        "citrix cisco vpn zoom slack skype adobe acrobat sap oracle jira confluence github gitlab linux "
        "ubuntu debian mac macos ios iphone ipad python java docker kubernetes azure aws amazon facebook "
        "meta twitter linkedin youtube dropbox intel amd nvidia dell hp lenovo canon epson brother xerox "
        "ricoh "
        "kyocera logitech bluetooth internet intranet wifi hr it finance accounting marketing sales legal "
        "payroll purchasing reception security facilities logistics management engineering production "
        "comptabilité compta informatique rh achats juridique commercial paie personalabteilung buchhaltung "
        "vertrieb einkauf "
        "nobody's anybody somebody another both every each some any no none not now then when where why how "
        "if but and or so because after before while also only just still even maybe perhaps however please "
        "thanks hello hi dear regards best kind yours sincerely cordialement bonjour salut note notes re fw "
        "fwd tr subject objet "
        "error warning info debug fatal notice update upgrade click press open close select choose enter "
        "check make sure see use run try go get set keep turn restart reboot install remove delete add "
        "create change reset step steps first second third next last new old yes oui non ok okay sorry "
        "problem issue ticket request "
        "incident case question answer reply message email mail date time page file folder document account "
        "password login screen window button link menu tab option settings system network printer computer "
        "laptop phone device driver version program app application site website browser desktop keyboard "
        "mouse "
        "une un des du de si quand comme pour avec sans dans sur par puis donc car mais ou et ni que qui "
        "quoi depuis après avant pendant toujours jamais encore déjà aussi trop très bien mal plus moins "
        "voici voilà pourriez pouvez veuillez impossible erreur problème demande imprimante ordinateur "
        "écran fenêtre bouton lien "
        "kein keine nicht bitte danke hallo fehler problem drucker rechner bildschirm kennwort passwort "
        "benutzer konto netzwerk herr frau damen herren mr mrs ms miss dr prof mme mlle "
        "bank police hospital school university street road city town county president minister king queen "
        "north south east west english french german spanish italian european american british chinese "
        "japanese christmas easter noël pâques ostern weihnachten "
        "amazon paypal visa mastercard netflix spotify whatsapp signal telegram instagram keepass bitwarden "
        "lastpass okta duo authenticator defender exchange entra intune hello cortana copilot siri alexa "
        "bing yahoo gmail icloud mozilla thunderbird wine gnome kde xfce wayland debian apache nginx mysql "
        "postgres redis"
    ).split()
)
"""Words that occur in the same place of a sentence as people, but aren't people."""


def _replace_person(match: Match, aliases: Aliases) -> str | None:
    """Replace a name without technical terms, teams, products or calendar words."""
    group = match.find_first_group("v", "w")
    value = match[group].rstrip(".,'’-")
    if _is_comment(match) or "::" in match.string[match.end(group) - 1 : match.end(group) + 2]:
        return None
    words = [word.strip(".,'’").casefold() for word in value.split()]
    kept = 0
    for word in words:
        if (
            word in _NO_PEOPLE
            or word in TECHNICAL
            or word in NO_SECRET
            or (word in COMMON and len(words) == 1)
        ):
            break
        kept += 1
    if not kept or is_placeholder(value):
        return None
    value = " ".join(value.split()[:kept])
    if (
        len(value) < 3
        or (len(words) == 1 and is_word(value) and value not in GIVEN_NAMES and not is_listed_name(value))
        or value.upper() == value
        or not is_person_name(value)
        or value.casefold().endswith(("ing", "tion", "ment", "ity", "ness", "ware", "soft"))
    ):
        return None
    start = match.start(group)
    text = match.string
    end = start + len(value)
    if text[end : end + 1] in ("(", "_", "/", "=") or get_lazy_pattern(r"\.\w").match(text[end : end + 2]):
        return None
    if not text[start:].startswith(value):
        return None
    match.resume = end
    return text[match.start() : start] + aliases.make_placeholder("user", value) + text[end : match.end()]


def _is_comment(match: Match) -> bool:
    """Return whether the match is in a source or settings comment; such a comment is about programs."""
    text = match.string
    start = text.rfind("\n", 0, match.start("v") if match["v"] else match.end()) + 1
    line = text[start : start + 40].lstrip()
    return (
        line.startswith(
            ("#", "//", ";", "* ", "/*", "--", "<!--", "REM ", "def ", "class ", "import ", "from ")
        )
        or "    '" in line
    )


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    plain = value.isalpha()
    if (
        is_placeholder(value)
        or value in _NO_PEOPLE | COMMON | TECHNICAL | NO_SECRET
        or (plain and (len(value) < 5 or value.endswith(("ing", "ed", "ion", "er", "or", "s", "ly"))))
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


_TITLED_NEEDS = tuple(
    f"{word} "
    for word in (
        "mr mrs ms miss mx dr prof sir madame monsieur mademoiselle mme mlle m. mm. me pr herr herrn frau "
        "fr. hr. sr sra sig sigra don doña pan pani mr. mrs. ms. dr. prof."
    ).split()
)
_OF_NEEDS = tuple(
    f"{word} {of}"
    for word in (
        "souris clavier pc ordinateur portable téléphone telephone écran ecran imprimante boîte boite "
        "messagerie compte passe session agenda adresse numéro numero bureau poste badge casque tablette "
        "machine dossier anniversaire mari femme profil maus rechner laptop bildschirm drucker postfach "
        "konto passwort kalender handy password mailbox account"
    ).split()
    for of in ("de ", "d'", "d’", "von ", "of ")
)
_LOGIN_BY_NEEDS = (
    " by", "assigned to", "owner", "last user", "logged", " par", " von",
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for people in context; they run between the rules for labels and for numbers."""
    return (
        Rule("user", _TITLED_NEEDS, _TITLED, _replace_person),
        Rule("user", ("'s ", "’s "), _OWNS, _replace_person),
        Rule("user", _OF_NEEDS, _OF, _replace_person),
        Rule("user", ("@",), _MENTIONED, _replace_person),
        Rule("user", _LOGIN_BY_NEEDS, _LOGIN_BY, _replace_account),
        Rule("user", ("cn=", "gn=", "givenname=", "sn=", "surname=", "uid="), _COMMON_NAME, _replace_person),
        Rule(
            "user",
            ("name", "nom", "vorname", "nombre", "apellido", "cognome", "naam"),
            _NAMED,
            _replace_person,
        ),
    )
