#!/bin/sh
# Takes the packages of packages.txt for this architecture from the npm registry, and each only with its checksum.
set -eu
here=/opt/lockkeeper
registry=${NPM_REGISTRY%/}
this=$(dpkg --print-architecture)

while read -r architecture name version folder checksum; do
  case $architecture in all | "$this") ;; *) continue ;; esac
  echo "$name $version"
  file=$(mktemp)
  curl --fail --silent --show-error --location --retry 3 --connect-timeout 20 \
    --output "$file" "$registry/$name/-/${name##*/}-$version.tgz"
  if [ "$checksum" != - ]; then echo "$checksum  $file" | sha512sum --check --quiet; fi
  mkdir -p "$folder"
  tar -xzf "$file" -C "$folder" --strip-components=1 --no-same-owner
  rm "$file"
done <"$here/packages.txt"

mkdir -p "$here/node_modules/.bin"
ln -s ../../opencode/bin/opencode "$here/node_modules/.bin/opencode"
ln -s "$here/node/bin/node" "$here/opencode/bin/opencode" /usr/local/bin/
ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
chmod 755 "$here/opencode/bin/opencode" /usr/local/lib/node_modules/npm/bin/*-cli.js
