"""The special tokens of the tokenizers that this program makes."""

PADDING, UNKNOWN, BEGIN, END = "[PAD]", "[UNK]", "[BOS]", "[EOS]"
CLASSIFIER, SEPARATOR, MASK = "[CLS]", "[SEP]", "[MASK]"
MARKS = (PADDING, UNKNOWN, BEGIN, END, CLASSIFIER, SEPARATOR, MASK)
