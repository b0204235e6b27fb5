"""Deleting the user's data asks on the terminal: what waits first and by name, then everything; the answer
is no."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
from collections.abc import Iterator

import pytest

from selfhelp.app.composition import App
from selfhelp.cli import data
from selfhelp.cli.call import Call
from selfhelp.core.errors import RefusedError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox_items import ReplyToSeal


class Keyboard(io.StringIO):
    """A terminal on which these lines are typed."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def app(places: AppPaths) -> Iterator[App]:
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    app.get_outbox().save_ticket(Letter("My printer \x1b[31m", "words", "a@example.com"))
    yield app
    app.close_open_files()


def delete(app: App, monkeypatch: pytest.MonkeyPatch, typed: str, *options: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", default="")
    data.add_arguments(parser)
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    return data.run_command(Call(parser.parse_args(["delete", *options]), app))


@pytest.mark.parametrize("typed", ["", "n\n", "\n", "no\n", "yes\nn\n", "y\n", "yesterday\nyes\n"])
def test_anything_but_two_times_yes_deletes_nothing(
    app: App, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    with pytest.raises(RefusedError):
        delete(app, monkeypatch, typed)
    assert len(app.get_outbox().list_items()) == 1


def test_two_times_yes_deletes_it_all(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], places: AppPaths
) -> None:
    assert delete(app, monkeypatch, "yes\noui\n") == 0
    said = capsys.readouterr().err
    assert said.index("My printer") < said.index("fixes can't be undone")
    assert "\x1b" not in said
    assert list(places.data.iterdir()) == []


def test_yes_beforehand_is_not_a_yes_for_what_waits(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RefusedError, match="My printer"):
        delete(app, monkeypatch, "yes\nyes\n", "--yes")
    assert len(app.get_outbox().list_items()) == 1


def test_an_unsent_reply_is_counted_and_needs_a_yes_of_its_own(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (item,) = app.get_outbox().list_items()
    app.get_outbox().save_reply(ReplyToSeal(item.report, text="still broken"))
    app.get_outbox().save_reply(ReplyToSeal(item.report, text="since Monday"))
    with pytest.raises(RefusedError) as refused:
        delete(app, monkeypatch, "", "--yes")
    assert "1 ticket hasn't been sent" in str(refused.value)
    assert "2 replies haven't been sent and would be lost: “My printer" in str(refused.value)
    assert "\x1b" not in str(refused.value)
    with pytest.raises(RefusedError):
        delete(app, monkeypatch, "no\n")
    assert "2 replies haven't been sent" in capsys.readouterr().err
    assert len(app.get_outbox().list_unsent_replies()) == 2
    assert delete(app, monkeypatch, "", "--yes", "--with-waiting") == 0


def test_drafts_are_named_and_need_a_yes_of_their_own(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    (item,) = app.get_outbox().list_items()
    app.create_delivery_service().deliver_due_items()
    app.conversations.store_draft(item.report, "still broken")
    with pytest.raises(RefusedError) as refused:
        delete(app, monkeypatch, "", "--yes")
    assert "1 draft of a reply hasn't been sent and would be lost: “My printer" in str(refused.value)
    assert "\x1b" not in str(refused.value)
    app.conversations.store_draft(item.report, "")
    app.drafts.store_draft(app.create_case("a bigger monitor").make_draft())
    with pytest.raises(RefusedError, match="1 draft hasn't been sent and would be lost: “a bigger monitor”"):
        delete(app, monkeypatch, "", "--yes")
    assert delete(app, monkeypatch, "", "--yes", "--with-waiting") == 0


def test_what_cannot_be_deleted_is_named(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], places: AppPaths
) -> None:
    stuck = places.data / "tips.json"
    stuck.write_text("x")
    genuine = os.unlink

    def unlink(name: str, *, dir_fd: int | None = None) -> None:
        if name == stuck.name:
            raise PermissionError(errno.EACCES, "Permission denied", name)
        genuine(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", unlink)
    assert delete(app, monkeypatch, "", "--yes", "--with-waiting") == 3
    assert f"Couldn't delete {stuck}" in capsys.readouterr().out


def test_foreign_files_are_named_in_text_and_json(
    app: App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], places: AppPaths
) -> None:
    (places.data / "thesis\n.txt").write_text("years")
    (places.data / "receipts").symlink_to(places.data.parent)
    assert delete(app, monkeypatch, "", "--yes", "--with-waiting", "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert [text for text in told["foreign"] if "thesis\N{REPLACEMENT CHARACTER}.txt" in text]
    assert [text for text in told["failed"] if f"{places.data / 'receipts'} is a link" in text]
    assert delete(app, monkeypatch, "", "--yes", "--with-waiting") == 3
    said = capsys.readouterr().out
    assert "wasn't made by this app" in said
    assert "is a link" in said
