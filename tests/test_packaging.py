"""The lock files hold what is asked for, with hashes, and name no server; packages hold our data."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.people import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """Return the versions of a lock file by package."""
    text = (ROOT / name).read_text("utf-8")
    return {canonicalize_name(n): v for n, v in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)}


def asked(name: str) -> list[Requirement]:
    """Return what a lock file is made from."""
    extras = PROJECT["optional-dependencies"].values() if name == LOCKS[1] else ()
    return [Requirement(line) for line in [*PROJECT["dependencies"], *(x for extra in extras for x in extra)]]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_is_asked_for(name: str) -> None:
    versions = locked(name)
    for requirement in asked(name):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is missing: make lock"
        assert requirement.specifier.contains(version), f"{requirement} against {version}: make lock"


def test_what_is_tested_is_what_is_shipped() -> None:
    assert locked(LOCKS[0]).items() <= locked(LOCKS[1]).items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash_and_no_server(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    for package in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_qt_stays_below_the_version_that_ends_the_process() -> None:
    (qt,) = (r for r in asked(LOCKS[0]) if r.name == "PySide6-Essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.10.3")


def test_the_frozen_program_keeps_the_data_that_it_reads() -> None:
    spec = ast.parse((ROOT / "installer" / "freeze" / "selfhelp.spec").read_text("utf-8"))
    (first, *_) = [
        n.value for n in spec.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "DROP"
    ]
    dropped = re.compile("|".join(f"(?:{pattern})" for pattern in ast.literal_eval(first)))
    folder = ROOT / "resources"
    files = [*folder.glob("*.toml"), *folder.glob("topics/*"), *folder.glob("troubleshooters/*")]
    assert len(files) > 50
    places = [f"selfhelp/resources/{file.relative_to(folder).as_posix()}" for file in files]
    assert [place for place in places if dropped.search(place)] == []
    assert dropped.search("selfhelp/resources/locale/fr/symptoms/phishing.toml")
    assert PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {
        "resources": "selfhelp/resources"
    }
