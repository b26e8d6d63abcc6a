"""What the sheet shall say: engine-owned cells as values, compared with what it says now."""
