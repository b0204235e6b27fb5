"""Hostile text for every field of a report, and what a page with it must not have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import html5lib

from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    Column,
    FactTable,
    Finding,
    FixRun,
    Item,
    Outcome,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
    StepResult,
    Undo,
)
from selfhelp.core.text import N_
from selfhelp.report.ticket_context import TicketContext

NOW = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)

POLYGLOTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>@import url(//evil.example/x.css)</style>",
    "</title><svg onload=alert(1)>",
    "<!--", "-->", "]]>", "<![CDATA[", "<?php", "{{7*7}}", "${7*7}",
    "&lt;b&gt;", "&#60;script&#62;", "&NewLine;javascript&colon;alert(1)",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>", "<iframe src=//evil.example>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<form action=//evil.example><input>",
    "<details open ontoggle=alert(1)>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "</pre></blockquote></section><h1>fake</h1>", "<plaintext>", "<xmp>",
    "<noscript><p title=\"</noscript><img>\">",
    "jaVasCript:/*-/*`/*'/*\"/**/(/* */oNcliCk=alert())//%0D%0A</stYle/</titLe/--!><sVg/oNloAd=alert()//>",
    "\x00<script>", "\u202egpj.exe", "x\u2028y", "half \ud800", "$(reboot)", "x" * 300,
)  # fmt: skip
"""Each breaks out of one context of HTML; one of them out of many at once."""

ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "nav",
        "header",
        "footer",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "p",
        "br",
        "small",
        "b",
        "strong",
        "span",
        "blockquote",
        "dl",
        "dt",
        "dd",
        "div",
        "ul",
        "ol",
        "li",
        "a",
        "details",
        "summary",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "svg",
        "rect",
        "path",
        "figure",
        "figcaption",
        "pre",
    ]
)
"""Everything our page is made of."""

ATTRIBUTES = frozenset(
    [
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "id",
        "href",
        "aria-label",
        "aria-hidden",
        "role",
        "title",
        "open",
        "viewBox",
        "width",
        "height",
        "preserveAspectRatio",
        "shape-rendering",
        "fill",
        "x",
        "y",
        "d",
    ]
)


KNOWN: Mapping[str, Sequence[str]] = {
    "system": (),
    "hardware": (),
    "load": (),
    "network": (),
    "disks": ("volumes", "drives"),
    "printers": ("queues",),
    "services": ("failed",),
    "updates": ("failed",),
    "errors": ("errors", "crashes"),
    "reachability": ("stations", "latency", "name servers"),
    "certificates": ("expiring certificates",),
    "processes": ("busiest programs",),
    "network-drives": ("drives",),
    "power": ("temperatures",),
    "sound": ("speakers",),
}
"""The sections and tables in which the page looks facts up."""

NAMED = (
    "mount point",
    "used",
    "free",
    "health",
    "drive",
    "printer",
    "state",
    "default",
    "service",
    "station",
)
"""Columns that it looks for there."""


def snapshot(texts: Sequence[str], step: int = 1) -> Snapshot:
    """Return a snapshot with every text in every field that a computer, a program or a person can fill.

    Of the known sections, which are made alike, each has every so manyth text by turns.
    """
    keys = ("name", "maker", "model", "operating system", "build", "internet", "processor", "failed")
    sections = [
        SnapshotSection(
            id_,
            True,
            3,
            [
                *(Item(key, text) for key in keys for text in texts[turn % step :: step]),
                *(
                    FactTable(
                        t,
                        [Column(n) for n in NAMED],
                        [[text] * len(NAMED) for text in texts[turn % step :: step]],
                    )
                    for t in tables
                ),
            ],
        )
        for turn, (id_, tables) in enumerate(KNOWN.items())
    ]
    own: list[Item | FactTable] = [Item(text, text, text) for text in texts]
    own += [FactTable(text, [Column(text, text), Column("n", "%")], [[text, 1.5]]) for text in texts]
    sections.append(SnapshotSection("own", True, 1, own))
    sections += [SnapshotSection(text, True, 1, [Item("x", text)]) for text in texts]
    sections += [SnapshotSection(f"missing {text}", False, 1, reason=text) for text in texts]
    changes = [SnapshotChange(text, text, how, text, text, text) for text in texts for how in ChangeType]
    return Snapshot(NOW, sections, redacted=True, changes=SnapshotChanges(NOW, changes))


def story(texts: Sequence[str]) -> TicketContext:
    """Return a ticket with every text in every field."""
    looks = [
        CheckResult(
            text, CheckState.FOUND, Finding(N_("{a}", a=text), evidence={text: text}), N_("{a}", a=text)
        )
        for text in texts
    ]
    steps = [StepResult(text, text, Undo.POSSIBLE, text) for text in texts]
    runs = [
        FixRun(text, text, Outcome.FAILED, look, steps[:3], look, NOW, NOW, N_("{a}", a=text))
        for text, look in zip(texts, looks, strict=True)
    ]
    everything = "\n".join(texts)
    return TicketContext(
        heading=everything,
        words=everything,
        affected=everything,
        can_work=everything,
        answers={everything: everything},
        runs=runs,
        looks=looks,
        said={text: text for text in texts},
        titles={text: f"title {text}" for text in texts},
        reference=texts[0][:40],
    )


def parse(page: bytes) -> Any:
    """Return the page as a browser would see it (the algorithm of the HTML standard)."""
    return html5lib.parse(page.decode("utf-8"), treebuilder="etree", namespaceHTMLElements=False)


def tag(element: Any) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def faults(tree: Any) -> list[str]:
    """Return everything in a parsed page that is not ours."""
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            found.append(f"a comment: {element.text!r}")
            continue
        if tag(element) not in ELEMENTS:
            found.append(f"<{tag(element)}>")
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2]
            if plain not in ATTRIBUTES:
                found.append(f"{tag(element)} {plain}={value[:60]!r}")
            if plain == "href" and not value.startswith("#"):
                found.append(f"href={value[:60]!r}")
    styles = [e for e in tree.iter() if tag(e) == "style"]
    if len(styles) != 1 or re.search(r"url\(|@import", styles[0].text or ""):
        found.append("another style sheet")
    return found


def words(tree: Any) -> str:
    """Return everything a reader sees, element by element."""
    return " ".join(tree.find("body").itertext())
