"""From a complaint to one verdict, and from a fix to the proof that the complaint is gone.

`diagnosis.Diagnosis` is what a face uses; `verdict` has the data it answers with; `complaints` says which
checks explain which complaint.
"""
