"""Rules for people in email headers, lists, chats and notes, and next to people that other rules replaced."""

# Patterns read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table, make_rows_rule
from selfhelp.report.redact.by_kind.people_in_prose import may_be_name_part
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.vocabulary.listed_words import is_german_compound, is_word
from selfhelp.report.redact.vocabulary.login_names import is_name_with_optional_initial
from selfhelp.report.redact.word_lists import TECHNICAL

_CAP = r"\p{Lu}[\pL.'’-]*"
_SMALL = r"(?:de|du|des|la|le|van|von|der|den|di|da|dos|del|el|al|bin|ben|ter|ten|zu|y)"
_NAME = rf"(?:{_SMALL}[ ]){{0,2}}{_CAP}(?:,?[ ](?:{_SMALL}[ ]){{0,2}}{_CAP}){{0,3}}"
_ONE = rf"(?:{_SMALL}[ ]){{0,2}}{_CAP}(?:[ ](?:{_SMALL}[ ]){{0,2}}{_CAP}){{0,3}}"
_MARK = r"user-[0-9a-f]{6,12}"
_SENDERS = (
    r"from|to|cc|bcc|von|an|de|à|a|da|para|kopie|copie|reply-to|répondre à|antwort an|gesendet von|sender"
)
_LISTS = r"watch ?list|watchers?|followers?|observateurs?|observers?|beobachter|verteiler|distribution|liste de diffusion|required(?: attendees?)?|optional(?: attendees?)?|erforderlich|optional|obligatoires?|facultatifs?|in attendance|presents?|on copy|en copie|cco?"
_HEADER = rf"(?im)^[ \t>*_]*(?P<label>{_SENDERS}|{_LISTS})\*{{0,2}}[ \x{{a0}}\t]?:\*{{0,2}}[ \t]+(?P<v>.+)"
_OTHER = r"(?i)^[ \t>*_]*(?:sent|envoy(?:é|e)(?: le)?|gesendet(?: am)?|subject|objet|sujet|betreff|date|datum|from|to|à|an|von|de|cc)\*{0,2}[ \x{a0}\t]?:"
_SPLIT = r"[^;]+"
_STAMPED = rf"^(?P<v>{_ONE}|[a-z]+[._][a-z]+)(?:[ ]\([\pL ,-]{{2,24}}\))?(?:,?[ ]{{1,4}}|[ ]?[-–—·][ ]?|\t)(?:(?:today|yesterday|aujourd['’]hui|hier|heute|gestern|at|à|um)[ ,]{{1,2}}){{0,2}}[0-9]{{1,2}}[:h.][0-9]{{2}}(?:[ ]?[AaPp]\.?[Mm]\.?|[ ]Uhr)?[ \t]*$"


@cache_word_test
def _may_be_person_name(value: str) -> bool:
    """Return whether a value in a place for people can be a name: capitalised, not only dictionary words."""
    words = [word for word in value.replace(",", " ").split() if word[:1].isupper()]
    plain = [word.strip(".") for word in words if len(word.strip(".")) > 1]
    return bool(plain) and not any(w.casefold() in TECHNICAL for w in plain) and not all(map(is_word, plain))


def _is_strict_name(value: str) -> bool:
    """Return whether a value is a name where other values may occur, too: no part is a dictionary word."""
    words = [word.strip(".") for word in value.replace(",", " ").split() if word[:1].isupper()]
    return any(len(w) > 1 for w in words) and all(len(w) < 2 or may_be_name_part(w) for w in words)


