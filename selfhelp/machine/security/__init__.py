"""Antivirus, firewall, encryption, certificates and signatures."""
