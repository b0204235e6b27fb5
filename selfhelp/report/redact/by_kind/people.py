"""Rules for people's names next to a word used only for people: a colleague, a desk's owner, *née*."""

# Lists of words read better as words.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.positional_names import is_kernel_line, is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_german_compound, is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_SOMEBODY = (
    "deskmate|colleague|co-?worker|teammate|neighbour|neighbor|boss|supervisor|line manager|assistant|secretary|intern|trainee|apprentice|tenant|landlord|husband|wife|daughter|son|brother|sister|successor|predecessor|"
    "coll(?:è|e)gue|voisine?|chef(?:fe|in)?|responsable|sup(?:é|e)rieure?|assistante?|secr(?:é|e)taire|stagiaire|apprentie?|alternante?|tuteur|tutrice|directeur|directrice|g(?:é|e)rante?|rempla(?:ç|c)ante?|bin(?:ô|o)me|soussign(?:é|e)e?|(?:é|e)pouse|(?:é|e)poux|n(?:é|e)e|veuve|mari|femme|fille|fils|successeur|"
    "kollegen?|kollegin|nachbarin|nachbarn?|azubi|praktikant(?:en|in)?|sekret(?:ä|ae)rin|leiterin|vorgesetzter?|nachfolgerin|nachfolger|vertretung"
)
"""Pattern for words right before a person's name."""
_OWNED = "pc|poste|ordi|ordinateur|portable|bureau|compte|session|bo(?:î|i)te|messagerie|mail|agenda|calendrier|t(?:é|e)l(?:é|e)phone|ligne|badge|place|dossier|demande|ticket|celui|celle|ceux|coup de fil|appel|message|part|absence|d(?:é|e)part|arriv(?:é|e)e"
_CAP = r"\p{Lu}[\p{Ll}’]+(?:['’-]?\p{Lu}\p{Ll}+)*"
_NAME = rf"(?P<v>{_CAP}(?:[ ](?:(?:de|du|von|van|der|den|le|la|el|al|ben|bin|da|dos)[ ])?{_CAP}){{0,2}})"
_BESIDE = rf"(?:^|[^\pL])(?i:{_SOMEBODY})[ ,:]{{1,2}}(?:(?i:is|est|m\.|mr|mrs|mme|named|called)[ ])?{_NAME}"
_OF = rf"(?:^|[^\pL])(?i:{_OWNED})[ ](?:de|d['’])[ ]?{_NAME}"
_OF_GERMAN = rf"(?:^|[^\pL])(?:Rechner|Laptop|Konto|Postfach|Platz|Büro|Telefon|Gerät|Monitor|Anruf|Mail|Kalender|Drucker|Notebook|Zugang)[ ]von[ ](?:Herrn?[ ]|Frau[ ])?{_NAME}"
_SPEAKS = rf"(?:^|[^\pL])(?i:she|he|they|and|that|but|because|says|since|when|elle|il|et|que|mais|car)[ ]{_NAME}[ ](?:from|in|at|says|said|told|took|wants|needs|called|asked|thinks|has|had|is on|was on|m['’]a|a dit|a pris|demande|veut|dit|pense)[ ]"
_GIVEN = (
    rf"(?:^|[^\pL])(?P<v>{_CAP}(?:[ ]{_CAP})?)[ ,]{{1,2}}(?i:pr(?:é|e)nom|vorname|first name|given name)[ :]"
)
_S = r"(?:^|[^\pL])(?P<v>\p{Lu}\p{Ll}{2,}(?:[ -]\p{Lu}\p{Ll}+)?)['’]s[ ](?:pc|laptop|computer|account|mailbox|desk|phone|machine|login|password|calendar|manager|email|inbox|screen|badge|office|workstation|team lead|line|headset|profile|old|new)(?:[^\pL]|\z)"
_AFTER_SEEN = r"[ ](?:about|in|for|at|on|and|or|to|if|when|from|who|again|first|before|after|tomorrow|today|with|\p{Lu}\p{Ll}+)(?:[^\pL]|\z)"
_NOBODY = frozenset(
    "bordeaux bourne ce england korn la le lille logistique ma my nantes rh toulouse un wi".split()
)
"""Towns, shells and short words missing from the word lists."""


