"""What happens by itself: session end, fading, the daily summary."""
