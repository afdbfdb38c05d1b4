"""Feature: work that takes longer than a request: queued, claimed by a worker, watched."""
