"""An author makes a pack at the terminal: an example, a mistake, a test, a key, a signature, a policy."""

from __future__ import annotations

from tests.e2e.terminal import Terminal


def test_from_the_example_to_a_signed_pack(selfhelp: Terminal) -> None:
    home = selfhelp.person.home
    folder, key, pack = str(home / "mine"), str(home / "key.pem"), str(home / "mine.pack")
    assert len(selfhelp.json("pack", "new", folder)["files"]) == 5
    assert selfhelp.json("pack", "new", folder, status=2)["error"]["code"] == "pack"
    assert selfhelp.json("pack", "check", folder) == {"schema": 1, "problems": []}
    tests = selfhelp.json("pack", "test", folder)["tests"]
    assert [test["passed"] for test in tests] == [True, True]
    public = selfhelp.json("pack", "key", key)["public"]
    assert len(public) == 64
    assert (home / "key.pem").stat().st_mode & 0o077 == 0
    assert selfhelp.json("pack", "key", key, status=3)["error"]["code"] == "storage"
    signed = selfhelp.json("pack", "sign", folder, "--key", key, "-o", pack)
    assert signed["key"] == public
    assert selfhelp.json("pack", "check", pack)["problems"] == []
    assert selfhelp.json("pack", "test", pack)["tests"] == tests
    verdict = selfhelp.json("pack", "verify", pack, status=1)
    assert verdict == {
        "schema": 1,
        "accepted": False,
        "reason": "This computer has no machine-level policy, so no packs are used.",
    }


def test_mistakes_are_named(selfhelp: Terminal) -> None:
    folder = selfhelp.person.home / "mine"
    selfhelp.json("pack", "new", str(folder))
    description = folder / "pack.toml"
    text = description.read_text("utf-8")
    description.write_text(text.replace("version = 1 ", 'version = "1" '), "utf-8")
    (problem,) = selfhelp.json("pack", "check", str(folder), status=2)["problems"]
    assert problem == "version in pack.toml is wrong. Allowed: a whole number from 1 to 1000000000."
    description.write_text(text, "utf-8")
    (folder / "scripts" / "detect.sh").write_text("exit 0\n", "utf-8")
    tests = selfhelp.json("pack", "test", str(folder), status=1)["tests"]
    assert not any(test["passed"] for test in tests)  # another script than the one recorded
    (folder / "link").symlink_to("/etc/passwd")
    (problem,) = selfhelp.json("pack", "check", str(folder), status=2)["problems"]
    assert problem == "link isn't allowed in a pack."
    for nothing in (str(folder / "missing"), "/etc/passwd", "/dev/null"):
        assert selfhelp.json("pack", "check", nothing, status=2)["problems"]
