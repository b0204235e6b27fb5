"""A secret is asked for in two places: signing in to the help desk, and to a proxy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.people import ROOT

ASKS = re.compile(
    r"getpass\.getpass\(|EchoMode\.(Password|NoEcho)|parts\.sign_in_cards|parts import sign_in_cards"
)
ALLOWED = {
    "selfhelp/cli/login.py": "the help desk's token; a proxy's password",
    "selfhelp/ui/parts/sign_in_cards.py": "the field itself",
    "selfhelp/ui/screens/sign_in.py": "the screen that shows it",
}


def asking(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*.py")):
        if ASKS.search(file.read_text("utf-8")):
            yield file.relative_to(folder.parent).as_posix()


def test_a_secret_is_asked_for_only_where_one_signs_in() -> None:
    assert list(asking(ROOT / "selfhelp")) == sorted(ALLOWED)


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    for text in ("getpass.getpass('x')", "field.setEchoMode(QLineEdit.EchoMode.Password)"):
        (tmp_path / "new.py").write_text(text)
        assert list(asking(tmp_path)) == [f"{tmp_path.name}/new.py"]
