"""A disk that should be encrypted but isn't, or whose encryption is suspended."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.power.restart import RESTART
from selfhelp.machine.security.disk_encryption import ENCRYPTION, EncryptionState, ResumeEncryption


class DiskEncryptionOff(Fix):
    """Resumes suspended encryption; this app never starts encrypting a disk.

    Without a recovery key stored by the organisation, the data of an encrypted disk can be lost forever, so
    only the help desk encrypts disks. If the organisation doesn't require encryption
    (`read_organisation.require_encryption`) and the disk isn't encrypted, nothing is offered.
    """

    id = "disk-encryption-off"
    title = N_("Check disk encryption")
    category = Category.SECURITY
    looks = N_("Checking disk encryption…")
    cheap = True
    collectors = ("system", "disks")
    prevention = N_(
        "Restart soon after a firmware update so that encryption doesn't stay suspended. Never turn on disk "
        "encryption yourself: your organisation needs to store the recovery key."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding that the disk isn't encrypted or its encryption is suspended, or None."""
        state = ENCRYPTION.read(machine)
        if state in (EncryptionState.ON, EncryptionState.ENCRYPTING):
            return None
        if state is EncryptionState.SUSPENDED:
            return Finding(
                summary=N_("Disk encryption is suspended."),
                meaning=N_("Until encryption is resumed, anyone who takes the computer can read your files."),
                evidence={"disk encryption": state.value},
                data={"resume": True},
            )
        if not read_organisation(machine).require_encryption:
            raise NotOfferedError(N_("The disk isn't encrypted, and your organisation doesn't require it."))
        return Finding(
            summary=N_("Your disk isn't encrypted."),
            meaning=N_(
                "Anyone who takes the computer can read your files. Only the help desk should turn on "
                "encryption, because it needs to store the recovery key."
            ),
            evidence={"disk encryption": state.value},
            data={"resume": False},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run while an update needs a restart: the update may suspend encryption."""
        if not finding.data["resume"] or not RESTART.read(machine).pending:
            return None
        return N_(
            "An update is waiting for a restart, and encryption may be suspended until "
            "then. Restart, then check again: encryption often resumes automatically."
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return a step that resumes suspended encryption; other changes aren't safe for the user to make."""
        return (ResumeEncryption(),) if finding.data["resume"] else ()
