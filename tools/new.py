"""Generates a fix, a snapshot section or a help desk connector, with texts and tests to complete.

python tools/new.py fix print-foo --subject printing     make new-fix ID=print-foo SUBJECT=printing
python tools/new.py collector docking                    make new-collector ID=docking
python tools/new.py desk bulletin                        make new-desk ID=bulletin

The generated files are complete and registered. Every place to complete is marked TO-WRITE, and has a failing
test that describes the missing content. Existing files aren't overwritten.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.core.languages import list_known_languages, load_language  # noqa: E402

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

SUBJECTS: Mapping[str, tuple[str, str]] = {
    "account": ("account", "ACCOUNT"),
    "apps": ("apps", "OFFICE_MAIL"),
    "devices": ("devices", "DEVICES"),
    "files": ("files", "FILES"),
    "network": ("network", "NETWORK"),
    "performance": ("processes", "PERFORMANCE"),
    "printing": ("printing", "PRINTING"),
    "system": ("system", "OTHER"),
}
"""The package of selfhelp/machine and the ticket category, by folder of fixes."""

FILES: Mapping[str, Mapping[str, str]] = {
    "fix": {
        "fix.py.txt": "selfhelp/fixes/@subject@/@module@.py",
        "machine.py.txt": "selfhelp/machine/@place@/@module@.py",
        "words.toml": "resources/locale/@language@/symptoms/@id@.toml",
        "healthy.toml": "tests/transcripts/@id@/debian-13--healthy.toml",
        "broken.toml": "tests/transcripts/@id@/debian-13--broken.toml",
        "test.py.txt": "tests/fixes/@subject@/test_@module@.py",
    },
    "collector": {
        "collector.py.txt": "selfhelp/report/collectors/@module@.py",
        "machine.py.txt": "selfhelp/machine/@place@/@module@.py",
        "recorded.toml": "tests/transcripts/sections/@id@--debian-13.toml",
        "test.py.txt": "tests/report/collectors/test_@module@.py",
    },
    "desk": {
        "init.py.txt": "selfhelp/helpdesk/connectors/@module@/__init__.py",
        "connector.py.txt": "selfhelp/helpdesk/connectors/@module@/connector.py",
        "stand.py.txt": "tests/desks/@module@.py",
        "test.py.txt": "tests/helpdesk/connectors/test_@module@.py",
        "page.md": "docs/desks/@id@.md",
    },
}
"""Target path of each template, by kind."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text to insert below a line of a file; the line must occur exactly once."""

    file: str
    below: str
    text: str


KEYS = "selfhelp/policy/help_desk.py"
LINES: Mapping[str, Sequence[Line]] = {
    "fix": (),
    "collector": (
        Line("docs/sections.md", "|---|---|---|---|---|", "| `@id@` | TO-WRITE: what it tells | | | |"),
    ),
    "desk": (
        Line(KEYS, '"webhook",', '    "@id@",'),
        Line(
            KEYS,
            "MOST = 2**31 - 1",
            "\n\n" + (TEMPLATES / "desk" / "policy.py.txt").read_text(encoding="utf-8"),
        ),
        Line(
            KEYS,
            "webhook: WebhookDeskPolicy = field(default_factory=WebhookDeskPolicy)",
            "    @module@: @Class@Desk = field(default_factory=@Class@Desk)",
        ),
        Line("selfhelp/policy/required_keys.py", '"webhook": ("url",),', '        "@id@": ("url",),'),
        Line(
            "docs/admin.md",
            "| [Email](desks/mail.md) | `mail` | ✔ real server |",
            "| [@Class@](desks/@id@.md) | `@id@` | ○ documentation |",
        ),
    ),
}
"""Lines that register the generated files, by kind."""

THEN: Mapping[str, str] = {
    "fix": "make i18n catalogue",
    "collector": "make i18n",
    "desk": "make i18n policy",
}


class NotPossibleError(Exception):
    """The files can't be generated; the message gives the reason. Nothing was written."""


