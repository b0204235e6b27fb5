"""Leads from a complaint to a verdict, and verifies after a fix that the complaint is solved.

Front ends use `diagnosis.Diagnosis`; `verdict` defines the results; `complaints` maps checks to complaints.
"""
