"""The organisation's name, words, colour and logo; and everything odd that a logo can be."""

from __future__ import annotations

import base64
import os
from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from selfhelp.app import branding
from selfhelp.core import file_ownership, windows_acl
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, NAME, Translator
from selfhelp.policy import files, former_sentences
from selfhelp.policy.branding import (
    Branding,
    find_accent_mistake,
    find_link_list_mistake,
    find_logo_mistake,
    find_text_overrides_mistake,
)
from selfhelp.policy.policy import Policy

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="#b00020"/></svg>'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def folder(places: AppPaths) -> Path:
    folder = places.machine_policy / branding.FOLDER
    folder.mkdir(parents=True)
    return folder


def refused(value: str, places: AppPaths) -> str:
    with pytest.raises(ConfigurationError) as error:
        branding.load_logo(value, places.machine_policy)
    return str(error.value.message)


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="x">{inside}</svg>'.encode()


@pytest.mark.parametrize("language", list_supported_languages())
def test_the_organisations_name_replaces_the_apps(language: str) -> None:
    speaker = branding.create_translator(Policy(branding=Branding(name="Acme Assist")), language)
    assert speaker.translate(NAME) == "Acme Assist"
    assert speaker.translate(N_("Self-help {version}", version="1.2")) == "Acme Assist 1.2"
    assert speaker.translate(N_("Get help")) == Translator(language).translate(N_("Get help"))


def test_own_words_count_in_their_language_only() -> None:
    policy = Policy(branding=Branding(text_overrides=("en:Get help=Call IT", "fr:Get help=Appeler la DSI")))
    assert branding.create_translator(policy, "en").translate(N_("Get help")) == "Call IT"
    assert branding.create_translator(policy, "fr").translate(N_("Get help")) == "Appeler la DSI"
    assert branding.create_translator(policy, "en").translate(N_("Settings")) == "Settings"


@pytest.mark.parametrize(("language", "own"), [("en", "Call IT"), ("fr", "Appeler la DSI")])
def test_own_words_for_a_sentence_survive_its_rewording(
    language: str, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reworded = {"Ask the desk": "Get help", "Ask {who}": "Get help", "Gone": ""}
    monkeypatch.setattr(former_sentences, "load_former_sentences", lambda: reworded)
    lines = (f"{language}:Ask the desk={own}", f"{language}:Gone=No", f"{language}:Settings=Mine")
    speaker = branding.create_translator(Policy(branding=Branding(text_overrides=lines)), language)
    assert speaker.translate(N_("Get help")) == own
    assert speaker.translate(N_("Settings")) == "Mine"
    both = branding.create_translator(
        Policy(branding=Branding(text_overrides=(f"{language}:Get help=New", *lines))), language
    )
    assert both.translate(N_("Get help")) == "New", "what is meant for the sentence of today goes first"
    lost = branding.create_translator(
        Policy(branding=Branding(text_overrides=(f"{language}:Ask {{who}}=Ring {{who}}",))), language
    )
    assert lost.translate(N_("Get help")) == Translator(language).translate(N_("Get help"))


@pytest.mark.parametrize(
    "line", ["Get help=Call", "en:=x", "en:Get help=", "english:Get help=x", "en:a\x07=b", "en:Hi=Hi {who}"]
)
def test_invalid_wording_is_named(line: str) -> None:
    assert find_text_overrides_mistake([line]) is not None


def test_wording_may_keep_placeholders() -> None:
    assert find_text_overrides_mistake(["en:Tickets are sent to: {desk}=Our desk: {desk}"]) is None


@pytest.mark.parametrize(
    "line", ["Intranet", "=https://a.example", "Bad=javascript:alert(1)", "F=file:///etc"]
)
def test_links_that_lead_nowhere_good_are_named(line: str) -> None:
    assert find_link_list_mistake([line]) is not None
    assert find_link_list_mistake(["Intranet=https://intranet.example.com/a"]) is None


@pytest.mark.parametrize("value", ["#ffcc00", "#ff6600", "red", "#fff", "#12345g", "#0a5fc2;}*{color:red"])
def test_a_colour_that_cannot_be_read_is_refused(value: str) -> None:
    assert find_accent_mistake(value) is not None


def test_a_refused_colour_is_ours_and_named(places: AppPaths) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text('[branding]\naccent = "#ffcc00"\nname = "Acme"\n')
    loaded = files.load_policy(places)
    assert loaded.policy.branding == Branding(name="Acme")
    assert [p.key for p in loaded.problems] == ["branding.accent"]
    assert "1.5" in str(loaded.problems[0].message)


@pytest.mark.parametrize("value", ["#0a5fc2", "#b00020", "#000000"])
def test_a_legible_colour_is_used(value: str) -> None:
    assert find_accent_mistake(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "../logo.svg",
        "/opt/../home/x.svg",
        "/opt/x\0.svg",
        "/etc/passwd",
        "a/b.png",
        "c:\\logo.png",
        "logo.gif",
        ".svg",
    ],
)
def test_a_logo_is_named_without_a_way(value: str, places: AppPaths, folder: Path) -> None:
    (folder.parent / "logo.svg").write_bytes(SVG)
    assert find_logo_mistake(value) is not None
    assert refused(value, places)


@pytest.mark.parametrize(("name", "data"), [("logo.svg", SVG), ("logo.png", PNG)])
def test_a_logo_is_read_from_the_folder_or_the_policy(
    places: AppPaths, folder: Path, name: str, data: bytes
) -> None:
    (folder / name).write_bytes(data)
    assert branding.load_logo(name, places.machine_policy) == data
    kind = {"svg": "svg+xml", "png": "png"}[name[-3:]]
    inline = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    assert find_logo_mistake(inline) is None
    assert branding.load_logo(inline, places.machine_policy) == data


