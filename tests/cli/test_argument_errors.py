"""What argparse doesn't accept is said in the user's language: every message that it can raise."""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from selfhelp.cli.argument_errors import SENTENCES, translate_argument_error
from selfhelp.cli.main import run
from selfhelp.core.errors import UsageError
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import Translator

LANGUAGES = ("en", "fr", "de")
TRY = {"en": "Try:", "fr": "Essayez~:", "de": "Versuchen Sie:"}
"""A tilde stands for a no-break space, here and below."""

CASES = {
    "send": (
        "the following arguments are required: --subject, --body",
        "arguments obligatoires manquants~: --subject, --body",
        "folgende Argumente fehlen: --subject, --body",
    ),
    "whoami --nope": (
        "unknown arguments: --nope",
        "arguments inconnus~: --nope",
        "unbekannte Argumente: --nope",
    ),
    "send --subject x --body y --affected all": (
        "argument --affected: “all” isn't one of the choices: me, team, everyone",
        "argument --affected~: «~all~» ne fait pas partie des choix possibles~: me, team, everyone",
        "Argument --affected: „all“ gehört nicht zu den möglichen Werten: me, team, everyone",
    ),
    "screenshot -o x --delay 99": (
        "argument --delay: “99” isn't one of the choices: 0–60",
        "argument --delay~: «~99~» ne fait pas partie des choix possibles~: 0–60",
        "Argument --delay: „99“ gehört nicht zu den möglichen Werten: 0–60",
    ),
    "undo --step two": (
        "argument --step: “two” isn't a whole number",
        "argument --step~: «~two~» n’est pas un nombre entier",
        "Argument --step: „two“ ist keine ganze Zahl",
    ),
    "snapshot --budget much": (
        "argument --budget: “much” isn't a number",
        "argument --budget~: «~much~» n’est pas un nombre",
        "Argument --budget: „much“ ist keine Zahl",
    ),
    "undo --step": (
        "argument --step: a value is missing",
        "argument --step~: il manque une valeur",
        "Argument --step: ein Wert fehlt",
    ),
    "snapshot --only": (
        "argument --only: at least one value is required",
        "argument --only~: au moins une valeur est obligatoire",
        "Argument --only: mindestens ein Wert ist erforderlich",
    ),
    "whoami --json=1": (
        "argument --json: this option takes no value, but got “1”",
        "argument --json~: cette option n’accepte pas de valeur, mais a reçu «~1~»",
        "Argument --json: diese Option nimmt keinen Wert an, erhielt aber „1“",
    ),
    "record -o x": (
        "one of the arguments ID --section is required",
        "l’un des arguments ID --section est obligatoire",
        "eines der Argumente ID --section ist erforderlich",
    ),
    "screenshot -o x --monitor 1 --window": (
        "argument --window: not allowed with argument --monitor",
        "argument --window~: incompatible avec l’argument --monitor",
        "Argument --window: nicht zusammen mit dem Argument --monitor erlaubt",
    ),
    "screenshot -o x --region 1,2": (
        "argument --region: a region must be four numbers: X,Y,W,H",
        "argument --region~: une zone doit se composer de quatre nombres~: X,Y,W,H",
        "Argument --region: ein Bereich muss aus vier Zahlen bestehen: X,Y,W,H",
    ),
}
EACH = [
    (line, language, said)
    for line, row in CASES.items()
    for language, said in zip(LANGUAGES, row, strict=True)
]


def spaced(text: str) -> str:
    """Return a sentence with its no-break spaces."""
    return text.replace("~", "\N{NO-BREAK SPACE}")


def test_every_language_is_tried() -> None:
    assert set(LANGUAGES) == set(list_supported_languages())


@pytest.mark.parametrize(("line", "language", "said"), EACH)
def test_a_mistake_is_said_in_the_language(
    line: str, language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = line.split(maxsplit=1)[0]
    assert run([*line.split(), "--lang", language]) == 2
    told = capsys.readouterr()
    assert told.err == spaced(f"selfhelp: {said}. {TRY[language]} selfhelp {command} --help\n")
    assert told.out == ""


class Abbreviating(argparse.ArgumentParser):
    """Python's own parser, which takes abbreviations; no command of ours does."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of ending the process."""
        raise UsageError(translate_argument_error(message))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“--n” matches several options: --name, --number"),
        (
            "fr",
            "«~--n~» peut désigner plusieurs options~: --name, --number",
        ),
        ("de", "„--n“ kann für mehrere Optionen stehen: --name, --number"),
    ],
)
def test_an_ambiguous_option(language: str, said: str) -> None:
    parser = Abbreviating()
    parser.add_argument("--name")
    parser.add_argument("--number")
    with pytest.raises(UsageError) as raised:
        parser.parse_args(["--n", "1"])
    assert Translator(language).translate(raised.value.user_message) == spaced(said)


def test_a_command_of_ours_takes_no_abbreviation(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["undo", "--ste", "1"]) == 2
    assert "unknown arguments: --ste" in capsys.readouterr().err


def test_a_program_gets_it_in_its_language_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["undo", "--step", "two", "--json", "--lang", "fr"]) == 2
    assert "nombre entier" in json.dumps(json.loads(capsys.readouterr().out), ensure_ascii=False)


OF_PROGRAMMERS = (
    *("conflicting", "cannot", "dest=", "invalid conflict_resolution", "invalid option string", "mutually"),
    *("%r is not callable", ".__call__", "'required' is an", "unable to", "length of"),
)
"""Mistakes in a declaration; every test would fail."""
NOT_ERRORS = (
    "%(heading)s",
    "usage: ",
    " (default",
    "show ",
    "positional",
    "options",
    "subcommands",
    "%(prog)s",
)
NOT_USED = (
    *('argument "-" with mode', "can't open", "command '%(parser_name)s' is dep"),
    *("option '%(option)s' is dep", "argument '%(argument_name)s' is dep"),
)
"""Of ``FileType`` and ``deprecated=True``; `test_what_is_not_used_is_not_used` looks for both."""


def messages_of_argparse() -> Iterator[str]:
    """Yield what the argparse of this Python can say."""
    tree = ast.parse(Path(argparse.__file__).read_text("utf-8"))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            yield from (word.value for word in node.args if isinstance(word, ast.Constant))


def test_every_message_of_this_python_is_known() -> None:
    unknown = []
    for message in messages_of_argparse():
        if message.startswith((*OF_PROGRAMMERS, *NOT_ERRORS, *NOT_USED)):
            continue
        example = re.sub(r"%(?:\(\w+\))?([sr])", lambda kind: "'x'" if kind[1] == "r" else "x", message)
        if translate_argument_error(example).template == "{reason}":
            unknown.append(message)
    assert unknown == []


def test_what_is_not_used_is_not_used() -> None:
    folder = Path(translate_argument_error.__code__.co_filename).parent
    for file in folder.glob("*.py"):
        assert not re.search(r"FileType|deprecated=", file.read_text("utf-8")), file.name


def test_an_unknown_message_is_shown_as_it_is() -> None:
    assert str(translate_argument_error("{odd} %s")) == "{odd} %s"


@pytest.mark.parametrize("text", SENTENCES.values(), ids=str)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_each_is_translated(language: str, text: object) -> None:
    template = getattr(text, "template", "")
    assert template
    if not template.startswith("argument {argument}"):  # French and English agree but for a space
        assert Translator(language).translate(text) != template  # type: ignore[arg-type]
