"""Feature: who signs in: people by phone and PIN, staff by password; sessions, roles, notices."""
