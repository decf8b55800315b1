"""Experiments with the alternatives to attention: convolutions and recurrent networks, their cost and memory."""
