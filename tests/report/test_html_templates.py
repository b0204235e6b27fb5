"""The templates: nothing they print can become markup, and a slip in one of them is an error."""

from __future__ import annotations

import re

import pytest

from selfhelp.core.paths import find_resource
from selfhelp.report import html_templates
from tests.report.polyglots import POLYGLOTS, parse

FILES = sorted(find_resource("templates").glob("*.html"))
NOTHING = {"when": "", "topics": [], "translate": str}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_template_switches_escaping_off(file) -> None:
    assert not re.search(r"\|\s*safe|autoescape|Markup|xmlattr|tojson|urlize", file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_value_in_an_attribute_is_quoted(file) -> None:
    assert not re.search(r"=\s*{{", file.read_text("utf-8"))


@pytest.mark.parametrize("text", POLYGLOTS)
def test_a_heading_is_always_text(text: str) -> None:
    page = html_templates.render_template("privacy.html", text, {**NOTHING, "intro": text})
    tree = parse(page.encode("utf-8"))
    assert [e.tag for e in tree.find("body").iter()] == ["body", "main", "header", "h1", "p"]
    assert not set(page) & set("\x00\u202e\ud800")


def test_a_value_that_is_missing_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError, match="intro"):
        html_templates.render_template("privacy.html", "Heading", NOTHING)
