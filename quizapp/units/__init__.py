"""Feature: tree of units with former names and members on the roll."""
