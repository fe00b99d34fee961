"""Room names and the links into them."""
