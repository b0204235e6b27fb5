"""A ticket after sending: replies both ways, known incidents, feedback."""
