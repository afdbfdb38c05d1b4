"""Feature: contests, rounds and their rule book."""
