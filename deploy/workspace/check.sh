#!/bin/sh
# Runs in a project's own image before anything large is copied into it. A line that begins with "lockkeeper:" is what
# people read.
if ! command -v git >/dev/null; then
  echo "lockkeeper: It has no git, which every workspace needs: install it in the image."
  exit 64
fi
