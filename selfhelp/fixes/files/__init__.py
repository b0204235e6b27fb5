"""Files, disks and network drives."""
