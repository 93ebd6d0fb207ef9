"""The shelf of defences: each file adds one, named after the file."""
