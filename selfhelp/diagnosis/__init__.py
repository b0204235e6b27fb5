"""Leads from a complaint to a verdict, and from a fix to confirming that the complaint is resolved.

Front ends use `diagnosis.Diagnosis`; `verdict` has its results; `complaints` maps checks to complaints.
"""
