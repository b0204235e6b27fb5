"""Diagnosis of the hosts and pages that this computer can reach."""