_TALKED = (
    r"spoke (?:to|with)|speak (?:to|with)|talked? (?:to|with)|according to|ask|asked|told|tell|call|ring|rang|phone|phoned|contact|email|emailed|ping|pinged|met|thank|see|saw|it was|this is|name is|reach|chase|cc|loop in|replaces|replacing|covering for|filling in for|shared with|belongs to|sits? (?:next to|with)|works? with|meeting with|sign(?:ed)? off by|approved by|handled by|"
    r"d['’]apr(?:è|e)s|selon|vu avec|voir avec|parl(?:é|e)r? (?:à|a|avec)|dit (?:à|a)|demand(?:é|e)r? (?:à|a)|pr(?:é|e)venu|pr(?:é|e)venir|appel(?:é|e|er|ez)|rappel(?:é|e|er|ez)|contact(?:é|e|er|ez)|joindre|remplace|remplacer|relanc(?:é|e|er|ez)|sign(?:é|e)|chez|je suis|c['’]est|m['’]appelle|pour le compte de|de la part de|en copie|avec l['’]aide de|(?:à|a) c(?:ô|o)t(?:é|e) de|r(?:é|e)union avec|"
    r"gehört|(?:liegt|steht|ist|war) bei|laut|gesprochen mit|sprich mit|reden mit|fragen?|gefragt|angerufen von|anrufen bei|informiert|vertritt|vertretung von|heiße|ich bin|hier ist|neben|unterschrieben von|genehmigt von"
)
"""Pattern for verbs and phrases right before a person's name."""
_DOES = (
    r"says|said|told|asked|asks|called|rang|phoned|emailed|wrote|thinks|wants|needs|complains|reported|reports|confirmed|deleted|approved|forgot|left|is (?:on|off|out|away|leaving|back|new|stuck|locked)|was (?:on|off|out|away|here)|can['’]?t|cannot|couldn['’]t|doesn['’]t|didn['’]t|has (?:left|lost|forgotten|no|been (?:on|off|away|out|ill|sick|told|asked|waiting|locked|working|trying|using|here|in|given|with)|moved|started)|had|who|took|borrowed|in (?:accounts|finance|hr|legal|sales|payroll|purchasing|marketing|it|reception)|from (?:accounts|finance|hr|legal|sales|payroll|purchasing|marketing|it|reception|upstairs|downstairs)|and (?:i|me)|"
    r"dit|m['’]a|a (?:dit|appel(?:é|e)|demand(?:é|e)|pris|rappel(?:é|e)|perdu|oubli(?:é|e)|quitt(?:é|e)|chang(?:é|e)|supprim(?:é|e)|valid(?:é|e)|sign(?:é|e)|envoy(?:é|e)|un|une|le|la|son|sa)|demande|veut|souhaite|pense|n['’]arrive|ne (?:peut|re(?:ç|c)oit|voit|trouve|parvient|sait|marche)|n['’]a|n['’]est|est (?:en|absente?|parti|partie|arriv(?:é|e)e?|bloqu(?:é|e)e?|malade|nouvelle)|part en|revient|arrive|appelle|rappelle|et moi|qui|"
    r"hat|sagt|meint|ruft|kann (?:sich )?nicht|ist (?:im|in|krank|weg|neu)|m(?:ö|oe)chte|braucht|fragt|und ich|schreibt"
)
"""Pattern for verbs right after a person's name that have only people as their subject."""
_SPOKEN_TO = rf"(?:^|[^\pL])(?i:{_TALKED})[ ](?:(?i:m\.|mr\.?|mrs\.?|ms\.?|mme|frau|herrn?|dr\.?)[ ])?{_NAME}"
_ACTING = rf"(?:^|[^\pL\pN_.'’/@-]){_NAME}[ ](?:\([\pL ]{{2,20}}\)[ ])?(?:{_DOES})(?:[^\pL]|\z)"
_IN_TEAM = rf"(?:^|[^\pL\pN_.'’/@-]){_NAME}[ ]\((?i:rh|hr|compta|comptabilit(?:é|e)|finance|finances|accounts|payroll|paie|legal|juridique|achats|purchasing|sales|ventes|commercial|marketing|logistique|accueil|reception|direction|it|dsi|informatique|prod|production|atelier|(?:é|e)tage [0-9]|bureau [0-9]+|room [0-9]+|ext\.? ?[0-9]+|poste [0-9]+|stagiaire|intern|trainee|cdd|alternante?|buchhaltung|einkauf|vertrieb|personal|empfang|lager)\)"
_LINE = rf"(?m)^[ \t>]*[\[(]?[0-9]{{1,2}}[:h][0-9]{{2}}(?::[0-9]{{2}})?[\])]?[ ]?[-–]?[ ]?<?(?P<v>\pL[\pL.'’_-]{{2,24}}(?:[ ](?:{_CAP}|\p{{Lu}}\.))?)(?:>[ ]|[ ]?:[ ])"
_CHAT = r"(?m)^<(?P<v>[a-z][a-z0-9_-]{3,20})>[ ]\pL[^<\r\n]*\r?$"
"""Pattern for a chat line without a time."""
_AT = r"(?:^|[\s(,;:])@(?P<v>[\pL][\pL0-9]{1,20}\.[\pL][\pL0-9-]{1,24})(?:[\s,:;!?)]|\z)"
_REGARDS = rf"(?im)^[ \t>]*(?:i\.[ ]?[av]\.|p\.[ ]?o\.|p/o|gez\.|signed|sign(?:é|e)|s/)[ ]{{0,2}}(?-i:{_NAME})[ \t]*\r?$"
_UPPER = r"(?:^|[^\pL\pN_.'’/@-])(?P<v>\p{Lu}{3,}(?:[ -]\p{Lu}{3,})?[ ]\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}{2,})?)(?:[ ,;.:)]|\r|\n|\z)"


