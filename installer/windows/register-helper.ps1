# Registers one scheduled task for each operation of the administrator's helper. Not tried.
#
#   powershell -ExecutionPolicy Bypass -File register-helper.ps1
#
# A task runs as SYSTEM, takes nothing from whoever starts it, and may be started by the people who are
# logged in (a task's own access list decides: SDDL, "GRGX" to interactive users for harmless operations,
# to administrators for the others). The answer is read from a folder that people can read, not write.
$ErrorActionPreference = 'Stop'
$helper = 'C:\Program Files\selfhelp\helper\helper.exe'
$data = 'C:\ProgramData\selfhelp\helper'
$people = 'D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGX;;;IU)'
$administrators = 'D:P(A;;GA;;;SY)(A;;GA;;;BA)'

New-Item -ItemType Directory -Force -Path "$data\results" | Out-Null
& icacls.exe $data /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
& icacls.exe "$data\results" /grant:r '*S-1-5-32-545:(OI)(CI)R' | Out-Null

$service = New-Object -ComObject Schedule.Service
$service.Connect()
try { $folder = $service.GetFolder('\selfhelp') }
catch { $folder = $service.GetFolder('\').CreateFolder('selfhelp', $people) }

foreach ($operation in (& $helper list | ConvertFrom-Json)) {
    $task = $service.NewTask(0)
    $task.RegistrationInfo.Description = $operation.title
    $task.Settings.MultipleInstances = 2  # a second start while it runs is ignored
    $task.Settings.ExecutionTimeLimit = 'PT10M'
    $action = $task.Actions.Create(0)
    $action.Path = $helper
    $action.Arguments = "task $($operation.id)"
    $access = if ($operation.trust -eq 'harmless') { $people } else { $administrators }
    # 6: create or update; 5: a service account, so no password.
    $folder.RegisterTaskDefinition($operation.id, $task, 6, 'SYSTEM', $null, 5, $access) | Out-Null
}
