"""Every form of both counters, and every address, given what nobody should ever send."""
