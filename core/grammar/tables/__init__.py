"""The words of the training language as tables for people; `lexicon` makes data of them."""
