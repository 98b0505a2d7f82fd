#!/usr/bin/env bash
# The browser that the journeys in tests/ walk with, and a font it can write Chinese with.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the browser journeys ..." >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
else
  echo "The browser journeys need: ${missing[*]}" >&2
  echo "Install them (Debian: sudo apt-get install ${missing[*]}) and run this again." >&2
  exit 1
fi
