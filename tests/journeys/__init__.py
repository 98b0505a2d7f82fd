"""Walks through the pages of a running office, in a real browser, written as prose."""
