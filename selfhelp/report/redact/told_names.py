"""Rules for people named as such in a sentence, a device, a query or a log."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.block_words import list_words_in_block
from selfhelp.report.redact.labelled_people import (
    CAPITAL,
    is_person_name,
    replace_ambiguous_label_person,
    replace_labelled_person,
    replace_signature_name,
)
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import ALLOWED, NO_WORD, Rule, ShortRule, replace_group
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.vocabulary.listed_names import is_listed_name
from selfhelp.report.redact.vocabulary.listed_words import is_german_compound, is_word
from selfhelp.report.redact.word_lists import COMMON, NO_ACCOUNT, TECHNICAL

_FULL = rf"{CAPITAL}(?:[ ](?:(?:de|du|des|la|le|van|von|der|den|di|da|dos|el|al|bin|ben)[ ]){{0,2}}{CAPITAL}){{1,3}}"
_DEVICES = r"(?:iPhone|iPad|iMac|Mac ?[Bb]ook(?: Air| Pro)?|Mac(?: mini)?|AirPods(?: Pro)?|Apple Watch|Galaxy(?: \w{1,6})?|Pixel(?: \w{1,4})?|PC|laptop|desktop|ordinateur|portable|poste|phone|t(?:é|e)l(?:é|e)phone|tablette|tablet|printer|imprimante|desk|bureau|computer|machine|account|compte|mailbox|bo(?:î|i)te(?: mail)?|calendar|agenda|password|session|badge|hotspot|Surface|ThinkPad|keyboard|mouse|monitor|screen|headset|casque|home|folder|dossier|OneDrive|team|office|manager|replacement|email|e-mail|profile|extension|car)"
_OWNED = r"(?:iPhone|iPad|iMac|Mac ?[Bb]ook(?: Air| Pro)?|AirPods(?: Pro)?|Apple Watch|Galaxy(?: \w{1,6})?|Pixel(?: \w{1,4})?|laptop|PC|phone|ThinkPad|headset|iPod|tablet|printer|desk|mailbox|calendar|Watch)"
_OF_A_DEVICE = (
    rf"(?:^|[^\pL\pN_])(?i:{_DEVICES})[ ](?:de|d['’]|of|von|à)[ ]?(?P<v>{CAPITAL}(?:[ ]{CAPITAL}){{0,2}})"
)
_WHOSE = rf"(?:^|[^\pL\pN_'’])(?P<v>{CAPITAL}(?:[ ]{CAPITAL}){{0,2}})['’]s[ ](?:old |new |work |personal )?(?i:{_OWNED})\b"
_ROLE = rf"(?i)(?:^|[^\pL\pN_])(?:patient(?:e)?|name on (?:the )?(?:account|card|badge|invoice)|livraison chez|livr(?:é|e)e? (?:à|a|chez)|chez|assur(?:é|e)e?|salari(?:é|e)e?|employ(?:é|e)e?|employee|owner|propri(?:é|e)taire|(?:end )?user|utilisat(?:eur|rice)|demandeur|demandeuse|caller|appelante?|technicien(?:ne)?|technician|agent|customer|client(?:e)?|student|(?:é|e)l(?:è|e)ve|professeur|teacher|nurse|infirmi(?:er|ère)|director|directeur|directrice|engineer|ing(?:é|e)nieure?|driver|chauffeur|visitor|visiteur|guest|tenant|locataire|contractor|prestataire|apprentic?e?|trainee|candidate?|beneficiary|recipient|destinataire|payee|holder|titulaire|contact|colleague|coll(?:è|e)gue|manager|supervisor|assistante?|secretary|secr(?:é|e)taire|accountant|comptable|lawyer|avocate?|doctor|docteur|spouse|wife|husband|son|daughter|brother|sister|fils|fille|fr(?:è|e)re|s(?:œ|oe)ur|mari|femme|friend|ami(?:e)?)[ ](?:is |est |named |called |nomm(?:é|e)e? |appel(?:é|e)e? )?(?P<v>(?-i:{_FULL}))"
_CREATED = rf"(?i)(?:creator|created?_?by|author|owner|last_?(?:modified|saved)_?by|auteur|assignee|reporter|approver|sender|recipient|editor|uploader|organizer|delegate|attendee|participant|contact|manager|requester|requestor|caller|agent|operator|technician|member)[\"']?[ ]?(?:=|:)[ ]?[\"']?(?P<v>(?-i:{_FULL}))[\"']?(?:[;,\r\n)\]}}<|]|\z)"
_AWAY = rf"(?m)(?:^|[^\pL\pN_])(?P<v>{_FULL})[ ](?i:(?:est|sera)[ ](?:absente?|en (?:cong|r(?:é|e)union|arr)\pL*|injoignable|indisponible|parti\pL*)|(?:is|will be|was)[ ](?:currently )?(?:out|away|off|on (?:leave|holiday|vacation|call)|absent|unable|unavailable|back)|can['’]t|cannot|n['’]arrive|called|phoned|a (?:appel(?:é|e)|(?:é|e)crit|dit|partag(?:é|e)|quitt(?:é|e)|rejoint)|says?|said|wrote|joined|has (?:shared|invited|sent|requested|left|joined)|invited|vous a|souhaite|asked)\b"
_QUOTED = rf"(?i)(?:(?:by|par|von|owner|utilisateur)[ ]|(?:first|last|full|given|family|sur|middle|nick|fore|display)[_ -]?name|pr(?:é|e)nom|nom)(?:[ ]?(?:=|like|:)[ ]?)?[\"'‘“«][ ]?(?P<v>(?-i:{CAPITAL}(?:[ ](?:[\pL'’.-]+[ ]){{0,2}}{CAPITAL}){{0,3}}))[ ]?[\"'’”»]"
_NEXT_LINE = rf"(?im)^[ \t>*|-]{{0,6}}(?:destinataire|exp(?:é|e)diteur|nom(?: complet)?|name|full name|contact|à l['’]attention de|attn|ship to|bill to|deliver to|recipient|client|customer|patient|employee|salari(?:é|e)|sender|from|to|requester|demandeur|utilisateur|manager|prepared by|prepared for|attention)[ ]?:?[ \t]*\r?\n[ \t>*|-]{{0,6}}(?P<v>(?-i:{_FULL}))[ \t]*(?:\r?$|\z)"
_CARD = rf"(?m)^N(?:;[^:\r\n]{{0,40}})?:(?P<v>{CAPITAL}(?:[ -]{CAPITAL})*;{CAPITAL}[^\r\n;]*)"
_ELEMENT = r"(?i)<(?:\w{1,12}:)?(?:fore_?name|pr(?:é|e)nom|nom(?:_?(?:de_?)?famille|complet|usage)?|vorname|nachname|firstname|lastname|first|last|middle_?name|nickname|agent|owner|author)(?:\s[^<>]{0,60})?>\s{0,8}(?P<v>(?-i:\p{Lu}[\pL'’. -]{1,40}?))\s{0,8}</"
_INSERT = r"(?i)\binsert\s+(?:ignore\s+)?into\s+[\w.`\"\[\]]{1,80}\s{0,4}\((?P<names>[^()]{3,600})\)\s{0,8}values\s{0,8}(?P<rows>\([^;]+)"
_GPS = r"(?i)(?:location|lat(?:itude)?|lng|long(?:itude)?|coord\w*|gps|position|geo\w*|localisation)[^\r\n0-9-]{0,28}(?P<v>-?[0-9]{1,3}\.[0-9]{3,9}°?[ ]?[NSEW]?(?:[ ]?[,;/ ][ ]?(?:\"?(?:lng|lon|longitude)\"?[ ]?[:=][ ]?)?-?[0-9]{1,3}\.[0-9]{3,9}°?[ ]?[NSEW]?)?)"
_LOGGED = (
    r"(?m)^(?P<v>[a-z][a-z0-9._-]{2,31})[ \t]+(?:pts/[0-9]+|tty[0-9A-Za-z]+|:[0-9]+|console|ttys[0-9]+)[ \t]"
)
_ACCOUNT = r"(?i)(?:^|[^\pL\pN_-])(?:owner|user(?:name)?|log[ -]?in|account|utilisateur|identifiant|compte|benutzer(?:name)?|submitted by|printed by|sent by|for user|session of|session de|job of)[ ](?:is |est |: ?)?(?P<v>(?-i:[a-z]{1,20}\.[a-z]{2,20}(?:[._-][a-z]{2,20})?[0-9]{0,3}))(?:[ ,;)\r\n]|\z)"
_LOGIN_AND = r"(?i)(?:^|[^\pL\pN_-])(?:identifiant|log[ -]?in|user(?:[ -]?name)?|compte|account|benutzer(?:name)?|utilisateur)[ ](?:is |est |: ?|= ?)?[\"'«]?[ ]?(?P<v>[A-Za-z][\w.-]{2,31})[ ]?[\"'»]?[ ]?[,;/|]?[ ]?(?:et |and |with |avec |un[d]? |le |the )*(?:mot de passe|password|mdp|pwd|passwort|kennwort|pass\b|pw\b|code)"


_CUE = rf"(?i)(?:^|[^\pL\pN_])(?:belong(?:s|ing)? to|appartient à|attribu(?:é|e)e? à|used by|utilis(?:é|e)e? par|pr(?:ê|e)t(?:é|e)e? à|lent to|(?:the |l[['’]]?)(?:user|utilisateur|utilisatrice|caller|demandeur|owner|employee),|sender[ -]?name:|this is|i am|i['’]m|my name is|je m['’]appelle|je suis|ich bin|mein name ist|hier (?:ist|spricht)|on behalf of|au nom de|de la part de|im auftrag von|voir avec|see|ask(?:ed)?|contact(?:ed|er|ez)?|speak (?:to|with)|spoke (?:to|with)|parl(?:er|é|ez) (?:à|avec)|met(?: with)?|call(?:ed)?|appel(?:er|ez|é)|tell|told|(?:dire|dis|dit|demand(?:er|é|ez)) à|thanks to|merci à|replac(?:es|ed|ing)|covering for|instead of|à la place de|mon coll(?:è|e)gue|my colleague|meet|with|avec|mit|herrn?|frau|copied|cc['’]?d|escalated to|assigned to|approved by|attn|fao)[ ](?P<v>(?-i:{_FULL}))"
_AT = rf"(?:^|[\s(])@(?P<v>{_FULL})"
_GREETED = rf"(?im)^[ \t>]*(?:(?:vielen dank|danke|gru(?:ß|ss)|gr(?:ü|ue)(?:ß|ss)e)[^\r\n]{{0,20}}|(?:mit )?(?:freundlichen?|beste[nr]?|liebe|viele|schöne)[ ]gr(?:ü|ue)(?:ß|ss)e[n]?|mfg|vg|lg|saludos|un saludo|cordiali saluti|groet(?:en|jes)?|met vriendelijke groet(?:en)?|atentamente|distinti saluti)[ ,.!]*\r?\n(?:[ \t>]*\r?\n)?[ \t>]*(?P<v>(?-i:{CAPITAL}(?:[ ]{CAPITAL}){{0,3}}))[ \t]*(?:\r?$|\z)"
_HELLO = rf"(?im)^[ \t>*-]*(?:bonjour|bonsoir|salut|hello|hi|hey|hallo|hej|hola|ciao|dear|cher|chère|coucou|gruß|gruss|grüße|regards|rgds|cordialement|bien à (?:vous|toi)|à bientôt|cheers)[ ,]{{1,2}}(?P<v>(?-i:{CAPITAL}(?:[ ]{CAPITAL})?))[ ]?(?:,|!|\r?$|\z)"
"""Pattern for a greeting and name, on a line of their own or before a comma."""
_HERE = rf"(?:^|[,.!?][ ]|[ ](?i:hi|hello|hey)[ ,]{{1,2}})(?P<v>{CAPITAL})[ ](?:here|ici|speaking)(?:[ ](?:from|in|at|de|du)|[,.!])"
_PARTICLES = (
    r"(?:(?:de|du|des|la|le|van|von|der|den|di|da|dos|el|al|bin|ben|ould|ag|y|zu|ter|af|mac|d['’])[ ]?)"
)
_KNOWN = rf"(?:^|[^\pL\pN_./\\@:-])(?:\p{{Lu}}[\pL'’-]+,?|(?:\p{{Lu}}\.-?){{1,3}})(?:[ ](?:\p{{Lu}}\.[ ]?){{0,2}}{_PARTICLES}{{0,2}}\p{{Lu}}[\pL'’-]+){{1,3}}"
"""Pattern for a given name and a capitalised word after it."""
_ASKED = r"(?i)(?:^|[^\pL])(?:ask(?:ed)?|tell|told|call(?:ed)?|ping|see|with|demande[rz]? à|appelle[rz]?|voir|dis à|avec|à|chez|for|pour|from|de|by|par|cc|hi|hello|dear|cher|chère|salut|bonjour|merci|thanks|and|et|frag(?:e|t)?|mit|von|an)[ ](?P<v>(?-i:\p{Lu}[\pL'’-]{2,}))"


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    ending = value.rpartition(".")[2]
    if (
        is_universal_name(value)
        or value.casefold() in NO_ACCOUNT | COMMON | TECHNICAL
        or is_placeholder(value)
    ):
        return None
    if ending in (
        "service",
        "conf",
        "log",
        "txt",
        "com",
        "org",
        "net",
        "exe",
        "local",
        "lan",
        "json",
        "py",
        "sh",
        "md",
        "html",
        "js",
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_full_name(match: Match, aliases: Aliases) -> str | None:
    """Replace two or more capitalised words; an abbreviation or the end of a sentence isn't a name."""
    words = match["v"].split()
    if (
        words[-1].isupper() != words[0].isupper()
        or (words[0] not in GIVEN_NAMES and all(map(is_word, words)))
        or [word for word in words[:-1] if word[-1] in ".'’" and len(word) > 2]
    ):
        return None
    return (
        replace_ambiguous_label_person(match, aliases)
        if len(words) < 3 or words[0] in GIVEN_NAMES or any(word.islower() for word in words)
        else None
    )


