"""Packs that mean harm: each is refused, with a sentence, before anything of it is used."""

# mypy: disable-error-code="name-defined"

from __future__ import annotations

import contextlib
import io
import os
import resource
import struct
import subprocess
import threading
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfhelp.packs import archive, discovery, manifest, signature
from selfhelp.packs.errors import PackError
from selfhelp.packs.installed_packs import load_packs
from tests.packs.bench import (
    GUIDE,
    KEY,
    LATER,
    OTHER,
    TODAY,
    files,
    install,
    packed,
    places,
    with_scripts,
)

GOOD = packed()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest's folder is ours alone, but lies in /tmp, which is everybody's."""
    from selfhelp.helper import file_trust

    monkeypatch.setattr(
        file_trust, "list_path_and_parents", lambda path: (path,) if path.is_relative_to(tmp_path) else ()
    )


def problem(root: Path, data: bytes, rules: str = "") -> str:
    """Install one pack and return why it is refused."""
    told = install(root, {"a.pack": data}, rules)
    (found,) = discovery.discover_packs(told, places(root), os.geteuid())
    assert not load_packs(told, places(root))
    return str(found.problem)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return buffer.getvalue()


# -- C1: one bit -----------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD) * 8 - 1))
def test_c1_a_pack_with_one_other_bit_is_refused(bit: int) -> None:
    data = bytearray(GOOD)
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(PackError):
        signature.verify_signature(bytes(data))


def test_c1_what_is_signed_again_with_another_key_is_another_key(tmp_path: Path) -> None:
    assert "isn't trusted" in problem(tmp_path, packed(key=OTHER))


# -- C2: names -------------------------------------------------------------------------------------

NAMES = [
    *("../x", "a/../x", "/etc/passwd", "C:/x", "c:x", "a\\..\\..\\x", "\\\\host\\share\\x", "//host/x"),
    *("CON.txt", "con", "con.txt", "scripts/aux.sh", "lpt1", "a.", "a ", " a", "a./b", "A", "Pack.toml"),
    *("a\nb", "a\tb", "a/b/c", "", ".", "..", ".hidden", "a..b", "ü", "ｐack.toml", "a\u202eb", "x" * 101),
]


@pytest.mark.parametrize("name", NAMES)
def test_c2_names_that_a_system_could_misread_are_refused(name: str) -> None:
    assert not archive.is_member_name(name)
    with pytest.raises(PackError):
        archive.read_archive(zipped((name or "x/", b"")))
    with pytest.raises(PackError):
        signature.sign_files({name: b""}, KEY, TODAY)


@given(st.text(max_size=30))
def test_c2_a_name_that_is_allowed_is_harmless_everywhere(name: str) -> None:
    if archive.is_member_name(name):
        assert name.isascii()
        assert name == name.lower()
        assert not {"..", "", "."} & set(name.split("/"))
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789_.-/")


def test_c2_twins_and_links_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twins = zipped(("pack.toml", b"1"), ("pack.toml", b"2"))
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    device = zipfile.ZipInfo("device")
    device.external_attr = 0o020666 << 16
    for data in (twins, zipped((link, b"/etc/passwd")), zipped((device, b""))):
        with pytest.raises(PackError):
            archive.read_archive(data)


# -- C3: bombs -------------------------------------------------------------------------------------


def test_c3_bombs_are_refused_quickly_and_in_little_memory() -> None:
    bomb = zipped(("x", b"\0" * 50_000_000), method=zipfile.ZIP_DEFLATED)
    many = zipped(*((f"n{n}", b"") for n in range(15_000)))
    liar = bytearray(zipped(("x", b"y")))
    start = liar.index(b"PK\1\2")
    struct.pack_into("<II", liar, start + 20, 0xFFFFFFF0, 0xFFFFFFF0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    for data in (bomb, many, bytes(liar), b"\0" * 3_000_000):
        with pytest.raises(PackError):
            archive.read_archive(data)
    assert time.process_time() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KiB


# -- C4: two readings of one file ------------------------------------------------------------------


def test_c4_an_archive_that_could_be_read_in_two_ways_is_refused() -> None:
    local = GOOD.replace(b"pack.toml", b"pack.tomx", 1)  # the local header names another file
    commented = GOOD[:-2] + struct.pack("<H", 4) + b"PK\5\6"
    for data in (local, GOOD + b"x", b"x" + GOOD, b"#!/bin/sh\n" + GOOD, commented, GOOD[:-1], b"", b"PK"):
        with pytest.raises(PackError):
            archive.read_archive(data)


@given(st.binary(max_size=400))
def test_c4_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(PackError):
        archive.read_archive(data)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_c4_a_damaged_pack_is_refused(place: int, junk: bytes) -> None:
    data = GOOD[:place] + junk + GOOD[place + len(junk) :]
    if data != GOOD:
        with pytest.raises(PackError):
            signature.verify_signature(data)


# -- C5: swapped between check and use -------------------------------------------------------------


def test_c5_what_runs_is_what_was_proven(tmp_path: Path) -> None:
    good, evil = packed(with_scripts()), b"evil"
    told = install(tmp_path, {"a.pack": good}, "scripts = true\n")
    path = tmp_path / "etc" / "packs" / "a.pack"
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for data in (evil, good):
                new = path.with_suffix(".new")
                new.write_bytes(data)
                new.replace(path)

    attacker = threading.Thread(target=swap)
    attacker.start()
    try:
        texts = set()
        for _ in range(60):
            for found in discovery.discover_packs(told, places(tmp_path), os.geteuid()):
                if found.pack:
                    texts.add(found.pack.scripts["scripts/repair.sh"])
    finally:
        stop.set()
        attacker.join()
    assert texts <= {with_scripts()["scripts/repair.sh"].decode()}


# -- C6: keys --------------------------------------------------------------------------------------


def test_c6_unknown_revoked_and_expired_keys_are_refused_with_the_reason(tmp_path: Path) -> None:
    key = signature.derive_public_key_hex(KEY)
    assert "isn't trusted" in problem(tmp_path, GOOD, "keys = []\n")
    assert "no longer trusted" in problem(tmp_path, GOOD, f'keys = ["{key} 2020-01-01"]\n')
    assert "isn't trusted" in problem(tmp_path, GOOD, f'keys = ["{key} some day"]\n')
    told = install(tmp_path, {"a.pack": GOOD}, f'keys = ["{key.upper()} {LATER}"]\n')
    assert [found.problem for found in discovery.discover_packs(told, places(tmp_path), os.geteuid())] == [
        None
    ]


def test_c6_a_key_is_read_from_our_file_and_from_openssls() -> None:
    pem, public = signature.generate_key()
    assert signature.derive_public_key_hex(signature.parse_private_key(pem)) == public
    assert signature.parse_private_key(b"\r\n" + pem.replace(b"\n", b"\r\n")) == signature.parse_private_key(
        pem
    )
    made = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True
    ).stdout
    shown = subprocess.run(
        ["openssl", "pkey", "-pubout", "-outform", "DER"], input=made, check=True, capture_output=True
    ).stdout
    assert signature.derive_public_key_hex(signature.parse_private_key(made)) == shown[-32:].hex()


def test_c6_what_is_no_private_key_is_said_to_be_none() -> None:
    pem, _ = signature.generate_key()
    body = pem.splitlines()[1]
    wrong = [b"", b"\n", b"key", pem[:-30], pem.replace(body, body[:-4]), pem.replace(b"PRIVATE", b"PUBLIC")]
    wrong += [pem.replace(body, b"A" * 64), pem.replace(body, body + b"!"), pem + pem, bytes(range(256))]
    for algorithm in ("x25519", "ed448", "RSA"):
        command = ["openssl", "genpkey", "-algorithm", algorithm]
        wrong.append(subprocess.run(command, check=True, capture_output=True).stdout)
    for file in wrong:
        with pytest.raises(PackError) as refused:
            signature.parse_private_key(file)
        assert refused.value.message == signature.NO_KEY


# -- C7, C8: older, expired ------------------------------------------------------------------------


def test_c7_a_version_below_the_floor_is_refused(tmp_path: Path) -> None:
    assert "requires a version of this pack newer than" in problem(
        tmp_path, GOOD, 'min_versions = ["example-guide=4"]\n'
    )
    assert "requires a version of this pack newer than" in problem(
        tmp_path, GOOD, 'min_versions = ["example-guide=new"]\n'
    )
    newest = packed(files(GUIDE.replace("version = 3", "version = 1000000000")))
    assert "requires a version of this pack newer than" in problem(
        tmp_path, newest, 'min_versions = ["example-guide=new"]\n'
    )
    told = install(tmp_path, {"a.pack": GOOD}, 'min_versions = ["example-guide=3"]\n')
    assert (
        len(
            discovery.build_accepted_fixes(
                discovery.discover_packs(told, places(tmp_path), os.geteuid()), "en"
            )
        )
        == 1
    )


def test_c7_without_a_policy_of_the_machine_there_are_no_packs(tmp_path: Path) -> None:
    told = install(tmp_path, {"a.pack": GOOD})
    (tmp_path / "etc" / "policy.toml").unlink()  # the user's own policy file could say anything
    assert discovery.discover_packs(told, places(tmp_path), os.geteuid()) == ()


def test_c8_an_expired_pack_is_refused_and_a_clock_set_back_does_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = packed(files(GUIDE.replace(str(LATER), "2026-01-31")))
    assert "expired on 2026-01-31" in problem(tmp_path, old)
    newer = GUIDE.replace("example-guide", "example-newer")
    told = install(tmp_path, {"a.pack": old, "b.pack": packed(files(newer))})

    class LongAgo(discovery.datetime):
        @classmethod
        def now(cls, tz: object = None) -> LongAgo:
            return cls(2025, 1, 1)

    monkeypatch.setattr(discovery, "datetime", LongAgo)
    first, second = discovery.discover_packs(told, places(tmp_path), os.geteuid())
    assert "expired" in str(first.problem)
    assert second.problem is None


def test_c8_a_pack_of_an_unknown_key_does_not_move_the_calendar(tmp_path: Path) -> None:
    future = packed(key=OTHER, created=date(2999, 1, 1))
    told = install(tmp_path, {"a.pack": future, "b.pack": GOOD})
    assert [bool(found.pack) for found in discovery.discover_packs(told, places(tmp_path), os.geteuid())] == [
        False,
        True,
    ]


# -- C9: odd TOML ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff" + GUIDE,
        GUIDE + 'id = "twice"',
        "a = " + "[" * 10_000,
        GUIDE.replace("version = 3", "version = nan"),
        GUIDE.replace("version = 3", "version = true"),
        GUIDE.replace("version = 3", "version = 99999999999999999999"),
        GUIDE.replace("version = 3", "version = 0"),
        GUIDE.replace("version = 3", ""),
        GUIDE.replace(str(LATER), '"2027-01-01"'),
        GUIDE.replace(str(LATER), "2027-01-01T00:00:00Z"),
        GUIDE.replace('"network"', '"no-such-category"', 1),
        GUIDE.replace('["linux", "macos", "windows"]', '["beos"]'),
        GUIDE.replace('["linux", "macos", "windows"]', "[]"),
        GUIDE.replace("example-guide", "../../etc"),
        GUIDE.replace("[text.en]", "[text.xx]\n[text.en]"),
        GUIDE.replace('found = "', 'wrong = "'),
        "x = '" + "y" * 10_000_000 + "'",
    ],
)
def test_c9_an_odd_description_is_a_clear_error(text: str) -> None:
    with pytest.raises(PackError):
        manifest.parse_pack(files(text))


ODD = st.integers() | st.text() | st.booleans() | st.lists(st.integers() | st.text() | st.lists(st.text()))


@given(st.sampled_from(sorted(manifest.KEYS)), ODD | st.dictionaries(st.text(min_size=1), ODD, max_size=3))
def test_c9_any_single_value_is_taken_or_a_clear_error(name: str, value: object) -> None:
    import tomllib

    import tomli_w

    try:
        data = tomli_w.dumps({**tomllib.loads(GUIDE), name: value}).encode()
    except UnicodeEncodeError:
        return
    with contextlib.suppress(PackError):
        manifest.parse_pack({"pack.toml": data})


@given(st.dictionaries(st.sampled_from(sorted(manifest.KEYS)), ODD))
def test_c9_any_values_are_a_clear_error(table: dict[str, object]) -> None:
    import tomli_w

    try:
        data = tomli_w.dumps(table).encode()
    except UnicodeEncodeError:
        data = b"\xff"
    with pytest.raises(PackError):
        manifest.parse_pack({"pack.toml": data})


# -- C10: more than was declared -------------------------------------------------------------------

STEPS = [
    'do = "script"\nscript = {linux = "x.sh"}',
    'do = "end-program"\npid = 1',
    'do = "free-space"',
    'do = "by-hand"\naction = "no-such-action"',
    'do = "by-hand"\naction = "restart"\nextra = 1',
    'do = "open-settings"\npage = "../x"',
    'do = "open-web-page"\naddress = "http://plain.example.com"',
    'do = "open-web-page"\naddress = "file:///etc/passwd"',
    'do = "open-web-page"\naddress = "https://x\\u0000"',
    'do = ["by-hand"]',
    "do = 1",
]


@pytest.mark.parametrize("step", STEPS)
def test_c10_a_step_that_no_pack_may_use_is_refused(step: str) -> None:
    with pytest.raises(PackError):
        manifest.parse_pack(files(f"{GUIDE}\n[[step]]\n{step}\n"))


def test_c10_a_step_that_was_not_declared_is_refused(tmp_path: Path) -> None:
    hidden = GUIDE.replace('uses = ["by-hand", "open-settings"]', 'uses = ["by-hand"]')
    assert "uses" in problem(tmp_path, packed(files(hidden)))


def test_scripts_need_a_word_of_the_policy(tmp_path: Path) -> None:
    assert "scripts" in problem(tmp_path, packed(with_scripts()))
    told = install(tmp_path, {"a.pack": packed(with_scripts())}, "scripts = true\n")
    assert (
        len(
            discovery.build_accepted_fixes(
                discovery.discover_packs(told, places(tmp_path), os.geteuid()), "en"
            )
        )
        == 1
    )


# -- C11: two of one id ----------------------------------------------------------------------------


def test_c11_of_two_packs_with_one_id_the_newer_is_taken_and_the_other_told(tmp_path: Path) -> None:
    newer = packed(files(GUIDE.replace("version = 3", "version = 4")))
    told = install(tmp_path, {"a.pack": GOOD, "b.pack": newer, "c.pack": newer})
    first, second, third = discovery.discover_packs(told, places(tmp_path), os.geteuid())
    assert "Another pack has the same ID: b.pack" in str(first.problem)
    assert second.pack is not None
    assert "b.pack" in str(third.problem)


def test_c11_a_pack_cannot_replace_a_built_in_fix(tmp_path: Path) -> None:
    assert "existing fix" in problem(tmp_path, packed(files(GUIDE.replace("example-guide", "disk-full"))))


# -- C12: texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "a\\u202eb", "a\\u0007b", "a\\nb", "  ", "a\\u200bb", "\\U000e0041"]
)
def test_c12_invisible_and_endless_texts_are_refused(text: str) -> None:
    with pytest.raises(PackError):
        manifest.parse_pack(files(GUIDE.replace("Use the office proxy", text)))


def test_c12_markup_and_braces_stay_what_they_are() -> None:
    from selfhelp.core.text import ENGLISH
    from selfhelp.packs.pack_fix import build_pack_fix

    odd = "<img src=x> {publisher} %s"
    fix = build_pack_fix(manifest.parse_pack(files(GUIDE.replace("Use the office proxy", odd))), "en")
    assert ENGLISH.translate(fix.title) == odd


# -- whose folder ----------------------------------------------------------------------------------


def test_a_pack_that_others_could_have_put_there_is_refused(tmp_path: Path) -> None:
    told = install(tmp_path, {"a.pack": GOOD})
    folder = tmp_path / "etc" / "packs"
    for path, mode in ((folder / "a.pack", 0o666), (folder / "a.pack", 0o620)):
        path.chmod(mode)
        (found,) = discovery.discover_packs(told, places(tmp_path), os.geteuid())
        assert "Users other than administrators" in str(found.problem)
        path.chmod(0o644)
    (folder / "a.pack").rename(folder / "real")
    (folder / "a.pack").symlink_to(folder / "real")
    (found,) = discovery.discover_packs(told, places(tmp_path), os.geteuid())
    assert "Users other than administrators" in str(found.problem)
