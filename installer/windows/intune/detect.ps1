# Tells Intune whether selfhelp is installed: one line and 0 where it is, 1 and no line where it is not.
#
# Intune, Win32 app, detection rules: "Use a custom detection script"; run as 32-bit: no. Set $Wanted to the
# oldest version that counts. An application control policy leaves PowerShell in its Constrained Language
# Mode, so there are only cmdlets and core types here. From documentation; not tried with Intune.

$Wanted = '0.1.0'

$setup = Get-ItemProperty -Path 'HKLM:\Software\selfhelp-setup' -Name 'Version' -ErrorAction SilentlyContinue
$program = Join-Path -Path $env:ProgramFiles -ChildPath 'selfhelp\selfhelp.exe'
if (-not $setup -or -not (Test-Path -Path $program -PathType Leaf)) {
    exit 1
}
if ([version]$setup.Version -lt [version]$Wanted) {
    exit 1
}
Write-Output "selfhelp $($setup.Version)"
exit 0
