"""Rules for labelled values: the label, the separator, and a value of the form the label requires.

Right after a label (punctuation, a space, *is*) a value is tested loosely. Some words further on, its form
must be unmistakable.
"""

# Patterns and conditions of many words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selfhelp.report.redact.by_kind import label_forms, label_words
from selfhelp.report.redact.by_kind.label_words import Label, find_labels
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.positional_names import OF_ONE_JOB, is_start_of_chat_message
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_name_login
from selfhelp.report.redact.word_lists import NO_ACCOUNT

_REACH = 90
"""Maximum distance of a value from its label, in characters."""
_TIGHT = r"(?:[\"'”»)\]}>]{0,3}[ \t.]{0,24}(?:[:=#|>,]|->|=>|→|n°|no?\.|nr\.?|is|est|ist|was|était|war|REG_SZ|named|called)?[ \t]{0,24}[\"'“«({\[<#]{0,3}[ \t]{0,2})"
_NUMBER_WORD = r"(?:[ _.-]?(?i:number|num(?:é|e)ro|nummer|num|no|nr|n°|id|code|ref|r(?:é|e)f|#)\.?)"
_TAIL = rf"{_NUMBER_WORD}{{0,2}}"
_RUN = r"[A-Za-z0-9][A-Za-z0-9_/.-]*[A-Za-z0-9](?:[ ][A-Z](?:[^\pL\pN]|\z))?"
_CLAUSE = r"[.!?][ ]|[;]"


@dataclass(frozen=True, slots=True)
class _LabelKind:
    """Tests for one kind of value, and the kind of placeholder that replaces it.

    Attributes:
        stand_in: kind of the placeholder.
        tight: test for a value right after the label.
        near: test for a value some words after the label.
    """

    stand_in: str
    tight: Callable[[str], bool]
    near: Callable[[str], bool]


def _is_document_number(value: str) -> bool:
    return label_forms.fits_number(value, 6) or (
        label_forms.count_digits(value) > 1 and len(value) > 5 and label_forms.is_generated_serial(value)
    )


def _is_device_number(value: str) -> bool:
    return label_forms.is_generated_serial(value) or (
        value.isdigit() and len(value) in (10, 11, 12, 14, 15, 16) and len(set(value)) > 2
    )


def _is_distant_device_number(value: str) -> bool:
    return (label_forms.is_generated_serial(value) and label_forms.count_digits(value) > 1) or (
        value.isdigit() and len(value) in (14, 15, 16) and len(set(value)) > 2
    )


KINDS = {
    label_words.STAFF: _LabelKind("id-number", lambda v: label_forms.fits_number(v, 4) or label_forms.fits_prefixed_number(v) or label_forms.is_letter_and_number(v), lambda v: label_forms.fits_number(v, 6)),
    label_words.CLIENT: _LabelKind("id-number", lambda v: label_forms.fits_number(v, 6) or (label_forms.fits_prefixed_number(v) and label_forms.count_digits(v) > 0 and "-" in v), lambda v: label_forms.fits_number(v, 7)),
    label_words.HARDWARE: _LabelKind("hw", label_forms.fits_serial, _is_distant_device_number),
    label_words.DEVICE: _LabelKind("hw", _is_device_number, _is_distant_device_number),
    label_words.IDENTITY: _LabelKind("id-number", _is_document_number, _is_document_number),
    label_words.NUMBERED: _LabelKind("id-number", lambda v: label_forms.fits_number(v, 4) or label_forms.fits_prefixed_number(v), lambda v: False),
}  # fmt: skip
"""Kinds whose values are numbers."""

_NUMBERS = label_words.build_label_index(
    label_words.NUMBERED,
    label_words.DEVICE,
    label_words.CLIENT,
    label_words.IDENTITY,
    label_words.STAFF,
    label_words.HARDWARE,
)


def _ends_word(text: str, end: int) -> bool:
    """Return whether a word ends here: before a non-letter, or before a capital after a lowercase letter."""
    return end >= len(text) or not text[end].isalpha() or (text[end].isupper() and text[end - 1].islower())


