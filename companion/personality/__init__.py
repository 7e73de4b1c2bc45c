"""Who the user is (portrait) and who the companion is (persona)."""
