"""Computations shared by the labs on convolutions, recurrent networks and attention over images."""
