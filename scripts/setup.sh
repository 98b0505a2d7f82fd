#!/usr/bin/env bash
# Makes .venv and installs one locked list into it: scripts/setup.sh run|dev
# uv does it in seconds; where uv cannot be had, pip does the same more slowly.
set -euo pipefail
cd "$(dirname "$0")/.."

list="requirements/${1:?which list: run or dev}.txt"
python=${PYTHON:-python3}
uv=.tools/bin/uv

say() { printf '%s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  say "Python 3.11 or newer is needed; '$python' is not. Say which one: make PYTHON=python3.13 ..."
  exit 1
fi

# A bare Debian has Python without pip, and a virtual environment without either.
if ! "$python" -m pip --version >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing pip for $python ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-pip python3-venv >/dev/null
  else
    say "Python has no pip here. Install it first (Debian: python3-pip python3-venv)."
    exit 1
  fi
fi

# An office that has set pip a mirror gets the same one with uv.
if [ -z "${UV_DEFAULT_INDEX:-}" ]; then
  mirror=$("$python" -m pip config get global.index-url 2>/dev/null || true)
  if [ -n "$mirror" ]; then export UV_DEFAULT_INDEX="$mirror"; fi
fi

if [ ! -x "$uv" ]; then
  "$python" -m pip install --quiet --no-warn-script-location --target .tools \
    --require-hashes -r requirements/tools.txt 2>/dev/null || say "No uv here: using pip."
fi

install() {
  if [ -x "$uv" ] && UV_PYTHON_DOWNLOADS=never "$uv" pip install --quiet --no-config \
    --python .venv/bin/python "$@"; then
    return
  fi
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip
  .venv/bin/python -m pip install --quiet "$@"
}

if [ ! -x .venv/bin/python ]; then
  if [ -x "$uv" ]; then
    UV_PYTHON_DOWNLOADS=never "$uv" venv --quiet --no-config --seed --allow-existing \
      --python "$(command -v "$python")" .venv
  else
    "$python" -m venv .venv
  fi
fi

say "Installing $list ..."
install --require-hashes -r "$list"
install --no-deps --no-build-isolation -e .
