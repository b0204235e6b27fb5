"""A wrong clock: sign-in and secure websites fail, and nothing says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.clock import CLOCK, SyncClock, UseNetworkTime
from selfhelp.model import Answers, Finding
from selfhelp.text import N_

TOLERANCE = timedelta(minutes=2)
"""Kerberos refuses at five minutes; say so well before it does."""

SYMPTOMS_EN = (
    *("the clock is wrong", "wrong time on my computer", "wrong date", "time is off by an hour"),
    *("clock is slow", "clock runs ahead", "certificate not valid yet", "certificate expired on every site"),
    *("all secure websites show a warning", "your clock is behind", "login fails because of the time"),
    *("date jumped back", "appointments at the wrong time", "time does not match my phone"),
    *("year is wrong", "kerberos clock skew"),
)
SYMPTOMS_FR = (
    *("l'heure est fausse", "mauvaise heure sur le PC", "la date est fausse", "décalage d'une heure"),
    *("l'horloge retarde", "l'horloge avance", "certificat pas encore valide"),
    *("certificat expiré sur tous les sites", "tous les sites sécurisés affichent une alerte"),
    *("l'ordinateur n'est pas à l'heure", "connexion refusée à cause de l'heure"),
    *("la date est revenue en arrière", "mes rendez-vous sont à la mauvaise heure"),
    *("pas la même heure que mon téléphone", "mauvaise année affichée", "régler l'heure"),
)


class ClockSkew(Fix):
    """Sets the clock right when it has drifted too far to sign in."""

    id = "clock-skew"
    title = N_("Set the clock right")
    category = Category.ACCOUNT
    symptoms = MappingProxyType({"en": SYMPTOMS_EN, "fr": SYMPTOMS_FR})
    looks = N_("Comparing the clock with a time server …")
    collectors = ("system", "network")
    prevention = N_(
        "Leave it to the computer to set the clock from the network. "
        "If the time is wrong after each switch-on, a battery inside is empty: tell the help desk."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Compare this computer's clock with a time server's, in UTC."""
        clock = CLOCK.read(machine)
        if abs(clock.offset) <= TOLERANCE:
            return None
        span = abs(clock.offset)
        slow, fast = N_("The clock is {span} slow.", span=span), N_("The clock is {span} fast.", span=span)
        return Finding(
            summary=fast if clock.offset > timedelta(0) else slow,
            meaning=N_("With a wrong clock, sign-in and secure websites are refused."),
            evidence={
                "offset": f"{clock.offset.total_seconds():+.0f} s",
                "time server": clock.server,
                "set from the network": {True: "yes", False: "no", None: "unknown"}[clock.automatic],
            },
            data={"automatic": clock.automatic},
        )

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Switch network time on where it is off; else let the time service ask at once."""
        return (UseNetworkTime(),) if finding.data["automatic"] is False else (SyncClock(),)
