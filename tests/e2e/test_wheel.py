"""The wheel alone is the product: built, installed into an empty environment, and used in French."""

# mypy: disable-error-code="list-item"

from __future__ import annotations

import shutil
import site
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import LOOPS
from tests.e2e.terminal import Terminal
from tests.people import ROOT, Person

pytestmark = pytest.mark.slow
SOURCES = (
    *("selfhelp", "resources", "tools", "pyproject.toml", "requirements.lock", "README.md", "LICENSE"),
    "tests/data",
    ".built.json",
)
BUILT = ("locale/fr/LC_MESSAGES/selfhelp.mo", "words/index.json", "words/tagger.bin", "words/weights.jsonl")
"""What git does not keep; the weights last, which take thirteen times as long as the others to build."""
FRENCH = {"LANG": "fr_FR.UTF-8", "PYTHONPATH": ""}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that other people can read."""
    import tempfile

    made = Path(tempfile.mkdtemp(prefix="selfhelp-wheel-", dir="/var/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def wheel(folder: Path) -> Path:
    """The wheel, built without any network from a copy in which what is built is missing."""
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        origin = ROOT / name
        copy = shutil.copytree if origin.is_dir() else shutil.copy
        copy(origin, source / name)
    for name in BUILT if LOOPS >= 100 else BUILT[:2]:
        (source / "resources" / name).unlink()
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--wheel-dir", folder, source], check=True)
    shutil.rmtree(source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(folder: Path, wheel: Path) -> Path:
    """An environment with the wheel; libraries come from ours by a path file, so no network is needed."""
    environment = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    target = ["--target", packages, "--no-deps", "--no-index", "--quiet", "--no-warn-script-location"]
    subprocess.run([sys.executable, "-m", "pip", "install", *target, wheel], check=True)
    ours = [path for path in site.getsitepackages() if path.endswith("site-packages")]
    (packages / "libraries.pth").write_text("\n".join(ours))
    return environment


@pytest.fixture
def french(installed: Path, alice: Person) -> Terminal:
    """Alice's terminal in French, with the installed program and nothing of the source tree."""
    return Terminal(alice, FRENCH, (str(installed / "bin" / "python"), "-P", "-m", "selfhelp"))


@pytest.mark.loops  # in make soak the weights are built, too
def test_the_wheel_holds_its_resources(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"selfhelp/resources/{name}" for name in BUILT} <= names
    assert "selfhelp/resources/schemas/report.json" in names
    for file in (ROOT / "resources" / "locale").rglob("*.*"):
        assert f"selfhelp/{file.relative_to(ROOT).as_posix()}" in names
    for file in (*(ROOT / "resources").glob("*.toml"), *(ROOT / "resources" / "topics").iterdir()):
        assert f"selfhelp/{file.relative_to(ROOT).as_posix()}" in names
    assert any(name.startswith("selfhelp/resources/icons/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "tools/"))]


def test_it_is_the_wheel_that_runs(french: Terminal, installed: Path) -> None:
    code = "import selfhelp; print(selfhelp.__file__)"
    done = french.person.run([*french.command[:2], "-c", code], FRENCH)
    assert done.stdout.startswith(str(installed)), done.stdout + done.stderr


def test_the_journey_in_french(french: Terminal) -> None:
    words = "mon imprimante n'imprime plus"
    first = french.json("suggest", words)["suggestions"][0]
    assert first["id"] == "print-stuck-queue"
    assert first["title"] != french.json("suggest", words, "--lang", "en")["suggestions"][0]["title"]
    (check,) = french.json("check", "app-frozen")["checks"]
    assert check["state"] == "healthy"
    french.json("snapshot", "-o", "rapport")
    assert (french.person.home / "rapport" / "report.html").is_file()
    sent = french("send", "--subject", "Imprimante", "--body", words, "--wait", "30")
    assert sent.status == 0
    assert "LOCAL-0001" in sent.out
    assert french.json("doctor", status=0)["checks"]
