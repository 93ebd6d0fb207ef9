"""The parts of the report: each looks at the numbers, says what they show, and lays out what supports it."""
