"""What people ask: read only, through one scoped query, answered with frozen values."""
