"""The hall both counters stand in: assembly, settings, security, fields, filters and error pages."""