def _extend_label(text: str, label: Label) -> Label:
    """Return a label extended by the words for numbers after it: *Kunden-Nr.*, *agent n°*."""
    found = get_lazy_pattern(rf"(?:s|\(s\))?(?P<v>{_TAIL})").match(text[label.end : label.end + 40])
    if found is None or not _ends_word(text, label.end + found.end()):
        return label
    return Label(label.kind, label.start, label.end + found.end(), found["v"])


def _find_labelled_numbers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers in a line that have a label before them."""
    text = line.text
    if get_lazy_pattern(r"[0-9]{3}|[0-9][A-Z]|[A-Z][0-9]").search(text) is None:
        return
    labels = [label for label in find_labels(text, _NUMBERS) if not _begins_number(text, label)]
    for n, bare in enumerate(labels):
        kind = KINDS[bare.kind]
        label = _extend_label(text, bare)
        if get_lazy_pattern(OF_ONE_JOB).search(text[max(0, label.start - 24) : label.end + 1]) is not None:
            continue
        if get_lazy_pattern(_WORKER).match(text[max(0, bare.start - 1) : bare.end + 2]) is not None:
            continue  # a process: *Hyper-V-Worker 18590*, *New worker (1182) forked*
        if text[label.end : label.end + 1] == "-" or _is_part_of_identifier(text, label):
            continue
        if bare.kind == label_words.NUMBERED and not label.tail:
            yield from _find_number_of_role(line, bare)
            continue
        stop = labels[n + 1].start if n + 1 < len(labels) else len(text)
        yield from _find_values(line, label, min(stop, label.end + _REACH), kind)


_WORKER = r"(?i)-worker|[^\pL]?worker[ ]\("


def _begins_number(text: str, label: Label) -> bool:
    """Return whether a label is only the prefix of a number: *customer CUST-0099182*."""
    return (
        label.start > 0
        and text[label.start - 1] in " \"'"
        and text[label.start : label.end].isupper()
        and (
            text[label.end : label.end + 1] in ("-", "/", "_")
            and text[label.end + 1 : label.end + 2].isdigit()
        )
    )


def _is_part_of_identifier(text: str, label: Label) -> bool:
    """Return whether a label is only a word within a program's name: *policyFlags=2b02*, *UserClient Seq 27*."""
    if text[label.end : label.end + 1].isalpha():
        return KINDS[label.kind].stand_in != "hw"
    before = text[label.start - 1 : label.start] if label.start else ""
    joined = before.isalpha() and before.islower() and text[label.start].isupper()
    return joined and text[label.end : label.end + 1] == " " and text[label.end + 1 : label.end + 2].isalnum()


_ROLES = r"(?i)(?:agent|porter|steward|guard|(?:é|e)quipi(?:er|ère)|brancardier|magasinier|vendeu(?:r|se)|operator|op(?:é|e)rateur|driver|conducteur|chauffeur|fahrer|technician|technicien|techniker|cashier|caissi(?:er|ère)|kassierer(?:in)?|bediener|nurse|infirmi(?:er|ère)|picker|courier|worker|inspector|officer|zusteller|monteur|schichtleiter(?:in)?|pfleger(?:in)?|wachmann)"
"""Pattern for roles that are followed by a person's number, without a word for numbers."""
_OF_A_ROLE = r"[ ]?[:#]?[ ]?(?P<v>[0-9]{4,7}|[A-Z]{1,3}-?[0-9]{3,7})(?:[\s,;:!?)(]|\.(?:\s|\z)|\z)"


def _find_number_of_role(line: Line, label: Label) -> Iterator[ReplacedPart]:
    """Yield the number right after a role: *operator OP-3391*."""
    found = get_lazy_pattern(_OF_A_ROLE).match(line.text[label.end : label.end + 20])
    named = get_lazy_pattern(_ROLES).is_full_match(line.text[label.start : label.end])
    if found is None or not named or label_forms.is_technical_number(found["v"]):
        return
    yield ReplacedPart(
        line.start + label.end + found.start("v"), line.start + label.end + found.end("v"), "id-number"
    )


