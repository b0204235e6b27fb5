"""Anonymous weekly statistics of how often fixes and tickets succeed.

No data is recorded for the statistics: they are computed from the journal, the outbox and the answers to "did
it help" when they are viewed or due. They contain no names, texts, hosts or times finer than a week, and stay
on this computer unless the policy sets a destination (``usage_stats.mode``).
"""
