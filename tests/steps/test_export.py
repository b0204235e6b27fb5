"""What leaves: the document keeps its schema, the size its limit, and foreign text stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from selfhelp.core.errors import UsageError
from selfhelp.core.paths import find_resource
from selfhelp.core.text import Translator
from selfhelp.steps.attached_recording import (
    TEXTS,
    attach_steps,
    choose_images_to_attach,
    delete_attached_recording,
    edit_texts,
    read_attached_recording,
    render_recording_again,
)
from selfhelp.steps.export import ExportedSteps, fit_recording_to_size
from selfhelp.steps.recording import MissingImageReason, PictureBox, Recording, Step, StepKind
from selfhelp.steps.recording_store import RecordingStore
from selfhelp.steps.summary import MOST_LINES, summarise_recording
from selfhelp.steps.timeline import render_timeline
from tests.steps.samples import START, picture, recorder_in, store_in, window

HOSTILE = "</title></script><img src=x onerror=alert(1)>\"'&\u202egnp.exe\x00 {title} %s"


def recording_of(*steps: Step) -> Recording:
    return Recording("2026-11-30T080000-abcdef", START, START, steps)


def hostile_recording() -> Recording:
    return recording_of(
        *(
            Step(n, kind, START, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "step-1.png" if n == 1 else "", 1, 1)
            for n, kind in enumerate(StepKind, 1)
        )
    )


def test_the_document_keeps_its_schema() -> None:
    schema = json.loads(find_resource("schemas/steps.json").read_text("utf-8"))
    exported = ExportedSteps(hostile_recording(), {"step-1.png": b"x"})
    document = json.loads(exported.render_json())
    jsonschema.validate(document, schema)
    assert schema["properties"]["steps"]["items"]["properties"]["kind"]["enum"] == [k.value for k in StepKind]
    assert document["steps"][0]["title"] == HOSTILE
    words = json.dumps(document)
    assert "boxes" not in words
    assert "searched" not in words


class Reader(HTMLParser):
    """Notes what a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def test_foreign_text_is_text_in_the_timeline() -> None:
    page = render_timeline(hostile_recording(), lambda _step: b"x").decode()
    reader = Reader()
    reader.feed(page)
    assert reader.tags.count("script") == 1
    assert reader.tags.count("img") == 1
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]
    assert [value for name, value in reader.attributes if name == "src"] == ["data:image/png;base64,eA=="]
    assert "\u202e" not in page
    assert "\x00" not in page


