"""A file that cannot arrive is refused when it is added, with the reason, and nothing else is."""

from __future__ import annotations

import pytest

from selfhelp.core.errors import TooLargeError, UsageError
from selfhelp.core.text import ENGLISH
from selfhelp.helpdesk.connectors import ConnectorAbilities
from selfhelp.policy.policy import OutboxPolicy, Policy
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.added_files import AddedFiles
from selfhelp.tickets.form.attachment_limits import ROOM_FOR_REPORT, AttachmentLimits

MEGA = 1_000_000
USUAL = AttachmentLimits.create_from_policy(Policy().outbox)


def said(acceptance, name, size=1, already=0):
    try:
        acceptance.require_file_accepted(name, size, already)
    except (TooLargeError, UsageError) as error:
        return ENGLISH.translate(error.message)
    return None


def of(**abilities):
    return AttachmentLimits.create_from_policy(OutboxPolicy(), ConnectorAbilities(**abilities))


@pytest.mark.parametrize("name", ["a.txt", "a.exe", "noending", "", "\N{PRINTER}.json", "a" * 5000])
def test_a_desk_that_says_nothing_takes_all_within_the_organisations_limit(name):
    assert said(USUAL, name, 25 * MEGA) is None
    assert "too large (25" in said(USUAL, name, 25 * MEGA + 1)


def test_the_smaller_limit_applies_and_is_named():
    desk = of(file_limit=2 * MEGA)
    assert desk.max_file_bytes == 2 * MEGA
    assert said(desk, "a.png", 2 * MEGA) is None
    assert said(desk, "a.png", 2 * MEGA + 1).startswith("a.png is too large (2")
    assert "accepts files up to 2" in said(desk, "a.png", 2 * MEGA + 1)
    wide = of(file_limit=900 * MEGA)
    assert "The limit is 25" in said(wide, "a.png", 26 * MEGA)


def test_the_limit_of_all_leaves_room_for_the_report():
    desk = of(total_limit=10 * MEGA)
    assert said(desk, "a.png", MEGA, 9 * MEGA - ROOM_FOR_REPORT) is None
    assert "the attachments would total" in said(desk, "a.png", MEGA + 1, 9 * MEGA - ROOM_FOR_REPORT)
    assert "The limit is" in said(USUAL, "a.png", MEGA, 200 * MEGA)


ENDINGS = [
    ({"refused": ("exe", "tar.gz")}, "A.EXE", "ZIP file"),
    ({"refused": (".exe",)}, "a.exe. ", "ZIP file"),
    ({"refused": ("exe",)}, "exe", None),
    ({"refused": ("exe",)}, "a.exe.txt", None),
    ({"refused": ("tar.gz",)}, "a.tar.gz", "ZIP file"),
    ({"refused": ("zip",)}, "a.zip", "another format"),
    ({"endings": ("png", "txt")}, "a.PNG", None),
    ({"endings": ("png", "txt")}, "a.json", "another format"),
    ({"endings": ("png", "zip")}, "noending", "ZIP file"),
    ({"files": False}, "a.txt", "doesn't accept attachments"),
]


@pytest.mark.parametrize(("abilities", "name", "words"), ENDINGS)
def test_endings_that_the_desk_refuses(abilities, name, words):
    reason = said(of(**abilities), name)
    assert (reason is None) if words is None else words in reason


def test_a_reply_may_take_less_than_a_ticket():
    abilities = ConnectorAbilities(comment_files=False)
    assert said(AttachmentLimits.create_from_policy(OutboxPolicy(), abilities), "a") is None
    assert "doesn't accept attachments" in said(
        AttachmentLimits.create_from_policy(OutboxPolicy(), abilities, reply=True), "a"
    )


def test_several_at_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x" * 600_000)
    both = [tmp_path / "a", tmp_path / "b"]
    of(total_limit=2 * MEGA).require_files_accepted(both)
    with pytest.raises(TooLargeError, match="would total"):
        of(total_limit=1_500_000).require_files_accepted(both)
    USUAL.require_files_accepted([tmp_path / "none"])


def test_limits_include_existing_attachments():
    added = AddedFiles(lambda: of(total_limit=3 * MEGA, refused=("exe",)), cleans=False)
    first = added.add(AddedFile("file", "a", 2 * MEGA, b""))
    with pytest.raises(TooLargeError):
        added.add(AddedFile("file", "b", MEGA, b""))
    added.set_file_included(first, False)
    added.add(AddedFile("file", "b", MEGA, b""))
    with pytest.raises(UsageError):
        added.add(AddedFile("file", "c.exe", 1, b""))
    assert len(list(added)) == 2


def test_what_comes_while_a_letter_is_written_does_not_stop_it():
    """It is made elsewhere than in the window, where a file may arrive, go or change at any time."""
    added = AddedFiles(lambda: of(), cleans=False)
    first = added.add(AddedFile("picture", "a", 1, b"a"))
    added.add(AddedFile("picture", "b", 1, b"b"))

    def keys() -> list[str]:
        return [item.key for item in added.build_review_items(str)]

    def meanwhile(text: str) -> str:
        added.add(AddedFile("picture", "c", 1, b"c"))
        added.replace_picture(keys()[-1], b"d")
        added.remove(first)
        return text

    written = added.read_contents(meanwhile)
    assert [(item.key, content) for item, content in written] == [("picture-1", b"a"), ("picture-2", b"b")]
    assert keys() == ["picture-2", "picture-3", "picture-4"]
