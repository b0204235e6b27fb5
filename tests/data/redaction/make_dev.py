"""Writes dev.jsonl, the corpus that measures redaction, from templates/*.txt.

python tests/data/redaction/make_dev.py           writes it again: the same bytes every time
python tests/data/redaction/make_dev.py --check   fails if dev.jsonl is not what the templates give

A template starts with a line "@@ class | context | user=…; host=…" (the names that the system told are
optional); its text follows. In the text:

    {{=text}}        a secret; {{text}} with only the name of a maker of values is the same as {{=<text>}}
    {{x:=text}}      a secret with a name; {{x}} later repeats it
    {{@way text}}    a secret written in another way (see WAYS), such as Base64 or with colours inside
    {{+text}}        must survive (not noted when shorter than four characters: chance would find it)
    {{-text}}        neither, only filled in
    <maker> <maker:n>  an invented value (see MAKERS in values.py); <U+00A0> a character by its number

A secret that is cut in pieces gives one entry for each piece. "plain" holds the secrets as they read
once escapes, colours and line breaks are undone; they must not survive either.
"""

from __future__ import annotations

import json
import random
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from values import MAKERS, WAYS  # noqa: E402 - it lies beside this file

SEED = 20260412
LONG = 600
SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
VALUE = re.compile(r"<([a-z][a-z0-9_]*)(?::(\d+))?>")
CHARACTER = re.compile(r"<U\+([0-9A-F]{4,5})>")


@dataclass(slots=True)
class Entry:
    """One line of the corpus while it is written."""

    rng: random.Random
    secrets: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Replace the makers of values in a text by invented values."""

        def made(match: re.Match[str]) -> str:
            maker = MAKERS.get(match[1])
            if maker is None:
                return match[0]
            return maker(self.rng, int(match[2] or 0))

        return VALUE.sub(made, text)

    def hide(self, text: str) -> str:
        """Note a secret that stands in the text as it is: of a long one, three pieces."""
        pieces = [text]
        if len(text) > LONG:
            middle = len(text) // 2
            pieces = [text[24:72], text[middle : middle + 48], text[-72:-24]]
        self.secrets += [piece for piece in pieces if piece not in self.secrets]
        return text

    def write(self, way: str, text: str) -> str:
        """Note a secret that is written in another way."""
        written, pieces = WAYS[way](self.rng, text)
        for piece in pieces:
            self.hide(piece)
        if "\n" not in text and way != "words":
            self.plain.append(text)
        return written

    def slot(self, match: re.Match[str]) -> str:
        """Fill in one place of a template."""
        body = match[1]
        if body in self.named:
            return self.named[body]
        name, is_named, rest = body.partition(":=")
        if is_named and name.isidentifier():
            self.named[name] = self.fill(rest)
            return self.hide(self.named[name])
        if body[0] == "@":
            way, _, rest = body[1:].partition(" ")
            return self.write(way, self.fill(rest))
        if body[0] == "+":
            kept = self.fill(body[1:])
            self.keep += [kept] if len(kept) >= 4 else []
            return kept
        if body[0] == "-":
            return self.fill(body[1:])
        return self.hide(self.fill(body[1:] if body[0] == "=" else f"<{body}>"))


def entry(kind: str, context: str, known: str, template: str) -> dict[str, object]:
    """Return one line of the corpus."""
    made = Entry(random.Random(f"{SEED}/{kind}/{context}"))
    template = CHARACTER.sub(lambda match: chr(int(match[1], 16)), template.rstrip("\n"))
    text = SLOT.sub(made.slot, template)
    line: dict[str, object] = {"id": f"{kind}/{context}", "class": kind, "context": context, "text": text}
    line["secrets"] = made.secrets
    for secret in made.secrets + made.keep:
        if secret not in text or not secret:
            raise ValueError(f"{kind}/{context}: {secret!r} is not in the text")
    for kept in made.keep:
        if any(kept in secret or secret in kept for secret in made.secrets):
            raise ValueError(f"{kind}/{context}: {kept!r} is also secret")
    if made.keep:
        line["keep"] = made.keep
    if made.plain:
        line["plain"] = made.plain
    if known:
        line["known"] = dict(pair.strip().split("=", 1) for pair in known.split(";"))
    return line


def corpus() -> list[dict[str, object]]:
    """Return every line of the corpus."""
    lines = []
    for file in sorted((HERE / "templates").glob("*.txt")):
        parts = re.split(r"^@@ (.*)\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for head, text in zip(parts[1::2], parts[2::2], strict=True):
            kind, context, known = (part.strip() for part in (head + "||").split("|")[:3])
            lines.append(entry(kind, context, known, text))
    ids = [str(line["id"]) for line in lines]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise ValueError(f"two templates have the same name: {sorted(twice)}")
    return lines


def main() -> int:
    """Write the corpus, or check it."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in corpus())
    target = HERE / "dev.jsonl"
    if "--check" in sys.argv:
        return int(target.read_bytes() != text.encode())
    target.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
