"""An outdated saved password that the computer keeps sending, so that the account is locked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.account.account_status import ACCOUNT
from selfhelp.machine.account.saved_passwords import (
    SAVED,
    ForgetPassword,
    SavedPassword,
    SavedPasswords,
    find_outdated_passwords,
    is_same_account,
)

MOST = 50
"""Maximum number of saved passwords listed at a time; further passwords are listed afterwards."""


class StaleCredentials(Fix):
    """Finds server passwords that were saved before the account's password was changed.

    Only entries of the user's own account count: a changed password doesn't affect other accounts' entries.
    Program tokens are never listed, and only selected entries are deleted.
    """

    id = "stale-credentials"
    title = N_("Remove old saved passwords")
    category = Category.ACCOUNT
    looks = N_("Checking for old saved passwords…")
    cheap = False  # unlocking a keyring may take time
    collectors = ("system", "network")
    prevention = N_(
        "When you change your password, sign in to network drives, email and remote "
        "desktops again the same day. Don't let apps save a password that you have to "
        "change regularly."
    )
    by_hand = ("update-other-devices",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Compare each entry's age with the last password change; passwords aren't read."""
        account, keyring = ACCOUNT.read(machine), SAVED.read(machine)
        if account.age is None:
            _require_no_saved_password(keyring)
            return None
        found = find_outdated_passwords(keyring, account.age)
        if not found and keyring.locked:
            raise ProbeError(_LOCKED)
        return _make_finding(found[:MOST])

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check whether the selected entries are deleted; the user may keep others."""
        chosen = {
            (entry["key"], entry["target"], entry["user"])
            for entry in _filter_chosen_passwords(finding, answers)
        }
        account, keyring = ACCOUNT.read(machine), SAVED.read(machine)
        found = find_outdated_passwords(keyring, account.age or timedelta())
        left = [entry for entry in found if (entry.key, entry.target, entry.user) in chosen]
        if not left and keyring.locked:
            raise ProbeError(_LOCKED)
        return _make_finding(left)

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which entries to delete; the user can deselect entries to keep."""
        options = [
            Option(str(n), entry["target"][:200], entry["user"][:200], chosen=True)
            for n, entry in enumerate(finding.data["saved"], 1)
        ]
        return (
            ChoiceQuestion("which", N_("Which saved passwords should be deleted?"), options, several=True),
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that delete the selected entries."""
        return [
            ForgetPassword(entry["key"], entry["target"], entry["user"])
            for entry in _filter_chosen_passwords(finding, answers)
        ]


_LOCKED = N_(
    "Your keyring, which stores your passwords, is locked, so they can't be checked. Unlock it, "
    "then check again."
)


def _filter_chosen_passwords(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    wanted = answers.get("which", ())
    return [entry for n, entry in enumerate(finding.data["saved"], 1) if str(n) in wanted]


def _make_finding(found: Sequence[SavedPassword]) -> Finding | None:
    if not found:
        return None
    return Finding(
        summary=NN_(
            "{count} saved password is older than your current password.",
            "{count} saved passwords are older than your current password.",
            count=len(found),
        ),
        meaning=_ONE if len(found) == 1 else _SEVERAL,
        evidence={f"saved {n}": f"{e.target}, {e.age.days} days ago" for n, e in enumerate(found, 1)},
        data={"saved": [{"key": e.key, "target": e.target, "user": e.user} for e in found]},
    )


_ONE = N_(
    "An old password can lock your account again. We'll delete this saved password. You'll then be asked "
    "once for your current password."
)
_SEVERAL = N_(
    "An old password can lock your account again. We'll delete the saved passwords you leave selected. "
    "You'll then be asked once for your current password."
)


def _require_no_saved_password(keyring: SavedPasswords) -> None:
    """Check that the keyring has no saved passwords of the user, because it doesn't record their age.

    Raises:
        ProbeError: the user has saved passwords, or some can't be read.
    """
    matching = [entry for entry in keyring.entries if is_same_account(entry.user, keyring.name)]
    if matching or keyring.locked:
        raise ProbeError(
            N_(
                "Couldn't check whether saved passwords are old, because the date of your last password "
                "change isn't available here."
            ),
            detail=", ".join(entry.target for entry in matching)[:500],
        )
