"""The workflow for real Windows and macOS runners, which has not run: what can be said of it without one."""

from __future__ import annotations

import re

import pytest

from tests.people import ROOT

FILE = ROOT / ".github" / "workflows" / "packages.yml"
TEXT = FILE.read_text("utf-8")
JOBS = dict(re.findall(r"^  ([a-z-]+):\n((?:    .*\n|\n)+)", TEXT.split("\njobs:\n")[1], re.MULTILINE))


def test_it_says_that_it_has_not_run() -> None:
    assert "Has not run" in TEXT.split("\nname:")[0]


def test_it_covers_three_systems_and_a_release() -> None:
    assert set(JOBS) == {"linux", "freeze-windows", "msi", "windows", "macos", "release"}


def test_every_action_is_named_by_its_commit() -> None:
    used = re.findall(r"uses: (\S+)(.*)", TEXT)
    assert len(used) > 10
    for action, comment in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action  # what Dependabot and a reader go by


def test_the_same_action_is_the_same_commit_everywhere() -> None:
    used = set(re.findall(r"uses: (\S+)", TEXT))
    assert len({action.split("@")[0] for action in used}) == len(used)


@pytest.mark.parametrize("name", JOBS)
def test_a_job_may_do_little_and_ends(name: str) -> None:
    rights = re.search(r"    permissions:\n((?:      .*\n)+)", JOBS[name])
    assert rights is not None
    assert rights.group(1).strip() == ("contents: write" if name == "release" else "contents: read")
    assert re.search(r"^    timeout-minutes: \d+$", JOBS[name], re.MULTILINE)
    assert "\npermissions: {}\n" in TEXT
    assert JOBS[name].count("persist-credentials: false") == JOBS[name].count("actions/checkout@")


def test_only_a_tag_makes_a_release_and_a_person_publishes_it() -> None:
    assert "if: startsWith(github.ref, 'refs/tags/v')" in JOBS["release"]
    assert "--draft" in JOBS["release"]
    assert "secrets." not in TEXT
    assert "pull_request_target" not in TEXT


def test_nothing_that_others_write_becomes_a_command() -> None:
    """GitHub, "Security hardening": what an event brings goes through the environment, not into a script."""
    for line in TEXT.splitlines():
        for inserted in re.findall(r"\$\{\{(.+?)\}\}", line):
            assert not re.search(r"github\.(event\.|head_ref)", inserted), line
            if "github.ref_name" in inserted or "github.token" in inserted:
                assert re.match(r"\s+[A-Z_]+: \$\{\{", line), line


def test_what_it_runs_exists() -> None:
    for place in re.findall(r"\b(?:installer|tools|\.ci)/[\w./-]+", TEXT):
        assert (ROOT / place.rstrip(".")).exists(), place
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for names in re.findall(r"\bmake ([a-z ]+)$", TEXT, re.MULTILINE):
        assert set(names.split()) <= targets


@pytest.mark.parametrize("name", ["windows", "macos"])
def test_a_real_system_installs_checks_and_uninstalls(name: str) -> None:
    steps = re.findall(r"- name: (.+)", JOBS[name])
    wanted = [
        "install without a question",
        "the administrator's first look",
        "transcripts",
        "tests",
        "take it off",
    ]
    assert [step for step in steps if step in wanted] == wanted
    assert "doctor --json" in JOBS[name]


PROVE = (FILE.parent / "prove.yml").read_text("utf-8")


def test_the_workflow_that_records_has_not_run_either_may_do_little_and_ends() -> None:
    assert "Has not run" in PROVE.split("\nname:")[0]
    assert "\npermissions: {}\n" in PROVE
    assert re.findall(r"permissions:\n +(\S+ \S+)\n", PROVE) == ["contents: read"]
    assert re.search(r"^    timeout-minutes: \d+$", PROVE, re.MULTILINE)
    assert "persist-credentials: false" in PROVE
    assert "secrets." not in PROVE


def test_the_workflow_that_records_uses_the_same_actions_and_inserts_nothing_of_others() -> None:
    actions = r"uses: (actions/(?:checkout|setup-python|upload-artifact)@\S+)"
    assert set(re.findall(actions, PROVE)) <= set(re.findall(actions, TEXT))
    inserted = re.findall(r"\$\{\{ *([^}]+?) *\}\}", PROVE)
    assert set(inserted) <= {"github.ref", "matrix.runner", "env.PYTHON_SHIPPED", "!cancelled()"}


def test_the_workflow_that_records_calls_what_there_is() -> None:
    for options in re.findall(r"selfhelp prove (.+)", PROVE):
        for option in re.findall(r"--[a-z-]+", options):
            assert option in (ROOT / "selfhelp" / "cli" / "prove.py").read_text("utf-8")
    for script in re.findall(r"python (tools/\w+\.py)", PROVE):
        assert (ROOT / script).is_file()
