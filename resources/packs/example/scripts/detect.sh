# Ends with 0 where nothing is wrong, 1 where it was found (the output says what), else "could not see".
lock="$HOME/.config/example-vpn/lock"
[ -e "$lock" ] || exit 0
read -r number <"$lock" || exit 2
kill -0 "$number" 2>/dev/null && exit 0 # it runs
echo "The lock names process $number, which is gone."
exit 1
