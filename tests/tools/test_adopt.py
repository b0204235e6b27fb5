"""A proof from outside becomes recordings and pages, or is refused with a sentence that says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.model import CheckState, Finding, Platform
from selfhelp.core.text import N_
from selfhelp.engine import journal
from selfhelp.machine import File, Machine
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from tests.proof.computers import subject
from tools import adopt, catalogue, proof_differences, proof_pages
from tools.shifted_clock import years_later

ENVIRONMENT = {
    "platform": "windows",
    "app": "0.1.0",
    "packaged": True,
    "python": "3.13.0",
    "desktop": "",
    "display_server": "",
    "wine": "",
    "system": "Windows 11 Pro 24H2",
    "build": "10.0.26100.1742",
    "architecture": "AMD64",
    "locale": "fr-FR",
    "virtual": "",
}
ASKED = [{"file": "~/x", "text": "all is well"}]


def part(id_: str = "probe", **changed: Any) -> dict[str, Any]:
    usual = {"id": id_, "state": "healthy", "ms": 5, "reason": "", "evidence": {}, "left_out": ""}
    return {**usual, "replays": True, "replay_failure": "", "asked": ASKED} | changed


def document(*checks: Any, sections: Any = (), **changed: Any) -> dict[str, Any]:
    whole = {"format": "selfhelp-proof", "version": 1, "created": "2026-03-04T05:06:07+00:00", "stopped": ""}
    rest = {"environment": dict(ENVIRONMENT), "summary": {}, "facts": [], "people": [], "replaced": {}}
    return whole | rest | {"checks": list(checks), "sections": list(sections)} | changed


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    def write(content: Any) -> Path:
        file = tmp_path / "proof.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return file

    return write


def reads(machine: Machine) -> Finding | None:
    return None if machine.read(File("~/x")) == "all is well" else Finding(N_("Not well."))


def is_old(machine: Machine) -> Finding | None:
    machine.read(File("~/x"))
    return Finding(N_("Old.")) if datetime_of_this_module().year > 2026 + 3 else None


def datetime_of_this_module() -> Any:

    return vars(journal)["datetime"].now()


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know two checks and a section of the test's own."""
    found = {("check", "probe"): subject(reads), ("check", "old"): subject(is_old, "old")}
    found["section", "facts"] = subject(reads, "facts")
    monkeypatch.setattr(adopt, "subjects", lambda _platform: found)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "isn't JSON"),
        ("[" * 100_000, "isn't JSON"),
        ('{"x": NaN}', "isn't JSON"),
        ("[]", "isn't a proof"),
        (document() | {"version": 2}, "version"),
        (document() | {"extra": 1}, "extra"),
        (document(part("../../etc/passwd")), "checks/0/id"),
        (document(part(state="wonderful")), "checks/0/state"),
        (document(part(asked=[{"file": "x", "native": "storage.delete", "text": ""}])), "checks/0/asked/0"),
        (document(part(asked=[{"text": "an answer to nothing"}])), "checks/0/asked/0"),
        (document(part(asked=[{"file": "x" * 5000, "text": ""}])), "checks/0/asked/0/file"),
        (document(part(reason="x" * 301)), "checks/0/reason"),
        (document(*[part() for _ in range(301)]), "checks"),
        (document(created="2026-03-04"), "created"),
        (document(environment=ENVIRONMENT | {"platform": "beos"}), "environment/platform"),
        (document(environment=ENVIRONMENT | {"system": ""}), "environment/system"),
    ],
)
def test_what_is_no_proof_is_refused_and_the_place_is_named(
    content: Any, why: str, written: Callable[[Any], Path]
) -> None:
    with pytest.raises(adopt.RefusedError) as refused:
        adopt.read_proof(written(content))
    assert why in str(refused.value)
    assert len(str(refused.value)) < 600


def test_a_file_that_is_too_large_or_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopt, "LARGEST_FILE", 10)
    file = tmp_path / "large.json"
    file.write_text("{}" * 10)
    for path in (file, tmp_path, tmp_path / "none"):
        with pytest.raises(adopt.RefusedError):
            adopt.read_proof(path)


def test_what_is_right_is_read(written: Callable[[Any], Path]) -> None:
    assert adopt.read_proof(written(document(part()))) == document(part())


