"""Forecasts of problems that will occur on a date: expired, full or outdated parts, with a reason.

A `Lookahead` is a `selfhelp.fixes.Check` that reports a future problem instead of a present problem; it only
reads. To add a lookahead, copy an existing file in `lookaheads/` and add the ID to
`selfhelp.policy.foresight.FORESEEN`.
"""
