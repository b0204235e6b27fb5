"""Rules for secrets in table columns with a heading: CSV, tabs, bars, aligned columns."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.name_value_pairs import is_secret_name, is_secret_value, split_name_into_words
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder

_HEADING = (
    r"(?im)^(?P<head>[^\r\n]*\b(?:password|passwd|pwd|mot de passe|mdp|passphrase|token|secret|api[ _]?key|pin|psk|passwort|passwörter|passwords|mots de passe|contraseña|clave|senha|wachtwoord|has(?:ł|l)o|passcode|clé wi-?fi|wi-?fi key|credential|pass|pw|cvc|cvv|cvv2|kennwort|otp|puk|cl(?:é|e)|hash|hashes|digest|salt|empreinte|condensat|hachage|recovery)[^\r\n]*)"
    r"(?P<rows>\r?\n[^\r\n]+)"
)
_SEPARATORS = ("\t", ";", ",", "|")


def _unwrap_heading(head: str) -> str:
    """Return a heading without the start of the element, parameter or string that contains the table."""
    marks = [(head.rfind(mark, 0, 60), len(mark)) for mark in (">", "=", '": "', '":"')]
    return head[max((place + size for place, size in marks if place >= 0), default=0) :]


def _replace_secret_cells(match: Match, aliases: Aliases) -> str | None:
    """Replace the cells below a heading that names a secret."""
    head, rows = _unwrap_heading(match["head"]), match["rows"]
    match.resume = match.end("head")
    plain = any(separator in head for separator in _SEPARATORS) or "  " in head
    if len(head) > 400 or " --" in head or not (plain or _find_dashes(rows)):
        return None
    rows = match.string[match.start("rows") : _find_rows_end(match)]
    for separator in _SEPARATORS:
        names = split_cells(head, separator)
        columns = [n for n, name in enumerate(names) if _is_secret_heading(name.strip(" \"'`*"))]
        if columns and _is_heading_row(names) and _is_first_line(match, separator, len(names)):
            changed = _replace_cells(rows, separator, len(names), columns, _has_account_heading(head))
            break
    else:
        changed = (
            None
            if is_aligned_row(match)
            else _replace_underlined_cells(head, rows) or _replace_aligned_cells(head, rows)
        )
    if changed is None or changed == rows:
        return None
    return match.string[match.start() : match.start("rows")] + changed


def _is_first_line(match: Match, separator: str, width: int) -> bool:
    """Return whether a heading is the first line of its table."""
    before = match.string[max(0, match.start() - 600) : match.start()].rstrip("\r\n").rsplit("\n", 1)[-1]
    if separator == "|":
        return set(match["rows"].split("\n", 2)[1].strip()) <= set("-+|=: ") or not before.count("|")
    return len(split_cells(before, separator)) != width


def is_aligned_row(match: Match) -> bool:
    """Return whether a match is a row of an aligned table: its columns match the line before."""
    before = match.string[max(0, match.start() - 600) : match.start()].rstrip("\r\n").rsplit("\n", 1)[-1]
    places, others = _find_column_starts(match["head"]), _find_column_starts(before)
    return len(others) > 1 and len(places & others) > 1


def _find_column_starts(line: str) -> set[int]:
    """Return the start of each column in a line, after two spaces."""
    return {found.start("n") for found in get_lazy_pattern(r"(?:^|  )(?P<n>\S+(?: \S+)*)").finditer(line)}


def _is_heading_row(names: list[str]) -> bool:
    """Return whether a line is a table's heading row: several cells, all of them words."""
    if sum(bool(name.strip()) for name in names) < 2:
        return False
    return all(
        get_lazy_pattern(r"\s*[\"'`*]{0,2}[\pL][\pL\pN _/.°'’#-]{0,40}[\"'`*]{0,2}\s*|\s*").is_full_match(
            name
        )
        for name in names
    )


_PARTNERS = (
    r"(?i)(?:^|[^\pL])(?:users?(?:[ _-]?name)?|logins?(?: name)?|account|e-?mail|mail|ssid|network|r(?:é|e)seau|identifiants?|compte|utilisateur|benutzer(?:name)?|konto|"
    r"usuario|host(?:name)?|site|web site|url|service|name|nom|system|device|serveur|server|appareil|poste|machine|agent|extension)(?:[^\pL]|\z)"
)
"""Pattern for headings near a password column: an account name, or the place where the password is used."""


def _is_password_cell(value: str, name_count: int, partnered: bool = False) -> bool:
    """Return whether a cell holds a password; near an account name, a plain word counts too."""
    if partnered and len(value) == 3 and value.isalpha() and is_secret_value("", value):
        return True
    if (
        len(value) < 4
        or not is_secret_value("", value)
        or not set(value) - set("-:= ")
        or len(value.split()) > 5
    ):
        return False
    if value.startswith(("http://", "https://", "/")) or value.endswith(("(", "{", ";")):
        return False
    mixed = any(not c.isalpha() and c != " " for c in value) or (
        value[1:].lower() != value[1:] and value.upper() != value
    )
    return mixed or partnered or (name_count > 2 and len(value) > 7)


def _has_account_heading(head: str) -> bool:
    return get_lazy_pattern(_PARTNERS).search(head) is not None


