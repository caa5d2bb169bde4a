#!/usr/bin/env bash
# Measures the portal beside its floors and peers and writes one table to bench/results/latest.md.
#   bench/run.sh            every row
#   bench/run.sh reads …    only these; the table then has only them and goes to the console
set -euo pipefail
cd "$(dirname "$0")/.."

rows=(routing audit inbox reads search imports statement apis pages start peers)
given=("$@")
[[ $# -gt 0 ]] || given=("${rows[@]}")

dotnet build -c Release -v q bench/Portal.Benchmarks
table=$(mktemp)
# One database for the rows that read one; a folder that was named stays as it is.
kept=${FUNDPORTAL_BENCH_DATA:-}
export FUNDPORTAL_BENCH_DATA=${kept:-$(mktemp -d)}
trap 'rm -f "$table"; [[ -n $kept ]] || rm -rf "$FUNDPORTAL_BENCH_DATA"' EXIT
{
  echo "| figure | ours | floor | peer | ours to floor | goal | met (reached) |"
  echo "|---|---|---|---|---|---|---|"
} > "$table"
missed=0
for row in "${given[@]}"; do
  echo "== $row"
  FUNDPORTAL_BENCH_TABLE="$table" bench/Portal.Benchmarks/bin/Release/net10.0/Portal.Benchmarks "$row" || missed=1
done

title() {
  echo "# Figures of one run"
  echo
  echo "$(date -u +%Y-%m-%d), $(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(free -g | awk '/^Mem/ { print $2 }') GB, .NET $(dotnet --version), load $(cut -d ' ' -f 1 /proc/loadavg) at the end."
  echo
}
if [[ $# -eq 0 ]]; then
  mkdir -p bench/results
  { title; cat "$table"; } > bench/results/latest.md
fi
cat "$table"
exit "$missed"
