"""How a proof is made with the app's own parts, and where its file goes."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from selfhelp.app.composition import App
from selfhelp.core.paths import make_private_folder
from selfhelp.proof import Proof
from selfhelp.proof.recording import TOGETHER, subject_of_check, subject_of_section
from selfhelp.proof.service import ProofService


def proof_service(app: App, *, try_keyring: bool = False, together: int = TOGETHER) -> ProofService:
    """Return the proof service with the checks and sections that policy and the user allow."""
    subjects = [
        *map(subject_of_check, app.catalog.checks.values()),
        *map(subject_of_section, app.snapshot_service().collectors),
    ]
    return ProofService(app.machine, subjects, app.redactor(), try_keyring, together)


def proof_file(app: App, proof: Proof) -> Path:
    """Return the default place of a proof; its name says which system it is about.

    Raises:
        OSError: there can be no such folder.
    """
    system = re.sub(r"[^a-z0-9]+", "-", str(proof.environment.get("system", "")).casefold()).strip("-")[:60]
    moment = datetime.now()  # noqa: DTZ005 - the user's own clock
    folder = make_private_folder(app.places.data / "proofs")
    return folder / f"selfhelp-proof-{system or 'computer'}-{moment:%Y-%m-%d-%H%M%S}.json"