def words_for(id_: str, subject: str) -> Mapping[str, str]:
    """Return the values of the templates' placeholders for an ID.

    Raises:
        NotPossibleError: the ID or the subject is invalid.
    """
    if not NAME.fullmatch(id_):
        raise NotPossibleError(f"{id_!r} is no id: small letters and digits, joined by hyphens (print-foo)")
    if subject not in SUBJECTS:
        raise NotPossibleError(f"SUBJECT={subject} is unknown; one of: {' '.join(SUBJECTS)}")
    place, category = SUBJECTS[subject]
    module = id_.replace("-", "_")
    return {
        "id": id_,
        "module": module,
        "NAME": module.upper(),
        "Class": "".join(part.capitalize() for part in id_.split("-")),
        "subject": subject,
        "place": place,
        "CATEGORY": category,
    }


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return a template with its placeholders replaced."""
    return re.sub(r"@(\w+)@", lambda match: words[match[1]], text)


def plan(kind: str, words: Mapping[str, str], root: Path) -> Mapping[Path, str]:
    """Return the content of all files to write, by path, without writing them.

    Raises:
        NotPossibleError: a file already exists, or a line for an insertion is missing.
    """
    planned: dict[Path, str] = {}
    for template, target in FILES[kind].items():
        text = (TEMPLATES / kind / template).read_text(encoding="utf-8")
        for language in kept_languages() if "@language@" in target else [""]:
            path = root / filled(target, {**words, "language": language})
            if path.exists():
                raise NotPossibleError(f"{path.relative_to(root)} is there already; choose another id")
            planned[path] = filled(text, words)
    for line in LINES[kind]:
        path = root / line.file
        planned[path] = inserted(planned.get(path) or path.read_text(encoding="utf-8"), line, words)
    return planned


def kept_languages() -> Sequence[str]:
    """Return the codes of the languages that the project keeps complete."""
    return [code for code in list_known_languages() if load_language(code).complete]


def inserted(text: str, line: Line, words: Mapping[str, str]) -> str:
    """Return a file's text with one line inserted.

    Raises:
        NotPossibleError: the line above is missing, or there are several.
    """
    lines = text.splitlines()
    places = [number for number, found in enumerate(lines) if found.strip() == line.below]
    if not places or (len(places) > 1 and not line.file.endswith(".md")):
        raise NotPossibleError(f"{line.file}: expected one line {line.below!r}; change tools/new.py with it")
    added = filled(line.text, words).rstrip("\n")
    return "\n".join([*lines[: places[0] + 1], added, *lines[places[0] + 1 :], ""])


def tidy(files: Sequence[Path], root: Path) -> None:
    """Format the Python files with ruff: imports and long lines."""
    python = [str(file) for file in files if file.suffix == ".py"]
    for order in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *order, *python], cwd=root, check=False)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Generate the files and print the next steps; return the exit status."""
    parser = argparse.ArgumentParser(prog="tools/new.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kind", choices=FILES)
    parser.add_argument("id", help="small letters and digits, joined by hyphens")
    parser.add_argument("--subject", default="", help=f"folder of the fix: {' '.join(SUBJECTS)}")
    options = parser.parse_args(arguments)
    try:
        subject = options.subject or ("" if options.kind == "fix" else "system")
        words = words_for(options.id, subject)
        planned = plan(options.kind, words, root)
    except NotPossibleError as error:
        print(f"new: {error}", file=sys.stderr)
        return 2
    for path, text in planned.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(root))
    tidy(list(planned), root)
    print(f"Next: grep -rn TO-WRITE: {' '.join(sorted({p.relative_to(root).parts[0] for p in planned}))}")
    own = next(path.relative_to(root) for path in planned if path.name == f"test_{words['module']}.py")
    chosen = " or ".join(dict.fromkeys((words["module"], words["id"])))
    print(f"Then: {THEN[options.kind]}; python -m pytest -q tests/contract {own} -k '{chosen}'")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
