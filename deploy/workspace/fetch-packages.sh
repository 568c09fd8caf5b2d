#!/bin/sh
# Takes the packages of packages.txt for this architecture from the npm registry, and each only with its checksum: one
# whose checksum is not known there (a dash) is left out, and what needs it says so when it is used.
set -eu
here=/opt/lockkeeper
registry=${NPM_REGISTRY%/}
this=$(dpkg --print-architecture)

while read -r architecture name version folder checksum; do
  case $architecture in all | "$this") ;; *) continue ;; esac
  if [ "$checksum" = - ]; then
    echo "$name $version is left out: packages.txt has no checksum of it"
    continue
  fi
  echo "$name $version"
  file=$(mktemp)
  curl --fail --silent --show-error --location --retry 3 --connect-timeout 20 \
    --output "$file" "$registry/$name/-/${name##*/}-$version.tgz"
  echo "$checksum  $file" | sha512sum --check --quiet
  mkdir -p "$folder"
  tar -xzf "$file" -C "$folder" --strip-components=1 --no-same-owner
  rm "$file"
done <"$here/packages.txt"

ln -s "$here/node/bin/node" /usr/local/bin/
if [ -e "$here/opencode/bin/opencode" ]; then
  mkdir -p "$here/node_modules/.bin"
  ln -s ../../opencode/bin/opencode "$here/node_modules/.bin/opencode"
  ln -s "$here/opencode/bin/opencode" /usr/local/bin/
  # Run and not read: so the kernel keeps the environment of an agent's server from the shells that the agent starts.
  chmod 711 "$here/opencode/bin/opencode"
fi
ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
chmod 755 /usr/local/lib/node_modules/npm/bin/*-cli.js
