"""Feature: a person's entry in one contest: unit and consents."""
