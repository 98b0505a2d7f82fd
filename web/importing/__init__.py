"""Petitions that come in bulk: a file is read, its columns are matched, and each row is registered once."""
