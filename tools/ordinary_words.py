"""Maintains the list of ordinary words in `resources/words/ordinary.txt`.

python tools/ordinary_words.py            prints words of the texts that the list lacks, and unused words
python tools/ordinary_words.py add WORD…  adds words to the list

The list contains the words of the app's own texts in every language: the catalogues, the search phrases, all
other TOML files below `resources`, and the documentation. Words of up to two letters and all personal names
are left out, because a name in `resources/words/ordinary.txt` stays readable in reports. So review missing
words before adding them. Names of months, products and workplaces that no text contains were added by hand.
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
    """Return the words of the app's own texts, also as typed without accents."""
    texts = (file.read_text(encoding="utf-8") for source in _SOURCES for file in root.glob(source))
    words = {word.lower() for text in texts for word in _WORD.findall(text)}
    return {word for word in words | set(map(without_accents, words)) if len(word) >= SHORTEST}


def without_accents(word: str) -> str:
    """Return a word without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def format_list(comment: str, words: Iterable[str]) -> str:
    """Return the text of the list: sorted words, in lines of similar length."""
    lines, line = [comment], ""
    for word in sorted(words):
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line]) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Print the differences, or add words; return the exit status."""
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
