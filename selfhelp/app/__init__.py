"""The composition root and the services built on the whole core."""
