"""What the companion understands of the user, with the words it rests on."""
