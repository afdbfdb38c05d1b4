"""Feature: lists of members of the units of a contest, and who has claimed her place."""
