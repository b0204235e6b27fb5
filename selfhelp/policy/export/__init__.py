"""Generates files from the policy's definition for administrators to import.

`policy_files` returns them by path; ``selfhelp policy export`` and ``make policy`` write them.
"""
