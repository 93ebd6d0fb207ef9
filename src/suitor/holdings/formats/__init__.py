"""Files on ownership: each module here reads one format into a `Reading`, or writes a register in it."""
