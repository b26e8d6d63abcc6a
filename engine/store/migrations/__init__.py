"""How an older cache becomes today's; run at each open, one transaction for all steps."""
