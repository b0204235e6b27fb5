"""Ordered checks for vague complaints; each troubleshooter is a file in ``resources/troubleshooters``.

A complaint such as "It is slow" or "I cannot get into my account" doesn't identify a fix. A troubleshooter
runs all its checks in parallel and proposes the first finding in its order as the cause. Without a network,
for example, failing DNS look-ups are only a consequence.
"""
