"""The checklist for setting up a new computer, and its stored state.

The steps are in ``resources/setup-checklist.toml``; the policy can omit steps and add its own. A step with a
check is done when the check passes; other steps are done when the user ticks them.
"""
