"""Stand-ins for the platforms, and the checker that reads what they saw."""
