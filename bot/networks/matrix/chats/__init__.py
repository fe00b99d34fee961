"""The rooms of the account: coming in, reading them, finding the one for a person."""
