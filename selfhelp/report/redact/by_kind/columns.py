"""Rules for tables headed by labels: CSV, tabs, bars, aligned columns, one value below its heading."""

# Patterns and conditions of many words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selfhelp.report.redact.by_kind import label_forms, label_words, labelled_values
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import may_be_name_login
from selfhelp.report.redact.word_lists import NO_HOST, NO_SECRET, WELL_KNOWN

_MOST_ROWS = 200
_EVERY = label_words.build_label_index(*label_words.WORDS)
_HEADING = r"(?m)\pL[\"' ]{0,2}(?:[;,|\t]|  )|^[ \t]*\pL[\pL _/-]{1,30}\r?$|-----|^#[Ff]ields:"
_CELL = r"[ \t]*[\"'`*]{0,2}\pL[\pL\pN _/.°'’#()-]{0,30}[\"'`*]{0,2}[ \t]*|[ \t]*"
_SEPARATORS = ("\t", ";", "|", ",")
Span = tuple[int, int]


def _is_birth_date(value: str) -> bool:
    return get_lazy_pattern(label_forms.DATE).is_full_match(value)


def _is_person(value: str) -> bool:
    """Return whether a value is a person's name: capitalised, without dictionary words."""
    words = value.replace(",", " ").replace("-", " ").split()
    return (
        0 < len(words) < 5
        and get_lazy_pattern(r"\p{Lu}[\pL'’. ,-]{1,40}").is_full_match(value)
        and not any(is_word(word) for word in words if len(word) > 2)
    )


def _is_place(value: str) -> bool:
    """Return whether a cell is a street, town or postal code, not a network or email address."""
    if get_lazy_pattern(r"(?:[A-Z]{1,2}-?)?[0-9]{4,5}|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}").is_full_match(
        value
    ):
        return True
    return get_lazy_pattern(
        r"(?:[0-9]{1,4}[a-zA-Z]?,? )?\p{Lu}[\pL'’. -]{2,40}(?:,? [0-9]{1,4}[a-zA-Z]?)?|[0-9]{1,4}(?: (?:bis|ter))?,? \pL[\pL'’. -]{2,40}"
    ).is_full_match(value) and not all(is_word(word) for word in value.split() if word.isalpha())


def _is_bank_detail(value: str) -> bool:
    return get_lazy_pattern(r"[0-9A-Z](?:[ -]?[0-9A-Z+/]){1,33}").is_full_match(value) and (
        label_forms.count_digits(value) > 1 or len(value) in (8, 11)
    )


def _is_code(value: str) -> bool:
    return (
        get_lazy_pattern(r"[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){2,40}[#*]?").is_full_match(value)
        and label_forms.count_digits(value) > 1
    )


def _is_extension(value: str) -> bool:
    return get_lazy_pattern(
        r"[0-9]{3,6}|[0-9]{2}[ .][0-9]{2}|[0-9]-[0-9]{4}|\+?[0-9](?:[ ./()-]{0,3}[0-9]){6,14}"
    ).is_full_match(value)


def _is_computer(value: str) -> bool:
    """Return whether a cell below an unambiguous heading is a computer: no dictionary word, no interface."""
    return label_forms.fits_host(value) or (
        _is_unlisted_name(value) and not label_forms.is_technical_number(value) and not get_lazy_pattern(_INTERFACE).is_full_match(value)
        and get_lazy_pattern(r"[A-Za-z][\w-]*(?:\.[\w-]+)*").is_full_match(value)
    )  # fmt: skip


def _is_unlisted_name(value: str) -> bool:
    """Return whether a value is a name, not a dictionary word or generic computer name."""
    marked = any(map(str.isdigit, value)) or "-" in value
    return len(value) > 2 and value.casefold() not in _ANYONES and (marked or not is_word(value))


