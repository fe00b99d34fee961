"""The store in plain dictionaries: for the console, for trials, and to hold the others against."""
