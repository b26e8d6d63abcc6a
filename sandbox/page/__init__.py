"""The page of the demo: the sheet and the shops side by side in a browser, on this machine only."""
