"""Practice: questions of chosen banks, explained at once, counted in no contest."""
