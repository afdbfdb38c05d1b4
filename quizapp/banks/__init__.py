"""Feature: question banks: the YAML format, versions, seals."""