def _contains_given_name(block: str) -> bool:
    return any(
        is_listed_name(word) for word in list_words_in_block(block) if word[:1].isupper() and word.isalpha()
    )


@dataclass(frozen=True, slots=True)
class _KnownNames(Rule):
    """The rule for known names in runs of capitalised words; a run can contain several."""

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with the names replaced; updates ``counts``."""
        if not _contains_given_name(block):
            return block
        pattern, stopped = get_lazy_pattern(self.pattern), dict[str, bool]()
        parts: list[str] = []
        place = 0
        runs = pattern.iter_match_positions(block)
        while (run := next(runs, None)) is not None:
            low, high = run
            if block[high : high + 1] not in ALLOWED and self._is_followed_by_stop_pattern(
                block, high, stopped
            ):
                continue
            if low or get_lazy_pattern(r"\p{Lu}").match(block[:1]) is None:
                low += 1  # the character before the run
            value = block[low:high]
            listed = "," in value and (block[high : high + 1] == "," or block[max(0, low - 2) : low] == ", ")
            found = _find_name(value, listed)
            if found is None:
                continue
            start, end = low + found[0], low + found[1]
            parts += (block[place:start], aliases.make_placeholder("user", block[start:end]))
            place = end
            if end < high:
                runs = pattern.iter_match_positions(block, end)
        if not parts:
            return block
        counts[self.name] += len(parts) // 2
        return "".join((*parts, block[place:]))


def _replace_nothing(*_: object) -> None:
    return None


@lru_cache(maxsize=1_000)
def _find_name(value: str, listed: bool) -> tuple[int, int] | None:
    """Return the span of the first name in a run of words, or None; in a list, a comma doesn't invert a name.

    After a common given name, anything except technical terms is a surname; next to other names, only a word
    that isn't in the dictionary.
    """
    words = value.split(" ")
    inverted = words[0].endswith(",")  # the pattern allows a comma only after the first word
    words[0] = words[0].rstrip(",")
    if not any(map(is_listed_name, words)):
        return None  # most runs
    if _DATE.match(value):
        return None
    for n, word in enumerate(words):
        given = word in GIVEN_NAMES
        if not given and not (is_listed_name(word) and _may_be_name(word)):
            continue
        first, last = n, n + 1
        while first and (_is_particle(words[first - 1]) or _may_be_name(words[first - 1])):
            first -= 1
        while last < len(words) and _continues_name(words[last], given=given and last == n + 1):
            last += 1
        while last > n + 1 and (_is_particle(words[last - 1]) or words[last - 1] in _CAPITAL_PARTICLES):
            last -= 1
        if last - first < 2:
            continue
        if inverted and not first and (listed or not all(map(is_listed_name, words[:2]))):
            continue
        start = sum(map(len, words[:first])) + first + inverted if first else 0
        end = sum(map(len, words[:last])) + last - 1 + inverted if last < len(words) else len(value)
        name = value[start:end]
        if is_person_name(name) and (name[1].islower() or any(map(str.islower, name))):
            return start, end
    return None


_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\Z")


def _is_particle(word: str) -> bool:
    """Return whether a word of a name is a particle, such as *van*, or initials."""
    return word in _SMALL_PARTICLES or ("." in word and _INITIALS.match(word) is not None)


_SMALL_PARTICLES = frozenset(
    "de du des la le van von der den di da dos el al bin ben ould ag y zu ter af mac d' d’".split()
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,3}\Z")


_PAIR = rf"\p{{Ll}}{{1,16}}'?,?[ ]\p{{Lu}}[\p{{Ll}}'’-]{{2,}}(?:-\p{{Lu}}\p{{Ll}}+)?(?:[ ]{_PARTICLES}{{0,2}}\p{{Lu}}[\pL'’-]{{2,}}){{1,2}}"
"""Pattern for a word and two or three capitalised words within a sentence, which may be a name."""
_SMALL_WORDS = r"(?:^|[ (\"'])\p{Ll}{2,}[ ,.;:!?][^\r\n]*?[ (\"']\p{Ll}{2,}(?:[ ,.;:!?)\"']|\z)"


_NAMED_AFTER = r"(?i)[ ](?:rooms?|salle|saal|raum|hall|building|auditorium|library|theorem|algorithm|method|licen[cs]e|prize|award|room|school|hospital|university|stadium|airport|street|road|tower|institute|foundation)(?:[^\pL]|\z)"
"""Pattern for things named after a person."""
_ARTICLES = frozenset(
    "the a an this that le la les l' un une ce cette der die das dem den des ein eine einen einem il lo el los das o os".split()
)
"""Words before things, rarely before people."""


def _replace_likely_name(text: str, low: int, end: int, aliases: Aliases) -> str | None:
    """Replace capitalised words in a sentence that aren't dictionary words, technical terms or products."""
    before, _, value = text[low:end].partition(" ")
    start = end - len(value)
    if before in _ARTICLES or not _may_be_name_pair(value):
        return None
    if text[end : end + 1] == " " and (
        (text[end + 1 : end + 2].isdigit() and value.rpartition(" ")[2].isupper())
        or _is_followed_by_thing(text[end : end + 24])
    ):
        return None  # a machine or a place: *Bohrmaschine CNC 3*, *Ada Lovelace building*
    if not _is_in_sentence(text, start, end):
        return None
    return f"{before} {aliases.make_placeholder('user', value)}"


