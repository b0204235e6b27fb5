"""Names of people beside a word that only people stand beside: a colleague, a desk of somebody, *née*."""

# Lists of words read better as words.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.by_line.ordinary_words import is_ordinary
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import Rule, around
from selfhelp.report.redact.words import COMMON, TECHNICAL

_SOMEBODY = (
    "deskmate|colleague|co-?worker|teammate|neighbour|neighbor|boss|supervisor|line manager|assistant|secretary|intern|trainee|apprentice|tenant|landlord|husband|wife|daughter|son|brother|sister|successor|predecessor|"
    "coll(?:è|e)gue|voisine?|cheffe?|responsable|sup(?:é|e)rieure?|assistante?|secr(?:é|e)taire|stagiaire|apprentie?|alternante?|tuteur|tutrice|directeur|directrice|g(?:é|e)rante?|rempla(?:ç|c)ante?|bin(?:ô|o)me|soussign(?:é|e)e?|(?:é|e)pouse|(?:é|e)poux|n(?:é|e)e|veuve|mari|femme|fille|fils|successeur|"
    "kollegen?|kollegin|chefin|nachbarin|nachbarn?|azubi|praktikantin|praktikanten?|sekret(?:ä|ae)rin|leiterin|vorgesetzter?|nachfolgerin|nachfolger|vertretung"
)
"""Words that stand right before a name."""
_OWNED = (
    "pc|poste|ordi|ordinateur|portable|bureau|compte|session|bo(?:î|i)te|messagerie|mail|agenda|calendrier|t(?:é|e)l(?:é|e)phone|ligne|badge|place|dossier|demande|ticket|celui|celle|ceux|coup de fil|appel|message|part|absence|d(?:é|e)part|arriv(?:é|e)e"
)
_CAP = r"\p{Lu}[\p{Ll}’]+(?:['’-]?\p{Lu}\p{Ll}+)*"
_NAME = rf"(?P<v>{_CAP}(?:[ ](?:(?:de|du|von|van|der|den|le|la|el|al|ben|bin|da|dos)[ ])?{_CAP}){{0,2}})"
_BESIDE = rf"(?:^|[^\pL])(?i:{_SOMEBODY})[ ,:]{{1,2}}(?:(?i:is|est|m\.|mr|mrs|mme|named|called)[ ])?{_NAME}"
_OF = rf"(?:^|[^\pL])(?i:{_OWNED})[ ](?:de|d['’])[ ]?{_NAME}"
_OF_GERMAN = rf"(?:^|[^\pL])(?:Rechner|Laptop|Konto|Postfach|Platz|Büro|Telefon|Gerät|Monitor|Anruf|Mail|Kalender|Drucker|Notebook|Zugang)[ ]von[ ](?:Herrn?[ ]|Frau[ ])?{_NAME}"
_SPEAKS = rf"(?:^|[^\pL])(?i:she|he|they|and|that|but|because|says|since|when|elle|il|et|que|mais|car)[ ]{_NAME}[ ](?:from|in|at|says|said|told|took|wants|needs|called|asked|thinks|has|had|is on|was on|m['’]a|a dit|a pris|demande|veut|dit|pense)[ ]"
_GIVEN = rf"(?:^|[^\pL])(?P<v>{_CAP}(?:[ ]{_CAP})?)[ ,]{{1,2}}(?i:pr(?:é|e)nom|vorname|first name|given name)[ :]"
_S = rf"(?:^|[^\pL])(?P<v>\p{{Lu}}\p{{Ll}}{{2,}}(?:[ -]\p{{Lu}}\p{{Ll}}+)?)['’]s[ ](?:pc|laptop|computer|account|mailbox|desk|phone|machine|login|password|calendar|manager|email|inbox|screen|badge|office|workstation|team lead|line|headset|profile|old|new)(?:[^\pL]|\z)"
_NOBODY = frozenset(
    "windows outlook teams excel word office microsoft adobe chrome firefox edge google apple android linux ubuntu debian macos citrix vmware cisco fortinet sap oracle salesforce servicenow jira confluence "
    "sharepoint onedrive exchange azure intune defender zoom webex slack skype thunderbird safari acrobat photoshop autocad sage veeam dell lenovo samsung canon epson brother xerox ricoh konica kyocera logitech jabra plantronics poly "
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche "
    "januar februar märz juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "france paris lyon marseille london berlin germany england europe toulouse nantes bordeaux lille the this that these those my your our their his her its le la les un une ce cette mon ma mes notre votre der die das ein eine "
    "direction achats ventes paie rh juridique technique commercial commerciale qualité projet projets service services communication maintenance exploitation sécurité réseau réseaux système systèmes general comptabilité compta accueil atelier production logistique support informatique marketing finance legal sales service helpdesk hotline "
    "active directory domain security kerberos internet explorer visual studio server sql python java docker kubernetes git github gitlab jenkins wi wifi bluetooth ethernet vpn usb hdmi lan dhcp dns".split()
)


def _person(match: Match, aliases: Aliases) -> str | None:
    """A name none of whose words are products, places or words of our subject."""
    value = match["v"]
    words = [word.casefold() for word in value.replace("-", " ").split()]
    if is_stand_in(value) or len(value) < 3 or any(word in _NOBODY or word in TECHNICAL or word in COMMON for word in words) or is_ordinary(words[0]):
        return None
    if match.string[match.end("v") : match.end("v") + 1] in ("/", "\\", ".", "_", "-", "@", "(") and match.string[match.end("v") + 1 : match.end("v") + 2].isalnum():
        return None
    return around(match, "v", aliases.of("user", value))


def rules() -> tuple[Rule, ...]:
    """Return the rules."""
    beside = tuple(word.split("(")[0].rstrip("?")[:5] for word in _SOMEBODY.split("|"))
    return (
        Rule("user", tuple({word for word in beside if len(word) > 2} | {"née", "nee", "co-w", "cowo"}), _BESIDE, _person),
        Rule("user", (" de ", " d'", " d’"), _OF, _person),
        Rule("user", (" von ",), _OF_GERMAN, _person),
        Rule("user", ("prénom", "prenom", "vorname", "first name", "given name"), _GIVEN, _person),
        Rule("user", ("'s ", "’s "), _S, _person),
        Rule("user", (" from ", " in ", " at ", " says ", " said ", " told ", " took ", " wants ", " needs ", " called ", " asked ", " thinks ", " has ", " had ", " is on", " was on", " m'a ", " a dit ", " demande ", " veut "), _SPEAKS, _person),
    )  # fmt: skip
