"""That the benchmarks run; what they measure is nobody's business here."""