@lru_cache(maxsize=1_000)
def _may_be_name_pair(value: str) -> bool:
    words = [word for word in value.split() if not _is_particle(word) and word not in _CAPITAL_PARTICLES]
    return len(words) > 1 and all(map(_may_be_name, words)) and is_person_name(value)


def _is_followed_by_thing(following: str) -> bool:
    """Return whether a thing named after a person follows; only the next word is cached, as it repeats."""
    end = following.find(" ", 1) + 1
    return _is_named_after_person(following[:end] if end else following)


@lru_cache(maxsize=1_000)
def _is_named_after_person(following: str) -> bool:
    return get_lazy_pattern(_NAMED_AFTER).match(following) is not None


def _is_in_sentence(text: str, start: int, end: int) -> bool:
    """Return whether the line around a name has two lowercase words; two close to the name are enough."""
    before = text[max(0, start - 400) : start].rpartition("\n")[2]
    after = text[end : end + 400].partition("\n")[0]
    return _CLOSE_WORDS.search(before[-_CLOSE:] + after[:_CLOSE]) is not None or _is_sentence(before + after)


_CLOSE = 40
"""Number of characters on each side of a name that are searched first."""
_CLOSE_WORDS = re.compile(r" [a-z]{2,}[ ,.;:!?][^\r]*? [a-z]{2,}[ ,.;:!?]")
"""Pattern for two lowercase words; in `re`, which is faster than RE2 for so short a text."""


