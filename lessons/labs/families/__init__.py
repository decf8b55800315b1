"""What the labs on convolutions, recurrent networks and attention over images compute with."""
