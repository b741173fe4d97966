"""The practice on two machines: how it is synchronised."""