@lru_cache(maxsize=1_000)
def _is_sentence(line: str) -> bool:
    return get_lazy_pattern(_SMALL_WORDS).search(line) is not None


def _contains_capitalised_pair(block: str) -> bool:
    """Return whether a block has two adjacent capitalised words."""
    return (
        get_lazy_pattern(r"\p{Lu}[\p{Ll}'’-]{2,}[ ](?:\p{Ll}{2,3}[ ])?\p{Lu}[\pL'’-]{2}").search(block)
        is not None
    )


_CAPITAL_PARTICLES = frozenset(
    "Mac Mc Nic Ben Bin El Al De Di Da Van Von Le La Ould Ait Aït Ó Ní Dos Del Della".split()
)


def _continues_name(word: str, *, given: bool) -> bool:
    """Return whether a name continues with a word; nearly all do right after a common given name."""
    small = word.strip(".,'’").casefold()
    if _is_particle(word) or word in _CAPITAL_PARTICLES:
        return True
    if given:
        return small not in _NO_NAMES and (word[1:2].islower() or any(map(str.islower, word)))
    return _may_be_name(word)


@lru_cache(maxsize=3_000)
def _may_be_name(word: str) -> bool:
    """Return whether a capitalised word isn't a dictionary word, technical term or app name."""
    small = word.strip(".,'’").casefold()
    if (
        small in _NO_NAMES
        or len(small) < 2
        or is_word(small)
        or (len(small) > 8 and is_german_compound(small))
    ):
        return False
    if word.isascii() and word.isalpha() and word[0].isupper() and word[1:].islower():
        return True  # as nearly all do
    return get_lazy_pattern(
        r"(?:Mac|Mc|De|Di|Le|La|Fitz|Van|Von|[DLO]['’])?\p{Lu}\p{Ll}+(?:[-'’]\p{Lu}?\p{Ll}+)*|\p{Lu}{3,}(?:['’-]\p{Lu}{2,})*"
    ).is_full_match(word)