def _find_values(line: Line, label: Label, stop: int, kind: _LabelKind) -> Iterator[ReplacedPart]:
    """Yield the values after one label, up to the next label or the end of the sentence."""
    text, start = line.text, label.end
    if text[start : start + 1] in ("/", "\\", "?", "@") or text[label.start - 1 : label.start] in ("/", "\\"):
        return
    if text[label.start : start + 1].lower() == "uuid=":
        return  # a file system: ``root=UUID=…``
    joint = get_lazy_pattern(_TIGHT).match(text[start:])
    first = start + (joint.end() if joint is not None else 0)
    low = start
    while low < stop:
        found = get_lazy_pattern(_RUN).search(text[low : min(len(text), stop + 50)])
        if found is None or low + found.start() >= stop:
            return
        begin, end = low + found.start(), low + found.end()
        value = found[""]
        if value[-1:] and not value[-1].isalnum():
            end, value = end - 1, value[:-1]
        between = text[start:begin]
        if begin > first and (get_lazy_pattern(_CLAUSE).search(between) is not None):
            return
        low = end
        if begin > first and get_lazy_pattern(_OF_A_CASE).search(between) is not None:
            continue
        judge = kind.tight if begin <= first else kind.near
        bare = not label.tail and not text[start:begin].strip(" .")
        if kind.stand_in == "hw" and bare and value.isdigit() and len(value) < 7:
            continue
        if (value[8:9] == "-" and label_forms.is_component_uuid(text[max(0, begin - 120) : begin])) or (
            kind.stand_in == "hw" and _is_model(text, label.start, begin, end)
        ):
            continue
        if (
            text[begin - 1 : begin] in ("@", "\\", "$", "%", "+")
            or text[end : end + 1] in ("@", "\\", "%", "(")
            or not _is_whole_value(text, begin, end)
        ):
            continue
        if judge(value) or (" " in value and judge(value.rpartition(" ")[0])):
            yield ReplacedPart(line.start + begin, line.start + end, kind.stand_in)


_OF_A_CASE = r"(?i)(?:^|[^\pL])(?:errors?(?: codes?)?|erreurs?|fehler(?:code)?|bugs?|issues?|tickets?|cases?|incidents?|defects?|problems?|changes?|notes?|articles?|kb)[ :#]{1,3}\z"
"""Pattern for words right before a report's number; it says nothing about a person or a device."""
_SIZED = r",?[ ][0-9.,]+[ ]?[MGT]i?[Bo](?:[^\pL]|\z)"
"""Pattern for the size of a disk after its model."""
_OF_A_MODEL = r"(?i)(?:firmware|fw|fwrev|bios|uefi|model|modell|mod(?:è|e)le|part(?: ?number| ?no\.?)?|p/n|sku|fru|version|rev(?:ision)?|driver|treiber|pilote|build|toner|cartridge|battery|akku|batterie|adapter|spare)[ :=#-]{0,3}\z"
"""Pattern for labels of values that are the same for every device of a model."""


def _is_model_number(between: str) -> bool:
    """Return whether the word right before a number shows that it identifies a model, not a device."""
    return get_lazy_pattern(_OF_A_MODEL).search(between) is not None


_PART_BEHIND = r"(?i)[ ]?\((?:fru|p/n|pn|sku|part)[^\pL]"


def _is_model(text: str, low: int, begin: int, end: int) -> bool:
    """Return whether all devices of a model share a number: *Dell U2722DE*, *firmware M2T105*."""
    between = text[low:begin]
    return (
        _is_model_number(between)
        or label_forms.is_model_of_maker(text[max(0, begin - 60) : begin], text[begin:end])
        or get_lazy_pattern(_PART_BEHIND).match(text[end : end + 8]) is not None
        or get_lazy_pattern(_SIZED).match(text[end : end + 16]) is not None
    )


def _is_whole_value(text: str, begin: int, end: int) -> bool:
    """Return whether a value isn't part of a longer word, time or version."""
    return not (
        text[begin - 1 : begin].isalnum()
        or text[end : end + 1].isalnum()
        or (text[end : end + 1] in (":", ".") and text[end + 1 : end + 2].isdigit())
    )


# -- dates of birth ---------------------------------------------------------------------------------

_BORN = label_words.build_label_index(label_words.BIRTH)


def _find_birth_dates(line: Line) -> Iterator[ReplacedPart]:
    """Yield the first date after each word for birth."""
    text = line.text
    for label in find_labels(text, _BORN):
        found = get_lazy_pattern(label_forms.DATE).search(text[label.end : label.end + 50])
        if found is not None:
            yield ReplacedPart(
                line.start + label.end + found.start("v"), line.start + label.end + found.end("v"), "birth"
            )


