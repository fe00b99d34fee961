"""The chats of the account: joining them, reading them, and what is known of them."""
