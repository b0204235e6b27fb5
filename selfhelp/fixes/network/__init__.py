"""Network, Wi-Fi, VPN and proxies."""
