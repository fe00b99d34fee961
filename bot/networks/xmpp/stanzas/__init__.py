"""What stanzas mean and how they are made: pure, and never raises."""
