"""How fast the office is, beside a floor measured in the same run: ``python -m benchmarks``."""