_NO_NAMES = frozenset(
    "jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december street road avenue square university college foundation institute inc ltd llc gmbh sa sas corp company group systems software technologies engine framework server database protocol algorithm method license licence project award prize lake bridge river city county island bay airport hospital school church day".split()
).union(TECHNICAL, COMMON)


def _replace_first_name(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if value not in GIVEN_NAMES and not (is_listed_name(value) and _may_be_name(value)):
        return None
    return (
        None
        if value.casefold() in COMMON | TECHNICAL
        else replace_group(match, "v", aliases.make_placeholder("user", value))
    )


def _replace_login(match: Match, aliases: Aliases) -> str | None:
    """Replace the account name in ``identifiant x, mot de passe y``; words of sentences stay."""
    value = match["v"].casefold().rstrip(".-")
    if value in (
        "puis",
        "ensuite",
        "then",
        "dann",
        "sowie",
        "plus",
        "name",
        "names",
        "oder",
        "und",
        "et",
        "your",
        "votre",
        "the",
        "and",
        "or",
        "ou",
        "with",
        "avec",
        "page",
        "form",
        "error",
        "failed",
        "denied",
        "prompt",
        "screen",
        "windows",
        "local",
        "locked",
        "details",
        "has",
        "not",
    ):
        return None
    plain = value.isalpha() and (value in COMMON or value in TECHNICAL)
    return None if plain else _replace_account(match, aliases)


def _replace_single_name(match: Match, aliases: Aliases) -> str | None:
    """Replace a single capitalised name that isn't a technical term or the start of a sentence."""
    value = match["v"].rstrip(" .,-")
    words = [word.strip(".,").casefold() for word in value.split()]
    if (
        any(word in TECHNICAL or word in COMMON or word in _NO_OWNERS for word in words)
        or value.upper() == value
    ):
        return None
    return replace_labelled_person(match, aliases) if is_person_name(value) and len(value) > 2 else None


_NO_OWNERS = frozenset(
    "the this that it today yesterday tomorrow everyone everybody someone nobody what who there here let one apple google microsoft windows samsung android company firm user vendor manufacturer monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december god france paris london lyon server entreprise service direction accueil support test ce cette le la il elle".split()
)


_ALL = frozenset(
    "team all everyone everybody both folks guys support helpdesk service madame monsieur messieurs mesdames mesdemoiselles tous toutes équipe equipe chers chères collègues colleagues colleague there again world sir madam customer client it désolé merci je nous j'ai suite mon ma le la les i my we please can could since our".split()
)


def _replace_greeted_person(match: Match, aliases: Aliases) -> str | None:
    """Replace the person in a greeting, unless it is a team or everyone."""
    if any(word.casefold().strip(",.") in _ALL for word in match["v"].split()):
        return None
    return _replace_single_name(match, aliases)


def _replace_insert_values(match: Match, aliases: Aliases) -> str | None:
    """Replace the values of an INSERT in columns named after people."""
    names = [
        name.strip(' `"[]\r\n\t').casefold().replace("_", "").replace("-", "")
        for name in match["names"].split(",")
    ]
    columns = [n for n, name in enumerate(names) if name in _COLUMNS]
    if not columns:
        return None
    rows = match["rows"]
    values = list(get_lazy_pattern(r"(?:N?'(?P<v>(?:[^'\\]|''|\\.)*)'|[^\s,()'][^,()']*)").finditer(rows))
    for n, found in list(enumerate(values))[::-1]:
        plain = found["v"].islower() and is_word(found["v"])
        if n % len(names) in columns and found["v"] and not plain and is_person_name(found["v"]):
            start, end = found.span("v")
            rows = rows[:start] + aliases.make_placeholder("user", found["v"]) + rows[end:]
    return match.string[match.start() : match.start("rows")] + rows


_COLUMNS = frozenset(
    "nom prenom prénom lastname firstname surname givenname familyname fullname displayname name nomcomplet forename vorname nachname employee employeename contactname customername".split()
)


def _replace_place(match: Match, aliases: Aliases) -> str:
    return replace_group(match, "v", aliases.make_placeholder("place", match["v"]))


_GENITIVE = r"(?:^|[\s\"“„«'(:])(?P<v>\p{Lu}\p{Ll}{2,14})s[ ](?:iPhone|iPad|iMac|Mac ?[Bb]ook|Mac mini|AirPods|Apple Watch|Galaxy|Pixel|PC|Laptop|Notebook|Handy)(?:[^\pL]|\z)"


def _replace_genitive(match: Match, aliases: Aliases) -> str | None:
    """Replace a name before a device without an apostrophe: *Lenas MacBook*."""
    name = match["v"]
    if name == "Thi" or (name not in GIVEN_NAMES and (is_word(name) or is_word(f"{name}s"))):
        return None  # *This PC*
    return replace_group(match, "v", aliases.make_placeholder("user", name))


def rules() -> tuple[Rule, ...]:
    """Return the rules for names in sentences; they run after the rules for labels."""
    roles = tuple(
        f"{word} "
        for word in "patient patiente livraison_chez livrer_chez chez assuré assurée salarié salariée employé employée employee owner propriétaire user utilisateur utilisatrice demandeur demandeuse caller appelant appelante technicien technicienne technician agent customer client cliente student élève professeur teacher nurse infirmier infirmière director directeur directrice engineer ingénieur ingénieure driver chauffeur visitor visiteur guest tenant locataire contractor prestataire apprenti apprentie apprentice trainee candidate candidat beneficiary recipient destinataire payee holder titulaire contact colleague collègue manager supervisor assistant assistante secretary secrétaire accountant comptable lawyer avocat avocate doctor docteur spouse wife husband son daughter brother sister fils fille frère soeur sœur mari femme friend ami amie named called nommé nommée appelé appelée account card badge invoice is est".split()
    )
    labels = tuple(
        "destinataire expéditeur nom complet name contact attention attn to by for from recipient client customer patient employee salarié sender requester demandeur utilisateur manager".split()
    )
    return (
        Rule("user", ("n:", "n;"), _CARD, replace_labelled_person),
        Rule("user", ("s iphone", "s ipad", "s imac", "s mac", "s airpods", "s apple", "s galaxy", "s pixel", "s pc", "s laptop", "s notebook", "s handy"), _GENITIVE, _replace_genitive),
        Rule("user", ("belong", "appartient", "attribu", "used by", "utilis", "prêt", "pret", "lent to", "user,", "utilisat", "caller,", "demandeur,", "owner,", "employee,", "sender", "this is", " am ", "'m ", "’m ", "name is", "appelle", "suis ", "ich bin", "mein name", "hier ", "behalf", "au nom de", "la part de", "auftrag", "avec ", "see ", "ask", "contact", "spe", "spoke", "parl", "met ", "call", "appel", "tell", "told", "dire ", "dis ", "dit ", "demand", "thanks", "merci", "replac", "cover", "instead", "place de", "collègue", "colleague", "meet ", "with ", "mit ", "herr", "frau", "copied", "cc'd", "cc’d", "ccd", "escalated", "assigned", "approved", "attn", "fao"), _CUE, _replace_full_name),
        Rule("user", ("@",), _AT, _replace_full_name),
        Rule("user", ("dank", "gr", "mfg", "vg", "lg", "salud", "salut", "atent"), _GREETED, replace_signature_name),
        Rule("user", ("bonjour", "bonsoir", "salut", "hello", "hi ", "hey", "hallo", "hej", "hola", "ciao", "dear", "cher", "chère", "coucou", "gru", "grü", "regards", "rgds", "cordialement", "bien à", "à bientôt", "cheers"), _HELLO, _replace_greeted_person),
        Rule("user", (" here", " ici", " speaking"), _HERE, _replace_greeted_person),
        _KnownNames("user", (), _KNOWN, _replace_nothing, NO_WORD, sieve=_contains_given_name),
        Rule("user", (), _PAIR, _replace_nothing, NO_WORD, sieve=_contains_capitalised_pair, quick=ShortRule(_PAIR, "", _replace_likely_name)),
        Rule("user", ("ask", "tell", "told", "call", "ping", "see", "with", "demande", "appelle", "voir", "dis", "avec", "à ", "chez", "for", "pour", "from", "de ", "by", "par", "cc", "hi ", "hello", "dear", "cher", "chère", "salut", "bonjour", "merci", "thanks", "and", "et ", "frag", "mit", "von", "an "), _ASKED, _replace_first_name, r"[\pL\pN_-]|['’][\pL]|[ ]\p{Lu}", sieve=_contains_given_name),
        Rule("user", ("</",), _ELEMENT, replace_labelled_person),
        Rule("user", ("insert",), _INSERT, _replace_insert_values),
        Rule("user", ("by ", "par ", "von ", "owner ", "utilisateur ", "name", "nom"), _QUOTED, _replace_single_name),
        Rule("user", roles, _ROLE, _replace_full_name),
        Rule("user", ("creat", "author", "owner", "by", "auteur", "assign", "report", "approv", "sender", "recip", "editor", "upload", "organiz", "deleg", "attend", "partic", "contact", "manager", "request", "caller", "agent", "operator", "technic", "member"), _CREATED, _replace_full_name),
        Rule("user", (" de ", " d'", " d’", " of ", " von ", " à "), _OF_A_DEVICE, _replace_single_name),
        Rule("user", ("'s ", "’s "), _WHOSE, _replace_single_name),
        Rule("user", (" est ", " sera ", " is ", " was ", " will ", " has ", " a ", " joined", " left", " invited", " shared", " uploaded", " reported", " say", " said", " wrote", " écrit", " vous a", " n'arr", " n’arr", " can", " called", " phoned", " needs", " asked", " demande", " souhaite", " want", " work", " travaille", " rejoint", " absent"), _AWAY, _replace_full_name),
        Rule("user", tuple(f"{word}{mark}" for word in labels for mark in ("\n", ":\n", " :\n", "\r\n", ":\r\n", " :\r\n", ": \n")), _NEXT_LINE, replace_ambiguous_label_person),
        Rule("place", ("loca", "lat", "lng", "long", "coord", "gps", "position", "geo"), _GPS, _replace_place),
        Rule("user", ("pts/", "tty", " :0", " :1", "\t:0", "\t:1", "console"), _LOGGED, _replace_account),
        Rule("user", ("owner ", "user ", "username ", "login ", "log-in ", "log in ", "account ", "utilisateur ", "identifiant ", "compte ", "benutzer", " by ", "session of", "session de", "job of"), _ACCOUNT, _replace_account),
        Rule("user", ("mot de passe", "password", "mdp", "pwd", "passwort", "kennwort", "pass", "pw", "code"), _LOGIN_AND, _replace_login),
    )  # fmt: skip
