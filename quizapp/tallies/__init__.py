"""Feature: participation by unit and time."""
