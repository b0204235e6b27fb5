# Ends with 0 where it worked.
rm "$HOME/.config/example-vpn/lock"