_GRANTED = rf"(?:^|[^\pL])(?i:comptes?|acc(?:è|e)s|licences?|bo(?:î|i)te|badge|session|poste|account|access|licen[cs]e|mailbox|laptop|badge|login|konto|zugriff|zugang|postfach|lizenz|arriv(?:é|e)e|d(?:é|e)part|onboarding|offboarding|starter|leaver)[ ](?i:pour|for|für|de|of|von)[ ](?P<v>{_CAP}[ ](?:(?:de|du|von|van|der|le|la|el|al|ben|di|da)[ ])?\p{{Lu}}[\pL'’-]+)"
"""Pattern for a person who gets an account, joins or leaves."""
_INITIALLED = rf"(?:^|[^\pL])(?i:by|par|von|with|avec|mit|cc|an|to|à|for|pour|für|ask|from|de|durch|signed|signé|gez\.|m|mr|mme|mrs|ms)[ :.]{{1,3}}(?P<v>(?:\p{{Lu}}\.[ -]?){{1,2}}(?:(?:van|von|de|du|le|la|el|di|da|der)[ ]){{0,2}}{_CAP})"
"""Pattern for an initial and surname after a word that precedes people."""
_ATTRIBUTE = rf"(?im)^[ \t]*(?:sn|gn|cn|gecos|initials|givenname|displayname|physicaldeliveryofficename|manager|owner):[ ](?P<v>(?-i:(?:(?:Le|La|De|Van|Von|El|Di|Da)[ ])?{_CAP}(?:[ ]{_CAP}){{0,2}}))[ \t]*\r?$"
"""Pattern for directory attributes (RFC 4519) as LDIF writes them."""
_TERM = r"^\p{Lu}\p{Ll}{2,}\p{Lu}|^[B-DF-HJ-NP-TV-XZ]{2,4}[ ]\p{Lu}\p{Ll}"
"""Pattern for names of program parts (*DllInstall* has an extra capital), or for abbreviations without a
vowel before a word."""


_PLACES = tuple(
    "room salle raum saal hall floor étage building bâtiment gebäude tower tour wing project projet projekt event events".split()
)
_NO_PERSON_BEFORE = rf"(?i)(?:^|[^\pL])(?:{'|'.join(_PLACES)})[ :]{{1,2}}[\"'«“]?\z"
"""Pattern for words before the name of a place or project."""


_WITHIN = (" am ", " im ", "zum ", "zur ", "ins ")
"""German words with an article, before things and places: *der Kollege am Nebentisch*."""


_OF_A_THING = r"(?i)(?:^|[^\pL])(?:ma|mon|votre|ta|ton|sa|son|la|le|l['’]|une?|the|my|your|our|an?|der|die|das|mein|meine|ihr|ihre|eine?)[ ]?(?:cl(?:é|e)f?|key|badge|cart(?:e|d)|karte|jeton|token|app(?:lication|li)?|logiciel|software|programme?|programm|module?|modul|appareil|device|gerät|outil|tool|boîtier|fob|stick)[ ]\z"
"""Pattern for words right before the name of a product: *votre clé Digipass est bloquée*."""
_ACCORDING = r"(?i)(?:^|[^\pL])laut[ ]\z"
_PLACED_THING = r"[ ](?:vom|auf|am|im|an|in|des|der|auf dem|unter)[ ]"


def _is_thing(before: str, behind: str) -> bool:
    """Return whether the words around a single capitalised word name a product or, in German, a thing."""
    if get_lazy_pattern(_OF_A_THING).search(before) is not None:
        return True
    return (
        get_lazy_pattern(_ACCORDING).search(before) is not None
        and get_lazy_pattern(_PLACED_THING).match(behind) is not None
    )


