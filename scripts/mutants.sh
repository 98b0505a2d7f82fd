#!/usr/bin/env bash
# Breaks the arithmetic of the clocks in a thousand small ways and counts how many the tests of the rules notice.
# Takes 10 to 12 minutes on two cores; `bash scripts/mutants.sh deadlines calendar` looks at those files alone.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
files=("${@:-}")
[ -n "${files[0]}" ] || files=(deadlines calendar policy clocks)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only the rules and their tests: nothing of the checkout is touched.
mkdir -p "$work/petitions" "$work/tests"
cp "$root/petitions/__init__.py" "$work/petitions/"
cp -r "$root/petitions/rules" "$work/petitions/"
cp -r "$root/tests/rules" "$work/tests/"
cd "$work"

# Few examples, the same ones each time: what survives is a hole in the tests, not luck.
cat > tests/rules/conftest.py <<'PYTHON'
from hypothesis import settings

settings.register_profile("mutants", max_examples=15, derandomize=True, database=None, deadline=None)
settings.load_profile("mutants")
PYTHON

quoted=$(printf '"petitions/rules/%s.py", ' "${files[@]}")
cat > pyproject.toml <<TOML
[tool.pytest.ini_options]
addopts = "--import-mode=importlib -p no:cacheprovider"
pythonpath = ["."]

[tool.mutmut]
source_paths = ["petitions/rules"]
also_copy = ["petitions"]
only_mutate = [$quoted]
pytest_add_cli_args = ["-x", "-q"]
pytest_add_cli_args_test_selection = ["tests/rules"]
TOML

"$root/.venv/bin/mutmut" run > mutmut.log 2>&1 || { tail -20 mutmut.log; exit 1; }

"$root/.venv/bin/python" - "${files[@]}" <<'PYTHON'
import json
import sys
from pathlib import Path

SURVIVED, NO_TESTS = 0, 33
for name in sys.argv[1:]:
    meta = json.loads(Path(f"mutants/petitions/rules/{name}.py.meta").read_text())
    codes = meta["exit_code_by_key"]
    alive = sorted(key for key, code in codes.items() if code in {SURVIVED, NO_TESTS, None})
    share = 100 * (1 - len(alive) / len(codes))
    print(f"{name}.py: {len(codes) - len(alive)} killed, {len(alive)} survived ({share:.1f} % killed)")
    for key in alive:
        print(f"    {key.removeprefix('petitions.rules.')}")
PYTHON
