#!/bin/sh
# Tells Jamf Pro which selfhelp is installed and whether its policy is right, as an extension attribute
# (data type: String; input type: Script), such as "0.1.0, policy right". Not tried with Jamf.
app=/Applications/selfhelp.app
program=$app/Contents/MacOS/selfhelp

version=$(defaults read "$app/Contents/Info" CFBundleShortVersionString 2>/dev/null) || version=
if [ -z "$version" ] || [ ! -x "$program" ]; then
    echo "<result>not installed</result>"
    exit 0
fi
"$program" policy check --lang en >/dev/null 2>&1
case $? in
    0) policy="policy right" ;;
    2) policy="policy has mistakes" ;;
    *) policy="policy not checked" ;;
esac
echo "<result>$version, $policy</result>"
