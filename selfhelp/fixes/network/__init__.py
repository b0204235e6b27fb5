"""Fixes for the network: Wi-Fi, DNS, VPN, proxies and sign-in pages."""
