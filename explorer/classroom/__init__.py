"""A class on one server: its roster and links, where its learners are, and what they find difficult."""
