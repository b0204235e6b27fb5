"""Collects the account and the validity of its password and tickets; never a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING, Part, collect_parts

if TYPE_CHECKING:
    from selfhelp.machine.account.account_status import AccountStatus
    from selfhelp.machine.account.membership import Membership
    from selfhelp.machine.account.single_sign_on import SignOn

WAIT = 8.5


class SignInCollector(Collector):
    """Account, password age, single sign-on and membership; names are marked as personal data."""

    id = "sign-in"
    title = N_("Sign-in")
    timeout = 9.0  # PowerShell and dsregcmd are slow to start
    order = 126

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing at all could be read.
        """
        return collect_parts(machine, _load_parts(), WAIT)


def _iter_membership_facts(found: Membership) -> Iterator[Item]:
    yield Item("this computer belongs to", ", ".join(found.joined) or "no organisation", tracked=True)
    yield Item("domain", found.domain, reveals=PrivacyClass.HOST, tracked=True)
    yield Item("cloud token expires", found.ends)


def _iter_account_facts(found: AccountStatus) -> Iterator[Item]:
    yield Item("account managed by", str(found.keeper), tracked=True)
    yield Item("directory reached", found.reached)
    yield Item("account closed", found.closed, tracked=True)
    yield Item("account locked", found.lock is not None, tracked=True)
    if found.lock is not None:
        yield Item("lock ends in", _to_seconds(found.lock.left), "s")
        yield from (
            Item("wrong passwords from", place, reveals=PrivacyClass.HOST) for place in found.lock.tried_from
        )
    if found.password_locked:
        yield Item("local password locked", True, tracked=True)
    if not found.told:
        yield Item("password expiry", "not provided by the organisation's directory")
        return
    yield Item("password must be changed", found.must_change)
    yield Item("password expires", found.left is not None)
    yield Item("password expires in", _to_days(found.left), "d")
    yield Item("password changed before", _to_days(found.age), "d")


def _to_days(span: timedelta | None) -> int | None:
    return None if span is None else span.days


def _to_seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _iter_single_sign_on_facts(found: SignOn) -> Iterator[Item]:
    yield Item("single sign-on as", found.who, reveals=PrivacyClass.PERSON)
    yield Item("single sign-on valid", found.valid)
    yield Item("ticket expires in", _to_seconds(found.left), "s")
    yield Item("ticket renewable for", _to_seconds(found.renewable), "s")


def _load_parts() -> Mapping[str, Part]:
    """Return the section's parts; their probes are imported on the section's own thread."""
    with LOADING:
        from selfhelp.machine.account.account_status import ACCOUNT
        from selfhelp.machine.account.membership import MEMBERSHIP
        from selfhelp.machine.account.single_sign_on import SIGN_ON

    return {
        "membership": (MEMBERSHIP.read, _iter_membership_facts),
        "account": (ACCOUNT.read, _iter_account_facts),
        "single sign-on": (SIGN_ON.read, _iter_single_sign_on_facts),
    }
