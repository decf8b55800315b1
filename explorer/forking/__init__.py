"""Explorers that are forked from one process, which has imported the program: they start fast and share its memory."""
