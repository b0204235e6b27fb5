"""What people read when something is wrong: first what, then what can be done; plain, in both languages."""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from selfhelp.core import errors
from selfhelp.core.errors import CancelledError, ProbeError, SelfhelpError, StepError, UsageError, add_advice
from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Outcome
from selfhelp.core.text import ENGLISH, N_, Text, Translator
from selfhelp.engine import engine
from selfhelp.packs.errors import PackError
from tests.people import ROOT
from tools import i18n

PRODUCT = ROOT / "selfhelp"
CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, SelfhelpError)
} | {"PackError": PackError}
NOTHING_WRONG = (CancelledError,)
"""Raised because the user wanted it so: there is nothing to do about it."""

GOES_ON = re.compile(r"[.?!:;] \S")
WAY = re.compile(r"\b(ask|try|phone|call) (the|your|it|again)\b")
FOR_ADMINISTRATORS = re.compile(
    r"selfhelp/(cli|packs|policy|doctor|helper|usage_stats|app/(branding|support_bundle)|core/contrast|"
    r"remote/remote_support|ui/capture/grab|network/(failures|http)|helpdesk|report/(report_reader|summary)|"
    r"machine/(transcript|replay|keyring/credentials))"
)
"""Where sentences are written that only an administrator or the author of a script meets."""

JARGON = {
    "en": "stderr stdout stdin exit.?code exit.?status subprocess null exception.(?!is.possible) daemon "
    "(?:unix|network|open).socket traceback parse[drs]? regex time.?out boolean array thread back.?end "
    "endpoint payload stack buffer runtime invalid illegal fatal abort(?:ed)? kernel syscall mutex json xml "
    "toml registry d-?bus loopback localhost uid powershell",
    "fr": "stderr stdout stdin code.de.sortie sous-processus null exception.(?!est) démon traceback parser "
    "regex timeout booléen thread backend endpoint payload pile.d tampon invalide illégal fatal noyau mutex "
    "json xml toml registre d-?bus localhost powershell",
}
BLAME = {
    "en": r"!(?!=)|\byour (?:fault|mistake|error)\b|\byou (?:forgot|failed|should have)\b|\boops\b",
    "fr": r"\bvotre (?:faute|erreur)\b|\bvous avez (?:oublié|échoué)\b|\boups\b|\bveuillez\b|\btu\b|\bton\b",
}


@dataclass(frozen=True, slots=True)
class Raised:
    """A sentence of an error, and where it is written."""

    file: str
    kind: type[SelfhelpError]
    sentence: str


@cache
def raised() -> Sequence[Raised]:
    """Return every sentence that is given to an error of ours where it is made."""
    return list(_raised())


def _raised() -> Iterator[Raised]:
    named = re.compile(rf"\b(?:{'|'.join(CLASSES)})\(")
    for file in sorted(PRODUCT.rglob("*.py")):
        source = file.read_text("utf-8")
        if named.search(source) is None:
            continue
        tree = ast.parse(source)
        outside, everything = _sentences(tree.body), list(ast.walk(tree))
        yet = [list(ast.walk(n)) for n in everything if isinstance(n, ast.FunctionDef)]
        for nodes in (everything, *yet):
            inside = outside if nodes is everything else {**outside, **_sentences(nodes)}
            for node in nodes:
                kind = CLASSES.get(_name(node.func)) if isinstance(node, ast.Call) and node.args else None
                words = _words(node.args[0], inside) if kind and isinstance(node, ast.Call) else None
                if kind and words:
                    yield Raised(file.relative_to(ROOT).as_posix(), kind, words)


def _sentences(nodes: list[ast.AST] | list[ast.stmt]) -> dict[str, str]:
    found = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and (words := _words(node.value, {})):
            found |= {target.id: words for target in node.targets if isinstance(target, ast.Name)}
    return found


