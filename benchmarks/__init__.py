"""What a cycle costs at a thousand, ten thousand and a hundred thousand SKUs, beside floors of the same run."""
