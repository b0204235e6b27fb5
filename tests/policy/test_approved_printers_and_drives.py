r"""The lines that name printers and drives: what they say, and what a hostile or mistaken one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.text import ENGLISH, Text
from selfhelp.machine.organisation import PolicyTables, read_policy_values
from selfhelp.policy.approved_printers_and_drives import (
    DRIVE_EXAMPLE,
    PRINTER_EXAMPLE,
    ApprovedDrive,
    ApprovedPrinter,
    find_approved_drive_mistake,
    find_approved_printer_mistake,
    parse_approved_drive,
    parse_approved_printer,
    parse_approved_printers,
)
from selfhelp.policy.files import read_policy_files
from selfhelp.policy.policy import IncidentsPolicy, OrganisationPolicy

QUEUE = r"\\print.example.com\Colour 2 (north)"
SHARE = r"S:=\\files.example.com\sales$"


def words(text: Text | None) -> str:
    return ENGLISH.translate(text) if text is not None else ""


@pytest.mark.parametrize(
    "line",
    [
        PRINTER_EXAMPLE,
        "ipp://print.example.com/printers/floor3",
        "IPPS://10.1.2.3:8631/ipp/print",
        "ipp://[2001:db8::1]/ipp/print",
        "ipp://h/printers/%C3%89tage%202",
        QUEUE,
        rf"{QUEUE}|name=R&D printer|building=Bâtiment C|floor=-1|room=C-012|driver=HP Universal PS",
    ],
)
def test_printers_that_are_accepted(line: str) -> None:
    assert find_approved_printer_mistake(line) is None


@pytest.mark.parametrize(
    "line",
    [
        DRIVE_EXAMPLE,
        SHARE,
        r"\\files\équipe\Budget 2026",
        "//files.example.com/team",
        "smb://files.example.com/team/plans",
        "nfs://files.example.com/export/home",
        "G:=\\\\files\\team|name=Team|groups=sales, legal|sites=paris|optional",
    ],
)
def test_drives_that_are_accepted(line: str) -> None:
    assert find_approved_drive_mistake(line) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "must start with ipp://, ipps:// or \\\\server\\queue."),
        ("file:///etc/passwd", "must start with ipp://"),
        ("socket://h", "must start with ipp://"),
        ("-oProxyCommand=x", "must start with ipp://"),
        ("ipp://-oProxyCommand/x", "isn't a valid address"),
        ("ipp://h/printers/$(id)", "isn't a valid address"),
        ("ipp://h/printers/a;reboot", "isn't a valid address"),
        ("ipp://h/printers/a b", "isn't a valid address"),
        ("ipp://h/ipp/print?waitjob=false", "isn't a valid address"),
        ("ipp://h:99999/", "The host or port isn't valid."),
        ("ipp://anna:secret@h/x", "Remove the user name and password from the address."),
        ("ipp://h/x\n-o raw", "invisible character"),
        ("ipp://h/x|name=a\x07", "invisible character"),
        (r"\\h\-rf", "isn't a valid address"),
        (r"\\h\a`id`", "isn't a valid address"),
        (r"\\h\a\b", "isn't a valid address"),
        ("ipp://h/x|nam=Colour", "“nam” is unknown. Did you mean “name”?"),
        ("ipp://h/x|optional", "“optional” is unknown."),
        ("ipp://h/x|name=A|name=B", "“name” is defined twice."),
        ("ipp://h/x|name=", "must be 1 to 120 characters long"),
        ("ipp://h/x|name=" + "x" * 121, "must be 1 to 120 characters long"),
        ("ipp://h/x|name=--help", "looks like a command-line option"),
        ("ipp://h/x|building=$(id)", "contains $, which isn't allowed"),
        ("ipp://h/" + "x" * 500, "is longer than 500 characters"),
    ],
)
def test_printers_that_are_refused(line: str, says: str) -> None:
    assert says in words(find_approved_printer_mistake(line))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("file:///etc", "must start with smb://, nfs:// or \\\\server\\share"),
        ("https://h/x", "must start with smb://"),
        ("-o uid=0", "must start with smb://"),
        ("SS:=\\\\h\\x", "must start with smb://"),
        ("smb://anna:secret@h/x", "Remove the user name and password from the address."),
        ("smb://-h/x", "isn't a valid address"),
        ("smb://h", "isn't a valid address"),
        ("smb://h/-x", "isn't a valid address"),
        ("smb://h/a$(id)", "isn't a valid address"),
        (r"\\h\share\..\other", "isn't a valid address"),
        (r"\\h\a;b", "isn't a valid address"),
        ("smb://h/a\n", "invisible character"),
        (r"\\h\a|optionel", "Did you mean “optional”?"),
        (r"\\h\a|driver=x", "“driver” is unknown."),
    ],
)
def test_drives_that_are_refused(line: str, says: str) -> None:
    assert says in words(find_approved_drive_mistake(line))


def test_what_a_line_says() -> None:
    assert parse_approved_printer(
        "ipp://h/x | name = Colour=2 | building=North|floor=2|other=1"
    ) == ApprovedPrinter("ipp://h/x", "Colour=2", "North", "2")
    assert parse_approved_drive(rf"{SHARE}|name=Sales|groups=a, b,|sites=paris|optional") == ApprovedDrive(
        SHARE, "Sales", ("a", "b"), ("paris",), optional=True
    )
    assert [
        one.name for one in parse_approved_printers(["ipp://h/x|name=A", "ipp://h/y", "ipp://h/x|name=B"])
    ] == [
        "A",
        "",
    ]


def test_drives_are_for_the_groups_and_sites_of_a_computer() -> None:
    lines = (r"\\h\all", r"\\h\sales|groups=Sales", r"\\h\paris|groups=sales|sites=paris")
    told = PolicyTables(
        OrganisationPolicy(drives=lines), incidents=IncidentsPolicy(groups=("sales",), sites=("lyon",))
    )
    assert read_policy_values("linux", told)["drives"] == list(lines[:2])
    assert read_policy_values("linux", PolicyTables(OrganisationPolicy(drives=lines)))["drives"] == [lines[0]]


def test_a_policy_file_with_a_hostile_line_is_told_and_allows_nothing(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[organisation]\nprinters = ["ipp://h/x", "file:///etc/passwd"]\n')
    loaded = read_policy_files([file], locked=False)
    (mistake,) = loaded.problems
    assert loaded.policy.organisation.printers == ()
    assert (mistake.location, mistake.key) == (f"{file}:2", "organisation.printers")
    assert mistake.value == ["ipp://h/x", "file:///etc/passwd"]
    assert words(mistake.message) == (
        "“file:///etc/passwd” must start with ipp://, ipps:// or \\\\server\\queue."
    )
    assert mistake.allowed.startswith(
        "a list of lines such as ipps://print.example.com/printers/colour2|name="
    )
