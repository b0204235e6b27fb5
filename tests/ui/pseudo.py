"""A language that no one speaks: every sentence accented, 40 % longer, in brackets, in one catalogue."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from types import ModuleType

from babel.messages.extract import extract
from babel.messages.mofile import write_mo

CODE = "qps"
ROOT = Path(__file__).parents[2]
_PLACE = re.compile(r"(\{[a-z_]+\})")
_ACCENTS = str.maketrans("aceinouyACEINOUY", "àçéîñöûýÀÇÉÎÑÖÛÝ")
LONGER = 0.4


def sentence(english: str) -> str:
    """Return it accented, longer by 40 %, and in brackets; names in braces stay."""
    parts = _PLACE.split(english)
    said = "".join(part if _PLACE.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    more = max(1, round(len(_PLACE.sub("", english)) * LONGER))
    padding = " ".join(["õõõõõ"] * (more // 6) + ["õ" * (more % 6)]).strip()
    return f"⟦{said} {padding}⟧" if english.strip() else english


def write(locale: Path) -> None:
    """Write the catalogue where a translator would put it; nothing else is needed."""
    target = locale / CODE / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "selfhelp.mo").write_bytes(translated())


@cache
def translated() -> bytes:
    """Return the compiled catalogue: to find all sentences in the source takes two seconds."""
    tool, compiled = _tool(), BytesIO()
    catalogue = tool.extracted()
    for made_up in ("fakes.py", "every_screen.py"):
        source = (ROOT / "tests" / "ui" / made_up).read_bytes()
        for _, message, _, _ in extract("python", BytesIO(source), tool.KEYWORDS):
            catalogue.add(message)
    catalogue.locale = "en"
    for message in catalogue:
        if message.id:
            plural = isinstance(message.id, tuple)
            message.string = tuple(map(sentence, message.id)) if plural else sentence(message.id)
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def outside(text: str) -> str:
    """Return what is left of a text without what stands in brackets."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("i18n_tool", ROOT / "tools" / "i18n.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
