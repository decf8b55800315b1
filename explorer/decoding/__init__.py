"""What the decode screen knows, without the screen: a tree of hypotheses that a reader grows, and a beam search."""
