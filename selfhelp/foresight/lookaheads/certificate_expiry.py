"""Forecasts the expiry of the user's next certificate, which can stop Wi-Fi, VPN and sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selfhelp.core.text import N_, NN_
from selfhelp.fixes import Category
from selfhelp.foresight.lookahead import DAY, Forecast, Lookahead, round_up_days
from selfhelp.machine import Machine
from selfhelp.machine.security.certificates import CERTIFICATES, COMPUTER, OWN, Certificate


class CertificateExpiry(Lookahead):
    """Checks the certificates whose private key is on this computer, but not authorities' certificates.

    An expired certificate is ignored, because it was replaced or isn't needed any more.
    """

    id = "certificate-expiry"
    title = N_("Certificates")
    category = Category.NETWORK
    looks = N_("Checking when your certificates expire…")
    last = 2
    stops_work = True

    def make_forecast(self, machine: Machine) -> Forecast:
        """Return the forecast for the first certificate that expires without a newer replacement."""
        now = self.context.now
        ending = _drop_renewed_certificates(
            [c for c in CERTIFICATES.read(machine).found if _is_own_certificate(c)], now
        )
        if not ending:
            return Forecast(
                N_("No certificate is about to expire."), N_("None of your certificates will expire soon.")
            )
        first = min(ending, key=lambda certificate: certificate.ends)
        days = round_up_days(first.ends - now)
        summary = NN_("A certificate expires in {count} day.", "A certificate expires in {count} days.", days)
        reason = N_(
            "Without this certificate, Wi-Fi, VPN or sign-in may stop working. Ask the "
            "help desk whether it's renewed automatically."
        )
        evidence = {"certificate": first.subject, "issued by": first.issuer, "kept in": first.place}
        return Forecast(summary, reason, first.ends, {k: v for k, v in evidence.items() if v})


def _is_own_certificate(certificate: Certificate) -> bool:
    """Return whether a certificate identifies this user or computer, and isn't self-signed."""
    own = certificate.owner in (OWN, COMPUTER)
    return own and (not certificate.subject or certificate.subject != certificate.issuer)


def _drop_renewed_certificates(found: Sequence[Certificate], now: datetime) -> Sequence[Certificate]:
    """Return the valid certificates; for each name, only the certificate that expires last."""
    valid = [one for one in found if one.ends > now]
    return [
        one
        for one in valid
        if not any(
            other.ends > one.ends + DAY and other.subject == one.subject and other.issuer == one.issuer
            for other in valid
        )
    ]
