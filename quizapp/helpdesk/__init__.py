"""Feature: the secretary's help desk, where people who call are found and helped."""