_ANYONES = NO_HOST | WELL_KNOWN | NO_SECRET
_INTERFACE = r"(?i)(?:eth|en[ops]|wl|lo|br|veth|docker|virbr|vlan|tun|tap|wi-?fi|ethernet|loopback|bridge|bluetooth|usb|npf|microsoft|windows|gig|fa|te|ge|xe|ae|po|se|port|dhcp|vethernet).*|[a-z]+(?:_[a-z0-9]+)+|[a-z]+[.][a-z]+[.][a-z.]+"
_OF_MACHINES = r"(?i)(?:(?:(?:internal|external|private|public)[ _-])?(?:ip|mac|ipv4|dns|dhcp)[ _-]?(?:v4|v6)?[ _-]?(?:addr\w*|adresse)?|adresse[ _-](?:ip|mac)|os|os[ _-]?(?:version|name|build)|operating ?system|syst(?:è|e)me(?: d['’]exploitation)?|betriebssystem|resource ?id|local intr?f\w*|cpuusage.*|memoryassigned.*|last (?:check-?in|seen|contact|sync|boot|heartbeat)|derni(?:è|e)re (?:connexion|synchro\w*)|lease\w*|expir\w*|compliance|conformit(?:é|e)|client version|kernel-version|dnshostname|site ?code|bios|ram|cpu|uptime|agent(?: version)?|patch\w*|antivirus|hypervisor|esxi? ?host|datastore|letzter kontakt)"
_OF_ACCOUNTS = r"(?i)(?:enabled|sid|password ?last ?set|password ?(?:required|expires|never expires)|last ?logon(?:date)?|locked ?out|principal ?source|object ?class|badlogoncount|uid(?:number)?|shell|activé|aktiviert)"
"""Pattern for headings next to *Name* in lists of accounts: ``Get-LocalUser``, ``Get-ADUser``."""
_NAME = r"(?i)(?:name|nom|bezeichnung|machine|machines|device id|equipment|(?:é|e)quipement|system|client|target|endpoint|instance|vm|vm name|object|asset name|gerät|poste client|ordinateurs?|computers?|servers?|serveurs?|rechner|device|devices|host ?names?|hosts?|computer ?names?|device ?names?|machine ?names?|nom d['’]h(?:ô|o)te|nom (?:du |de (?:la )?)?(?:poste|pc|machine)|maschinenname|pc[ -]?name|rechnername|gerätename|nodes?|node ?name)"
_NO_SSID = r"(?i)[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|mac-[0-9a-f]+|--|[0-9]+|hidden"
_ALWAYS = r"(?i)(?:host ?names?|computer ?names?|device ?names?|machine ?names?|nom d['’]h(?:ô|o)te|nom (?:du |de (?:la )?)?(?:poste|pc|machine|l['’]ordinateur)|rechnername|server ?name)"


def _find_column_kinds(headings: list[str]) -> dict[int, str]:
    """Return the kind of each labelled column; *Name* near *IP* or *OS* is a computer's name."""
    bare = [heading.strip(" \t\"'`*#") for heading in headings]
    kinds = {n: kind for n, heading in enumerate(headings) if (kind := _find_heading_kind(heading))}
    machines = any(get_lazy_pattern(_OF_MACHINES).is_full_match(heading) for heading in bare)
    staffed = not {label_words.STAFF, label_words.BANK, label_words.EXTENSION, label_words.POST}.isdisjoint(
        kinds.values()
    )
    for n, heading in enumerate(bare):
        if (
            staffed
            and n not in kinds
            and heading.casefold() in ("name", "nom", "titulaire", "inhaber", "mitarbeiter")
        ):
            kinds[n] = label_words.PERSON
        if heading.casefold() in ("ssid", "essid", "wlan", "wifi"):
            kinds[n] = _NETWORK
        if get_lazy_pattern(_ALWAYS).is_full_match(heading) or (
            machines and get_lazy_pattern(_NAME).is_full_match(heading)
        ):
            kinds[n] = _MACHINE
        elif heading.casefold() == "name" and any(
            get_lazy_pattern(_OF_ACCOUNTS).is_full_match(heading) for heading in bare
        ):
            kinds[n] = label_words.LOGIN
        elif heading.casefold() == "tag" and label_words.HARDWARE in kinds.values():
            kinds[n] = label_words.HARDWARE
        elif heading.casefold() in ("clé", "cle", "key") and label_words.BANK in kinds.values():
            kinds[n] = label_words.BANK
        elif heading.casefold() in ("first", "last", "given", "family", "fname", "lname") and len(bare) > 1:
            kinds[n] = label_words.PERSON
        elif staffed and n not in kinds and heading.casefold().split("-")[0].split()[:1] in _CARDS:
            kinds[n] = label_words.STAFF
        elif heading.casefold() == "code" and any(
            one.casefold() in ("used", "type", "utilisé") for one in bare
        ):
            kinds[n] = label_words.CODE
    return kinds


