# Checks this bundle: powershell -ExecutionPolicy Bypass -File proof\verify.ps1
# A convenience that comes from the sender of the bundle. If in doubt, type the commands of the instructions instead.
# Exit codes: 0 unchanged, 1 changed, 2 cannot judge. For Windows PowerShell 5.1 and PowerShell 7.

$ErrorActionPreference = 'Stop'
try {
    $root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '..')).TrimEnd('\', '/')
    $utf8 = New-Object Text.UTF8Encoding($false, $true)
    $sha = [Security.Cryptography.SHA256]::Create()
    $bad = New-Object Collections.Generic.List[string]

    function Join-Root([string] $path) { [IO.Path]::Combine($root, $path.Replace('/', [string][IO.Path]::DirectorySeparatorChar)) }
    function Read-Lines([string] $path) {
        $text = $utf8.GetString([IO.File]::ReadAllBytes((Join-Root $path)))
        if ($text.EndsWith("`n")) { $text = $text.Substring(0, $text.Length - 1) }
        if ($text.Length -gt 0) { $text.Split("`n") }
    }
    function Get-Hex([byte[]] $hash) { -join ($hash | ForEach-Object { $_.ToString('x2') }) }
    function Get-FileHex([string] $path) {
        $stream = [IO.File]::OpenRead($path)
        try { Get-Hex $sha.ComputeHash($stream) } finally { $stream.Dispose() }
    }

    $lists = 'tagmanifest-sha256.txt', 'manifest-sha256.txt', 'data/evidence.sha256'
    foreach ($needed in @('bagit.txt') + $lists) {
        if (-not [IO.File]::Exists((Join-Root $needed))) {
            Write-Output "MISSING  $needed"
            Write-Output 'RESULT: not a complete bundle'
            exit 2
        }
    }

    $listed = New-Object Collections.Generic.HashSet[string] ([StringComparer]::Ordinal)
    [void]$listed.Add('tagmanifest-sha256.txt')
    $evidence = New-Object Collections.Generic.HashSet[string] ([StringComparer]::Ordinal)
    foreach ($list in $lists) {
        $base = ''
        if ($list.StartsWith('data/')) { $base = 'data/' }
        $before = ''
        $bytes = [IO.File]::ReadAllBytes((Join-Root $list))
        if ($bytes.Length -eq 0 -or $bytes[$bytes.Length - 1] -ne 10) { $bad.Add("INVALID  ${list}: no line end") }
        foreach ($line in Read-Lines $list) {
            if ($line -cnotmatch '^([0-9a-f]{64})  (.+)$') { $bad.Add("INVALID  ${list}: $line"); continue }
            $want = $Matches[1]
            $path = $base + $Matches[2]
            if ([string]::CompareOrdinal($before, $path) -ge 0) { $bad.Add("INVALID  ${list}: not sorted") }
            $before = $path
            if ($base) { [void]$evidence.Add($path) } else { [void]$listed.Add($path) }
            $file = Join-Root $path
            if (-not [IO.File]::Exists($file)) { $bad.Add("MISSING  $path") }
            elseif ((Get-FileHex $file) -cne $want) { $bad.Add("CHANGED  $path (named in $list)") }
        }
    }

    foreach ($item in Get-ChildItem -LiteralPath $root -Recurse -Force | Where-Object { -not $_.PSIsContainer }) {
        $path = $item.FullName.Substring($root.Length + 1).Replace('\', '/')
        if (-not $listed.Contains($path)) { $bad.Add("EXTRA    $path") }
        $isEvidence = $path.StartsWith('data/originals/') -or $path.StartsWith('data/masked/') -or $path -ceq 'data/case.json' -or $path -ceq 'data/custody.jsonl'
        if ($isEvidence -and -not $evidence.Contains($path)) { $bad.Add("UNLISTED $path (not in data/evidence.sha256)") }
    }

    if ([IO.File]::Exists((Join-Root 'data/custody.jsonl')) -and [IO.File]::Exists((Join-Root 'data/case.json'))) {
        $count = 0
        $head = '0' * 64
        $own = New-Object Text.RegularExpressions.Regex '"hash":"[0-9a-f]*",'
        foreach ($line in Read-Lines 'data/custody.jsonl') {
            $have = Get-Hex $sha.ComputeHash($utf8.GetBytes($own.Replace($line, '', 1)))
            $count++
            if (-not $line.Contains('"hash":"' + $have + '","prev":"' + $head + '","seq":' + $count + ',')) {
                $bad.Add("BROKEN   data/custody.jsonl: entry $count")
                $head = ''
                break
            }
            $head = $have
        }
        if ($head) {
            $case = $utf8.GetString([IO.File]::ReadAllBytes((Join-Root 'data/case.json')))
            $stated = New-Object Text.RegularExpressions.Regex ('"entries":\s*' + $count + ',\s*"head":\s*"' + $head + '"\s*\}\s*\}\s*$')
            if (-not $stated.IsMatch($case)) {
                $bad.Add('DIFFERS  data/custody.jsonl: number of entries or last hash is not that of data/case.json')
            }
        }
    }

    if ([IO.File]::Exists((Join-Root 'proof/evidence.sha256.tsr'))) {
        Write-Output 'Timestamp: there is one. To check it, see 5 of the instructions.'
    }
    foreach ($line in $bad) { Write-Output $line }
    $print = (Get-FileHex (Join-Root 'data/evidence.sha256')).Substring(0, 32) -replace '(....)', '$1 '
    Write-Output "Fingerprint: $print"
    if ($bad.Count -eq 0) {
        Write-Output 'RESULT: unchanged. Compare the fingerprint with the one in the report or the complaint.'
        exit 0
    }
    Write-Output "RESULT: changed, $($bad.Count) finding(s)"
    exit 1
}
catch {
    Write-Output "cannot judge: $_"
    exit 2
}
