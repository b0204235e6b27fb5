"""Who may write to a file on Windows, by its access list; the list itself is read under Wine (packages)."""

from __future__ import annotations

import pytest

from selfhelp.core import windows_acl
from selfhelp.core.windows_acl import ADMINISTRATORS, OWNER

READ_AND_RUN = 0x1200A9
ALL = 0x1F01FF
TRUSTED = ADMINISTRATORS | {OWNER}


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("S-1-5-18", ALL), ("S-1-5-32-544", ALL), ("S-1-5-32-545", READ_AND_RUN)],  # Program Files
        [("S-1-5-18", ALL), ("S-1-5-32-544", ALL), (OWNER, ALL)],  # what Python makes with mode 0o700
        [("S-1-15-2-1", READ_AND_RUN)],
    ],
)
def test_what_administrators_alone_can_write_is_theirs(entries: list[tuple[str, int]]) -> None:
    assert windows_acl._find_other_writers(entries, TRUSTED) == ""


@pytest.mark.parametrize(
    "right", [0x2, 0x4, 0x10, 0x40, 0x100, 0x10000, 0x40000, 0x80000, 0x10000000, 0x40000000]
)
def test_every_write_permission_is_considered(right: int) -> None:
    assert "S-1-1-0" in windows_acl._find_other_writers([("S-1-1-0", READ_AND_RUN | right)], TRUSTED)


def test_no_list_at_all_allows_everything() -> None:
    assert windows_acl._find_other_writers(None, TRUSTED) != ""
