#!/bin/sh
# Runs workspaced once while the image is built, as the user of workspaces, so that Node keeps what it compiled. It is
# root's afterwards: what lies there is run.
set -eu
here=/opt/lockkeeper
place=$(mktemp -d)
mkdir "$place/files" "$here/compiled"
cat >"$place/config.json" <<CONFIG
{
  "token": "$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')",
  "roots": { "workspace": "$place/files" },
  "worktreesDir": "$place/worktrees",
  "stateDir": "$place/state"
}
CONFIG
chmod 600 "$place/config.json"
chown -R 1000:1000 "$place" "$here/compiled"

HOME=$place WORKSPACED_CONFIG=$place/config.json setpriv --reuid=1000 --regid=1000 --clear-groups \
  "$here/node/bin/node" --import "$here/compile-cache.mjs" "$here/workspaced.mjs" all &
tries=0
until [ -e "$place/state/workspaced.json" ] || [ "$tries" -ge 300 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
kill -TERM $!
wait $! || true
rm -r "$place"
chown -R 0:0 "$here/compiled"
chmod -R a+rX "$here/compiled"
