#!/usr/bin/env bash
# Actual Budget with a budget in FOLDER, for bench/Portal.Benchmarks/Peers: deleted at the end.
#   run.sh FOLDER      requests come by standard input (peer.mjs), answers go to standard output
# Ends with 3 when it is not there and cannot be installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath "$1")

running=
stop() {
  trap - EXIT
  [[ -z $running ]] || { kill "$running" 2> /dev/null && wait "$running" || true; }
  rm -rf "$folder" || true
}
trap stop EXIT
trap 'exit 143' TERM INT HUP
trap 'echo "line $LINENO: $BASH_COMMAND: ended with $?" >&2' ERR
missing() {
  echo "not measured: $1" >&2
  exit 3
}

command -v node > /dev/null && command -v npm > /dev/null || missing "Node.js 20 or newer with npm"
[[ $(node -p 'parseInt(process.versions.node)') -ge 20 ]] || missing "Node.js $(node --version) is older than 20"
cd "$here"
if ! timeout 120 npm ls --silent > /dev/null 2>&1; then
  timeout 600 npm ci --no-audit --no-fund >&2 || missing "@actual-app/api cannot be installed from npm"
fi
# Not in the foreground: a shell that waits for its child hears no signal.
timeout 3600 node peer.mjs "$folder" <&0 &
running=$!
wait "$running"
