"""Feature: append-only, hash-chained record of what staff did."""