# -- names of accounts, computers and people ---------------------------------------------------------

_NAMED = {label_words.PERSON: "user", label_words.LOGIN: "user", label_words.HOST: "host"}
_NAMES = label_words.build_label_index(*_NAMED)
_PEOPLE = label_words.build_label_index(label_words.PERSON)
_NAME_JOINT = r"[\"'”»)\]}>]{0,3}[ \t.]{0,24}(?P<sign>[:=|]|->|=>|→)?[ \t]{0,24}(?P<word>(?:(?i:windows|bien|now|still|is|est|c['’]est|ist|lautet|war|was|était|als|as|for|pour|für|named|called|heißt|s['’]appelle|de|von|par|by)[ \t]){1,3})?[\"'“«({\[<\\]{0,3}"
_NAME = r"[A-Za-z][A-Za-z0-9._-]*[A-Za-z0-9$]"
_CAPITAL_WORD = r"(?:\p{Lu}\.|\p{Lu}[\p{Ll}'’]+(?:-?\p{Lu}[\p{Ll}'’]+)*|\p{Lu}{2,}(?:['’-]\p{Lu}{2,})*)"
_PERSON = rf"{_CAPITAL_WORD}(?:,?[ ](?:(?:de|du|des|la|le|van|von|der|den|di|da|el|al|bin|ben)[ ]){{0,2}}{_CAPITAL_WORD}){{0,3}}"
_OTHERS = r"(?:^|[\s\"'“«(,=:>])(?P<v>[A-Za-z][A-Za-z0-9._-]{2,38}[A-Za-z0-9])(?:[\s\"'”»),.;:?!<]|\z)"


_GOES_ON_AS_SENTENCE = r"\pL+,?(?:[ ](?:\pL+['’])?\pL+){3}"


