"""What is shipped is what was reviewed: locked by hash, without secrets, installed without a network."""

from __future__ import annotations

import base64
import hashlib
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.people import ROOT


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_tool", ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def wheel(folder: Path, name: str, value: str) -> Path:
    """Make a wheel with one module (PyPA, "Binary distribution format")."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": f"VALUE = {value!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = []
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{inside},sha256={digest},{len(text)}")
            archive.writestr(inside, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*lines, f"{info}/RECORD,,", ""]))
    return path


def install(folder: Path, lock: Path, target: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": sys.executable, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    command = [str(ROOT / "tools" / "wheelhouse.sh"), "install", str(folder), str(lock), str(target)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.slow
def test_an_installation_without_a_network_takes_the_locked_files_and_no_others(tmp_path: Path) -> None:
    house = tmp_path / "wheels"
    house.mkdir()
    wheels = [wheel(house, f"shtest_{name}", "right") for name in ("one", "two", "three")]
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "".join(
            f"{w.name.partition('-')[0]}==1.0 --hash=sha256:{hashlib.sha256(w.read_bytes()).hexdigest()}\n"
            for w in wheels
        )
    )
    done = install(house, lock, tmp_path / "good")
    assert done.returncode == 0, done.stderr
    names = sorted(p.name for p in (tmp_path / "good").glob("*.py"))
    assert names == ["shtest_one.py", "shtest_three.py", "shtest_two.py"]
    wheel(house, "shtest_two", "changed")
    refused = install(house, lock, tmp_path / "bad")
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not list((tmp_path / "bad").glob("*.py")), "nothing of it was installed"
    lock.write_text("shtest_one==1.0\n")
    assert install(house, lock, tmp_path / "none").returncode != 0, "a line without a hash"


def test_every_file_that_is_shipped_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        blocks = [block for block in text.replace("\\\n", " ").splitlines() if "==" in block]
        assert len(blocks) > 20
        assert [block for block in blocks if "--hash=sha256:" not in block] == []


SECRETS = [
    "ghp_" + "a1B2" * 9,
    "AKIA" + "ABCDEFGH12345678",
    "glpat-" + "x" * 20,
    "sk_live_" + "a" * 24,
    "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEow" * 8,
    "https://alice:" + "correct-horse@git.example.com/x",
    ".".join(("eyJ" + "hbGciOiJIUzI1NiJ9x", "eyJ" + "zdWIiOiIxMjM0NTY3", "s" * 24)),
]


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
def test_a_secret_is_found_and_not_shown(
    secret: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = tool("secrets_scan")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "notes.txt").write_text(f"first\ntoken = {secret}\n")
    assert scan.main([str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "notes.txt:2: " in told
    assert secret[:20] not in told
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "secrets_allowed.txt").write_text("notes.txt: invented\n")
    assert scan.main([str(tmp_path)]) == 0
    (tmp_path / "notes.txt").write_text("clean\n")
    assert scan.main([str(tmp_path)]) == 1, "a line that allows nothing is out of date"
    with pytest.raises(ValueError):
        scan.allowed("notes.txt:\n")


def test_every_library_is_reviewed_and_the_lock_has_what_is_asked_for() -> None:
    review = tool("dependencies")
    assert review.main("check") == 0
    assert review.main("locks") == 0
    assert list(review.complaints({"unheard-of": "1.0"})) != []
    assert list(review.unmet({"requests": "1.0"}, ["requests>=2", "other"])) != []
    review.REVIEW["requests"] = ("GPL-3.0-only", "x")
    assert list(review.complaints({"requests": "2"})) != []
    review.REVIEW["requests"] = ("MIT", "x")
    assert list(review.complaints({"requests": "2"})) != [], "its own metadata says Apache"


def test_a_release_refuses_what_is_not_committed(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    script = tmp_path / "tools" / "release.sh"
    script.write_bytes((ROOT / "tools" / "release.sh").read_bytes())
    script.chmod(0o755)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    done = subprocess.run([script], capture_output=True, text=True, check=False)
    assert (done.returncode, "not committed" in done.stderr) == (2, True)
    steps = subprocess.run([script, "--list"], capture_output=True, text=True, check=True).stdout
    assert len(steps.splitlines()) >= 7
    assert re.search(r"changelog has a dated section.+list of parts.+checksums", steps, re.DOTALL)


def test_the_list_of_parts_has_names_and_licences_that_scanners_know() -> None:
    """ECMA-427: of a Python package the name in small letters with hyphens; SPDX expressions as such."""
    sys.path.insert(0, str(ROOT / "installer" / "freeze"))
    try:
        components = importlib.import_module("components")
    finally:
        sys.path.remove(str(ROOT / "installer" / "freeze"))
    wheels = [components.of_wheel(name) for name in ("PySide6_Essentials", "cryptography")]
    qt, crypto = json.loads(components.sbom(wheels))["components"]
    assert qt["purl"] == f"pkg:pypi/pyside6-essentials@{qt['version']}"
    assert qt["name"] == "PySide6_Essentials"
    assert crypto["licenses"] == [{"expression": "Apache-2.0 OR BSD-3-Clause"}]
