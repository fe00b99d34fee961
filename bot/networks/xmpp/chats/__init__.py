"""The chats of the account: being in them, reading them, and what has to be known of them."""
