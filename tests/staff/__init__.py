"""The officers' counter, page by page."""
