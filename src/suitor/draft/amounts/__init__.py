"""The money, shares, counts and exchange rates of a sentence."""
