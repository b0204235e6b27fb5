"""Rules for secrets in commands, by the table of programs: options, operands, pipes, here-strings, documents.

A word's position makes it a secret, whatever its value: ``printf plum | docker secret create x -``.
"""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_line.programs_with_secrets import PROGRAMS, WRAPPERS, Program
from selfhelp.report.redact.by_line.shell_parser import Command, Word, parse_commands
from selfhelp.report.redact.name_value_pairs import is_secret_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_FIRST = sorted({program.call[0] for program in PROGRAMS})
_BY_NAME = {name: [program for program in PROGRAMS if program.call[0] == name] for name in _FIRST}
_HINT = rf"(?:^|[\s/\\;|&(`\"'])(?:{'|'.join(name.replace('.', '[.]') for name in _FIRST)}|sudo -S)(?:\.exe|\.cmd)?[\s\"']|[ =]<\((?:echo|printf) |(?:^|[\s;&|(])read [^\r\n<]*<<<"
_SAYING = ("echo", "printf", "yes", "print", "write-output", "write-host", "write")
_NO_VALUE = (
    r"[-$%<{~/.][\w$@{}.()/-]*|-|\\?[nrt]|EOF|END|EOT|[*xX•.]+|<[^>]*>|%[A-Za-z_]+%|[A-Z]{2,}(?:_[A-Z]+)+"
)
"""Pattern for variables, paths, masks and names of variables; they aren't secrets."""
_FORMAT = r"(?:%[sbq](?:\\n|:)?|\\n)+"
_TAKES = r"(?i)pass|key|secret|token|cred|pw"
"""Pattern for names of options whose ``<(echo x)`` argument is a secret."""
_HEREDOC_LINES = 60


def _find_command_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the secrets in the commands of a line."""
    found = parse_commands(line.text)
    for n, command in enumerate(found):
        for program in _find_table_rows(command):
            yield from _find_secret_arguments(line, command, program)
            if program.reads:
                yield from _find_secrets_in_input(line, found, n, program)
        if _find_program_name(command) == "read" and command.closer == "<<<":
            yield from _find_secret_in_here_string(line, found, n)
        if (
            command.opener == "<("
            and n
            and _prints_text(command)
            and get_lazy_pattern(_TAKES).search(found[n - 1].words[-1].text)
        ):
            for word in _find_printed_words(command):
                yield from _find_word_secret(line, word)


def _get_base_name(word: str) -> str:
    """Return a program's name without its folder and extension."""
    bare = word.replace("\\", "/").rpartition("/")[2]
    return bare.removesuffix(".exe").removesuffix(".cmd")


def _find_program(command: Command) -> int:
    """Return the index of the program's word, after ``sudo``, ``env`` and assignments."""
    for n, word in enumerate(command.words):
        if word.text not in WRAPPERS and (_get_base_name(word.text) in _BY_NAME or word.text == "read"):
            return n
        wraps = (
            word.text in WRAPPERS or "=" in word.text or word.text[:1] in "-$#[>" or word.text[-1:] in ":#$>"
        )
        if not wraps:
            return -1
    return -1


def _find_program_name(command: Command) -> str:
    start = _find_program(command)
    return _get_base_name(command.words[start].text) if start >= 0 else ""


def _find_table_rows(command: Command) -> Iterator[Program]:
    """Yield the table rows that match: their words appear in the command in this order."""
    start = _find_program(command)
    if start < 0:
        if command.words[0].text == "sudo" and any(word.text == "-S" for word in command.words):
            yield Program(("sudo",), reads=True)
        return
    rest = [word.text for word in command.words[start:]]
    if (
        start
        and "sudo" in [word.text for word in command.words[:start]]
        and "-S" in [w.text for w in command.words]
    ):
        yield Program(("sudo",), reads=True)
    for program in _BY_NAME.get(_get_base_name(rest[0]), ()):
        place = 1
        for word in program.call[1:]:
            place = next(
                (n + 1 for n in range(place, len(rest)) if rest[n].casefold() == word.casefold()), -1
            )
            if place < 0:
                break
        else:
            yield program


