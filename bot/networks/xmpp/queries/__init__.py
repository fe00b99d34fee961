"""What others may ask of the bot: what it is (XEP-0030), and its commands (XEP-0050)."""
