"""Problems that always need a ticket; each topic is a file in ``resources/topics`` (docs/write-a-topic.md).

The app can't fix such a problem. It explains the problem and the immediate steps, and opens the ticket form
with the right category and evidence.
"""
