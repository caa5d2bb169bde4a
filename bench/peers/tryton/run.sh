#!/usr/bin/env bash
# Tryton on a PostgreSQL of its own, for bench/Portal.Benchmarks/Peers: everything lies in FOLDER and is stopped and deleted at the end.
#   run.sh FOLDER      ROWS are in FOLDER/rows.tsv; requests come by standard input (tryton/peer.py), answers go to standard output
# Ends with 3 when the programs are not there and cannot be installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath "$1")
packages=(postgresql tryton-server tryton-modules-account python3-psycopg2)
data=$folder/postgres
bin=
as=()
running=

stop() {
  trap - EXIT
  [[ -z $running ]] || { kill "$running" 2> /dev/null && wait "$running" || true; }
  [[ ! -e $data/postmaster.pid ]] || "${as[@]}" timeout 120 "$bin/pg_ctl" -D "$data" -m immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder" || true
}
trap stop EXIT
trap 'exit 143' TERM INT HUP
trap 'echo "line $LINENO: $BASH_COMMAND: ended with $?" >&2' ERR

missing() {
  echo "not measured: $1" >&2
  exit 3
}
# Not in the foreground: a shell that waits for its child hears no signal.
run() {
  timeout "$@" <&0 &
  running=$!
  wait "$running"
  running=
}
has() { dpkg-query -W -f '${Status}' "$1" 2> /dev/null | grep -q 'ok installed'; }

wanted=()
for package in "${packages[@]}"; do has "$package" || wanted+=("$package"); done
if [[ ${#wanted[@]} -gt 0 ]]; then
  [[ $(id -u) -eq 0 ]] && command -v apt-get > /dev/null || missing "install ${wanted[*]} (Debian 12)"
  { timeout 120 apt-get update -q && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -q --no-install-recommends "${wanted[@]}"; } >&2 \
    || missing "${wanted[*]} cannot be installed"
fi
bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
[[ -n $bin ]] || missing "no PostgreSQL server"

# PostgreSQL refuses to run as root.
[[ $(id -u) -ne 0 ]] || as=(setpriv --reuid=postgres --regid=postgres --init-groups)
mkdir "$data"
[[ ${#as[@]} -eq 0 ]] || { chmod 711 "$folder" && chown postgres "$data"; }
cd "$data"
"${as[@]}" timeout 300 "$bin/initdb" -D "$data" -U bench -A trust -E UTF8 --locale=C.UTF-8 > /dev/null
# Only the socket in its own folder. More memory than the default, and no waiting for the disk: only reads are measured.
"${as[@]}" timeout 300 "$bin/pg_ctl" -D "$data" -w -t 240 -l "$data/log" -o \
  "-c listen_addresses='' -k $data -c shared_buffers=1GB -c work_mem=64MB -c effective_cache_size=4GB -c random_page_cost=1.1 -c max_wal_size=4GB -c fsync=off" \
  start > /dev/null
export PGHOST=$data PGUSER=bench PGDATABASE=tryton TRYTOND_CONFIG=$folder/trytond.conf TRYTONPASSFILE=$folder/password
timeout 120 "$bin/createdb" tryton
printf '[database]\nuri = postgresql://\n' > "$TRYTOND_CONFIG"
head -c 24 /dev/urandom | base64 > "$TRYTONPASSFILE"
run 600 /usr/bin/python3 /usr/bin/trytond-admin -c "$TRYTOND_CONFIG" -d tryton --email bench@example.org -u account --activate-dependencies >&2
run 3600 /usr/bin/python3 "$here/peer.py" tryton "$folder/rows.tsv"
