"""What verbs are made of: grammar, words, pages of forms, and the shape that each has."""
