"""What things cost, beside floors of the same run."""
