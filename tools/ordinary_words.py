"""The list of ordinary words, `resources/words/ordinary.txt`: what is in it, and what it lacks.

python tools/ordinary_words.py            words of our texts that the list lacks, and words that no text has
python tools/ordinary_words.py add WORD…  put words into the list

The list was made from the app's own texts, in every language: the catalogues, the phrases by which problems
are found, all other TOML below `resources`, and the documentation. A word of two letters or less is left out,
and so is every name of a person: by `resources/words/ordinary.txt` a name stays readable in a report. So a
person reads what is lacking before they add it. Names of months, products and places of work without a text
of ours were added by hand.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "resources" / "words" / "ordinary.txt"
SHORTEST = 3
WIDTH = 150

_SOURCES = ("resources/**/*.po", "resources/**/*.toml", "resources/words/same.txt", "docs/**/*.md", "*.md")
_WORD = re.compile(r"[^\W\d_]+")


def read_list(file: Path = FILE) -> tuple[str, set[str]]:
    """Return the comment at the top of the list, and its words."""
    first, _, rest = file.read_text(encoding="utf-8").partition("\n")
    return first, set(rest.split())


def words_of_texts(root: Path = ROOT) -> set[str]:
    """Return the words of the app's own texts, also as they are typed without accents."""
    texts = (file.read_text(encoding="utf-8") for source in _SOURCES for file in root.glob(source))
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    return {word for word in words | set(map(without_accents, words)) if len(word) >= SHORTEST}


def without_accents(word: str) -> str:
    """Return a word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def format_list(comment: str, words: Iterable[str]) -> str:
    """Return the text of the list: sorted, in lines of equal width."""
    lines, line = [comment], ""
    for word in sorted(words):
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line]) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Print what differs, or add words; return the exit status."""
    comment, known = read_list()
    if arguments[:1] == ["add"]:
        wrong = [word for word in arguments[1:] if not _WORD.fullmatch(word) or len(word) < SHORTEST]
        if wrong:
            print(f"not words of {SHORTEST} letters or more: {' '.join(wrong)}", file=sys.stderr)
            return 2
        FILE.write_text(
            format_list(comment, known | {word.lower() for word in arguments[1:]}), encoding="utf-8"
        )
        return 0
    texts = words_of_texts()
    print("lacking, names among them:", *sorted(texts - known - set(map(without_accents, known))))
    print("in no text, added by hand:", *sorted(known - texts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
