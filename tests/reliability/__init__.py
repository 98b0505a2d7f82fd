"""What the office keeps when processes die and machines fail, tried on a running office."""
