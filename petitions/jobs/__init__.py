"""What the clock does: sending, purging, watching; ticks are idempotent and the tables are the truth."""
