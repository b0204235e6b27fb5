"""Links, addresses, DNS, Wi-Fi and VPN."""