def _find_secret_arguments(line: Line, command: Command, program: Program) -> Iterator[ReplacedPart]:
    """Yield the secrets among the arguments: after options and keywords, and the secret operand."""
    words = command.words[_find_program(command) :]
    for n, word in enumerate(words[1:], 1):
        text = word.text.casefold() if word.text[:1] == "/" else word.text
        following = words[n + 1] if n + 1 < len(words) else None
        if text in program.options or text in program.keywords:
            if following is not None:
                yield from _find_word_secret(line, following)
            continue
        for option in program.options:
            if text.startswith(option) and len(option) == 2 and len(text) > 2 and option[0] == "-":
                yield from _find_word_secret(line, Word(text[2:], word.start + 2, word.end))
            elif text.startswith((option + "=", option + ":")):
                size = len(option) + 1
                yield from _find_word_secret(line, Word(word.text[size:], word.start + size, word.end))
    if program.operand:
        last = program.call[-1].casefold()
        place = next((n for n, word in enumerate(words) if _get_base_name(word.text).casefold() == last), 0)
        operands = [word for word in words[place + 1 :] if word.text[:1] != "-"]
        if len(operands) >= program.operand:
            yield from _find_word_secret(line, operands[program.operand - 1])


def _find_word_secret(line: Line, word: Word) -> Iterator[ReplacedPart]:
    value = word.text.removeprefix("pass:")
    start = word.start + len(word.text) - len(value)
    if (
        len(value) < 2
        or is_placeholder(value)
        or get_lazy_pattern(_NO_VALUE).is_full_match(value)
        or value[:4] in ("env:", "file")
    ):
        return
    yield ReplacedPart(line.start + start, line.start + word.end, "argument")


def _find_secrets_in_input(
    line: Line, found: list[Command], n: int, program: Program
) -> Iterator[ReplacedPart]:
    command = found[n]
    if command.opener == "|" and n and _prints_text(found[n - 1]):
        for word in _find_printed_words(found[n - 1]):
            yield from _find_secret_in_input(line, word, program)
        if found[n - 1].opener == ";" and line.text.lstrip().startswith(("(", "{")):
            for word in (
                word for other in found[: n - 1] if _prints_text(other) for word in _find_printed_words(other)
            ):
                yield from _find_secret_in_input(line, word, program)
    elif command.closer == "<<<":
        yield from _find_secret_in_here_string(line, found, n, program)
    if command.closer in ("<<", "<<-") or (
        command.opener == "|" and n and found[n - 1].closer in ("<<", "<<-")
    ):
        yield from _find_secrets_in_here_document(line, found, n, program)
    elif command.opener == "|" and n > 1 and found[n - 2].closer in ("<<", "<<-"):
        yield from _find_secrets_in_here_document(line, found, n - 1, program)


def _prints_text(command: Command) -> bool:
    return any(_get_base_name(word.text.lstrip("({")).casefold() in _SAYING for word in command.words[:3])


def _find_printed_words(command: Command) -> list[Word]:
    """Return the words that ``echo`` or ``printf`` prints, without options and format."""
    at = next(
        n
        for n, word in enumerate(command.words)
        if _get_base_name(word.text.lstrip("({")).casefold() in _SAYING
    )
    said = [
        word
        for word in command.words[at + 1 :]
        if not get_lazy_pattern(r"-[neEr]{1,3}").is_full_match(word.text)
    ]
    return [
        word for n, word in enumerate(said) if n or not get_lazy_pattern(_FORMAT).is_full_match(word.text)
    ]


def _find_secret_in_input(line: Line, word: Word, program: Program | None) -> Iterator[ReplacedPart]:
    if program is not None and program.pairs:
        name, colon, value = word.text.partition(":")
        if colon:
            yield from _find_word_secret(line, Word(value, word.start + len(name) + 1, word.end))
        return
    value = word.text.removesuffix("\\n")
    yield from _find_word_secret(line, Word(value, word.start, word.start + len(value)))


