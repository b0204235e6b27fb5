"""Creates a proof service for this app, and chooses the path of the proof."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from selfhelp.app.composition import App
from selfhelp.core.paths import make_private_folder
from selfhelp.proof import Proof
from selfhelp.proof.proof_service import ProofService
from selfhelp.proof.recording import TOGETHER, create_check_subject, create_section_subject


def create_proof_service(app: App, *, try_keyring: bool = False, together: int = TOGETHER) -> ProofService:
    """Return a proof service with the checks and sections that policy and user allow."""
    subjects = [
        *map(create_check_subject, app.catalog.checks.values()),
        *map(create_section_subject, app.create_snapshot_service().collectors),
    ]
    return ProofService(app.machine, subjects, app.create_redactor(), try_keyring, together)


def make_default_proof_path(app: App, proof: Proof) -> Path:
    """Return the default path of a proof, with a file name that contains the system.

    Raises:
        OSError: the folder can't be created.
    """
    system = re.sub(r"[^a-z0-9]+", "-", str(proof.environment.get("system", "")).casefold()).strip("-")[:60]
    moment = datetime.now()  # noqa: DTZ005 - the user's own clock
    folder = make_private_folder(app.places.data / "proofs")
    return folder / f"selfhelp-proof-{system or 'computer'}-{moment:%Y-%m-%d-%H%M%S}.json"
