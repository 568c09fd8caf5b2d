#!/bin/sh
# Runs once while an image is built, as root: refuses an image that our Node cannot run in, and makes the workspace's
# user and folders. A line that begins with "lockkeeper:" is what people read.
set -eu

if ! /opt/lockkeeper/node/bin/node --version >/dev/null 2>&1; then
  echo "lockkeeper: Node 24 cannot run in it: it needs glibc 2.28 or newer and libstdc++, as Debian, Ubuntu and Fedora have (Alpine has musl)."
  exit 64
fi

mkdir -p /workspace/.home
chown -R 1000:1000 /workspace

# Whoever is 1000 is the workspace's user, and keeps their name; what lies in their home belongs into the volume.
touch /etc/passwd /etc/group
grep -q '^[^:]*:[^:]*:1000:' /etc/group || echo 'work:x:1000:' >>/etc/group
shell=/bin/sh
if [ -x /bin/bash ]; then shell=/bin/bash; fi
others=$(grep -v '^[^:]*:[^:]*:1000:' /etc/passwd || true)
name=$(grep '^[^:]*:[^:]*:1000:' /etc/passwd | head -n 1 | cut -d: -f1 || true)
printf '%s\n%s:x:1000:1000::/workspace/.home:%s\n' "$others" "${name:-work}" "$shell" >/etc/passwd
