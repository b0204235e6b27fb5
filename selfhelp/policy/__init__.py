"""The organisation's policy: keys, files, managed settings, and exports."""
