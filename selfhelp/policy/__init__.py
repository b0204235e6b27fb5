"""What the organisation allows: keys, files, managed settings, and exports."""
