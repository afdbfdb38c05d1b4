"""Handbooks (sổ tay hỏi đáp): questions of banks with their answers, to read and print."""