def _words(node: ast.AST, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if (
        isinstance(node, ast.Call)
        and _name(node.func) in ("N_", "NN_")
        and isinstance(node.args[0], ast.Constant)
    ):
        return str(node.args[0].value)
    return None


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


@cache
def people_read() -> dict[str, str]:
    """Return the English sentences that everybody may meet, with their French ones."""
    found: dict[str, str] = {}
    places = {message.id: message.locations for message in i18n.extracted()}
    with (ROOT / "resources/locale/fr/LC_MESSAGES/selfhelp.po").open("rb") as file:
        for message in read_po(file, locale="fr"):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if any(not FOR_ADMINISTRATORS.match(place) for place, _ in places.get(message.id, ())):
                found |= {english: said[min(n, len(said) - 1)] for n, english in enumerate(ids) if english}
    return found


@cache
def german() -> Sequence[str]:
    """Return every sentence in German."""
    with (ROOT / "resources/locale/de/LC_MESSAGES/selfhelp.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="de") if message.id]
    said = (m.string if isinstance(m.string, tuple) else (m.string,) for m in messages)
    return [text for texts in said for text in texts]


@pytest.mark.slow
def test_every_kind_of_error_says_what_can_be_done() -> None:
    for kind in CLASSES.values():
        assert (kind.advice is None) == (kind in NOTHING_WRONG), kind
    assert len(raised()) > 500, "the sentences are found at all"


def test_no_error_ends_with_what_is_wrong() -> None:
    alone = {
        one.sentence
        for one in raised()
        if one.kind not in NOTHING_WRONG
        and not GOES_ON.search(ENGLISH.translate(add_advice(Text(one.sentence), one.kind.advice)))
    }
    assert alone <= {"{reason}"}, "what another process said already"


def test_no_error_says_twice_what_can_be_done() -> None:
    """One that names a way itself is more than one sentence, so that the advice of its kind stays away."""
    twice = [
        one.sentence for one in raised() if not GOES_ON.search(one.sentence) and WAY.search(one.sentence)
    ]
    assert twice == []


@pytest.mark.parametrize("face", ["ui", "cli"])
def test_front_ends_show_the_advice_with_the_error(face: str) -> None:
    """`message` alone is for what another sentence or another process finishes."""
    bare = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sorted((PRODUCT / face).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "message" and _name(node.value) == "error"
    ]
    whole = ("selfhelp/cli/call.py", "selfhelp/cli/pack.py", "selfhelp/ui/capture/grab.py")
    assert [place for place in bare if not place.startswith(whole)] == []


def test_advice_is_added_once_and_translated() -> None:
    error = StepError(N_("Wi-Fi couldn't be turned on or off."))
    assert ENGLISH.translate(error.user_message) == (
        "Wi-Fi couldn't be turned on or off. Contact the help desk."
    )
    assert Translator("fr").translate(error.user_message).count(".") == 2
    whole = ProbeError(N_("Your keyring is locked. Unlock it, then look again."))
    assert whole.user_message is whole.message
    named = ProbeError(N_("The printer {name} returned an unexpected response.", name="A. B: C; d"))
    assert ENGLISH.translate(named.user_message).endswith("Try again later, or contact the help desk.")
    assert CancelledError(N_("Stopped at your request.")).user_message == N_("Stopped at your request.")


def ended(outcome: Outcome, before: CheckState, message: Text | None, reason: Text | None = None) -> FixRun:
    now = datetime.now(UTC)
    found = Finding(N_("A document waits.")) if before is CheckState.FOUND else None
    return FixRun(
        "1", "x", outcome, CheckResult("x", before, found, reason=reason), (), None, now, now, message
    )


def test_how_a_repair_ended_says_what_can_be_done() -> None:
    failed = ended(Outcome.FAILED, CheckState.FOUND, N_("The display settings couldn't be changed."))
    assert str(engine.make_outcome_message(failed)).endswith("Contact the help desk.")
    unseen = ended(
        Outcome.FAILED,
        CheckState.INCONCLUSIVE,
        None,
        N_("The sound service returned an unexpected response."),
    )
    assert str(engine.make_outcome_message(unseen)).endswith("Try again later, or contact the help desk.")
    stopped = ended(Outcome.CANCELLED, CheckState.FOUND, N_("Stopped at your request."))
    assert str(engine.make_outcome_message(stopped)) == "Stopped at your request."
    assert engine.make_outcome_message(ended(Outcome.FIXED, CheckState.FOUND, None)) is None


def _said(pattern: str, text: str) -> bool:
    return re.search(pattern, re.sub(r"\{[a-z_]+\}", "", text), re.IGNORECASE) is not None


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_jargon_and_no_blame_in_the_interface(language: str) -> None:
    words = r"(?<![\w.-])(?:" + "|".join(JARGON[language].split()) + r")(?![\w-])"
    assert len(people_read()) > 1500
    texts = people_read().keys() if language == "en" else people_read().values()
    assert [text for text in texts if _said(words, text)] == []
    assert [text for text in texts if _said(BLAME[language], text)] == []


def test_the_lists_find_what_they_look_for() -> None:
    words = r"(?<![\w.-])(?:" + "|".join(JARGON["en"].split()) + r")(?![\w-])"
    assert _said(words, "The daemon gave a null exit code.")
    assert not _said(words, "Try another wall socket, {exception}.")
    assert _said(BLAME["fr"], "Veuillez recommencer.")
    assert issubclass(UsageError, SelfhelpError)
    assert Path(PRODUCT).is_dir()


@pytest.mark.parametrize(
    "wrong",
    [
        r"[Ss]eul l’assistance",  # it is feminine
        r"(?<![\w.-])mails?(?!\w)",  # message, messagerie, adresse e-mail
        r"\b[Cc]loud\b",  # en ligne
        r"\bréessayerons\b",  # réessaierons, everywhere
        r"^On (?:a|demande|regarde|examine|compte)\b",  # nous
        r"\bpolitiques?\b",  # stratégie
        r"\b(?:hotline|helpdesk|support technique)\b",  # assistance
        r"\bscans?\b",  # numérisation
        r"(?<!\{)\b[Ss]ections?\b",  # rubrique
        r"\b[Dd]epuis sa fenêtre\b",  # la fenêtre
        r"\bvous (?:seule?|aussi concernée?)\b",  # the reader's gender is unknown
        r"\b(?:de|par) qui a |\. Qui le demande ",  # la personne qui; si on vous le demande
    ],
)
def test_french_says_one_word_for_one_thing(wrong: str) -> None:
    assert [text for text in people_read().values() if re.search(wrong, text)] == []


def test_what_goes_on_is_written_in_one_way() -> None:
    assert [text for text in people_read() if text.endswith(" …")] == []


@pytest.mark.parametrize(
    "wrong",
    [
        r"\b(?:du|dich|dir|dein\w*|euch|euer|eure\w*)\b",  # Sie
        r"(?<!„)\bKennw(?:o|ö)rt",  # Passwort, but for what Windows calls it
        r"\b(?:Policy|Policies|Snapshots?|Wi-?Fi|User|Reboot|Hotline)\b",
        r"\b(?:seit|vor|in|nach|mit|von) \{(?:span|duration)\}",  # “vor 3 Tage”
        r"(?<![.\w{-])[Ee]mails?\b|\be-mail",  # E-Mail
        r"\S …",  # a space that never breaks stands before it
    ],
)
def test_german_says_one_word_for_one_thing(wrong: str) -> None:
    assert [text for text in german() if re.search(wrong, text)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (N_("Something else"), "Ce n’est pas ça"),
        (N_("So far: {finding}", finding="L’imprimante est en pause."), "Premier constat. L’imprimante"),
        (N_("Also: {what}", what="Le disque est plein."), "Autre point. Le disque"),
        (N_("Next try in less than a minute."), "Prochaine tentative dans"),
        (N_("Undoing this will:"), "Étapes de l’annulation"),
        (N_("Only you can do this. We'll check the result."), "C’est à vous de le faire."),
        (N_("You don't have to go through this alone. There are people who can help you."), "Vous n’avez"),
    ],
)
def test_french_says_it_as_a_colleague_would(text: Text, said: str) -> None:
    """No capital follows a colon, and no sentence is colder than the English one."""
    assert Translator("fr").translate(text).startswith(said)
