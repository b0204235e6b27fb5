"""Probes and steps for network links, addresses, DNS, Wi-Fi and VPN."""
