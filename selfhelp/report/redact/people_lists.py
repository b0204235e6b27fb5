"""Rules for people in tables and lists: columns of names, participants, authors of changes and locks."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.labelled_people import CAPITAL, is_person_name, replace_ambiguous_label_person
from selfhelp.report.redact.name_value_pairs import split_name_into_words
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.table_columns import is_aligned_row, split_cells
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_family_name
from selfhelp.report.redact.word_lists import COMMON, NO_ACCOUNT, TECHNICAL

_PARTICLE = r"(?:(?:de|du|des|la|le|van|von|der|den|di|da|dos|el|al|bin|ben|ter|zu)[ ]|[dDlLO]['’])"
_ONE = rf"{CAPITAL}(?:[ -]{_PARTICLE}{{0,2}}{CAPITAL}){{0,3}}"
_FULL = rf"{CAPITAL}(?:[ ]{_PARTICLE}{{0,2}}{CAPITAL}){{1,3}}"
_CIVIL = r"(?:(?:M|MM|Mr|Mrs|Ms|Dr|Prof|Hr|Fr)\.?|Mme|Mlle|Miss|Monsieur|Madame|Herr|Frau|Maître|Me)[ ]"
_HEADINGS = r"pr(?:é|e)noms?|nom|noms|vorname|nachname|name|full[ _]?name|first[ _]?name|last[ _]?name|given[ _]?name|family[ _]?name|surname|forename|display[ _]?name|nom[ _](?:de[ _]famille|complet|et[ _]pr(?:é|e)nom)|assigned_to|requested_by|created_by|utilisateur|utilisatrice|user|requester|requestor|owner|propri(?:é|e)taire|demandeur|demandeuse|b(?:é|e)n(?:é|e)ficiaire|affect(?:é|e) à|attribu(?:é|e) à|assign(?:ed to|ee)|technicien|technician|employee|employ(?:é|e)|salari(?:é|e)|mitarbeiter\w*|benutzer|ansprechpartner|besitzer|eigent(?:ü|ue)mer|contact|manager|responsable|supervisor|superviseur|customer|kunde|client|patient|reporter|author|auteur|caller|attendee|participant|naam|voornaam|achternaam|nombre|apellidos?|nome|cognome"
_HEADING = rf"(?im)^(?P<head>(?:[^\r\n(){{}}<>=$]*?(?:[\t|;,]|[ ]{{2}}))?[ \"'*`]*(?:{_HEADINGS})[ \"'*`]*(?:(?:[\t|;,]|[ ]{{2}})[^\r\n(){{}}<>=$]*)?)\r?\n"
_LISTED = rf"(?i)(?:^|[^\pL])(?:participant(?:e?s)?|attendees?|pr(?:é|e)sente?s?|absente?s?|excus(?:é|e)e?s?|invit(?:é|e)e?s|invitees|apologies|teilnehmer(?:innen)?|anwesend|entschuldigt|abwesend|members|membres|mitglieder|approvers|reviewers|assignees|recipients|destinataires|intervenants?|(?:é|e)quipe|witnesses|t(?:é|e)moins|aanwezig|deelnemers|asistentes|partecipanti|presenti)[ \x{{a0}}]?[:=–][ \x{{a0}}]?(?P<v>(?-i:(?:{_CIVIL})?{_ONE}(?:(?:[ ]?[,;/&+][ ]?|[ ](?:et|and|und|e|y|en)[ ])(?:{_CIVIL})?{_ONE})*))"
_EACH = rf"(?:^|[,;/&+][ ]?|[ ](?:et|and|und|e|y|en)[ ])(?:{_CIVIL})?(?P<v>{_ONE})"
_DONE = rf"(?i)(?:^|[^\pL])(?:(?:modified|changed|created|opened|locked|edited|sent|shared|approved|requested|reported|signed|submitted|assigned|closed|resolved|uploaded|printed|written|owned|checked out|reserved|scanned|deleted|renamed|moved|invited|installed|reviewed|handled|used|updated|escalated|taken|picked up|in use|for editing|prepared|booked)[ ]by|\pL+(?:é|ée|és|ées|i|ie|is|it|ert|e)[ ](?:\pL+[ ]){{0,4}}par|(?:ge\pL+|\pL+(?:ert|iert|t|en)|wurde|ist|wird|war|ge(?:ö|oe)ffnet|durch)[ ]von|(?:utilis(?:é|e)|verrouill(?:é|e)|ouvert|en cours)[^\r\n]{{0,40}}[ ]par|door)[ :]{{1,2}}[\"'«‘“]?[ ]?(?P<v>(?-i:{_FULL}))"
_ROLE = rf"(?i)(?:^|[^\pL\pN_])(?:superviseur|supervisor|responsable|manager|requester|requestor|vorgesetzter?|tuteur|tutrice|tutor|referent|r(?:é|e)f(?:é|e)rente?|chef(?: de \pL+)?|n\+1|team ?lead(?:er)?|leiter(?:in)?|ansprechpartner(?:in)?|sachbearbeiter(?:in)?|interlocuteur|correspondante?|valideur|approbateur|approver|reviewer|assignee|reporter|delegate|substitute|rempla(?:ç|c)ante?|vertretung|antragsteller(?:in)?|melder|bearbeiter(?:in)?|aanvrager|titular|solicitante)[\"']?[ \t]?(?:[:=|>][ \t]{{0,3}}|[ \t]{{1,8}})[\"'«]?(?P<v>(?-i:{_FULL}))"
_REST = rf"(?:=|:[ ]?)[\"']?user-[0-9a-f]{{6}}[ ](?P<v>{CAPITAL}(?:[ ]{CAPITAL})?)(?:[ ]+[\w.-]+=|[\"',;|)\]]|\r?$|\z)"
_CAMEL = r"(?:^|[^\pL])(?:[A-Z]?[a-z]{3,}|[A-Z]|[b-z][a-z])[A-Z][a-z]"
"""Pattern for a capital inside a word, as in names of programs (but not in *McAllister*, *DeWitt*)."""
_SEPARATORS = ("\t", "|", ";", ",")
_NO_PERSON = frozenset(
    "status état etat poste service type id date open closed in en to new none yes no oui non".split()
)


def _is_person(value: str) -> bool:
    """Return whether a cell holds a name: one to five capitalised words."""
    words = value.split()
    if not 1 <= len(words) <= 5 or len(value) < 2 or is_placeholder(value) or not is_person_name(value):
        return False
    if len(words) == 1 and is_word(value) and value not in GIVEN_NAMES and not is_family_name(value.lower()):
        return False
    if get_lazy_pattern(_CAMEL).search(value) is not None or any(
        word.casefold() in TECHNICAL or word.casefold() in COMMON | NO_ACCOUNT | _NO_PERSON for word in words
    ):
        return False
    return bool(
        get_lazy_pattern(rf"(?:{_CIVIL})?{_ONE}|\p{{Lu}}[\pL'’-]+,[ ]{_ONE}").is_full_match(value)
    ) and any(map(str.islower, value))


_UNSURE = r"(?i)[\"'*` ]*(?:name|nom|noms|full[ _]?name|display[ _]?name|nom[ _]complet|user|utilisateur|benutzer|owner|propri\pL+|besitzer|eigent\pL+|client|kunde|customer|contact|nombre|nome|naam|author|auteur|reporter|manager|responsable)[\"'*` ]*"
"""Pattern for headings also used for things; nearly all of the column must then be people."""


def _is_people_column(heading: str, others: list[str], cells: list[str]) -> bool:
    """Return whether a column holds people, by its heading, another heading or nearly all of its cells."""
    if len(cells) > 2 and 2 * sum(all(map(is_word, cell.split())) for cell in cells) > len(cells):
        return False  # a list of terms
    if not get_lazy_pattern(_UNSURE).is_full_match(heading):
        return True
    if any(
        _is_column_heading(other.strip()) and not get_lazy_pattern(_UNSURE).is_full_match(other)
        for other in others
    ):
        return True
    filled = [cell for cell in cells if cell and not is_placeholder(cell)]
    full = sum(_is_person(cell) and (" " in cell or cell in GIVEN_NAMES) for cell in filled)
    return bool(filled) and full * 5 >= len(filled) * 4


def _is_column_heading(name: str) -> bool:
    return len(split_name_into_words(name)) < 4 and get_lazy_pattern(
        rf"(?i)[\"'*` ]*(?:{_HEADINGS})[\"'*` ]*"
    ).is_full_match(name)


def _find_rows(match: Match) -> str:
    """Return the lines below a heading up to an empty line."""
    return match.string[match.end("head") :].split("\n\n", 1)[0].split("\n\r\n", 1)[0]


def _replace_people_in_table(match: Match, aliases: Aliases) -> str | None:
    """Replace the cells below a heading for people."""
    head, rows = match["head"], _find_rows(match)
    if len(head) > 600:
        return None
    for separator in _SEPARATORS:
        names = split_cells(head, separator)
        columns = [n for n, name in enumerate(names) if _is_column_heading(name.strip())]
        if columns and len(names) > 1 and all(len(name) < 40 for name in names):
            changed = _replace_cells(rows, separator, names, columns, aliases)
            break
    else:
        sure = not any(mark in head for mark in ":") and "REG_" not in head and not is_aligned_row(match)
        changed = _replace_aligned_cells(head, rows, aliases) if sure else rows
    return None if changed == rows else match.string[match.start() : match.end("head")] + changed


def _find_rows_end(match: Match) -> int:
    return match.end("head") + len(_find_rows(match))


def _replace_cells(rows: str, separator: str, names: list[str], columns: list[int], aliases: Aliases) -> str:
    width = len(names)
    lines = rows.split("\n")
    table = [cells for line in lines[1:] if len(cells := split_cells(line.rstrip("\r"), separator)) == width]
    held = {n: [row[n].strip(" \"'`*-") for row in table] for n in columns}
    columns = [n for n in columns if _is_people_column(names[n], names, held[n])]
    for n, line in enumerate(lines[1:], 1):
        cells = split_cells(line.rstrip("\r"), separator)
        if len(cells) != width:
            if set(line) <= set("-+|=: \r"):
                continue
            break
        for column in columns:
            value = cells[column].strip(" \"'`*")
            if _is_person(value):
                cells[column] = cells[column].replace(value, aliases.make_placeholder("user", value))
        lines[n] = separator.join(cells) + ("\r" if line.endswith("\r") else "")
    return "\n".join(lines)


def _replace_aligned_cells(head: str, rows: str, aliases: Aliases) -> str:
    """Return the rows of aligned columns with the cells of people replaced."""
    names = [(m.start("n"), m["n"]) for m in get_lazy_pattern(r"(?:^|  )(?P<n>\S+(?: \S+)*)").finditer(head)]
    spans = [
        (start, names[n + 1][0] if n + 1 < len(names) else 10_000)
        for n, (start, name) in enumerate(names)
        if _is_column_heading(name)
    ]
    lines = rows.split("\n")
    others = [name for _, name in names]
    spans = [
        (start, end)
        for start, end in spans
        if _is_people_column(head[start:end], others, [line[start:end].strip(" -") for line in lines[1:]])
    ]
    for n in range(1, len(lines) if len(names) > 1 else 0):
        for start, end in spans[::-1]:
            value = lines[n][start:end].strip()
            if (not start or lines[n][start - 1 : start] == " ") and _is_person(value):
                place = lines[n].find(value, start)
                lines[n] = (
                    lines[n][:place]
                    + aliases.make_placeholder("user", value)
                    + lines[n][place + len(value) :]
                )
    return "\n".join(lines)


def _replace_each_name(match: Match, aliases: Aliases) -> str | None:
    """Replace every name in a list."""
    from collections import Counter

    def replace_name(found: Match, aliases: Aliases) -> str | None:
        value = found["v"]
        return (
            replace_group(found, "v", aliases.make_placeholder("user", value)) if _is_person(value) else None
        )

    changed = Rule("user", (), _EACH, replace_name).apply(match["v"], aliases, Counter())
    return None if changed == match["v"] else replace_group(match, "v", changed)


def _replace_following_surname(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", aliases.make_placeholder("user", match["v"]))
        if _is_person(match["v"])
        else None
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for people in lists; tables come before labels, whose values are on the same line."""
    heads = "prénom prenom nom vorname nachname name utilisat user request owner propri demand bénéf benef affect attrib assign techni employ salari mitarbeit benutz besitz eigent contact manager responsable supervis customer kunde client patient report author auteur caller attendee participant naam nombre apellido cognome".split()
    listed = "particip attend présent present absent excus invit apolog teilnehm anwesend entschuld members membres mitglied approv review assign recip destin interven équipe equipe witness témoin aanwezig deelnem asisten".split()
    roles = "supervis responsable manager request vorgesetz tut referent référent chef n+1 lead leiter ansprech sachbearb interlocut correspond valid approb approv review assign report deleg substitut rempla vertret antrag melder bearbeit aanvrag titular solicit".split()
    return (
        Rule("user", tuple(heads), _HEADING, _replace_people_in_table, extend=_find_rows_end, context=-1),
        Rule("user", tuple(listed), _LISTED, _replace_each_name),
        Rule("user", ("by ", "by:", "par ", "von ", "door "), _DONE, replace_ambiguous_label_person),
        Rule("user", tuple(roles), _ROLE, replace_ambiguous_label_person),
    )  # fmt: skip


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for a surname in a list after a replaced given name."""
    return (Rule("user", ("user-",), _REST, _replace_following_surname, late=True),)
