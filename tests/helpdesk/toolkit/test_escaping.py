"""Foreign text in every kind of place: it does nothing there and still reads as it was written."""

from __future__ import annotations

import logging

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.durable_files import make_safe_name
from selfhelp.core.log import PlainFormatter
from selfhelp.core.text import escape_foreign_text
from selfhelp.helpdesk.toolkit import escaping
from selfhelp.report import plain_text

POLYGLOTS = (
    "<script>alert(1)</script>",
    "<img src=//evil.example/x>",
    "[x](javascript:alert(1)) ![x](//evil.example/i.png)",
    "[code]<b onclick=alert(1)>x</b>[/code]",
    "# title\n- item\n1. one\n> quote\n```\ncode\n```",
    "a & b &lt; &#60;script&#62;",
    "    four blanks\n\ttab\n\n  two  blanks",
    "<https://evil.example> www.evil.example _em_ **b** ~~s~~ `c` | a | b |\n|---|",
    "line one\r\nline two\rline three\\",
    "https://evil.example/a_b_c?x=1&y=*2*",
    "ÄÖÜ 🖨 日本",
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=80)


def read(text: str) -> str:
    """What a person reads: blanks of every kind are blanks, and their number at an end does not show."""
    unified = (
        plain_text.escape_plain(text)
        .replace("\t", "    ")
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\u2060", "")
    )
    return "\n".join(line.rstrip() for line in unified.split("\n"))


def shown(markup: str) -> tuple[str, set[str]]:
    """What a browser shows of HTML, and which elements it makes."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    for line_break in tree.iter("br"):
        line_break.tail = "\x1d" + (line_break.tail or "").removeprefix("\n")
    return "".join(tree.itertext()).replace("\x1d", "\n"), {e.tag for e in tree.iter()} - {
        "DOCUMENT_FRAGMENT"
    }


@pytest.mark.parametrize("text", POLYGLOTS)
def test_html_shows_the_text_and_makes_nothing_but_line_breaks(text: str) -> None:
    words, elements = shown(escaping.escape_html_body(text))
    assert elements <= {"br"}
    assert read(words) == read(text)


@given(TEXTS)
def test_html_of_any_text(text: str) -> None:
    words, elements = shown(escaping.escape_html_body(text))
    assert elements <= {"br"}
    assert read(words) == read(text)


MARKDOWN = [
    ("<b>x</b>", "\\<b\\>x\\<\\/b\\>"),
    ("# a", "\\# a"),
    ("1. a\nb", "1\\. a\\\nb"),
    ("a\n\nb", "a\n\nb"),
    ("    code", "&nbsp;" * 4 + "code"),
    ("a_b & c", "a\\_b \\& c"),
]


@pytest.mark.parametrize(("text", "written"), MARKDOWN)
def test_markdown_is_written_so(text: str, written: str) -> None:
    assert escaping.escape_markdown(text) == written


@pytest.mark.parametrize("text", POLYGLOTS)
def test_markdown_makes_nothing_but_paragraphs(text: str) -> None:
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    markup = parser.render(escaping.escape_markdown(text))
    words, elements = shown(markup.replace("</p>\n", "</p>").replace("</p><p>", "<br><br>"))
    assert elements <= {"p", "br"}
    assert read(words).strip() == read(text).strip()


@given(TEXTS)
def test_markdown_of_any_text_brings_no_html_to_life(text: str) -> None:
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark")
    assert shown(parser.render(escaping.escape_markdown(text)))[1] <= {"p", "br"}


@pytest.mark.parametrize("tag", ["[code]", "[/code]", "[CODE]", "[ code ]", "[ / code]", "[[code]]"])
def test_a_journal_field_sees_no_code_tag(tag: str) -> None:
    written = escaping.escape_servicenow_text(f"a {tag}<b>x</b> [b] [codes]")
    assert "[code]" not in written.lower().replace(" ", "")
    assert "[/code]" not in written.lower().replace(" ", "")
    assert written.replace("\u2060", "") == f"a {tag}<b>x</b> [b] [codes]"


@pytest.mark.parametrize("text", [t for t in POLYGLOTS if "[code]" not in t])
def test_a_journal_field_keeps_everything_else(text: str) -> None:
    assert escaping.escape_servicenow_text(text) == plain_text.escape_plain(text)


@given(st.text(max_size=200))
def test_a_log_line_is_one_line_and_moves_nothing(text: str) -> None:
    record = logging.LogRecord("selfhelp.x", logging.INFO, "", 0, "%s", (text,), None)
    line = PlainFormatter(lambda line: line).format(record)
    assert len(line.splitlines()) == 1
    assert not set(line) & set(
        "\x1b\x07\x08\x7f\x85\x9b\u2028\u2029\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069"
    )
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nFAKE ERROR b", "a\\x0d\\x0aFAKE ERROR b"),
        ("\x1b[2J\x9b31m", "\\x1b[2J\\x9b31m"),
        ("a\u202egpj.exe\u2069", "a\\u202egpj.exe\\u2069"),
        ("\x85\u2028\u2029", "\\x85\\u2028\\u2029"),
        ("half \ud800", "half \\ud800"),
        ("tab\there, é 日本 🖨", "tab\there, é 日本 🖨"),
    ],
)
def test_one_event_is_one_line(text: str, line: str) -> None:
    record = logging.LogRecord("selfhelp.x", logging.INFO, "", 0, "%s", (text,), None)
    assert PlainFormatter(lambda line: line).format(record).endswith(line)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_a_terminal_gets_one_line_and_nothing_that_acts(text: str) -> None:
    written = escape_foreign_text(text)
    assert all(c.isprintable() or c == "\N{NO-BREAK SPACE}" for c in written)
    assert text.isprintable() <= (written == text)
    written.encode("utf-8")


@given(st.text(max_size=200))
def test_a_plain_body_has_lines_and_words_only(text: str) -> None:
    written = plain_text.escape_plain(text)
    assert not set(written) & set("\r\x00\x1b\x7f\x9b\u2028\u202e\u2066\ud800")
    assert plain_text.escape_plain(written) == written


NAMES = [
    ("C:\\Users\\marie\\x.html", "x.html"),
    ("/etc/../x.svg", "x.svg"),
    ("x.hta\x00.txt", "x.hta.txt"),
    ("link.lnk\n", "link.lnk"),
    ("setup\u202efdp.exe", "setupfdp.exe"),
    ("a\u200b.exe", "a.exe"),
    ("con", "_con"),
    ("NUL.txt", "_NUL.txt"),
    ("com1.tar.gz", "_com1.tar.gz"),
    ("LPT¹", "_LPT¹"),
    ("aux .txt", "_aux .txt"),
    ("console.txt", "console.txt"),
    ("report. . .", "report"),
    ("~$x.docx", "~$x.docx"),
]


@pytest.mark.parametrize(("name", "kept"), NAMES)
def test_a_file_keeps_its_name_without_its_tricks(name: str, kept: str) -> None:
    assert make_safe_name(name) == kept


@given(st.text(max_size=400))
def test_any_name_is_one_short_name(name: str) -> None:
    kept = make_safe_name(name)
    assert 0 < len(kept) <= 121
    assert not set(kept) & set("/\\\x00\n\u202e")
    assert kept not in (".", "..")
    assert make_safe_name(kept) == kept
