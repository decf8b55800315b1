"""One engine for many explorers: a server with the worker processes, and the executor that reaches it over a socket."""