def _find_labelled_names(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account names, computers and people that a label announces, and names of the same form."""
    text = line.text
    for label in find_labels(text, _NAMES):
        end = label.end + (text[label.end : label.end + 1] == "s")
        if text[label.start - 1 : label.start] in ("/", "@") and label.start:
            continue
        if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalnum():
            continue  # ``pc-0211`` is a name, not a label
        yield from _find_names_after(line, label, end)


def _find_names_after(line: Line, label: Label, end: int) -> Iterator[ReplacedPart]:
    """Yield the names after one label."""
    kind = label.kind
    joint = get_lazy_pattern(_NAME_JOINT).match(line.text[end : end + 80])
    if joint is None or _leads_to_sentence(line.text, joint, end + joint.end()):
        return
    start = end + joint.end()
    if joint["sign"] in (":", "|") and find_labels(line.text[label.start : label.end], _PEOPLE):
        yield from _find_person(line, start)
        if kind == label_words.PERSON and _begins_with_lowercase_name(line.text[start : start + 40]):
            yield from _find_name_after(line, start, label_words.LOGIN, sure=True)
    if kind == label_words.PERSON:
        return
    if end > label.end and not joint["sign"] and joint["word"].strip() in ("is", "are", "est", "ist"):
        return  # *between users is …*
    if joint["word"].strip() in ("is", "are") and line.text[label.start : label.end][-4:] == "ions":
        return  # *the limit of sessions is reached*
    if not (joint["sign"] or joint["word"]) and line.text[label.start : label.end].casefold() == "session":
        return  # *Session factory is …*
    option = line.text[label.start - 1 : label.start] == "-" and joint[""][:1] == " "
    linked = joint["word"].strip().casefold()
    following = line.text[start : start + 80]
    stated = linked and not joint["sign"] and line.text[label.start : label.end].casefold() in _STATES
    if (linked in _LEADING_ON or stated) and _begins_with_ordinary_word(following):
        return  # *sort the mailbox by size*, *my profile is "dormant"*
    if joint["sign"] == "|" and line.text[: label.start].rpartition("|")[2].strip(" \t*_"):
        return  # a table cell that ends with the label's word
    yield from _find_name_after(line, start, kind, sure=bool(joint["sign"] or linked or option))
    yield from _find_similar_names(line, end, kind)


def _leads_to_sentence(text: str, joint: Match, start: int) -> bool:
    """Return whether no name but a sentence begins after a label: *User: great, thanks a lot*."""
    if (joint[""][:2] == ". " and not joint["sign"]) or (
        joint["sign"] == ":" and joint["word"][:1].isupper()
    ):
        return True  # the sentence ends before, or begins with *It is*
    following = text[start : start + 80]
    if get_lazy_pattern(_GOES_ON_AS_SENTENCE).match(following) is not None and is_word(
        following.split(" ")[0]
    ):
        return True
    return text[start:].count(" ") > 1 and is_start_of_chat_message(text, start)


_STATES = frozenset(
    {"profile", "profil", "session", "mailbox", "identity", "user", "utilisateur", "benutzer"}
)
"""Labels of what may be in a state, too."""
_LEADING_ON = frozenset({"for", "pour", "für", "by", "de", "par", "von"})


def _begins_with_ordinary_word(text: str) -> bool:
    """Return whether a text begins with a lowercase dictionary word: *profile for laptops*."""
    found = get_lazy_pattern(_NAME).match(text)
    return found is not None and found[""].isalpha() and found[""].islower() and is_word(found[""])


def _find_person(line: Line, start: int) -> Iterator[ReplacedPart]:
    """Yield a person's name after a label and a colon: capitalised words not in the dictionary."""
    found = get_lazy_pattern(_PERSON).match(line.text[start : start + 80])
    if found is None or line.text[start + found.end() : start + found.end() + 1] in (
        "/",
        "\\",
        "@",
        "_",
        "(",
        "=",
    ):
        return
    if line.text[start + found.end() : start + found.end() + 1].isdigit():
        return  # a file or a device: *Netwtw14*
    value = found[""].rstrip(" .,-")
    if _is_joined_program_name(value):
        return
    words = [word for word in value.replace(",", " ").split() if len(word.strip(".")) > 1]
    if (
        words
        and words[0].casefold() not in NO_ACCOUNT
        and not any(c.isdigit() for c in value)
        and not any(is_word(word) for word in words[:1])
        and sum(map(is_word, words)) * 2 < len(words) + 1
    ):
        yield ReplacedPart(line.start + start, line.start + start + len(value), "user")


def _is_joined_program_name(value: str) -> bool:
    """Return whether a value is two words joined by their capitals: *Driver: FlatStore*, but not *McArthur*."""
    found = get_lazy_pattern(r"\p{Lu}\p{Ll}{2,14}(?P<v>\p{Lu}\p{Ll}{2,14})").match(value)
    return found is not None and found[""] == value and value[:3] != "Mac" and is_word(found["v"])


def _find_name_after(line: Line, start: int, kind: str, *, sure: bool) -> Iterator[ReplacedPart]:
    """Yield the name right after a label; after only a space, it must be distinctive."""
    found = get_lazy_pattern(_NAME).match(line.text[start : start + 80])
    if found is None:
        return
    value, end = found[""], start + found.end()
    behind = line.text[end : end + 2]
    if value.casefold() in _ENVIRONMENTS:
        return
    if behind[:1] in ("@", "(", "[", "\\", "/", "=", "{") or behind == "::" or behind[:1].isalpha():
        return
    if behind == ": " and value.istitle() and value.endswith("ed"):
        return  # a state: *imap-login: Disconnected: …*
    if kind == label_words.HOST:
        alone = sure and _ends_phrase(line.text, end) and line.text[start - 1 : start] != ":"
        fits = label_forms.fits_host(value) or (alone and label_forms.is_own_host_name(value))
    else:
        stored = line.text[end : end + 11].casefold() == ";accountkey"  # belongs to a service, not a person
        alone = sure and (_ends_phrase(line.text, end) or _is_unlisted_word(value))
        fits = (
            (alone and not stored and label_forms.fits_login(value))
            or label_forms.is_certain_login(value)
            or _is_account_in_capitals(value)
            or (_is_unlisted_word(value) and _is_followed_by_action(line.text, end))
        )
    if fits:
        yield ReplacedPart(line.start + start, line.start + end, _NAMED[kind])


_ENVIRONMENTS = frozenset(
    ("sandbox", "dev", "prod", "staging", "production", "preprod", "development", "demo", "qa", "uat")
)
"""Names of the surroundings that a program runs in: *AWS_PROFILE=sandbox*."""


def _begins_with_lowercase_name(text: str) -> bool:
    """Return whether a text begins with a lowercase name that isn't a dictionary word."""
    found = get_lazy_pattern(_SMALL_NAME).match(text)
    if found is None or len(found[""]) < 5 or is_word(found[""].split("-")[0]):
        return False
    return "." not in found[""] or is_name_login(found[""])


_SMALL_NAME = r"[a-z][a-z0-9]+(?:[._-][a-z0-9]+){0,2}"


def _is_unlisted_word(value: str) -> bool:
    """Return whether a lowercase value is neither a dictionary word nor a technical term."""
    return (
        len(value) > 4
        and value.isalpha()
        and value.islower()
        and label_forms.fits_login(value)
        and not is_word(value)
    )


_ACTS = r"(?i)[\"'”»)]?[ ](?:is|was|has|had|can|cannot|can't|could|will|from|on|at|since|logged|authenticated|connected|tried|failed|not|est|a|n['’]|ne|peut|depuis|sur|verrouill\pL*|ferm\pL*|bloqu\pL*|d(?:é|e)sactiv\pL*|expir\pL*|ouvert\pL*|connect\pL*|ist|hat|kann|wurde|wird|gesperrt|auf)(?:[^\pL]|\z)"


def _is_followed_by_action(text: str, end: int) -> bool:
    """Return whether a verb, a place or a time follows an account name."""
    return get_lazy_pattern(_ACTS).match(text[end : end + 24]) is not None


_TYPES = frozenset(
    [
        "BIGINT",
        "VARCHAR",
        "INTEGER",
        "SMALLINT",
        "TIMESTAMP",
        "DATETIME",
        "BOOLEAN",
        "NUMERIC",
        "DECIMAL",
        "SERIAL",
        "UNIQUE",
        "DEFAULT",
        "PRIMARY",
        "REFERENCES",
        "VARCHAR2",
        "NVARCHAR",
        "CREATE",
        "DELETE",
        "UPDATE",
        "SELECT",
        "INSERT",
        "REPLACE",
    ]
)


def _is_account_in_capitals(value: str) -> bool:
    """Return whether a value is an account name in capitals, as copiers and mainframes print them."""
    return (
        value not in _TYPES
        and 6 <= len(value) <= 14
        and value.isalnum()
        and value.isupper()
        and label_forms.fits_login(value)
        and not is_word(value)
    )


def _ends_phrase(text: str, end: int) -> bool:
    """Return whether a name ends the phrase, before punctuation or the end of the line."""
    rest = text[end : end + 3]
    return (
        not rest.strip()
        or rest[:1] in ",;\"'”»)]}>|"
        or rest[:2] in (". ", ": ")
        or rest[:2] in ("  ", " (")
        or rest[:1] == "\t"
    )


def _find_similar_names(line: Line, start: int, kind: str) -> Iterator[ReplacedPart]:
    """Yield further values in the sentence that can only be an account name or a computer."""
    rest = line.text[start : start + _REACH]
    cut = get_lazy_pattern(r"[.!?][ ]").search(rest)
    for found in get_lazy_pattern(_OTHERS).finditer(rest if cut is None else rest[: cut.start() + 1]):
        value, end = found["v"], found.end("v")
        if end == _REACH:
            continue  # it may continue
        if rest[end : end + 1] == "." and rest[end + 1 : end + 2].isalnum():
            continue
        if label_forms.is_certain_login(value) if kind == label_words.LOGIN else label_forms.fits_host(value):
            yield ReplacedPart(line.start + start + found.start("v"), line.start + start + end, _NAMED[kind])


def rules() -> tuple[Rule, ...]:
    """Return the rules for labelled values; they run after the rules for values with a distinctive form."""
    return (
        make_line_rule("number", (), r"[0-9]", _find_labelled_numbers),
        make_line_rule("birth", (), r"[0-9]", _find_birth_dates),
        make_line_rule("account", (), r"[A-Za-z]{3}", _find_labelled_names),
    )
