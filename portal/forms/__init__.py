"""What the pages of the portal ask."""
