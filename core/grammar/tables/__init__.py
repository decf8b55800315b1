"""The words of the training language as readable tables, which `lexicon` parses."""
