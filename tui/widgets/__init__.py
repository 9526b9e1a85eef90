"""What the screens are made of; widgets draw and post messages, screens decide."""
