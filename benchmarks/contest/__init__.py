"""A whole contest over HTTP: sign in, start, answer, hand in, look at the board."""
