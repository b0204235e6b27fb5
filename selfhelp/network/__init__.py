"""The connection to a help desk: HTTP, SMTP, proxies, certificates and sign-in."""