@pytest.mark.usefixtures("known")
def test_a_part_that_can_be_replayed_becomes_a_recording(tmp_path: Path) -> None:
    (check, section) = adopt.adopt(document(part(), sections=[part("facts")]), tmp_path)
    assert check.file == "tests/transcripts/probe/windows-11-pro-24h2--proof-healthy-20260304.toml"
    transcript = Transcript.load(tmp_path / check.file)
    assert (transcript.platform, transcript.expect) == (Platform.WINDOWS, CheckState.HEALTHY)
    assert transcript.system == "Windows 11 Pro 24H2 (10.0.26100.1742)"
    assert transcript.entries == (TranscriptEntry({"file": "~/x"}, {"text": "all is well"}),) or list(
        transcript.entries
    ) == [TranscriptEntry({"file": "~/x"}, {"text": "all is well"})]
    assert section.file == "tests/report/collectors/recorded/proofs/windows-11-pro-24h2--facts-20260304.toml"
    (summary,) = (tmp_path / "tests" / "proofs").glob("*.json")
    told = json.loads(summary.read_text("utf-8"))
    assert "asked" not in summary.read_text("utf-8")
    assert [entry["id"] for entry in told["parts"]] == ["probe", "facts"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("given", "why"),
    [
        (part(asked=[{"file": "~/x", "text": "all is lost"}]), "found instead of healthy"),
        (part(asked=[{"file": "~/y", "text": "all is well"}]), "another question"),
        (part(asked=[*ASKED, {"run": ["lsblk"], "code": 0}]), "other questions"),
        (part(state="inconclusive", reason="no answer"), "only what was seen"),
        (part(state="not-offered"), "only what was seen"),
        (part(asked=[], left_out="it took too long"), "it took too long"),
        (part(asked=[]), "no answers"),
        (part("unheard-of"), "no such check"),
        (part(asked=[{"file": "~/x", "text": "ghp_0123456789abcdefghijklmnopqrstuvwxyz"}]), "secret"),
        (part("old"), "6 years later"),
    ],
)
def test_what_proves_nothing_is_not_taken_over_and_the_reason_is_told(
    given: dict[str, Any], why: str, tmp_path: Path
) -> None:
    (result,) = adopt.adopt(document(given), tmp_path)
    assert why in result.refused
    assert result.file == ""
    assert list(tmp_path.rglob("*.toml")) == []


@pytest.mark.usefixtures("known")
def test_what_is_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopt, "LARGEST_RECORDING", 50)
    (result,) = adopt.adopt(document(part()), tmp_path)
    assert "larger" in result.refused
    assert list(tmp_path.rglob("*.toml")) == []


@pytest.mark.usefixtures("known")
def test_the_same_computer_is_not_taken_over_twice_on_a_day(tmp_path: Path) -> None:
    adopt.adopt(document(part()), tmp_path)
    with pytest.raises(adopt.RefusedError, match="adopted that day"):
        adopt.adopt(document(part()), tmp_path)


@pytest.mark.parametrize("system", ["../../etc", "a/b\\c:d", "x" * 120, "…", "Windows 11\x00", "-rf"])
def test_a_system_s_name_never_leads_anywhere(system: str) -> None:
    name = adopt.slug(document(environment=ENVIRONMENT | {"system": system}))
    assert name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(name) <= 40
    assert not name.startswith("-")


def test_the_page_shows_foreign_text_as_text() -> None:
    summary = document() | {"parts": [], "differences": ["x"], "people": [], "facts": []}
    summary["environment"] = ENVIRONMENT | {"system": "Evil | <script> [x](y)\n# big"}
    page = proof_pages.page([summary])
    assert "<script>" not in page
    assert "\n# big" not in page
    row = next(line for line in page.splitlines() if line.startswith("| Evil"))
    assert row.count(" | ") == len(proof_pages.COLUMNS) - 1


def test_wine_is_no_real_hardware() -> None:
    summary = document() | {"parts": [], "differences": [], "people": [], "facts": []}
    real, wine = proof_pages.page([summary]), ENVIRONMENT | {"wine": "10.0", "system": "Wine 10.0"}
    assert "| AMD64, real hardware |" in real
    assert "real hardware" not in proof_pages.page([summary | {"environment": wine}])


def test_the_page_is_current() -> None:
    assert (proof_pages.ROOT / proof_pages.PAGE).read_text("utf-8") == proof_pages.page(
        proof_pages.read_proofs(proof_pages.ROOT)
    )


def test_another_shape_than_the_documented_one_is_told_and_the_same_is_not() -> None:
    def reading(answer: Any) -> list[TranscriptEntry]:
        return [TranscriptEntry({"reading": "a.b"}, {"answer": answer})]

    documented = [reading([{"Name": "x", "Size": 1}])]
    assert list(proof_differences.compare(reading([{"Name": "y", "Size": 2}]), documented)) == []
    assert list(proof_differences.compare(reading([]), documented)) == []
    (line,) = proof_differences.compare(reading([{"Name": "y", "Size": "2"}]), documented)
    assert line == "reading a.b → only here: [].Size text; only documented: [].Size number"
    program = [TranscriptEntry({"run": ["dsregcmd.exe", "/status"]}, {"code": 0, "stdout": "x"})]
    failed = [TranscriptEntry({"run": ["dsregcmd.exe", "/status"]}, {"failed": "probe", "message": "no"})]
    assert list(proof_differences.compare(failed, [program])) == [
        "run dsregcmd.exe /status → only here: no answer; only documented: works"
    ]


class Known:
    """A check whose recordings lie in a folder of the test."""

    id, platforms = "probe", frozenset(Platform)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("system", "shown"),
    [("Windows 11 Pro 24H2", "recorded on Windows 11 Pro 24H2"), ("Wine 10.0", "documentation")],
)
def test_the_catalogue_says_recorded_but_never_for_wine(
    system: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    assert catalogue.proof(Known(), Platform.WINDOWS, {}) == "documentation"
    adopt.adopt(document(part(), environment=ENVIRONMENT | {"system": system}), tmp_path)
    assert catalogue.proof(Known(), Platform.WINDOWS, {}) == shown
    assert catalogue.proof(Known(), Platform.MACOS, {}) == "documentation"


def test_the_clock_is_reset_to_today() -> None:
    real = vars(journal)["datetime"]
    with years_later(6):
        assert vars(journal)["datetime"].now().year >= datetime.now().year + 5  # noqa: DTZ005
        assert isinstance(datetime.now(), vars(journal)["datetime"])  # noqa: DTZ005
    assert vars(journal)["datetime"] is real
