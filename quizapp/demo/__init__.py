"""The made-up contest that a first start shows: everything from a fixed seed."""