_CARDS = (["chip"], ["transponder"], ["rfid"], ["fob"], ["chipnr"], ["puce"], ["uid"])
"""First words of headings above the numbers of cards, in a table about staff."""
_MACHINE = "machine"
_NETWORK = "network"
_JUDGES: dict[str, tuple[Callable[[str], bool], str]] = {
    **{kind: (judged.tight, judged.stand_in) for kind, judged in labelled_values.KINDS.items()},
    label_words.DEVICE: (label_forms.is_generated_serial, "hw"),
    label_words.NUMBERED: (lambda value: False, "id-number"),
    label_words.BIRTH: (_is_birth_date, "birth"),
    label_words.PERSON: (lambda value: _is_person(value) or may_be_name_login(value), "user"),
    label_words.LOGIN: (
        lambda value: label_forms.fits_login(value) and (value[:1].islower() or not is_word(value)),
        "user",
    ),
    label_words.HOST: (label_forms.fits_host, "host"),
    label_words.PLACE: (_is_place, "place"),
    label_words.BANK: (_is_bank_detail, "account"),
    label_words.CODE: (_is_code, "code"),
    label_words.EXTENSION: (_is_extension, "phone"),
    label_words.POST: (lambda value: _is_computer(value) or _is_extension(value), "host"),
    _MACHINE: (_is_computer, "host"),
    _NETWORK: (
        lambda value: (
            not (value.isalpha() and is_word(value)) and not get_lazy_pattern(_NO_SSID).is_full_match(value)
        ),
        "network",
    ),
}
_MOSTLY = (
    label_words.LOGIN,
    label_words.HOST,
    label_words.PERSON,
    label_words.PLACE,
    label_words.EXTENSION,
    label_words.CODE,
    label_words.BANK,
    _MACHINE,
)
"""Kinds whose columns count only if most cells look like such a value."""


def _find_heading_kind(heading: str) -> str:
    """Return a column's kind: the kind of its heading, or of a label at the heading's start or end."""
    bare = heading.strip(" \t\"'`*#")
    if not bare or len(bare.split()) > 4:
        return ""
    found = label_words.find_labels(bare, _EVERY) or label_words.find_labels(
        _remove_number_word(bare), _EVERY
    )
    kinds = [
        label.kind
        for label in found
        if not _TAILED.sub("", bare[label.end :])
        or (label.start == 0 and len(found) == 1 and label.end == len(_remove_number_word(bare)))
    ]
    return kinds[-1] if kinds else ""


_TAILED = re.compile(r"(?i)^[ _.-]{0,2}(?:number|num[ée]ro|nummer|num|no|nr|n°|id|code|s)?\.?$")


def _remove_number_word(heading: str) -> str:
    """Return a heading without a final word for numbers: *EMPNO*, *Kundennr*."""
    found = get_lazy_pattern(r"(?i)[ _.-]?(?:number|num(?:é|e)ro|nummer|num|no|nr|n°|id|code)\.?$").search(
        heading
    )
    return heading if found is None else heading[: found.start()]


def _find_column_values(line: Line) -> Iterator[ReplacedPart]:
    """Yield the cells below headings that are labels."""
    text = line.text
    if not 2 <= len(text) <= 400 or _is_sentence(text) or "://" in text:
        return
    if text[:8].casefold() in ("#fields:", "#fields\t"):
        yield from _find_log_field_values(line)
        return
    above = line.list_lines_before()[0].strip() if line.start else ""
    if "  " in above and "  " in text.strip():
        return  # a table row, not a heading: the line above it is aligned too
    for separator in _SEPARATORS:
        cells = _split_cells(text, separator)
        if len(cells) > 1 and all(get_lazy_pattern(_CELL).is_full_match(text[a:b]) for a, b in cells):
            yield from _find_row_values(line, separator, cells)
            return
    if "\t" not in text:
        yield from _find_aligned_values(line)


