"""The way to a help desk: one exchange on the wire, proxies, trust, and who we are there."""
