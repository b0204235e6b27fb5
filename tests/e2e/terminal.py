"""A person's terminal: runs `selfhelp` as a real process and keeps to the contract's general rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.people import Person, product


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Its one JSON document; fails where there is anything else on standard output."""
        parsed: dict[str, Any] = json.loads(self.out)
        assert parsed["schema"] == 1, parsed
        return parsed

    @property
    def error(self) -> dict[str, str]:
        """Its error as JSON: a code and a sentence, nothing of a traceback."""
        error: dict[str, str] = self.document["error"]
        assert set(error) == {"code", "message"}
        assert error["message"].strip()
        return error


@dataclass(frozen=True)
class Terminal:
    """Runs commands of the product as one person."""

    person: Person
    environment: Mapping[str, str]
    command: tuple[str, ...] = ()

    def __call__(
        self, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 180, **options: Any
    ) -> Answer:
        """Run `selfhelp` with arguments; no command may ever show a traceback."""
        argv = [*(self.command or product()), *arguments]
        done = self.person.run(argv, {**self.environment, **(env or {})}, timeout, **options)
        said = done.stdout + done.stderr
        for bug in ("Traceback", "went wrong inside"):
            assert bug not in said, said[-3000:]
        return Answer(done.returncode, done.stdout, done.stderr)

    def json(self, *arguments: str, status: int = 0, **options: Any) -> dict[str, Any]:
        """Run a command with --json and return its document; the status must be this one."""
        answer = self(*arguments, "--json", **options)
        assert answer.status == status, (answer.status, answer.out[-2000:], answer.err[-2000:])
        return answer.document

    def write_policy(self, text: str) -> None:
        """Write the person's own policy file."""
        folder = self.person.home / "config" / "selfhelp"
        for path in (folder.parent, folder):
            path.mkdir(exist_ok=True)
            self.person.owns(path)
        file = folder / "policy.toml"
        file.write_text(text, encoding="utf-8")
        self.person.owns(file)
