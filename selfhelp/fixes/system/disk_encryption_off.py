"""A disk that should be encrypted and is not, or whose protection is suspended."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.organisation import organisation
from selfhelp.machine.power.restart import RESTART
from selfhelp.machine.security.disk_encryption import ENCRYPTION, Encryption, ResumeEncryption


class DiskEncryptionOff(Fix):
    """Resumes a suspended protection; encrypting a disk is never begun from here.

    Without a recovery key that the organisation keeps, an encrypted disk can be lost for ever: that is for
    the help desk. Where the organisation does not ask for encryption (`organisation.require_encryption`)
    and the disk has none, nothing is offered.
    """

    id = "disk-encryption-off"
    title = N_("Protect the disk again")
    category = Category.SECURITY
    looks = N_("Looking whether the disk is encrypted")
    cheap = True
    collectors = ("system", "disks")
    prevention = N_(
        "Restart soon after an update of the firmware, so that the protection is not left suspended. "
        "Never switch disk encryption on yourself: your company has to keep the recovery key."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Ask how the system disk stands."""
        state = ENCRYPTION.read(machine)
        if state in (Encryption.ON, Encryption.ENCRYPTING):
            return None
        if state is Encryption.SUSPENDED:
            return Finding(
                summary=N_("The encryption of your disk is suspended."),
                meaning=N_("Until it is resumed, whoever takes the computer can read your files."),
                evidence={"disk encryption": state.value},
                data={"resume": True},
            )
        if not organisation(machine).require_encryption:
            raise NotOfferedError(N_("The disk is not encrypted, and your company does not ask for it."))
        return Finding(
            summary=N_("Your disk is not encrypted."),
            meaning=N_(
                "Whoever takes the computer can read your files. Only the help desk should switch "
                "encryption on, because it has to keep the recovery key."
            ),
            evidence={"disk encryption": state.value},
            data={"resume": False},
        )

    def refuse(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse while an update waits for its restart: the disk may be suspended for just that."""
        if not finding.data["resume"] or not RESTART.read(machine).pending:
            return None
        return N_(
            "An update waits for a restart, and the encryption may be suspended for it. Restart first, then "
            "look again: it is often resumed by itself."
        )

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Resume what is suspended; nothing else can safely be done by the person herself."""
        return (ResumeEncryption(),) if finding.data["resume"] else ()
