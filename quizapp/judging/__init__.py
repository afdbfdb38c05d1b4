"""Feature: what judges decide: who is one person, what counts."""
