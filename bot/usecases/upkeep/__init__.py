"""What the house needs whoever lives in it: erasing, health, figures."""
