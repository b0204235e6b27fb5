"""The trash: what it holds is told as it is, and what comes back is never put over anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from selfhelp.core.errors import StepError
from selfhelp.machine.files.ransomware_signs import find_suspicious_extension
from selfhelp.machine.files.trash import (
    list_trash_items,
    move_item_back_to_trash,
    read_trashinfo,
    restore_trash_item,
)

END = "9999-12-31T23:59:59-12:00"


@pytest.fixture
def trash(own_home: Path) -> Path:
    folder = own_home / "data" / "Trash"
    for name in ("files", "info"):
        (folder / name).mkdir(parents=True)
    (own_home / "Documents").mkdir()
    return folder


def throw(trash: Path, path: str, days: float = 0, name: str = "") -> str:
    """Put a file into the trash as a file manager does; returns its name there."""
    name = name or Path(path).name
    (trash / "files" / name).write_text("old")
    when = (datetime.now() - timedelta(days=days)).isoformat(timespec="seconds")  # noqa: DTZ005
    text = f"[Trash Info]\nPath={quote(path)}\nDeletionDate={when}\n"
    (trash / "info" / f"{name}.trashinfo").write_text(text)
    return name


def names() -> list[str]:
    return [thing["name"] for thing in list_trash_items()]


def test_what_went_lately_is_told_and_the_rest_is_not(trash: Path, own_home: Path) -> None:
    throw(trash, f"{own_home}/Documents/first", days=2)
    throw(trash, f"{own_home}/Documents/last", days=1)
    throw(trash, f"{own_home}/Documents/long ago", days=99)
    throw(trash, "/etc/elsewhere")
    throw(trash, f"{own_home}/../../etc/odd")
    assert names() == ["last", "first"]


def test_one_odd_entry_does_not_hide_the_others(trash: Path, own_home: Path) -> None:
    throw(trash, f"{own_home}/Documents/good")
    (trash / "info" / "empty.trashinfo").touch()
    (trash / "info" / "folder.trashinfo").mkdir()
    (trash / "info" / "alone.trashinfo").write_text(f"Path={own_home}/x")
    (trash / "info" / "bytes.trashinfo").write_bytes(b"\xff" * 30_000)
    throw(trash, f"{own_home}/Documents/when", name="when")
    (trash / "info" / "when.trashinfo").write_text(f"Path={own_home}/when\nDeletionDate=yesterday")
    assert sorted(names()) == ["good", "when"]


def test_a_date_with_a_zone_or_beyond_the_calendar_hides_nothing(trash: Path, own_home: Path) -> None:
    for name, when in (("zone", "2999-01-01T00:00:00+02:00"), ("old", "2001-01-01T00:00:00Z"), ("end", END)):
        throw(trash, f"{own_home}/Documents/{name}")
        note = f"Path={own_home}/Documents/{name}\nDeletionDate={when}"
        (trash / "info" / f"{name}.trashinfo").write_text(note)
    throw(trash, f"{own_home}/Documents/good")
    assert sorted(names()) == ["end", "good", "zone"]


def test_no_trash_info_is_left_for_foreign_files(trash: Path, own_home: Path) -> None:
    name = throw(trash, f"{own_home}/Documents/letter.odt")
    info = read_trashinfo(name)
    assert restore_trash_item(name, "~/Documents/letter.odt")
    (trash / "files" / name).write_text("another")
    with pytest.raises(StepError):
        move_item_back_to_trash(name, "~/Documents/letter.odt", info)
    assert read_trashinfo(name) is None
    assert (own_home / "Documents" / "letter.odt").read_text() == "old"


def test_it_comes_back_where_it_was_and_goes_again(trash: Path, own_home: Path) -> None:
    name = throw(trash, f"{own_home}/Documents/letter.odt")
    info = read_trashinfo(name)
    (thing,) = list_trash_items()
    assert thing["to"] == "~/Documents/letter.odt"
    assert restore_trash_item(name, thing["to"])
    assert (own_home / "Documents" / "letter.odt").read_text() == "old"
    assert list_trash_items() == []
    assert move_item_back_to_trash(name, thing["to"], info)
    assert read_trashinfo(name) == info
    assert names() == [name]


def test_a_new_file_of_its_name_is_not_touched(trash: Path, own_home: Path) -> None:
    name = throw(trash, f"{own_home}/Documents/letter.odt")
    (own_home / "Documents" / "letter.odt").write_text("new")
    (own_home / "Documents" / "letter (recovered).odt").touch()
    (thing,) = list_trash_items()
    assert thing["to"] == "~/Documents/letter (recovered 2).odt"
    with pytest.raises(StepError):
        restore_trash_item(name, "~/Documents/letter.odt")
    assert (own_home / "Documents" / "letter.odt").read_text() == "new"


def test_where_its_folder_is_gone_it_goes_to_the_nearest_one(trash: Path, own_home: Path) -> None:
    throw(trash, f"{own_home}/Documents/2025/gone/letter.odt")
    assert list_trash_items()[0]["to"] == "~/Documents/letter.odt"


def test_a_folder_that_is_a_link_is_not_used(trash: Path, own_home: Path) -> None:
    (own_home / "link").symlink_to("/tmp")
    name = throw(trash, f"{own_home}/link/letter.odt")
    assert list_trash_items()[0]["to"] == "~/letter.odt"
    with pytest.raises(StepError):
        restore_trash_item(name, "~/link/letter.odt")


@pytest.mark.parametrize("name", ["..", "../info", "/etc/passwd"])
def test_a_name_that_leads_elsewhere_is_refused(trash: Path, name: str) -> None:
    with pytest.raises(StepError):
        restore_trash_item(name, "~/x")


def test_many_strange_endings_are_noticed(own_home: Path) -> None:
    folder = own_home / "Documents"
    folder.mkdir()
    for number in range(20):
        assert find_suspicious_extension() is None
        (folder / f"report {number}.docx.id[A-1].Qx7").touch()
    assert find_suspicious_extension() == {
        "ending": "qx7",
        "count": 20,
        "example": "~/Documents/report 0.docx.id[A-1].Qx7",
    }


@pytest.mark.parametrize("ending", ["gz", "gpg", "bak", "pdf", "1", "part"])
def test_endings_that_people_know_are_no_sign(own_home: Path, ending: str) -> None:
    (own_home / "Documents").mkdir()
    for number in range(30):
        (own_home / "Documents" / f"report {number}.docx.{ending}").touch()
    assert find_suspicious_extension() is None
