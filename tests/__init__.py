"""What the office promises, tried on both databases."""