def test_the_policy_of_the_page_allows_its_own_script_and_style_alone() -> None:
    page = render_timeline(hostile_recording(), lambda _step: b"x").decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    told = policy[1].replace("&#x27;", "'")
    for tag in ("script", "style"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in told
    assert told.startswith("default-src 'none'; img-src data:; ")
    assert "unsafe" not in told
    assert "http" not in re.sub(r"data:image/[^\"]+", "", page).replace("http-equiv", "")


def test_the_timeline_speaks_the_language_it_is_made_in() -> None:
    page = render_timeline(hostile_recording(), lambda _step: b"x", Translator("fr")).decode()
    assert '<html lang="fr">' in page
    assert "Étapes enregistrées" in page


def test_half_a_character_does_not_end_the_page() -> None:
    step = Step(1, StepKind.WINDOW, START, "a\ud800", "b")
    assert render_timeline(recording_of(step), lambda _step: b"x")


def test_the_text_for_the_ticket_is_short() -> None:
    steps = [Step(n, StepKind.WINDOW, START, "Writer", f"Letter {n}\nmore" * 50) for n in range(1, 121)]
    lines = summarise_recording(recording_of(*steps)).splitlines()
    assert len(lines) == MOST_LINES + 1
    assert all(len(line) <= 160 for line in lines)
    assert lines[1].startswith("1. 08:00:00 Window “Letter 1 more")
    assert lines[-1].startswith("120. ")
    assert "81 more steps" in lines[MOST_LINES // 2 + 1]


def shrink_well(data: bytes, limit: int) -> tuple[bytes, str, int, int]:
    return data[:limit], "jpg", 2, 2


def shrink_badly(data: bytes, limit: int) -> tuple[bytes, str, int, int]:
    return data, "png", 4, 4


def sized(*sizes: int) -> tuple[Recording, dict[str, bytes]]:
    steps = [
        Step(n, StepKind.WINDOW, START, picture=f"step-{n}.png", width=4, height=4)
        for n in range(1, len(sizes) + 1)
    ]
    return recording_of(*steps), {f"step-{n}.png": b"x" * size for n, size in enumerate(sizes, 1)}


def test_what_fits_is_left_alone() -> None:
    recording, pictures = sized(10_000, 20_000)
    assert fit_recording_to_size(recording, pictures, 30_000, shrink_badly) == (recording, pictures)


def test_large_pictures_are_made_smaller_and_the_steps_say_so() -> None:
    recording, pictures = sized(5_000, 100_000, 90_000)
    fitted, kept = fit_recording_to_size(recording, pictures, 65_000, shrink_well)
    assert sum(map(len, kept.values())) <= 65_000
    assert [step.reduced for step in fitted.steps] == [False, True, True]
    assert [step.picture for step in fitted.steps] == ["step-1.png", "step-2.jpg", "step-3.jpg"]
    assert len(kept["step-2.jpg"]) == 30_000, "what the small one leaves over is for the large ones"


def test_a_picture_that_cannot_be_made_small_enough_is_left_out_with_a_note() -> None:
    recording, pictures = sized(100_000, 1_000)
    fitted, kept = fit_recording_to_size(recording, pictures, 50_000, shrink_badly)
    assert [step.withheld for step in fitted.steps] == [MissingImageReason.SIZE, MissingImageReason.NO]
    assert list(kept) == ["step-2.png"]


def test_of_too_many_pictures_those_in_the_middle_are_left_out() -> None:
    recording, pictures = sized(*[9_000] * 10)
    fitted, kept = fit_recording_to_size(recording, pictures, 32_000, shrink_well)
    assert [bool(step.picture) for step in fitted.steps] == [True] * 2 + [False] * 6 + [True] * 2
    assert sum(map(len, kept.values())) <= 32_000
    assert {step.withheld for step in fitted.steps[2:8]} == {MissingImageReason.SIZE}


@pytest.mark.parametrize("kind", list(StepKind))
def test_every_kind_of_step_has_its_sentence_in_both_languages(kind: StepKind) -> None:
    from selfhelp.steps.recording import describe_step

    step = Step(1, kind, START, "Writer", "Letter", "noted")
    english, french = str(describe_step(step)), Translator("fr").translate(describe_step(step))
    assert english
    assert kind is StepKind.COMPUTER or english != french


def test_what_a_ticket_gets_replaces_what_it_was_made_of(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    step = recorder.add_step(StepKind.WINDOW, window("a"), picture=picture())
    recording = recorder.finish()
    data = store.read_picture(recording, step)
    attached = attach_steps(store, ExportedSteps(recording, {step.picture: data}))
    assert [path.name for path in attached.files] == ["steps.html", "steps.json"]
    kept = {path.name for path in attached.files[0].parent.iterdir()}
    assert kept == {"steps.html", "steps.json", TEXTS}, "no picture but those in the timeline"
    assert store.list_recordings() == []
    assert attached.text.startswith("Recorded steps")


def named_steps(tmp_path: Path) -> tuple[RecordingStore, ExportedSteps]:
    """Return a recording with a planted name in every text, and a box that hides one."""
    store = store_in(tmp_path)
    recorder = recorder_in(store, str)
    hidden = PictureBox(0, 0, 1, 1, "planted-box")
    recorder.add_step(StepKind.WINDOW, window("Writer", title="Letter of Marie"), picture=picture(hidden))
    recorder.add_step(StepKind.COMMENT, window("Marie's app", title="Marie"), note="Marie <b>said</b> no")
    recorder.add_system_events([(START, "Network lost: Marie-WLAN")])
    recording = recorder.finish()
    pictures = {step.picture: store.read_picture(recording, step) for step in recording.steps_with_images}
    return store, ExportedSteps(recording, pictures)


def test_attached_files_are_made_again_out_of_other_texts(tmp_path: Path) -> None:
    store, exported = named_steps(tmp_path)
    page, plain = attach_steps(store, exported).files
    texts = read_attached_recording(page)
    assert render_recording_again(page, texts) == page.read_bytes(), "the same texts make the same file"
    assert render_recording_again(plain, texts) == plain.read_bytes()
    changed = edit_texts(texts, lambda text: text.replace("Marie", "<Anna> & Co"))
    for path in (page, plain):
        assert b"Marie" not in render_recording_again(path, changed)
    again = render_recording_again(page, changed)
    assert b"&lt;Anna&gt; &amp; Co" in again
    assert b"<Anna>" not in again, "what replaces a name is foreign text as well"
    picture_bytes = next(iter(exported.pictures.values()))
    assert base64.b64encode(picture_bytes) in again, "pictures stay"
    assert b"planted-box" not in page.with_name(TEXTS).read_bytes()
    assert page.with_name(TEXTS).stat().st_mode & 0o777 == 0o600


def test_a_file_with_other_pictures_is_not_sent(tmp_path: Path) -> None:
    store, exported = named_steps(tmp_path)
    page, _ = attach_steps(store, exported).files
    texts = read_attached_recording(page)
    page.write_bytes(b"<html></html>")
    with pytest.raises(UsageError):
        render_recording_again(page, texts)
    page.with_name(TEXTS).unlink()
    with pytest.raises(UsageError):
        read_attached_recording(page)


def test_with_the_last_file_its_texts_are_deleted(tmp_path: Path) -> None:
    store, exported = named_steps(tmp_path)
    page, plain = attach_steps(store, exported).files
    delete_attached_recording(page)
    assert {path.name for path in plain.parent.iterdir()} == {"steps.json", TEXTS}
    delete_attached_recording(plain)
    assert list(plain.parent.iterdir()) == []


def test_images_one_by_one_are_those_that_say_most_within_what_is_left() -> None:
    kinds = [StepKind.WINDOW, StepKind.MANUAL, StepKind.WINDOW, StepKind.DIALOG, StepKind.WINDOW]
    recording, pictures = sized(10, 10, 10, 10, 10)
    steps = [replace(step, kind=kind) for step, kind in zip(recording.steps, kinds, strict=True)]
    recording = replace(recording, steps=steps)
    assert choose_images_to_attach(recording, pictures, 3, 100) == ["step-2.png", "step-4.png", "step-5.png"]
    assert choose_images_to_attach(recording, pictures, 9, 25) == ["step-2.png", "step-4.png"]
    assert choose_images_to_attach(recording, pictures, 0, 100) == []
    assert choose_images_to_attach(recording, pictures, 9, -5) == []


def test_images_of_a_ticket_lie_beside_the_timeline(tmp_path: Path) -> None:
    store, exported = named_steps(tmp_path)
    (step,) = exported.recording.steps_with_images
    named = replace(step, picture="steps-01.png")
    steps = [named if one is step else one for one in exported.recording.steps]
    data = {"steps-01.png": exported.pictures[step.picture]}
    exported = ExportedSteps(replace(exported.recording, steps=steps), data)
    attached = attach_steps(store, exported, images=5, limit=1_000_000)
    (image,) = attached.images
    assert image.read_bytes() == data["steps-01.png"]
    names = {path.name for path in image.parent.iterdir()}
    assert names == {"steps.html", "steps.json", "steps-01.png", TEXTS}
    assert image.stat().st_mode & 0o777 == 0o600
    assert store.list_recordings() == []


def test_an_export_is_private(tmp_path) -> None:
    recording, pictures = sized(10)
    folder = tmp_path / "out"
    ExportedSteps(replace(recording), pictures).write_files_to(folder)
    assert {path.name for path in folder.iterdir()} == {"steps.html", "steps.json", "steps.txt", "step-1.png"}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
