"""The chat window: side bar, transcript, composer."""
