"""A lesson in the explorer, without a screen: what stands on a page, what is shown beside it, who computes it."""