def _follows_place_word(before: str) -> bool:
    """Return whether the text before a name ends with a word for places or projects."""
    return (
        before.rstrip(" :\"'«“").casefold().endswith(_PLACES)
        and get_lazy_pattern(_NO_PERSON_BEFORE).search(before) is not None
    )


def _is_term(value: str) -> bool:
    """Return whether a name begins with a program part or an abbreviation; ordinary words need no pattern."""
    if value.partition(" ")[0][1:].islower() or value.startswith("Mac"):
        return False
    return get_lazy_pattern(_TERM).search(value) is not None


def _replace_person(match: Match, aliases: Aliases) -> str | None:
    """Replace a name that contains no dictionary word, technical term or product."""
    value = match["v"].rstrip(".")
    words = [word.casefold() for word in value.replace("-", " ").replace("_", " ").split()]
    if (
        is_placeholder(value)
        or len(value) < 3
        or any(
            word in _NOBODY or (len(word) > 2 and is_word(word)) or is_german_compound(word) for word in words
        )
        or is_word(words[0])
        or (len(words) == 1 and words[0].endswith("ly") and len(words[0]) > 7)  # *Frequently asked*
        or _is_term(value)
    ):
        return None
    text, (start, end) = match.string, match.span("v")
    before, behind = text[match.start() : start], text[end : end + 24]
    if is_kernel_line(text, start):
        return None
    if len(words) == 1 and text[max(0, start - 4) : start].casefold().endswith(_WITHIN):
        return None
    if len(words) == 1 and _is_thing(text[max(0, start - 32) : start], behind):
        return None
    if _follows_place_word(text[max(0, start - 24) : start]):
        return None
    if "::" in before or behind.startswith("::") or text[max(0, start - 2) : start] == "::":
        return None  # a module
    if (
        before[-5:].casefold().endswith(("see ", "call "))
        and get_lazy_pattern(r"(?i)(?:.*[^\pL])?(?:see|call)[ ]").is_full_match(before)
        and get_lazy_pattern(r"[ ]\pL+").match(behind)
        and not get_lazy_pattern(_AFTER_SEEN).match(behind)
    ):
        return None  # *see Exim specification*
    if text[end : end + 1] in ("/", "\\", ".", "_", "-", "@", "(") and text[end + 1 : end + 2].isalnum():
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value) + match["v"][len(value) :])


_SMALL_PARTS = frozenset("le la de du van von el di da der den des al ben".split())


def _replace_surname(match: Match, aliases: Aliases) -> str | None:
    """Replace a name with an initial or particle before it, if its other words aren't dictionary words."""
    value = match["v"].rstrip(".")
    words = [w for w in value.replace(".", ". ").casefold().split() if w[-1] != "." and w not in _SMALL_PARTS]
    if not words or any(len(w) < 3 or w in _NOBODY or is_word(w) for w in words) or is_placeholder(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_account_holder(match: Match, aliases: Aliases) -> str | None:
    """Replace two capitalised words, the first not a dictionary word; nearly any surname is accepted."""
    words = match["v"].casefold().split()
    ours = any(word in _NOBODY for word in words) or is_word(words[0]) or is_ordinary_word(words[-1])
    return (
        None
        if ours or is_placeholder(match["v"])
        else replace_group(match, "v", aliases.make_placeholder("user", match["v"]))
    )


def _replace_handle(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        None
        if is_placeholder(value) or is_word(value) or is_universal_name(value)
        else replace_group(match, "v", aliases.make_placeholder("user", value))
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for people next to words that are used only for people."""
    return (
        Rule("user", (" de ", " d'", " d’"), _OF, _replace_person, context=2),
        Rule("user", (" von ",), _OF_GERMAN, _replace_person, context=2),
        Rule("user", ("'s ", "’s "), _S, _replace_person),
        Rule("user", (), _SPOKEN_TO, _replace_person, context=2),
        Rule("user", (), _ACTING, _replace_person),
        Rule("user", ("(",), _IN_TEAM, _replace_person),
        Rule("user", (":", ">"), _LINE, _replace_handle),
        Rule("user", (), _UPPER, _replace_person),
        Rule("user", (" pour ", " for ", " für ", " de ", " of ", " von "), _GRANTED, _replace_account_holder),
        Rule("user", ("sn:", "gn:", "cn:", "gecos:", "initials:", "name:", "manager:", "owner:"), _ATTRIBUTE, _replace_surname),
    )  # fmt: skip
