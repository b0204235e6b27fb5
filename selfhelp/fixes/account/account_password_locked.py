"""A password that has expired or must be changed, or an account that is locked or disabled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.account.account_status import ACCOUNT, AccountAuthority, AccountStatus
from selfhelp.machine.account.identity_service import IdentityService, probe_identity_service
from selfhelp.machine.account.linux_account_lock import AccountLock
from selfhelp.machine.account.saved_passwords import SAVED, SavedPassword, find_outdated_passwords
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenWebPage
from selfhelp.machine.organisation import read_organisation

CLOSED, LOCKED, EXPIRED, MUST_CHANGE, SOON, AWAY = (
    *("closed", "locked", "expired", "must change", "about to expire"),
    "sign-in service does not answer",
)
"""Possible problems, the most severe first."""

MINE, NOT_MINE = "mine", "not-mine"


class AccountPasswordLocked(Fix):
    """Explains why an account can't sign in, and opens the page or settings where the user can resolve it.

    This fix never asks for, types or stores a password. A local account's status is available on all systems,
    a directory account's status only on Windows in a domain. For any other account, only the sign-in service
    is probed, and the account's status is unknown.
    """

    id = "account-password-locked"
    title = N_("Get back into your account")
    category = Category.ACCOUNT
    looks = N_("Checking your account and password…")
    cheap = False  # probing the sign-in service may take two seconds
    collectors = ("system", "clock", "network")
    prevention = N_(
        "Change your password at the first reminder, while you're on your "
        "organisation's network. Then change it on your phone and other devices too, "
        "so that they don't lock the account."
    )
    by_hand = ("check-caps-lock", "forgotten-password")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the account first, then the service that verifies it."""
        account = ACCOUNT.read(machine)
        trouble = _find_account_problem(account)
        if trouble:
            return _make_finding(machine, account, trouble)
        seen = probe_identity_service(machine, configured=account.keeper is AccountAuthority.ORGANISATION)
        if account.reached is False or (seen and not seen.answers):
            return _make_unreachable_finding(machine, seen)
        if not account.told:
            raise ProbeError(_describe_unknown_status(read_organisation(machine).reset_page))
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking who entered the wrong passwords; the security team may need to know.

        The question repeats the finding, because it is asked before the proposed fix is shown.
        """
        if finding.data["trouble"] != LOCKED or not finding.data["tried"]:
            return ()
        options = (
            Option(
                MINE, N_("I mistyped my password, or one of my devices still uses an old one"), chosen=True
            ),
            Option(NOT_MINE, N_("It wasn't me: someone may be trying to get into my account")),
        )
        return (
            ChoiceQuestion(
                "cause",
                N_("Your account was locked after too many wrong passwords. Who could have entered them?"),
                options,
            ),
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that open the page or settings for a new password; other problems need a ticket."""
        trouble, page = finding.data["trouble"], finding.data["page"]
        if NOT_MINE in answers.get("cause", ()):
            return (ByHand("report-misuse"),)
        if trouble == CLOSED:
            return ()
        if trouble == AWAY:
            return (ByHand("reach-company-network"),)
        if page:
            return (OpenWebPage(page), ByHand("new-password-page"))
        if trouble == LOCKED:
            return (ByHand("wait-for-unlock"),) if finding.data["opens"] else ()
        return (ByHand(f"new-password-{finding.data['platform']}"),)


def _describe_unknown_status(page: str) -> Text:
    if page:
        return N_(
            "Your organisation manages your account, so we can't check here whether your "
            "password has expired. To check this or change your password, go to {page}.",
            page=page,
        )
    return N_(
        "Your organisation manages your account, so we can't check here whether your password has "
        "expired. Open your organisation's password page, or contact the help desk."
    )


def _find_account_problem(account: AccountStatus) -> str:
    if account.closed:
        return CLOSED
    if account.lock is not None or account.password_locked:
        return LOCKED
    if account.left is not None and account.left <= timedelta(0):
        return EXPIRED
    if account.must_change:
        return MUST_CHANGE
    return SOON if account.left is not None and account.left <= account.warning else ""


