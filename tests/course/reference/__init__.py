"""Right answers of the miniature course."""
