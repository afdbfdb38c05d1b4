"""How fast quizapp is, and whether it keeps its word while things break.

Everything goes to 127.0.0.1 and is bounded in count and time; see README.md.
"""
