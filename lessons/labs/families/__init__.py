"""Experiments with what attention is compared with: convolutions, recurrent networks, their cost and their memory."""