def _is_sentence(text: str) -> bool:
    """Return whether a line ends as a sentence does, and not with *Nr.*, *No.*."""
    return text.rstrip()[-1:] in ".!?:" and not get_lazy_pattern(
        r"(?i)(?:.*[ .;|,\t-])?(?:\pL*nr|no|tel|abt|inv|bez)\.[\"' ]*"
    ).is_full_match(text)


def _split_cells(text: str, separator: str) -> list[Span]:
    """Return the start and end of each cell in a line; separators between double quotes don't count."""
    spans, start, quoted = [], 0, False
    for n, c in enumerate(text):
        quoted ^= c == '"'
        if c == separator and not quoted:
            spans.append((start, n))
            start = n + 1
    return [*spans, (start, len(text))]


def _find_row_values(line: Line, separator: str, cells: list[Span]) -> Iterator[ReplacedPart]:
    wanted = _find_column_kinds([line.text[a:b] for a, b in cells])
    rows: list[tuple[Line, list[Span]]] = []
    for row in line.iter_lines_after(_MOST_ROWS) if wanted else ():
        spans = _split_cells(row.text, separator)
        if len(spans) == len(cells):
            rows.append((row, spans))
        elif row.text.strip(" \t|+-=:"):
            break
    if any(get_lazy_pattern(_SQL_TYPE).is_full_match(row.text[a:b]) for row, spans in rows for a, b in spans):
        return  # the columns of a database
    for n, kind in wanted.items():
        yield from _find_values_of_column([(row, *spans[n]) for row, spans in rows], kind)


_SQL_TYPE = r"(?i)[ \t\"'`]*(?:n?(?:var)?char2?\([0-9]+\)|(?:big|small|tiny)?int(?:eger)?(?:\([0-9]+\))?|(?:big)?serial|timestamp(?:tz)?|datetime2?|boolean|jsonb|bytea|uniqueidentifier|numeric\([0-9, ]+\)|decimal\([0-9, ]+\))[ \t\"'`]*"
"""Pattern for the type of a column in a database (ISO/IEC 9075)."""


def _ends_with_version(value: str) -> bool:
    """Return whether words and a version fill a cell: *Minimum OS 10.0.22631*."""
    return get_lazy_pattern(r"\pL.*[ ][0-9]{1,4}(?:\.[0-9]{1,6}){2,3}").is_full_match(value)


def _find_log_field_values(line: Line) -> Iterator[ReplacedPart]:
    """Yield the cells below ``#Fields:``, separated by spaces (W3C Extended Log File Format, IIS; Zeek)."""
    names = line.text.split()[1:]
    wanted = {n: kind for n, name in enumerate(names) if (kind := _find_heading_kind(_PREFIX.sub("", name)))}
    for row in line.iter_lines_after(_MOST_ROWS) if wanted else ():
        words = list(_WORD.finditer(row.text))
        if len(words) == len(names):
            for n, kind in wanted.items():
                yield from _find_cell_part(row, *words[n].span(), kind)


_PREFIX = re.compile(r"^(?:cs|sc|s|c|rs|sr|x)-(?=\w)")
_WORD = re.compile(r"\S+")


def _find_values_of_column(cells: list[tuple[Line, int, int]], kind: str) -> Iterator[ReplacedPart]:
    """Yield the values of a column; for names, nothing unless most cells look like names."""
    filled = [cell for cell in cells if cell[0].text[cell[1] : cell[2]].strip(" \t\"'-")]
    if kind == label_words.LOGIN:  # an address of mail is found by its form
        filled = [cell for cell in filled if "@" not in cell[0].text[cell[1] : cell[2]]]
    fitted = [part for cell in filled for part in _find_cell_part(*cell, kind)]
    if kind not in _MOSTLY or len(fitted) * 5 >= len(filled) * 3:
        yield from fitted


