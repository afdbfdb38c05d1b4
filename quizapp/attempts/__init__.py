"""Feature: paper, responses, deadlines and time given back, grading."""