def _make_finding(machine: Machine, account: AccountStatus, trouble: str) -> Finding:
    saved = _find_old_passwords(machine, account) if trouble == LOCKED else ()
    lock = account.lock or AccountLock()
    sources = [*lock.tried_from, *(f"saved password for {entry.target}" for entry in saved)]
    locked = "local password locked" if trouble == LOCKED and account.lock is None else trouble
    evidence = {"account": locked, "kept by": account.keeper.value}
    if account.left is not None:
        evidence["password expires in"] = f"{account.left.total_seconds() / 86400:+.1f} days"
    if sources:
        evidence["wrong passwords from"] = "; ".join(sources)[:1000]
    of_organisation = account.keeper is AccountAuthority.ORGANISATION
    data = {
        "trouble": trouble,
        "page": read_organisation(machine).reset_page if of_organisation else "",
        "opens": lock.left is not None,
        "tried": _was_locked_by_attempts(account),
        "platform": machine.platform.value,
    }
    return Finding(
        _make_summary(account, trouble), _make_explanation(account, trouble, saved), evidence, data
    )


def _was_locked_by_attempts(account: AccountStatus) -> bool:
    """Return whether wrong passwords locked the account; an administrator may lock local accounts."""
    lock = account.lock or AccountLock()
    return lock != AccountLock() or account.keeper is not AccountAuthority.COMPUTER


def _find_old_passwords(machine: Machine, account: AccountStatus) -> Sequence[SavedPassword]:
    """Return saved passwords that may have locked the account; empty if they can't be read."""
    if account.age is None:
        return ()
    try:
        return find_outdated_passwords(SAVED.read(machine), account.age)
    except ProbeError:
        return ()


SUMMARIES: Mapping[str, Text] = {
    CLOSED: N_("Your account has been closed, so you can't sign in."),
    LOCKED: N_("Your account was locked after too many wrong passwords."),
    EXPIRED: N_("Your password has expired."),
    MUST_CHANGE: N_("You need to choose a new password before you can sign in."),
}


def _make_summary(account: AccountStatus, trouble: str) -> Text:
    if trouble == SOON and account.left is not None:
        return NN_(
            "Your password expires in {count} day.",
            "Your password expires in {count} days.",
            count=max(1, round(account.left.total_seconds() / 86400)),
        )
    if trouble == LOCKED and account.lock is None:
        return N_("Your account's local password is locked.")
    if trouble == LOCKED and not _was_locked_by_attempts(account):
        return N_("Your account is locked.")
    return SUMMARIES[trouble]


def _make_explanation(account: AccountStatus, trouble: str, saved: Sequence[SavedPassword]) -> Text:
    if trouble == CLOSED:
        return N_("Only the help desk can reopen your account. Your files are still there.")
    if trouble != LOCKED:
        return N_("Choose a new password. We'll show you where to change it. We never ask for your password.")
    if account.lock is None:
        return N_(
            "If you can't sign in, the help desk will check who you are, then unlock the password or give "
            "you a new one. If you sign in with your organisation's account, you don't need this password."
        )
    if saved:
        return N_(
            "An old saved password for {target} is still being used and keeps locking your account. First "
            "delete it with “Remove old saved passwords”.",
            target=saved[0].target[:200],
        )
    if account.lock.left is not None:
        left = max(account.lock.left, timedelta(seconds=1))
        return N_(
            "Your account will unlock automatically in {span}. If it locks again soon, "
            "your phone or another device is probably still using an old password.",
            span=left,
        )
    return N_(
        "The help desk can unlock your account. If it locks again soon, your phone or "
        "another device is probably still using an old password."
    )


def _make_unreachable_finding(machine: Machine, seen: IdentityService | None) -> Finding:
    """Return the finding that a new password can't be verified here: only the old password is cached."""
    if seen and not seen.connected:
        message = N_("This computer isn't connected to a network, so it can't reach the sign-in service.")
        raise ProbeError(message)
    host = f"{seen.host}:{seen.port}" if seen else "domain controller"
    return Finding(
        summary=N_("Your organisation's sign-in service can't be reached from this network."),
        meaning=N_(
            "Until the service can be reached, this computer only accepts the last "
            "password you used here. First connect to your organisation's network or VPN."
        ),
        evidence={"account": AWAY, "sign-in service": host},
        data={
            "trouble": AWAY,
            "page": "",
            "opens": False,
            "tried": False,
            "platform": machine.platform.value,
        },
    )