_HASHED = r"(?i)(?:(?:password|passwd|pass|pwd|user|nt|lm|ntlm|mdp|crypted|encrypted)[ _-]?)?(?:hash|hashes|digest|salt)(?:[ _-]?(?:value|hex))?|(?:empreinte|condensat|hachage)(?: (?:du |de |des |le )?(?:mots? de passe|mdp))?|passwort-?hash|kennwort-?hash"


def _is_secret_heading(name: str) -> bool:
    """Return whether a name is a heading for secrets: short, and not a sentence."""
    if get_lazy_pattern(_HASHED).is_full_match(name):
        return True
    return (
        len(name) < 40
        and len(split_name_into_words(name)) < 4
        and not any(c.isdigit() for c in name)
        and is_secret_name(name)
    )


def _replace_cells(rows: str, separator: str, width: int, columns: list[int], partnered: bool) -> str | None:
    lines = rows.split("\n")
    for n, line in enumerate(lines):
        if n == 0:
            continue
        cells = split_cells(line.rstrip("\r"), separator)
        if len(cells) != width:
            if not line.strip() or set(line) <= set("-+|=: \r"):
                continue
            break
        for column in columns:
            value = cells[column].strip(" \"'`").removesuffix('"}').rstrip("\\")
            if _is_password_cell(value, width, partnered):
                cells[column] = cells[column].replace(value, make_secret_placeholder("password"))
        lines[n] = separator.join(cells) + ("\r" if line.endswith("\r") else "")
    return "\n".join(lines)


def split_cells(line: str, separator: str) -> list[str]:
    """Return the cells of a line, split at separators outside double quotes."""
    cells: list[str] = [""]
    quoted = False
    for c in line:
        quoted ^= c == '"'
        if c == separator and not quoted:
            cells.append("")
        else:
            cells[-1] += c
    return cells


def _replace_aligned_cells(head: str, rows: str) -> str | None:
    """Return the rows of an aligned table (two or more spaces between headings) without secrets, or None."""
    names = [(m.start("n"), m["n"]) for m in get_lazy_pattern(r"(?P<n>\S+(?: \S+)*)").finditer(head)]
    spans = [
        (start, names[n + 1][0] if n + 1 < len(names) else 10_000)
        for n, (start, name) in enumerate(names)
        if _is_secret_heading(name)
    ]
    if any(c.isdigit() or c in "=:;,#(){}<>$" for c in head) or "--" in head:
        return None
    if len(names) < 2 or not spans:
        return None
    lines = rows.split("\n")
    for n in range(1, len(lines)):
        for start, end in spans[::-1]:
            lines[n] = _replace_cell(lines[n], start, end, len(names), _has_account_heading(head))
    return "\n".join(lines)


def _find_dashes(rows: str) -> list[tuple[int, int]]:
    """Return the start and end of each line of dashes below a heading (PowerShell, psql, sqlcmd)."""
    first = rows.split("\n", 2)[1].rstrip("\r") if rows.count("\n") else ""
    if not get_lazy_pattern(r" *-{2,}(?:[ |+]+-{2,})+ *").is_full_match(first):
        return []
    return [found.span() for found in get_lazy_pattern("-+").finditer(first)]


def _replace_underlined_cells(head: str, rows: str) -> str | None:
    """Return the rows of a table with columns as wide as the dashes below their headings, or None."""
    spans = _find_dashes(rows)
    columns = [n for n, (start, end) in enumerate(spans) if _is_secret_heading(head[start:end].strip())]
    if not columns:
        return None
    lines = rows.split("\n")
    for n in range(2, len(lines)):
        for column in columns[::-1]:
            end = spans[column + 1][0] if column + 1 < len(spans) else 10_000
            lines[n] = _replace_cell(lines[n], spans[column][0], end, len(spans), _has_account_heading(head))
    return "\n".join(lines)


def _replace_cell(line: str, start: int, end: int, width: int, partnered: bool) -> str:
    """Return a line of a table without the secret between two positions."""
    value = line[start:end].strip()
    fits = start == 0 or line[start - 1 : start] == " "
    many = " " in value and (not partnered or end > 1_000 or len(value.split()) > 3)
    if not fits or many or not _is_password_cell(value, width, partnered):
        return line
    place = line.find(value, start)
    return line[:place] + make_secret_placeholder("password") + line[place + len(value) :]


def _find_rows_end(match: Match) -> int:
    """Return the end of the rows, before an empty line; the pattern matches only the first row."""
    text, start = match.string, match.start("rows") + 1
    ends = [place for mark in ("\n\n", "\n\r\n") if (place := text.find(mark, start)) >= 0]
    return min(ends) if ends else len(text.rstrip("\r\n"))


def rules() -> tuple[Rule, ...]:
    """Return the rule for table columns; it runs after the rules that need no context."""
    needs = (
        "pass",
        "pwd",
        "mdp",
        "token",
        "secret",
        "key",
        "pin",
        "psk",
        "credential",
        "clé",
        "cle",
        "pw",
        "cvc",
        "cvv",
        "kennwort",
        "otp",
        "puk",
        "hash",
        "digest",
        "salt",
        "empreinte",
        "condensat",
        "hachage",
    )
    return (Rule("password", needs, _HEADING, _replace_secret_cells, extend=_find_rows_end, context=-1),)