def _find_people_in_headers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the people in an email header or a list, after its label."""
    found = get_lazy_pattern(_HEADER).match(line.text)
    if found is None:
        return
    if found["label"].casefold() in _SENDERS.split("|") and not _is_among_headers(line):
        return
    place, value = found.start("v"), found["v"]
    parts = _SPLIT if ";" in value or value.count(",") < 2 else r"[^,;]+"
    for item in get_lazy_pattern(parts).finditer(value):
        name = item[""].split(" <")[0].split(" (")[0].strip(" \t\"'*").rstrip(" .")
        if get_lazy_pattern(_NAME).is_full_match(name) and _may_be_person_name(name):
            start = line.start + place + value.find(name, item.start())
            yield ReplacedPart(start, start + len(name), "user")


def _is_among_headers(line: Line) -> bool:
    """Return whether another header of the message is within two lines."""
    near = [*line.list_lines_before(2), *(one.text for one in line.iter_lines_after(2))]
    return any(get_lazy_pattern(_OTHER).match(text.rstrip("\r")) is not None for text in near)


def _find_chat_authors(line: Line) -> Iterator[ReplacedPart]:
    """Yield the author of a chat message from a line with only a name and a time."""
    found = get_lazy_pattern(_STAMPED).match(line.text)
    if found is not None and (found["v"].islower() or _is_strict_name(found["v"])):
        yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")


_TURNED = rf"(?:[\\/]|(?:^|[^\pL])(?i:by|par|von|durch|pour|for|für|to|à|an|from|de|with|avec|mit|owner|user)[ :]{{1,2}}[\"'«“]?)(?P<v>{_CAP},[ ]{_CAP})(?:[^\pL\pN.'’-]|\.?\s|\.?\z)"


def _find_inverted_names(line: Line) -> Iterator[ReplacedPart]:
    """Yield each *Family name, Given name* after a word that precedes people."""
    for found in get_lazy_pattern(_TURNED).finditer(line.text):
        value = found["v"].rstrip(".")
        drive = found["v"][-3:-1] == ", " and line.text[found.end("v") : found.end("v") + 2] == ":\\"
        if _is_strict_name(value) and not drive:
            start = line.start + found.start("v")
            yield ReplacedPart(start, start + len(value), "user")


_ITEM = rf"(?:{_MARK}|{_ONE})"
_JOINT = r"(?:[\"'],[ ]?[\"']|[ ]?[;,&/+][ ]|[ ](?:and|et|und|or|ou|oder|nor|ni|noch|y|e)[ ]|[ ]\([^()\r\n]{1,24}\)(?:,|[ ](?:and|et|und|or|ou|oder))[ ]|,[ ](?:and|but not|mais pas|aber nicht|then|puis|et|und)[ ])"
_RUN = rf"(?:{_ITEM}{_JOINT})+{_ITEM}"


def _find_adjacent_people(line: Line) -> Iterator[ReplacedPart]:
    """Yield the names joined to a person that was replaced: *person, Name and Name*."""
    for run in get_lazy_pattern(_RUN).finditer(line.text):
        if "user-" not in run[""]:
            continue
        for item in get_lazy_pattern(rf"{_MARK}|{_ONE}").finditer(run[""]):
            start = run.start() + item.start()
            before = line.text[start - 1 : start]
            if item[""][:5] == "user-" or (before and before not in " (\"'“«[:;,"):
                continue
            if _is_strict_name(item[""]) and _ends_at(line.text, start + len(item[""])):
                yield ReplacedPart(line.start + start, line.start + start + len(item[""].rstrip(".")), "user")


def _ends_at(text: str, end: int) -> bool:
    """Return whether a name ends at this position, and no address, path or call continues it."""
    behind = text[end : end + 2]
    return (
        not behind
        or (behind[0] in " \t,;:!?)\"'”»]|\r/&" and behind != "::")
        or (behind[0] == "." and not behind[1:].isalnum())
    )


def _normalise_text_before_name(text: str) -> str:
    """Return the text before a name with digits and spaces unified, so that rows of a list compare equal."""
    signs: list[str] = []
    for c in " ".join(text.split()):
        sign = "0" if c.isdigit() else c
        if sign != "0" or signs[-1:] != ["0"]:
            signs.append(sign)
    return "".join(signs)


_FRAMED = rf"^(?P<head>[^\pL\r\n]{{0,40}}|[^\pL\r\n]{{0,30}}\b[A-Z]{{2}}[^\pL\r\n]{{1,8}})(?P<v>{_NAME})(?P<tail>[ ]?[:|;,\t]|[ ]{{2}}|[ ]<|[ ]\(|[ ]?$)"
_MARKED = rf"^(?P<head>[^\r\n]{{0,40}}?){_MARK}(?P<tail>[ ]?[:|;,\t]|[ ]{{2}}|[ ]<|[ ]\(|[ ]?$)"


def _find_people_in_similar_lines(line: Line) -> Iterator[ReplacedPart]:
    """Yield the names in neighbouring lines with the same text around the name as a replaced person."""
    found = get_lazy_pattern(_MARKED).match(line.text)
    if found is None:
        return
    frame, tail = _normalise_text_before_name(found["head"]), found["tail"].strip(" ")
    for way in (_iter_lines_above(line), line.iter_lines_after(_ROWS)):
        for other in way:
            named = None if "user-" in other.text else get_lazy_pattern(_FRAMED).match(other.text)
            if (
                named is None
                or _normalise_text_before_name(named["head"]) != frame
                or named["tail"].strip(" ") != tail
            ):
                break  # another person is asked about its own neighbours
            value = named["v"]
            if (_is_strict_name(value) or ("," in value and _may_be_person_name(value))) and (
                frame or tail or " " in value
            ):
                start = other.start + named.start("v")
                yield ReplacedPart(start, start + len(value), "user")


_ROWS = 40
"""Maximum number of lines read above and below a replaced person."""


def _iter_lines_above(line: Line) -> Iterator[Line]:
    """Yield the lines above a line, nearest first."""
    start = line.start
    for _ in range(_ROWS):
        if start < 1:
            return
        end = start - 1
        start = line.whole.rfind("\n", max(0, end - 401), end) + 1
        if end - start > 400:
            return
        yield Line(line.whole, start, end - (line.whole[end - 1 : end] == "\r"))


_NAMES_AND_WORDS = frozenset(
    "Pete Rose Grace Jordan Mark Bill Will Hope Joy Faith Dawn Ruby Amber Violet Lily Ivy Olive Jade Daisy Heather Hazel Frank Rich Rob Jack Guy Dean Grant Miles Drew Pat Sue Penny Kitty Robin Jay Ray Sandy Eve Carol Christian Victor Cliff Glen Lance Kev Sim Iris Pearl Holly Bob Nick Matt Josh Dan Don Ken Kim Max Sam Art Gene Wade Chuck Earl "
    "Pierre Solange Fleur Prudence Constance Clémence Blanche Marin Colin Aurore Céleste Désiré Aimé Reine Marguerite Rose Jean Juste Parfait Fortune Olive Marine Océane Ambre Perle "
    "Wolf Ernst Heide Rosa Viola Kai Jasmin Linde Gerd Jan Bernd Florian Christian Erika Veronika Rose Sonnhild".split()
)
"""Given names that are also words; they count only where nothing but a person fits."""


def _is_name_of_person(value: str) -> bool:
    """Return whether a capitalised word where only a person fits is a name, even one that is also a word."""
    return value in _NAMES_AND_WORDS or (_is_unlisted_name(value) and _has_no_ending_of_nouns(value))


def _is_unlisted_name(value: str) -> bool:
    """Return whether a capitalised word in a place for people is in no list of words: *Fiete*, *Rose-Marie*."""
    if "-" in value:
        parts = value.split("-")
        return any(part in GIVEN_NAMES for part in parts) or not any(map(_is_other_word, parts))
    return not _is_other_word(value)


def _is_other_word(value: str) -> bool:
    return is_word(value) or value.casefold() in TECHNICAL or is_german_compound(value)


def _is_initialled_name(value: str) -> bool:
    """Return whether the name after its initials is a family name: no dictionary word."""
    return not any(map(_is_other_word, value.rpartition(".")[2].strip().split("-")))


_GIVEN = r"(?P<v>\p{Lu}\p{Ll}{2,11}(?:-\p{Lu}\p{Ll}{2,11})?)"
_SIGNED = (
    r"(?s)(?:[\pL\pN][\pL\pN)»”]|[0-9][ \x{a0}]?[\pL%€£]?)[ \x{a0}]?[.!?…,][ ]{1,2}" + _GIVEN + r"[ .]*\s*\z"
)
"""Pattern for a given name alone after the last sentence of a text."""


def _find_signatures(line: Line) -> Iterator[ReplacedPart]:
    """Yield the given name with which a message of a few sentences ends."""
    if line.whole[line.end :].strip():
        return
    found = get_lazy_pattern(_SIGNED).search(line.text)
    login = get_lazy_pattern(_SIGNED_LOGIN).search(line.text)
    if login is not None and _is_joined_name(login["v"]):
        yield ReplacedPart(line.start + login.start("v"), line.start + login.end("v"), "user")
    elif (
        found is not None
        and sum(map(is_word, line.text.split())) > _SENTENCE
        and (found["v"] in _NAMES_AND_WORDS or _is_unlisted_name(found["v"]))
    ):
        yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")


def _is_joined_name(value: str) -> bool:
    """Return whether two joined words are a given and a family name, not a file or two words."""
    first, _, last = value.replace("_", ".").partition(".")
    return is_name_with_optional_initial(value) or (
        len(first) > 1
        and len(last) > 3
        and not is_word(last)
        and last not in ("html", "json", "docx", "xlsx")
    )


_SIGNED_LOGIN = r"[.!?…][ ]{1,2}(?P<v>[a-z]{1,14}[._][a-z]{3,16})\s*\z"
"""Pattern for an account name alone after the last sentence of a text."""
_SENTENCE = 5
"""Number of dictionary words that a message before a signature has at least, less one."""
_INITIALLED = Row(
    (". ", "."),
    r"(?:[ \t(\"'«“„,:;/][ \x{a0}]?)(?P<v>(?:\p{Lu}\.[ -]?){1,2}(?:(?:van|von|de|du|le|la|el|di|da|der)[ ]){0,2}\p{Lu}(?:['’]\p{Lu})?\p{Ll}{3,13}(?:-\p{Lu}\p{Ll}{2,13})?)(?:[\s,;:)\"'»”!?]|\.?(?:\s|\z))",
    "user",
    _is_initialled_name,
)  # fmt: skip

_ONLY_NAME = (
    r"(?P<v>\p{Lu}[\p{Ll}']{2,11}(?:-\p{Lu}\p{Ll}{2,11})?)(?:['’]s)?(?:[\s,;:)\"'»”!?]|\.(?:\s|\z)|\z)"
)
_BEFORE_NAMES = Row(
    ("call", "named", "appel", "heiß", "heiss", "nomm", "demande", "redemand", "voir", "chez", "à ", "ruf", "cover", "ask", " or ", " ou ", "oder", "comme", "like ", "unlike", "its ", "it's", "gr", "remplac", "vertret", "via ", "bei ", "mit ", "cc ", "nachricht", "thank", "merci", "dank"),
    r"(?:^|[^\pL])(?i:(?:(?:s?he(?:['’]s| is| was)|who(?:['’]s| is)|(?:guard|boy|guy|lad|lady|man|woman|girl|colleague|temp|trainee|apprentice|boss|driver|neighbour|nurse|shift|desk|one|line|intern)(?: is| was)?) (?:called|named)|s['’]appell(?:e|ait)|nomm(?:é|e)e?|pr(?:é|e)nomm(?:é|e)e?|namens|heißt|heisst|(?:re)?demander? (?:à|a)|(?:re)?demandez(?: à)?|voyez avec|voir avec|passer? chez|chez|rappel(?:er|ez)?|r(?:ü|ue)ckruf an|r(?:ü|ue)ckruf von|anruf bei|frag(?:t|en)?(?: mal)? (?:die|den|bei)|ask me or|ask|(?:to|with|for|and) me or|moi ou|mich oder|mir oder|me and|moi et|mich und|(?:holiday )?cover(?:ed by)?|remplac(?:é|e)e? par|vertreten durch|vertretung durch|via|(?:hi|hey|hello|hiya|morning|allo|hallo)[ ,]{1,2}it['’]?s|grü(?:ß|ss)e an|gru(?:ß|ss) an|cheers to|thanks to|merci (?:à|a)|dank an|big|little|old|young|petit|petite|grand|grande|le vieux|la vieille|der alte|die kleine|der kleine|comme|unlike|as did|wie bei|wie))[ ]" + _ONLY_NAME,
    "user",
    _is_name_of_person,
)  # fmt: skip
_TITLED = Row(
    ("monsieur", "madame", "mademoiselle", "herr", "frau", "mister", "canon", "father", "sister", "reverend", "rev.", "pastor", "captain", "major", "sergeant", "colonel", "pfarrer", "schwester", "docteur", "doktor", "maître", "père ", "sœur", "abbé", "brother", "oberst", "hauptmann"),
    r"(?:^|[^\pL])(?:(?i:monsieur|madame|mademoiselle|mister|herrn?|frau)|(?:Canon|Father|Sister|Brother|Reverend|Rev\.|Pastor|Captain|Major|Sergeant|Colonel|Pfarrer(?:in)?|Schwester|Docteur|Doktor|Maître|Père|Sœur|Abbé|Oberst|Hauptmann))[ ]" + _ONLY_NAME,
    "user",
    _is_name_of_person,
)  # fmt: skip
_IN_CAPITALS = Row(
    ("name", "nom", "titulaire", "inhaber", "card", "carte", "badge", "holder"),
    r"(?i:name on (?:the )?(?:card|badge)|cardholder|card holder|someone else['’]s name|nom sur la carte|titulaire|karteninhaber(?:in)?|name auf der karte|name auf dem ausweis|nom (?:affiché|sur le badge)|shows? (?:the )?name)[ ]?:?[ ]\(?[\"'«“„]?[ ]?(?P<v>\p{Lu}{2,}(?:-\p{Lu}{2,})?(?:[ ]\p{Lu}{1,16}(?:-\p{Lu}{2,})?){1,3})(?:[\s,;.)\"'»”“]|\z)",
    "user",
)  # fmt: skip
_AFTER_NAMES = Row(
    (),
    r"(?:^|[.!?:;,(\"'«“–—-][ ]?|[ ](?i:and|et|und|but|mais|aber|so|because|car|que|dass|weil|if|maybe|perhaps|peut-être|vielleicht|when|quand|wenn)[ ])(?P<v>\p{Lu}\p{Ll}{2,8}(?:-\p{Lu}\p{Ll}{2,8})?)[ ](?i:knows|knew|wanted|wants|said|says|told|thinks|thought|gave|sent|sends|showed|set it|did it|did that|rang|asked|swears|insists|laughs|remembers|forgot|is (?:off|away|on holiday|on leave|sick|ill|at lunch|out)|will (?:know|call|ring|bring|send|show|confirm)|would know|has the (?:key|code|password|card|badge)|used to (?:have|know|do)|from (?:the )?(?:dispatch|licensing|stores?|warehouse|payroll|accounts|reception|sales|support|upstairs|downstairs|yard|workshop|kitchen|canteen|post room|it|hr)|sait|savait|voulait|veut|envoie|enverra|a envoyé|rigole|dit que|m['’]a (?:dit|donné|montré|envoyé)|pense|garde|revient|rentre|arrive|appelle|rappelle|connaît|doit|est (?:absente?|en congés?|malade|parti|partie|là|au courant)|(?:de la|de l['’]|du) (?:compta|accueil|logistique|paie|magasin|atelier|support|quai)|weiß|weiss|wollte|sagt|sagte|meint|meinte|schickt|schickte|ruft|kennt|hat (?:gesagt|angerufen|gemeint|mir|den|die|das|es|noch)|kommt|bringt|ist (?:krank|im urlaub|nicht da|weg|unterwegs)|aus (?:der|dem) (?:versand|lager|einkauf|werkstatt|buchhaltung|vertrieb|küche))(?:[^\pL]|\z)",
    "user",
    _is_name_of_person,
)  # fmt: skip


def _has_no_ending_of_nouns(value: str) -> bool:
    """Return whether a name doesn't end like German nouns, software and towns that no list contains."""
    return get_lazy_pattern(_NOUNS).search(value) is None


