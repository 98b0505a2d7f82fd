"""Every form of both counters, and every address, given what nobody should ever send (quality.md S-11..S-26, R-18)."""
