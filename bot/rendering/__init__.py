"""Reply values become words: one template for each reply, one catalogue for each language."""
