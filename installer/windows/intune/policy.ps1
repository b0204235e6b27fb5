# Reports whether the selfhelp policy of this computer is valid: exits with 0 if it is, with 1 if it has mistakes.
#
# Use it as a detection script of Intune Remediations, not run with the signed-in credentials. The column
# "Pre-remediation detection output" shows the first mistake with its file and line. It uses cmdlets only, so it
# runs in PowerShell's Constrained Language Mode. From documentation; not tried with Intune.

$program = Join-Path -Path $env:ProgramFiles -ChildPath 'selfhelp\selfhelp.exe'
if (-not (Test-Path -Path $program -PathType Leaf)) {
    Write-Output 'selfhelp is not installed'
    exit 0
}
$told = & $program policy check --lang en
if ($LASTEXITCODE -eq 2) {
    Write-Output ($told | Select-Object -First 1)
    exit 1
}
Write-Output 'The policy is valid.'
exit 0