def _find_cell_part(row: Line, start: int, end: int, kind: str) -> Iterator[ReplacedPart]:
    """Yield the value of a cell if it fits the kind of its column."""
    text = row.text[start:end]
    value = text.strip(" \t\"'`*{}")
    judge, stand_in = _JUDGES[kind]
    if "\\" in value or len(value.split()) > 4 or _ends_with_version(value):
        return  # a device path or a sentence
    if value and (
        judge(value)
        or (kind == label_words.STAFF and get_lazy_pattern(r"[A-Z]{1,3}[0-9]{3,8}").is_full_match(value))
        or (
            kind in (label_words.STAFF, label_words.CLIENT, label_words.IDENTITY)
            and label_forms.fits_prefixed_number(value)
        )
    ):
        begin = row.start + start + text.find(value)
        posted = kind == label_words.POST and value[:1].isdigit()
        yield ReplacedPart(begin, begin + len(value), "phone" if posted else stand_in)


_ALONE = (
    label_words.HARDWARE,
    label_words.STAFF,
    label_words.IDENTITY,
    label_words.HOST,
    label_words.LOGIN,
    label_words.BIRTH,
    _MACHINE,
)
"""Kinds whose heading is recognised without a second column."""


def _find_aligned_values(line: Line) -> Iterator[ReplacedPart]:
    """Yield the cells of aligned columns: below two spaces, dashes, capitals or a single heading."""
    names = [m.span("n") for m in get_lazy_pattern(r"(?P<n>\S+(?: \S+)*)").finditer(line.text)]
    below = next(iter(line.iter_lines_after(1)), None)
    if below is None:
        return
    if get_lazy_pattern(r" *-{2,}(?:[ +]+-{2,})* *").is_full_match(below.text.rstrip()):
        names = [m.span("n") for m in get_lazy_pattern(r"(?P<n>-+)").finditer(below.text)]
    elif len(names) == 1 and len(line.text.split()) > 1 and line.text.upper() == line.text:
        names = [m.span("n") for m in get_lazy_pattern(r"(?P<n>\S+)").finditer(line.text)]
    ends = [start for start, _ in names[1:]] + [400]
    stops = [
        min(stop if len(names) == 1 else end, len(line.text))
        for (_, stop), end in zip(names, ends, strict=True)
    ]
    kinds = _find_column_kinds([line.text[start:stop] for (start, _), stop in zip(names, stops, strict=True)])
    columns = [(names[n][0], ends[n], kinds[n]) for n in sorted(kinds)]
    if (
        not columns
        or (line.text.lstrip()[:1].islower() and kinds.get(0) != label_words.BIRTH)
        or (len(names) == 1 and columns[0][2] not in _ALONE)
    ):
        return
    if any(line.text[start] == ":" for start, _ in names):
        return  # a list of properties: *ComputerName : web.example.com*
    rows = list(_find_rows_until_empty(line))
    for start, end, kind in columns:
        cells = [(row, *span) for row in rows if (span := _find_cell_value(row.text, start, end)) is not None]
        if len(names) == 1:
            cells = cells[
                : next(
                    (n for n, cell in enumerate(cells) if not list(_find_cell_part(*cell, kind))), len(cells)
                )
            ]
        yield from _find_values_of_column(cells, kind)


def _find_rows_until_empty(line: Line) -> Iterator[Line]:
    """Yield the rows below a heading up to an empty line; one right below the heading is skipped."""
    for n, row in enumerate(line.iter_lines_after(_MOST_ROWS)):
        if row.text.strip(" -+"):
            yield row
        elif n > 1:
            return


def _find_cell_value(text: str, start: int, end: int) -> Span | None:
    """Return the start and end of a value that begins below its heading as a separate word, or None."""
    if start >= len(text) or (start and text[start - 1] not in " \t"):
        return None
    cell = text[start:end]
    if end < len(text) and text[end - 1] not in " \t":
        cell = cell.rsplit(" ", 1)[0]
    word = cell.strip().split("  ")[0]
    return (start, start + cell.find(word) + len(word)) if word else None


def rules() -> tuple[Rule, ...]:
    """Return the rule for tables; it runs before the rules for addresses change the cells."""
    return (make_line_rule("table", (), _HEADING, _find_column_values),)
