"""Forecasts the expiry of the account's password."""

from __future__ import annotations

from datetime import timedelta

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import Forecast, Lookahead, round_up_days
from selfhelp.machine import Machine
from selfhelp.machine.account.account_status import ACCOUNT


class PasswordExpiry(Lookahead):
    """Uses the account's status, never the password."""

    id = "password-expiry"
    title = N_("Password")
    category = Category.ACCOUNT
    looks = N_("Checking when your password expires…")
    beside = "account-password-locked"
    lead = 10
    last = 2
    stops_work = True
    settings = "sign-in"
    opens = "account-password-locked"

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast with the date on which the password expires."""
        account = ACCOUNT.read(machine)
        if not account.told:
            raise NotOfferedError(N_("Your password's expiry date isn't available on this computer."))
        if account.left is None:
            return Forecast(
                N_("Your password doesn't expire."), N_("No expiry date is set for your account.")
            )
        reason = N_(
            "Change your password before it expires, so that you aren't locked out of your computer and apps."
        )
        evidence = {"kept by": account.keeper.value}
        due = self.context.now + account.left
        if account.left <= timedelta(0):
            return Forecast(N_("Your password has expired."), reason, due, evidence)
        days = round_up_days(account.left)
        summary = NN_("Your password expires in {count} day.", "Your password expires in {count} days.", days)
        return Forecast(summary, reason, due, evidence)
