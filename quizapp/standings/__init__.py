"""Feature: one row per round and entry: counted attempt, key of order, ranks and boards."""
