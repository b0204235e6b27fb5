"""Converts HTML from a desk's editor to plain text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from selfhelp.report.plain_text import escape_plain

_BLOCKS = (
    "address article aside blockquote dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
CELLS = frozenset({"td", "th"})
BETWEEN_CELLS = " | "
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
LIMIT = 1_000_000
"""Maximum length of a text, in characters."""


def html_to_text(content: str) -> str:
    """Return the text of an HTML document; text without tags stays unchanged.

    HTML that a desk escaped once more (GLPI before 10) is unescaped first.
    """
    content = content[:LIMIT]
    if "<" not in content:
        opened = html.unescape(content)
        if not re.match(r"\s*<[a-zA-Z!]", opened):
            return escape_plain(opened.replace("\xa0", " ")).strip()
        content = opened
    page = _VisibleTextParser()
    page.feed(content)
    page.close()
    return page.text()


class _VisibleTextParser(HTMLParser):
    """HTML parser that collects the visible text, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent: list[str] = []
        self._kept = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle the start of a block, a link or hidden content."""
        if self._silent == ["head"] and (tag == "body" or tag in BLOCKS):
            self._silent.clear()  # its end need not be written (WHATWG HTML, "Optional tags")
        if tag in SILENT:
            self._silent.append(tag)
        elif tag == "br":
            self._parts.append("\n")
        elif tag in BLOCKS:
            self._start_new_line()
            self._kept += tag == "pre"
            self._parts += ["- "] if tag == "li" else []
        elif tag in CELLS and self._parts and not self._parts[-1].endswith("\n"):
            self._parts[-1] = self._parts[-1].rstrip(" ")
            self._parts.append(BETWEEN_CELLS)
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._parts)))

    def handle_endtag(self, tag: str) -> None:
        """Handle the end of an element; a link's target is added if the link's text hides it."""
        if tag in SILENT:
            self._silent = self._silent[:-1]
        elif tag in BLOCKS:
            self._kept = max(self._kept - (tag == "pre"), 0)
            self._start_new_line()
            self._parts += ["\n"] if tag == "p" else []
        elif tag == "a" and self._links:
            target, start = self._links.pop()
            shown = "".join(self._parts[start:])
            if target.startswith(("http://", "https://")) and target not in shown:
                self._parts.append(f" ({target})")

    def handle_data(self, data: str) -> None:
        """Collect visible text with white space collapsed."""
        if self._silent:
            return
        if not self._kept:
            data = re.sub(r"[ \t\r\n\f]+", " ", data)
            if not self._parts or self._parts[-1].endswith("\n"):
                data = data.lstrip(" ")
        if data:
            self._parts.append(data)

    def _start_new_line(self) -> None:
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")

    def text(self) -> str:
        """Return the lines, without blanks at line breaks or successive empty lines."""
        lines = [line.rstrip(" \t") for line in "".join(self._parts).split("\n")]
        joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        return escape_plain(joined.replace("\xa0", " ")).strip("\n")
