"""From reply values to words: a template for each reply, a catalogue for each language."""
