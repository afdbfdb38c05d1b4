"""Feature: what is held of a person, and how it is given out, kept and erased."""
