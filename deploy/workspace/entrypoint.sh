#!/bin/sh
# Keeps workspaced running under the container's init. One that was killed comes back and finds its terminals, which
# are tmux's; one that is replaced by another version is ended by the driver and comes back as that.
# The argument is the folder of the project.
export WORKSPACED_CONFIG=/opt/lockkeeper/config.json
if [ ! -e "$WORKSPACED_CONFIG" ]; then
  echo "There is no $WORKSPACED_CONFIG: Lockkeeper puts it into the containers that it makes." >&2
  exit 78
fi
export HOME=/workspace/.home LANG="${LANG:-C.UTF-8}"
SHELL=/bin/sh
if [ -x /bin/bash ]; then SHELL=/bin/bash; fi
USER=$(id -un 2>/dev/null) || USER=work
export SHELL USER
# Group members of the image read nothing that people make here.
umask 022

mkdir -p "$HOME" /workspace/.lockkeeper ${1:+"$1"}
if [ -d /etc/skel ] && [ ! -e "$HOME/.skeleton" ]; then
  cp -R /etc/skel/. "$HOME/" && : >"$HOME/.skeleton"
fi

stopping=
stop() {
  stopping=1
  kill -TERM "$child" 2>/dev/null
}
trap stop TERM INT

while [ -z "$stopping" ]; do
  /opt/lockkeeper/node/bin/node --import /opt/lockkeeper/compile-cache.mjs /opt/lockkeeper/workspaced.mjs all &
  child=$!
  # A signal ends the waiting, not the program.
  while kill -0 "$child" 2>/dev/null; do wait "$child"; done
  [ -n "$stopping" ] || sleep 0.2 || sleep 1
done

# What still runs in terminals may end in its own way before the container takes it down.
trap '' TERM HUP INT
kill -HUP -1 2>/dev/null
kill -TERM -1 2>/dev/null
tries=0
while [ "$tries" -lt 20 ]; do
  tries=$((tries + 1))
  alive=
  for folder in /proc/[0-9]*; do
    case ${folder#/proc/} in 1 | $$) continue ;; esac
    # What has ended and waits to be collected has no command line.
    [ -n "$(tr -d '\0' 2>/dev/null <"$folder/cmdline")" ] && alive=1 && break
  done
  [ -n "$alive" ] || break
  sleep 0.1 || break
done
exit 0