def test_no_logo_is_no_mistake(places: AppPaths) -> None:
    assert branding.load_logo("", places.machine_policy) == b""


@pytest.mark.parametrize(
    "inside",
    [
        "<script>fetch('https://evil.example')</script>",
        '<image href="https://evil.example/a.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<use href="#a"/>',
        '<style>@import url("https://evil.example/a.css");</style>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<rect onclick="x()"/>',
        '<rect fill="url(https://evil.example/#a)"/>',
        "<rect style=\"fill: URL( 'file:///etc/passwd' )\"/>",
        '<rect style="fill:u\\72l(https://evil.example)"/>',
        '<a href="https://evil.example"><rect/></a>',
        '<set attributeName="href" to="https://evil.example"/>',
        "<?xml-stylesheet href='https://evil.example/a.css'?>",
        "<g/>" * 6000,
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(inside: str, places: AppPaths, folder: Path) -> None:
    (folder / "logo.svg").write_bytes(svg(inside))
    assert "other active content" in refused("logo.svg", places)


def test_entities_are_refused_before_they_grow(places: AppPaths, folder: Path) -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'
    (folder / "logo.svg").write_bytes(bomb)
    assert "other active content" in refused("logo.svg", places)


def test_colours_inside_the_drawing_are_fine(places: AppPaths, folder: Path) -> None:
    data = svg('<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/>')
    (folder / "logo.svg").write_bytes(data)
    assert branding.load_logo("logo.svg", places.machine_policy) == data


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<html/>", b"<svg", PNG[:20], b"\xff" * 40])
def test_another_file_type_is_refused_despite_its_name(places: AppPaths, folder: Path, data: bytes) -> None:
    (folder / "logo.png").write_bytes(data)
    assert "must be a PNG or SVG" in refused("logo.png", places)


def test_too_much_is_refused_unread(places: AppPaths, folder: Path) -> None:
    (folder / "logo.png").write_bytes(PNG[:33] + bytes(10_000_000))
    assert "too large" in refused("logo.png", places)
    (folder / "wide.png").write_bytes(PNG[:16] + (60_000).to_bytes(4, "big") * 2 + PNG[24:])
    assert "too large" in refused("wide.png", places)
    assert find_logo_mistake("data:image/png;base64," + "A" * 100_000) is not None


def test_no_way_out_of_the_folder_is_followed(places: AppPaths, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "other.svg"
    elsewhere.write_bytes(SVG)
    (folder / "logo.svg").symlink_to(elsewhere)
    assert "branding folder" in refused("logo.svg", places)
    (folder / "folder.svg").mkdir()
    assert refused("folder.svg", places)
    os.mkfifo(folder / "pipe.svg")
    assert "branding folder" in refused("pipe.svg", places)
    (folder / "logo.svg").unlink()
    (folder / "folder.svg").rmdir()
    (folder / "pipe.svg").unlink()
    folder.rmdir()
    (tmp_path / "other-folder").mkdir()
    folder.symlink_to(tmp_path / "other-folder")
    (folder / "logo.svg").write_bytes(SVG)
    assert "branding folder" in refused("logo.svg", places)


def test_a_refused_logo_is_a_mistake_of_the_policy(places: AppPaths, folder: Path) -> None:
    (folder / "logo.svg").write_bytes(svg("<script/>"))
    (places.machine_policy / "policy.toml").write_text('[branding]\nlogo = "logo.svg"\nname = "Acme"\n')
    loaded = branding.validate_logos(files.load_policy(places), places.machine_policy)
    assert loaded.policy.branding == Branding(name="Acme")
    (problem,) = loaded.problems
    assert problem.key == "branding.logo"
    assert problem.file.endswith("policy.toml")


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's files are the administrator's")


@pytest.mark.lab
@needs_root
def test_a_packaged_logo_is_taken_where_only_the_administrator_writes(
    places: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = file_ownership.find_entry_insecure_reason
    monkeypatch.setattr(
        file_ownership,
        "find_entry_insecure_reason",
        lambda found, owner=0: "" if found.st_mode & 0o1000 else own(found, owner),
    )
    file = tmp_path / "acme" / "logo.svg"
    file.parent.mkdir()
    file.write_bytes(SVG)
    assert find_logo_mistake(str(file)) is None
    assert branding.load_logo(str(file), places.machine_policy) == SVG
    file.chmod(0o666)
    assert "Users other than administrators" in refused(str(file), places)
    file.chmod(0o644)
    file.parent.chmod(0o777)
    assert "Users other than administrators" in refused(str(file), places)
    file.parent.chmod(0o755)
    file.rename(tmp_path / "other.svg")
    assert "Can't read" in refused(str(file), places)
    file.symlink_to(tmp_path / "other.svg")
    assert "is a link" in refused(str(file), places)


def test_on_windows_a_packaged_logo_lies_in_a_folder_of_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(windows_acl, "find_insecure_reason", lambda part: asked.append(str(part)) or "")

    class Backslashes(PureWindowsPath):
        """A path of Windows on a computer that is none."""

    def trouble(path: str) -> str:
        asked.clear()
        return file_ownership.find_insecure_reason_on(Platform.WINDOWS, cast("Path", Backslashes(path)))

    assert trouble("C:\\Program Files\\Acme\\logo.png") == ""
    assert asked == ["C:\\Program Files\\Acme\\logo.png", "C:\\Program Files\\Acme"]
    assert "neither below" in trouble("C:\\Temp\\logo.png")
    monkeypatch.setattr(windows_acl, "find_insecure_reason", lambda _: "belongs to S-1-5-21-1")
    assert trouble("C:\\ProgramData\\acme\\logo.png").endswith("belongs to S-1-5-21-1")