def _find_secret_in_here_string(
    line: Line, found: list[Command], n: int, program: Program | None = None
) -> Iterator[ReplacedPart]:
    if n + 1 < len(found) and found[n + 1].opener == "<<<":
        yield from _find_secret_in_input(line, found[n + 1].words[0], program)


def _find_secrets_in_here_document(
    line: Line, found: list[Command], n: int, program: Program
) -> Iterator[ReplacedPart]:
    """Yield the lines of a here-document up to its end word."""
    mark = next((c.words[0].text for c in found[max(0, n - 1) :] if c.opener in ("<<", "<<-")), "")
    for inner in line.iter_lines_after(_HEREDOC_LINES):
        text = inner.text.strip()
        if not mark or text == mark:
            return
        if text:
            start = inner.text.find(text)
            yield from _find_secret_in_input(inner, Word(text, start, start + len(text)), program)


_SCRIPTED = (
    r"(?:^|[\s;\"'])(?:user|login)[ ](?P<u>[\w.@-]{1,40})[ ](?P<v>[^\s;\"']{3,64})[ \t]*(?:[;\"']|\r?$"
    r"|\z)"
)
_VALUED = (
    r"(?i)--?(?:name|key|secret-id|parameter|secret-name|n)[ =][\"']?(?P<n>[\w./:-]{3,80})[\"']?[ ]"
    r"(?:[^\r\n]{0,80}?[ ])?--?(?:value|secret-string|data|string|plaintext"
    r"|v)[ =][\"']?(?P<v>[^\s\"']{3,200})"
)


def _find_script_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the password of ``user x y`` in ``ftp`` scripts, and the value of ``--name x --value y``."""
    for match in get_lazy_pattern(_SCRIPTED).finditer(line.text):
        near = "\n".join((line.text, *line.list_lines_before(3)))
        if get_lazy_pattern(
            r"(?i)(?:^|\n)[ \t]*(?:(?:sudo )?l?ftp\b|open [\w.-]+$|quote |lcd |mput |mget |binary)"
        ).search(near) is not None and match["v"] not in ("from", "to", "with", "and", "is"):
            yield ReplacedPart(line.start + match.start("v"), line.start + match.end("v"), "argument")
    for match in get_lazy_pattern(_VALUED).finditer(line.text):
        if is_secret_name(match["n"].rpartition("/")[2]):
            yield from _find_word_secret(line, Word(match["v"], match.start("v"), match.end("v")))


_HERE_STRING = (
    r"\$(?P<n>\w*(?i:pass|pwd|pw|secret|token|key|cred"
    r"|mdp)\w*)[^\r\n=]{0,20}=[^\r\n]{0,60}@[\"'][ \t]*\r?$"
)


def _find_here_string_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the lines of a PowerShell here-string assigned to a variable whose name denotes a secret."""
    match = get_lazy_pattern(_HERE_STRING).search(line.text)
    if match is None or not is_secret_name(match["n"]):
        return
    for inner in line.iter_lines_after(_HEREDOC_LINES):
        if inner.text.lstrip()[:2] in ("'@", '"@'):
            return
        if inner.text.strip():
            yield ReplacedPart(inner.start, inner.end, "password")


def rules() -> tuple[Rule, ...]:
    """Return the rules for shell statements; they run before the rules for single options."""
    needs = tuple(sorted({*(name for name in _FIRST), "<<<", "<(", "sudo"}))
    return (
        make_line_rule("argument", needs, _HINT, _find_command_secrets),
        make_line_rule(
            "argument",
            ("user ", "login ", "--value", "--secret-string", "--data", "-v "),
            r"(?i)(?:^|[\s;\"'])(?:user|login)[ ][\w.@-]{1,40}[ ][^\s]|--(?:value|secret-string|data|string|plaintext)[ =]",
            _find_script_secrets,
        ),
        make_line_rule("password", ("@'", '@"'), r"@[\"'][ \t]*\r?(?:\n|\z)", _find_here_string_secrets),
    )
