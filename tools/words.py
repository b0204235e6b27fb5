"""Checks the wording of messages, reports, documents, docstrings and commit subjects.

python tools/words.py check     prints each new complaint with file, text and advice; fails if there is one
python tools/words.py list      prints all complaints, also those that the baseline allows
python tools/words.py update    lowers the baseline to the current numbers; it never raises it
python tools/words.py figures   prints the numbers of forbidden wordings and long sentences

tools/words_baseline.json has the number of complaints of each file when this check was introduced. A file may
have fewer, never more; a file that isn't listed may have none.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "tools" / "words_baseline.json"
LONGEST = 25
"""Maximum number of words in a sentence."""
LONG = 20
LONG_SHARE = 0.01
"""Share of the messages that may have a sentence of more than `LONG` words."""
MARKERS = {"N_": 1, "NN_": 2}
"""Number of arguments of each marker that are sentences."""
REPORTS = ("selfhelp/report/*.py", "selfhelp/report/collectors/*.py")
"""Modules that write the report and the ticket's text: English for technicians, without markers."""
UNTRANSLATED = ("selfhelp/policy/", "selfhelp/cli/")
"""Folders with reference text for administrators: no contractions, and standard terms."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording that isn't allowed, and the advice."""

    wrong: re.Pattern[str]
    advice: str


def _rules(table: Mapping[str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), say) for words, say in table.items())


PRONOUNS = _rules(
    {
        "she|hers|herself|he|his|him|himself": "the user, they",
        "her": "their, the user's",
    }
)
PHRASES = _rules(
    {
        r"look(?:s|ed|ing)? whether": "check whether",
        "somebody|nobody|everybody|anybody": "someone, no one, everyone, anyone, or name the actor",
        "by itself|by themselves": "automatically, alone",
        "anew|afresh": "again, from scratch",
        "all the same": "still",
        "whoever|whomever": "anyone who, users who",
        "goes along|go along": "is included, is attached",
        "is no (?!longer|more|less|one|need|way|t)": "isn't a",
        "not to be had": "not available",
        r"puts? (?:it|this|that|them) back|put back": "undo, restore",
        r"it is (?:not )?fixed": "Fixed, Not fixed",
        "mails": "messages, emails",
    }
)
MESSAGE_PHRASES = _rules(
    {
        r"switch(?:es|ed|ing)? (?:[\w-]+ )?(?:on|off)(?! the (?:side|headset))": "turn on, turn off",
        "at once": "now, immediately, at the same time",
        "meanwhile": "in the meantime",
        r"gave no usable answer|does(?: not|n't) (?:say|tell)": "isn't available, unexpected response",
        r"help desk can take over|ask the help desk(?=\.?$)|phone the help desk": "Contact the help desk.",
        r"(?:company|companies|company's)": "organisation",
        r"e-mail|mail address|mail box": "email, email address, mailbox",
        r"picture|pictures": "screenshot, image",
        r"programs?|this program": "app",
        r"id|ids": "ID, IDs",
        "an administrator's rights": "administrator permission",
        "internet box": "router",
    }
)
CONTRACTIONS = _rules(
    {
        "cannot|can not": "can't",
        r"(?:is|are|was|were|do|does|did|has|have|had|could|would|should|will) not": "the contraction",
    }
)
DOCSTRING_PHRASES = _rules(
    {
        "the person|this person": "the user",
        r"switch(?:es|ed|ing)? (?:[\w-]+ )?(?:on|off)": "turn on, turn off",
    }
)
NAMES = "selfhelp/report/redact/"
"""Folder in which a person is anyone whose name may occur in a text, not the user."""
REPORT_PHRASES = _rules(
    {
        r"switch(?:es|ed|ing)? (?:[\w-]+ )?(?:on|off)": "turn on, turn off, unmute",
        "the person|this person|the person's": "the user",
        "stands? out": "key findings",
        "meanwhile|at once": "in the meantime, now",
        "company|company's": "organisation",
        "no usable answer|not told|(?:no )?way out": "unexpected response, not available, no route",
    }
)
"""Wordings that the report and the ticket's text may not contain; technicians read them in English."""
DOCUMENT_PHRASES = _rules({"company|companies": "organisation", "e-mail": "email"})
COUNTED = _rules(
    {
        r"switch(?:es|ed|ing)? (?:[\w-]+ )?(?:on|off)(?! the (?:side|headset))": "“switch on”, “switch off”",
        r"look(?:s|ed|ing)? whether": "“look whether”",
        "somebody|nobody|everybody|anybody": "“somebody”, “nobody”, “everybody”",
        "by itself|by themselves": "“by itself”",
    }
)
"""Wordings that no message may contain; the advice is the name of the figure."""
EXACT = frozenset({"id", "ids"})
"""Terms whose correct spelling differs only in case."""

