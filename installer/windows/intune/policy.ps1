# Tells Intune whether the policy of selfhelp is right on this computer: 0 where it is, 1 where it has mistakes.
#
# Intune, Remediations, detection script; with the signed-in account: no. What it prints stands in the column
# "Pre-remediation detection output": the first mistake, with its file and line. Cmdlets only, for PowerShell's
# Constrained Language Mode. From documentation; not tried with Intune.

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
Write-Output 'The policy is right.'
exit 0
