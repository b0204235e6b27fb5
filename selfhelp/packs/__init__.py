"""Fix packs: an organisation's own signed fixes, built from built-in steps (docs/packs.md).

A pack is one ZIP archive of ``pack.toml``, optional scripts and transcripts, a manifest with the hash of
each, and a signature over the manifest. Only the machine's policy defines the trusted keys and the packs'
folder, so neither a user nor malware running as the user can add a pack.

* `archive` reads the file and refuses anything its own writer wouldn't have written;
* `signature` verifies the author; `trust` decides whether the policy accepts it;
* `manifest` reads ``pack.toml``; `step_registry` is the closed list of steps a pack may use;
* `scripts` runs a pack's scripts from memory; `pack_fix` creates a `Fix` from it;
* `discovery` finds all packs; `installed_packs` loads the accepted packs.
"""
