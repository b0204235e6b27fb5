"""What a technician wrote in an editor is read as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.helpdesk.toolkit.escaping import escape_html_body
from selfhelp.helpdesk.toolkit.html_text import html_to_text
from selfhelp.report.plain_text import escape_plain


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("", ""),
        ("plain\nwords", "plain\nwords"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one<br>two<br />three</p>", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<div>a</div>\n\n\n<div>b</div>", "a\nb"),
        ("a<style>p{}</style><script>alert(1)</script>b", "ab"),
        ("<p>see <a href='https://x.example/y'>this page</a></p>", "see this page (https://x.example/y)"),
        ("<a href='https://x.example'>https://x.example</a>", "https://x.example"),
        ("<a href='javascript:alert(1)'>click</a>", "click"),
        ("&lt;p&gt;twice &amp;amp; escaped&lt;/p&gt;", "twice & escaped"),
        ("&#60;p&#62;x &#38;lt;b&#62;&#60;/p&#62;", "x <b>"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        (
            "<table><thead><tr><th>Printer</th><th>State</th></tr></thead>\n<tr>\n <td>P1</td>\n <td>ok</td>",
            "Printer | State\nP1 | ok",
        ),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a\n\nb"),
        ("<p>a\u202eb\x1b[31mc</p>", "ab[31mc"),
        ("<p>unclosed <b>tags <i>here", "unclosed tags here"),
        ("<html><head><meta charset=utf-8><title>x</title><body>no end of the head", "no end of the head"),
        ("<head><style>p{}</style><p>nor its begin", "nor its begin"),
        ("<head><title>x</title></head><body><p>both", "both"),
        ("<p>&lt;script&gt;shown&lt;/script&gt;</p>", "<script>shown</script>"),
    ],
)
def test_pages(page, text):
    assert html_to_text(page) == text


@given(st.text(max_size=300))
def test_what_we_escape_is_read_as_it_was_written(text):
    """Blanks at a line's ends are the page's own, and so are more than one empty line."""
    read = html_to_text(f"<p></p>{escape_html_body(text)}")
    assert "".join(read.split()) == "".join(escape_plain(text).split())


@given(st.text(alphabet="<>&;/!-pbra#x0 \"'=\n", max_size=200))
def test_no_page_ends_in_an_error(text):
    html_to_text(text)
