"""The dates of an article, and the day it is from."""
