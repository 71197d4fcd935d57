#!/usr/bin/env bash
# run_target.sh NAME SECONDS: runs one libFuzzer target of build/fuzz and prints a line of what came of it. What it has
# learnt goes to build/fuzz/corpus/NAME, where the next run begins; an input that is a finding goes to
# build/fuzz/findings, and the exit code is then 1. To be run in the root of the repository (./dev fuzz does).
set -euo pipefail

name=$1
seconds=$2
program=build/fuzz/bin/${name}_fuzz
log=build/fuzz/logs/$name.log
learnt=build/fuzz/corpus/$name
findings=build/fuzz/findings

if [[ ! -x $program ]]; then
    echo "$name: there is no such target" >&2
    exit 1
fi
mkdir -p "$(dirname "$log")" "$learnt" "$findings"
options=(-max_total_time="$seconds" -max_len=65536 -timeout=60 -rss_limit_mb=2048 -print_final_stats=1
    -artifact_prefix="$findings/$name-")
if [[ -f tests/fuzz/$name.dict ]]; then options+=(-dict="tests/fuzz/$name.dict"); fi

status=0
"$program" "${options[@]}" "$learnt" "tests/fuzz/corpus/$name" >"$log" 2>&1 || status=$?

runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
coverage=$(grep -ao 'cov: [0-9]*' "$log" | tail -1 || true)
line="$name: ${runs:-0} runs, ${coverage:-cov: 0}"
if ((status == 0)); then
    echo "$line, no findings"
    exit 0
fi
reason=$(grep -a -m 1 -E 'finding:|ERROR: |runtime error:' "$log" || echo "exit code $status")
input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
echo "$line, FINDING: ${reason:0:300}"
echo "$name: once more with: $program ${input:-(no input was kept)}; log: $log"
exit 1
