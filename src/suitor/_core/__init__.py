"""What every room stands on: records, amounts, draws, solvers."""

VERSION = "0.1.0"
