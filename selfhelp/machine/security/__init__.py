"""Antivirus, firewall, encryption, certificates, signatures."""
