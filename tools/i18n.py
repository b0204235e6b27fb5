"""Updates the translations: extracts marked sentences and merges them into the .po files.

Sentences are marked with ``N_`` in the code, or are in the TOML files of ``resources``.

python tools/i18n.py update    after a change of sentences, or for a new language; then translate empty ones
python tools/i18n.py check     fails on a missing, fuzzy or stale sentence, a wrong {name}, loose spaces
python tools/i18n.py record    before a release: writes its sentences to tools/released_sentences.txt

A language with ``complete = true`` in its ``language.json`` may not lack any sentence. Other languages are
offered if enough sentences are translated (`LEAST_SHARE`); ``check`` prints the share.

An organisation may have overridden any released sentence (policy ``branding.text_overrides``). So each former
sentence needs a line in ``resources/locale/former-sentences.toml``. ``update`` adds lines for sentences that
have a similar current one; ``check`` lists the others.

``update`` also applies a language's typography, such as no-break spaces, to its sentences and guide pages.

A .po file is sorted by sentence and contains no places, dates or tool names. So a change only affects the
lines of its own sentences, and changes by several people can be merged. tools/compiled.py compiles the file.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.catalog import app_functions  # noqa: E402
from selfhelp.checklist import checklist_step  # noqa: E402
from selfhelp.core import emergency_numbers  # noqa: E402
from selfhelp.core.languages import FACTS, LEAST_SHARE, SOURCE_LANGUAGE, load_language  # noqa: E402
from selfhelp.core.text import Text  # noqa: E402
from selfhelp.diagnosis import complaints  # noqa: E402
from selfhelp.engine import tips  # noqa: E402
from selfhelp.machine.guidance import manual_steps, settings_pages  # noqa: E402
from selfhelp.policy import former_sentences  # noqa: E402
from selfhelp.ticket_topics import ticket_topic  # noqa: E402
from selfhelp.troubleshooters import troubleshooter  # noqa: E402

LOCALE = ROOT / "resources" / "locale"
KEYWORDS = {"N_": None, "NN_": (1, 2)}
PLACE = re.compile(r"\{([a-z_]+)\}")
CHANGING = re.compile(rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n', re.MULTILINE)
"""Header lines that differ between runs or between versions of Babel."""

RELEASED = ROOT / "tools" / "released_sentences.txt"
"""File with the English sentences of the last release, one JSON string per line."""

FORMER = ROOT / "resources" / former_sentences.FILE
REWORDED = 0.6
"""Minimum similarity (0 to 1) from which a new sentence counts as a rewording of a former one."""

EARLIER = "earlier"
"""Prefixes of comments that show translators the earlier wording and translation."""

CLOSE = 0.5
"""Minimum similarity (0 to 1) from which an earlier sentence is shown to translators."""


def extracted() -> Catalog:
    catalog = Catalog(project="selfhelp", charset="utf-8", header_comment="# Sentences of selfhelp.")
    found = extract_from_dir(ROOT / "selfhelp", keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, line, message, comments, _context in sorted(found, key=lambda m: (m[0], m[1])):
        catalog.add(message, None, [(f"selfhelp/{file}", line)], auto_comments=comments)
    for file, line, sentence in of_resources():
        catalog.add(sentence, None, [(file, line)])
    return catalog


def of_resources() -> Iterator[tuple[str, int, str]]:
    """Yield every sentence in the TOML files, with file and line."""
    for name, content in resources().items():
        lines = (ROOT / "resources" / name).read_text(encoding="utf-8").splitlines()
        for sentence in sentences(content):
            line = next((number for number, text in enumerate(lines, 1) if sentence in text), 1)
            yield f"resources/{name}", line, sentence


def resources() -> dict[str, object]:
    """Return the content of each TOML file with sentences, as loaded by the app."""
    return {
        complaints.FILE: complaints.load_complaint_table(),
        app_functions.FILE: app_functions.load_app_functions(),
        checklist_step.FILE: checklist_step.load_checklist(),
        emergency_numbers.FILE: emergency_numbers.load_emergency_numbers(),
        manual_steps.FILE: manual_steps.load_manual_steps(),
        settings_pages.FILE: settings_pages.load_settings_pages(),
        tips.RESOURCE: tips.load_tips(),
        **{f"topics/{id_}.toml": ticket_topic.load_topic(id_) for id_ in ticket_topic.list_topic_ids()},
        **{f"troubleshooters/{id_}.toml": one for id_, one in troubleshooter.load_troubleshooters().items()},
    }


def sentences(content: object) -> Iterator[str]:
    """Yield every sentence in records, at any depth."""
    if isinstance(content, Text):
        yield content.template
        for field in fields(content):  # the other sentences of a `CallStep` or `PlatformStep`
            yield from sentences(getattr(content, field.name))
    elif is_dataclass(content):
        for field in fields(content):
            yield from sentences(getattr(content, field.name))
    elif isinstance(content, Mapping | list | tuple):
        for part in content.values() if isinstance(content, Mapping) else content:
            yield from sentences(part)


def languages() -> list[Path]:
    """Return the path of each translation's .po file; a new language's file may not exist."""
    folders = (facts.parent for facts in LOCALE.glob(f"*/{FACTS}"))
    return sorted(f / "LC_MESSAGES" / "selfhelp.po" for f in folders if f.name != SOURCE_LANGUAGE)


def read(file: Path) -> Catalog:
    """Return the catalogue in a file; a missing file gives an empty catalogue with Babel's plural rule."""
    code = file.parts[-3]
    if not file.exists():
        head = f"# {Locale(code).english_name} sentences of selfhelp."
        return Catalog(locale=code, project="selfhelp", version="1", header_comment=head, fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=code)


