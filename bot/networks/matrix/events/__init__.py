"""What events mean and how they are made, from JSON that strangers wrote."""