_NOUNS = r"(?:ung|heit|keit|schaft|tion|tät|ment|ware|zeit|buch|haus|platz|stadt|burg|dorf|ville|town|ware|soft|tech|net|box|desk|docs|app|ity|ness|ing|ique|age|ismus|chen|technik|dienst|kasse|bank|stelle|leiter|leitung|meister|wart|büro|team|firma|werk|werke|labor|amt|versand|lager|system|server|portal)(?:en|s|n|e)?\z"


def rules() -> tuple[Rule, ...]:
    """Return the rules for people in email headers, lists, chats and notes."""
    return (
        make_line_rule(
            "user",
            (),
            r"[.!?…,][ ]{1,2}(?:\p{Lu}\p{Ll}{2,11}(?:-\pL{3,12})?|[a-z]{1,14}[._][a-z]{3,16})[ .]*\s*\z",
            _find_signatures,
        ),
        make_rows_rule("user", _INITIALLED, _BEFORE_NAMES, _TITLED, _IN_CAPITALS),
        make_line_rule("user", (), r"\p{Lu}\p{Ll}{2,11} \pL{2}", Table(_AFTER_NAMES).find),
        make_line_rule("user", (":",), _HEADER, _find_people_in_headers),
        make_line_rule("user", (", ",), r", \p{Lu}", _find_inverted_names),
        make_line_rule("user", (), r"(?m)[0-9][:h.][0-9]{2}[ APMapm.]{0,5}(?:Uhr)?\r?$", _find_chat_authors),
    )


def late_rules() -> tuple[Rule, ...]:
    """Return the rules for people next to people that other rules replaced."""
    return (
        make_late_line_rule("user", ("user-",), r"user-[0-9a-f]{6}", _find_adjacent_people),
        make_late_line_rule("user", ("user-",), r"user-[0-9a-f]{6}", _find_people_in_similar_lines),
    )
