"""Engine and sandbox together under one simulated clock: random stories that try to break every promise.

One thread, one seed, one run: the same seed gives the same trace. Nothing imports this package but its tests;
`selaras drill` starts it as a process.
"""
