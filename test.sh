#!/usr/bin/env bash
# Builds once, runs every test, and ends with a line "N passed, N failed, N skipped".
# Installs what a bare Debian machine lacks: Chromium and CJK fonts for the browser tests. The .NET 10 SDK must be there.
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
configuration=Release
results="artifacts/test-results"

install_missing() {
  local missing=()
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  [ -d /usr/share/fonts/opentype/noto ] && ls /usr/share/fonts/opentype/noto | grep -qi cjk || missing+=(fonts-noto-cjk)
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "Please install: ${missing[*]} (no apt-get on this machine)." >&2
    return
  fi
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  echo "Installing ${missing[*]}"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Sums one counter over all result files.
total() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{s+=$1} END {print s+0}'; }

install_missing
rm -rf "$results"
dotnet tool restore >/dev/null
dotnet csharpier check src tests bench
dotnet restore
dotnet build FundPortal.sln -c "$configuration" --no-restore -v quiet

failed=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  echo "== $name"
  dotnet test "$project" -c "$configuration" --no-build --logger "trx;LogFileName=$name.trx" --results-directory "$results" || failed=1
done

echo
echo "$(total passed) passed, $(total failed) failed, $(total notExecuted) skipped"
exit $failed
