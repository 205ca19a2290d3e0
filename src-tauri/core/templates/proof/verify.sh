#!/bin/sh
# Checks this bundle: sh proof/verify.sh
# A convenience that comes from the sender of the bundle. If in doubt, type the commands of the instructions instead.
# Exit codes: 0 unchanged, 1 changed, 2 cannot judge.
# A trusted timestamp is checked too when the root certificate of its service is named: sh proof/verify.sh ROOT.pem

LC_ALL=C
export LC_ALL
root=$1
case $root in
"" | /*) ;;
*) root=$PWD/$root ;;
esac
cd "$(dirname "$0")/.." 2>/dev/null || { echo "cannot enter the bundle folder" >&2; exit 2; }

if command -v sha256sum >/dev/null 2>&1; then
    sha() { sha256sum; }
elif command -v shasum >/dev/null 2>&1; then
    sha() { shasum -a 256; }
elif command -v openssl >/dev/null 2>&1; then
    sha() { openssl dgst -sha256 | sed 's/^.*= *//'; }
else
    echo "none of sha256sum, shasum, openssl is here" >&2
    exit 2
fi
for needed in bagit.txt manifest-sha256.txt tagmanifest-sha256.txt data/evidence.sha256; do
    [ -f "$needed" ] || { echo "MISSING  $needed"; gone=yes; }
done
[ "$gone" = yes ] && { echo "RESULT: not a complete bundle"; exit 2; }

bad=0
say() {
    echo "$1"
    bad=$((bad + 1))
}

# check LIST BASE: every line "<64 hex>  <path>", path relative to BASE.
check() {
    while IFS= read -r line || [ -n "$line" ]; do
        path=${line#*"  "}
        want=${line%%"  "*}
        case $want in
        *[!0-9a-f]*) want= ;;
        esac
        if [ ${#want} -ne 64 ] || [ "$line" != "$want  $path" ]; then
            say "INVALID  $1: $line"
        elif [ -h "$2$path" ] || [ ! -f "$2$path" ]; then
            say "MISSING  $2$path"
        else
            have=$(sha <"$2$path")
            [ "${have%% *}" = "$want" ] || say "CHANGED  $2$path (named in $1)"
        fi
    done <"$1"
    [ -z "$(tail -c 1 "$1")" ] || say "INVALID  $1: no line end"
    cut -b67- "$1" | sort -c 2>/dev/null || say "INVALID  $1: not sorted"
}
check tagmanifest-sha256.txt ""
check manifest-sha256.txt ""
check data/evidence.sha256 data/

# Files in no list, and evidence that data/evidence.sha256 leaves out.
extra=$(find . ! -type d | awk '
    FILENAME == "data/evidence.sha256" { evidence["data/" substr($0, 67)] = 1; next }
    FILENAME != "-" { listed[substr($0, 67)] = 1; next }
    { sub(/^\.\//, "") }
    !($0 in listed) && $0 != "tagmanifest-sha256.txt" { print "EXTRA    " $0 }
    /^data\/(originals\/|masked\/|case\.json$|custody\.jsonl$)/ && !($0 in evidence) {
        print "UNLISTED " $0 " (not in data/evidence.sha256)"
    }' manifest-sha256.txt tagmanifest-sha256.txt data/evidence.sha256 -)
while IFS= read -r line; do
    [ -z "$line" ] || say "$line"
done <<END
$extra
END

# The custody log: each entry names its own hash and that of the entry before.
count=0
head=0000000000000000000000000000000000000000000000000000000000000000
if [ -f data/custody.jsonl ] && [ -f data/case.json ]; then
    while IFS= read -r line || [ -n "$line" ]; do
        have=$(printf %s "$line" | sed 's/"hash":"[0-9a-f]*",//' | tr -d '\n' | sha)
        have=${have%% *}
        count=$((count + 1))
        case $line in
        *"\"hash\":\"$have\",\"prev\":\"$head\",\"seq\":$count,"*) head=$have ;;
        *)
            say "BROKEN   data/custody.jsonl: entry $count"
            head=
            break
            ;;
        esac
    done <data/custody.jsonl
    if [ -n "$head" ]; then
        tail -n 6 data/case.json | tr -d ' \n' | grep -q "\"entries\":$count,\"head\":\"$head\"" ||
            say "DIFFERS  data/custody.jsonl: number of entries or last hash is not that of data/case.json"
    fi
fi

# The trusted timestamp. Whom to believe is for the person who checks: nothing of the bundle is taken as a root.
stamp=proof/evidence.sha256
if [ -f $stamp.tsr ]; then
    if [ -z "$root" ]; then
        echo "Timestamp: there is one. To check it, see 5 of the instructions, or name the root certificate."
    elif command -v openssl >/dev/null 2>&1; then
        time=$(openssl ts -reply -in $stamp.tsr -text 2>/dev/null | sed -n 's/^Time stamp: //p')
        set -- -CAfile "$root"
        [ -f $stamp.pem ] && set -- "$@" -untrusted $stamp.pem
        # Certificates have to hold then, not now; a system whose date can't read that time checks them as of now.
        at=$(date -u -d "$time" +%s 2>/dev/null) && set -- "$@" -attime "$at"
        if openssl ts -verify -in $stamp.tsr -data data/evidence.sha256 "$@" >/dev/null 2>&1; then
            echo "Timestamp: $time"
        elif [ -z "$at" ]; then
            say "DOUBTFUL $stamp.tsr: openssl does not confirm it with that root as of now; see 5 of the instructions"
        else
            say "INVALID  $stamp.tsr: openssl does not confirm the timestamp with that root"
        fi
    else
        echo "Timestamp: not checked, openssl is not here"
    fi
fi

print=$(sha <data/evidence.sha256)
echo "Fingerprint: $(printf %s "${print%% *}" | cut -b-32 | sed 's/..../& /g')"
if [ $bad -eq 0 ]; then
    echo "RESULT: unchanged. Compare the fingerprint with the one in the report or the complaint."
    exit 0
fi
echo "RESULT: changed, $bad finding(s)"
exit 1