_SENTENCE = re.compile(r"(?<=[.!?…:])\s+|\n+")
_PLACE = re.compile(r"\{\w+\}")
_TAG = re.compile(r"<[^>]*>|\{[{%#].*?[}%#]\}", re.DOTALL)
_FENCE = re.compile(r"^```.*?^```|^~~~.*?^~~~|<!--.*?-->", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"``[^`]*``|`[^`\n]*`")
_LINK = re.compile(r"\]\([^)]*\)|https?://\S+")
_VALUE = re.compile(r"=\w+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"")
_BLOCK = re.compile(r"\n\s*\n|^\s*(?:[-*]|\d+\.|#+)\s+|\|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A wrong wording in one text."""

    file: str
    text: str
    advice: str

    def __str__(self) -> str:
        """Return the line to print."""
        return f"{self.file}: {self.text[:100]!r}: {self.advice}"


def of_text(text: str, rules: Sequence[Rule]) -> Iterator[str]:
    """Yield the advice for each wrong wording in a text."""
    for rule in rules:
        for found in rule.wrong.finditer(text):
            if found[0].lower() not in EXACT or found[0] in EXACT:
                yield f"“{found[0]}”: {rule.advice}"


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a part after a colon counts as a separate sentence."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def words_in(sentence: str) -> int:
    """Return the number of words in a sentence; a placeholder counts as one."""
    return len(re.findall(r"[\w’'./-]*\w[\w’'./-]*", _PLACE.sub("x", sentence)))


def of_length(text: str) -> Iterator[str]:
    """Yield advice about sentences that are too long."""
    for sentence in sentences(text):
        if (number := words_in(sentence)) > LONGEST:
            yield f"a sentence of {number} words, at most {LONGEST}"


def of_message(text: str, file: str = "") -> Iterator[str]:
    """Yield advice about a message of the interface."""
    plain = _VALUE.sub("", _PLACE.sub("x", text))
    rules = (*PRONOUNS, *PHRASES, *MESSAGE_PHRASES)
    yield from of_text(plain, rules if file.startswith(UNTRANSLATED) else (*rules, *CONTRACTIONS))
    yield from of_length(text)


def of_docstring(text: str, file: str = "") -> Iterator[str]:
    """Yield advice about a docstring, except for quoted text."""
    rules = (*PRONOUNS, *PHRASES, *(() if file.startswith(NAMES) else DOCSTRING_PHRASES))
    yield from of_text(_QUOTED.sub("", _CODE.sub("x", text)), rules)


def of_report(text: str) -> Iterator[str]:
    """Yield advice about English text of the report or ticket; such text has no marker in the code."""
    plain = _VALUE.sub("", _PLACE.sub("x", text))
    yield from of_text(plain, (*PRONOUNS, *PHRASES, *REPORT_PHRASES))
    yield from of_length(text)


def of_document(text: str) -> Iterator[str]:
    """Yield advice about a page, block by block, except for code and quotations."""
    plain = _LINK.sub("]", _CODE.sub("x", _FENCE.sub("", text)))
    for block in _BLOCK.split(plain):
        one = " ".join(block.split())
        rules = (*PRONOUNS, *PHRASES, *DOCUMENT_PHRASES)
        for advice in chain(of_text(_QUOTED.sub("", one), rules), of_length(one)):
            yield f"{advice}, in “{one[:60]}”"


def of_subject(text: str) -> Iterator[str]:
    """Yield advice about the first line of a commit message."""
    yield from of_text(text, (*PRONOUNS, *PHRASES))


def texts_of_code(code: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence or docstring of a module, after its kind: “message” or “docstring”."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = str(getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
            for argument in node.args[: MARKERS.get(name, 0)]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield "message", argument.value
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in node.body:
                value = statement.value if isinstance(statement, ast.Expr) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield "docstring", value.value


def texts_of_report(code: str) -> Iterator[str]:
    """Yield the English constants of several words in a module, without marked sentences and docstrings."""
    tree = ast.parse(code)
    marked = {id(part) for node in ast.walk(tree) if _is_no_report(node) for part in ast.walk(node)}
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and id(node) not in marked]
    parts = {id(part) for node in joined for part in ast.walk(node)}
    texts = [
        "".join(str(v.value) if isinstance(v, ast.Constant) else "{x}" for v in n.values) for n in joined
    ]
    texts += [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked | parts
    ]
    yield from (text for text in texts if re.search(r"[a-z]{2,} [a-z]", text))


def _is_no_report(node: ast.AST) -> bool:
    """Return whether a node isn't report text: a marked sentence, a docstring or a log line."""
    if isinstance(node, ast.Call):
        name = str(getattr(node.func, "id", "") or getattr(node.func, "attr", ""))
        return name in MARKERS or name in {"debug", "info", "warning", "error", "exception"}
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def texts_of_resource(content: object) -> Iterator[str]:
    """Yield the sentences of a TOML file: values that begin like a sentence."""
    if isinstance(content, str):
        if " " in content and content[:1].isupper():
            yield content
    elif isinstance(content, Mapping | list):
        for part in content.values() if isinstance(content, Mapping) else content:
            yield from texts_of_resource(part)


def messages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every English message of the interface, after its file."""
    for file in sorted((root / "selfhelp").rglob("*.py")):
        for kind, text in texts_of_code(file.read_text("utf-8")):
            if kind == "message":
                yield file.relative_to(root).as_posix(), text
    yield from resources(root)


def resources(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the sentences in the data that people read, after their file."""
    folder = root / "resources"
    for file in sorted(
        chain(*(folder.glob(f"{part}*.toml") for part in ("", "topics/", "troubleshooters/")))
    ):
        for text in texts_of_resource(tomllib.loads(file.read_text("utf-8"))):
            yield file.relative_to(root).as_posix(), text


def reports(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the English text of the report and the ticket, after its file."""
    for file in sorted(chain(*map(root.glob, REPORTS))):
        for text in texts_of_report(file.read_text("utf-8")):
            yield file.relative_to(root).as_posix(), text
    for file in sorted((root / "resources" / "templates").glob("report*.html")):
        for text in _TAG.split(file.read_text("utf-8")):
            yield file.relative_to(root).as_posix(), text


def documents(root: Path) -> Iterator[Path]:
    """Yield the pages that people read, except release notes, which describe the past."""
    yield from sorted((root / "docs").rglob("*.md"))
    yield from sorted((root / "resources" / "locale" / "en" / "guide").glob("*.md"))
    yield from (root / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"))


def complaints(root: Path = ROOT) -> tuple[list[Complaint], float]:
    """Return every complaint, and the share of messages with a long sentence."""
    found: list[Complaint] = []
    long = total = 0

    def add(file: str, text: str, advice: Iterator[str]) -> None:
        found.extend(Complaint(file, " ".join(text.split()), one) for one in advice)

    def add_message(file: str, text: str) -> None:
        nonlocal long, total
        total += 1
        long += any(words_in(sentence) > LONG for sentence in sentences(text))
        add(file, text, of_message(text, file))

    for path in sorted((root / "selfhelp").rglob("*.py")):
        file = path.relative_to(root).as_posix()
        for kind, text in texts_of_code(path.read_text("utf-8")):
            if kind == "message":
                add_message(file, text)
            else:
                add(file, text, of_docstring(text, file))
    for file, text in resources(root):
        add_message(file, text)
    for file, text in reports(root):
        add(file, text, of_report(text))
    for path in documents(root):
        add(path.relative_to(root).as_posix(), path.name, of_document(path.read_text("utf-8")))
    return found, long / max(total, 1)


def figures(root: Path = ROOT) -> dict[str, int]:
    """Return the numbers of forbidden wordings by name, and the number of messages."""
    said = list(messages(root))
    plain = [(file, _VALUE.sub("", _PLACE.sub("x", text))) for file, text in said]
    everything = [text for _, text in plain]
    interface = [text for file, text in plain if not file.startswith(UNTRANSLATED)]
    long = [text for _, text in said if any(words_in(one) > LONG for one in sentences(text))]
    return {
        "messages": len(said),
        "needless “cannot”, “is not”, “does not”": _hits(interface, CONTRACTIONS),
        **{rule.advice: _hits(everything, (rule,)) for rule in COUNTED},
        f"messages with a sentence of more than {LONG} words": len(long),
        "“she”, “he”, “her”, “him”, also in documents and docstrings": _hits(
            [*everything, *_unquoted(root)], PRONOUNS
        ),
    }


def _hits(texts: Iterable[str], rules: Sequence[Rule]) -> int:
    return sum(1 for text in texts for _ in of_text(text, rules))


def _unquoted(root: Path) -> Iterator[str]:
    """Yield the documents and docstrings, without code and quotations."""
    for path in documents(root):
        yield _QUOTED.sub("", _CODE.sub("x", _FENCE.sub("", path.read_text("utf-8"))))
    for file in sorted((root / "selfhelp").rglob("*.py")):
        for kind, text in texts_of_code(file.read_text("utf-8")):
            if kind == "docstring":
                yield _QUOTED.sub("", _CODE.sub("x", text))


def subjects(root: Path) -> Iterator[str]:
    """Yield the subjects of the commits after the one that introduced this check."""
    here = Path(__file__).resolve().relative_to(ROOT).as_posix()
    first = _git(root, "log", "--diff-filter=A", "--format=%H", "--", here).split()
    if first:
        yield from _git(root, "log", "--no-merges", "--format=%s", f"{first[-1]}..HEAD").splitlines()


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout if done.returncode == 0 else ""


def counted(found: Sequence[Complaint]) -> dict[str, int]:
    """Return the number of complaints by file."""
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        counts[one.file] += 1
    return dict(sorted(counts.items()))


def beyond(found: Sequence[Complaint], known: Mapping[str, int]) -> list[Complaint]:
    """Return the complaints about files that have more of them than the baseline."""
    counts = counted(found)
    return [one for one in found if counts[one.file] > known.get(one.file, 0)]


def lowered(known: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, int]:
    """Return the baseline with lower numbers only."""
    return {
        file: least for file, number in sorted(known.items()) if (least := min(number, counts.get(file, 0)))
    }


def main(arguments: Sequence[str]) -> int:
    """Check, list or count the complaints, or lower the baseline; return the exit status."""
    command = arguments[0] if arguments else "check"
    if command == "figures":
        print(*(f"{number:>6}  {name}" for name, number in figures().items()), sep="\n")
        return 0
    known: dict[str, int] = json.loads(BASELINE.read_text("utf-8")) if BASELINE.is_file() else {}
    found, share = complaints()
    found += [Complaint("commit", text, one) for text in subjects(ROOT) for one in of_subject(text)]
    counts = counted(found)
    if command == "update":
        BASELINE.write_text(json.dumps(lowered(known, counts), indent=1) + "\n", "utf-8")
        return 0
    new = found if command == "list" else beyond(found, known)
    print(*new, sep="\n", end="\n" if new else "")
    print(f"words: {len(found)} complaints, {sum(known.values())} in the baseline, {len(new)} shown")
    if share > LONG_SHARE:
        print(f"words: {share:.1%} of the messages have a sentence of more than {LONG} words, at most 1 %")
    return 1 if command == "check" and (new or share > LONG_SHARE) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