def written(catalog: Catalog) -> bytes:
    """Return the text of a .po file."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, no_location=True, sort_output=True)
    return CHANGING.sub(b"", buffer.getvalue())


def update() -> int:
    template = extracted()
    for file in languages():
        catalog = read(file)
        merge(catalog, template)
        for message in filter(lambda m: m.id, catalog):
            message.string = typeset(file.parts[-3], message.string)
        catalog.last_translator, catalog.language_team = "selfhelp", f"selfhelp {file.parts[-3]}"
        catalog.msgid_bugs_address = "see CONTRIBUTING.md"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(written(catalog))
        empty = sum(1 for m in catalog if m.id and not done(m))
        print(f"{file.relative_to(ROOT)}: {len(catalog)} sentences, {empty} to translate")
        for page in guide_pages(file.parts[-3]):
            page.write_text(typeset(file.parts[-3], page.read_text(encoding="utf-8")), encoding="utf-8")
    write_former(with_reworded(released(), english(template), former()))
    return 0


def merge(catalog: Catalog, template: Catalog) -> None:
    """Update a translation with the current sentences; existing translations stay until they are replaced.

    Removed sentences move to the end of the file as obsolete (``#~``), and a comment above each new sentence
    contains the most similar one. Neither is compiled. Both are removed once every sentence is translated.
    """
    before = dict(catalog.obsolete)
    catalog.update(deepcopy(template), no_fuzzy_matching=True)  # it keeps the template's new messages
    catalog.obsolete = {key: old for key, old in {**before, **catalog.obsolete}.items() if has_text(old)}
    for message in [m for m in catalog if m.id and not done(m)]:
        known = catalog.obsolete.pop(forms(message.id)[0], None)
        if known is not None:  # the sentence came back
            message.string = known.string
    waiting = [m for m in catalog if m.id and not done(m)]
    for message in filter(lambda m: m.id, catalog):
        ours = takewhile(lambda comment: not comment.startswith(EARLIER), message.user_comments)
        message.user_comments = list(ours)  # a long one stands on several lines, and ours come last
    if not waiting:
        catalog.obsolete.clear()
    for message in waiting:
        message.user_comments += suggestion(message, catalog.obsolete.values())


def suggestion(message: Message, earlier: Iterable[Message]) -> list[str]:
    """Return comments with the most similar earlier sentence and its translation; empty if there is none."""
    near = [(likeness(message, old), old) for old in earlier]
    share, old = max(near, key=lambda pair: pair[0], default=(0.0, message))
    if share < CLOSE:
        return []
    (english, *_), (translated, *_) = forms(old.id), forms(old.string or "")
    return [f"{EARLIER} English: {english}", f"{EARLIER} translation: {translated}"]


def likeness(message: Message, old: Message) -> float:
    return SequenceMatcher(None, forms(message.id)[0], forms(old.id)[0]).ratio()


def forms(text: str | Sequence[str]) -> tuple[str, ...]:
    """Return the singular and, if there is one, the plural form of a sentence."""
    return (text,) if isinstance(text, str) else tuple(text)


def has_text(message: Message) -> bool:
    return any(forms(message.string or ""))


def typeset(language: str, string: Any) -> Any:
    """Return a translation, or the tuple of its plural forms, with its language's typography applied."""
    if isinstance(string, tuple):
        return tuple(typeset(language, text) for text in string)
    for wrong, right in load_language(language).typography if string else ():
        string = re.sub(wrong, right, string)
    return string


def guide_pages(language: str) -> list[Path]:
    return sorted((LOCALE / language / "guide").glob("*.md"))


def loose(language: str) -> list[str]:
    """Return the names of the guide pages without their language's typography."""
    texts = {page.name: page.read_text(encoding="utf-8") for page in guide_pages(language)}
    return [f"guide/{name}" for name, text in texts.items() if text != typeset(language, text)]


def done(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts) and not message.fuzzy


def check() -> int:
    template = extracted()
    problems = former_problems(released(), english(template), former())
    for file in languages():
        problems += [f"{file.parts[-3]}: {problem}" for problem in problems_in(file, template)]
        problems += [f"{page}: loose spaces or apostrophes (make i18n)" for page in loose(file.parts[-3])]
    print("\n".join(problems) or "translations are current")
    return 1 if problems else 0


def problems_in(file: Path, template: Catalog) -> Iterator[str]:
    """Yield the mistakes in one translation; missing sentences count only in languages kept complete."""
    language, catalog = file.parts[-3], read(file)
    known = {m.id: m for m in catalog if m.id}
    wanted = {m.id for m in template if m.id}
    lacking = [*(f"missing: {id_!r}" for id_ in wanted - known.keys())]
    lacking += [f"not translated: {id_!r}" for id_, message in known.items() if not done(message)]
    share = 1 - len(lacking) / max(len(wanted), 1)
    if load_language(language).complete:
        yield from lacking
    elif lacking:
        offered = "offered" if share >= LEAST_SHARE else f"not offered, that needs {LEAST_SHARE:.0%}"
        print(f"{language}: {share:.1%} translated, {offered}", file=sys.stderr)
    yield from (f"stale: {id_!r}" for id_ in known.keys() - wanted)
    for id_, message in known.items():
        yield from wrong_places(message)
        if message.string != typeset(language, message.string):
            yield f"loose spaces or apostrophes (make i18n): {id_!r}"
    if file.read_bytes().replace(b"\r\n", b"\n") != written(catalog):
        yield "not sorted or wrapped as it should be (make i18n)"


def english(template: Catalog) -> set[str]:
    """Return the singular forms of the sentences that an organisation can override."""
    return {forms(message.id)[0] for message in template if message.id}


def released() -> set[str]:
    return {json.loads(line) for line in RELEASED.read_text(encoding="utf-8").splitlines()}


def record() -> int:
    """Store the current sentences as released; return the exit status."""
    lines = (json.dumps(sentence, ensure_ascii=False) for sentence in sorted(english(extracted())))
    RELEASED.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0


def former() -> dict[str, str]:
    return dict(tomllib.loads(FORMER.read_text(encoding="utf-8"))["sentences"])


def former_problems(released: set[str], today: set[str], former: Mapping[str, str]) -> list[str]:
    """Return the released sentences without a current sentence, and the wrong lines of the file."""
    lost = sorted(released - today - former.keys())
    wrong = sorted(f for f, now in former.items() if (now and now not in today) or f in today)
    return [
        *(f"reworded or gone; add it to {FORMER.name} (make i18n): {sentence!r}" for sentence in lost),
        *(f"{FORMER.name}: it must lead from a former sentence to one of today: {f!r}" for f in wrong),
    ]


def with_reworded(released: set[str], today: set[str], former: Mapping[str, str]) -> dict[str, str]:
    """Return the former sentences, extended by those similar to a current sentence."""
    new = sorted(today - released)
    kept = {f: now for f, now in former.items() if f not in today}
    lost = {f: f for f in released - today - kept.keys()} | {
        f: now for f, now in kept.items() if now and now not in today
    }
    for before, sentence in lost.items():
        near = [(SequenceMatcher(None, sentence, other).ratio(), other) for other in new]
        share, found = max(near, default=(0.0, ""))
        if share >= REWORDED:
            kept[before] = found
    return kept


def write_former(former: Mapping[str, str]) -> None:
    head = FORMER.read_text(encoding="utf-8").partition("[sentences]\n")[0]
    lines = (
        f"{json.dumps(f, ensure_ascii=False)} = {json.dumps(n, ensure_ascii=False)}"
        for f, n in former.items()
    )
    FORMER.write_text("\n".join([f"{head}[sentences]", *sorted(lines), ""]), encoding="utf-8")


def wrong_places(message: Message) -> list[str]:
    ids, texts = forms(message.id), forms(message.string or "")
    allowed = {name for id_ in ids for name in PLACE.findall(id_)}
    needed = set(PLACE.findall(ids[-1]))
    wrong = []
    for text in filter(None, texts):
        names = set(PLACE.findall(text))
        if names - allowed or (len(ids) == 1 and needed - names):
            wrong.append(f"other {{names}}: {message.id!r}")
    return wrong


if __name__ == "__main__":
    action = sys.argv[1] if len(sys.argv) > 1 else "update"
    sys.exit({"check": check, "record": record}.get(action, update)())
