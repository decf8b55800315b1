"""One sequence through several families of models, in step: the clock, what each position can see, what is shown."""
