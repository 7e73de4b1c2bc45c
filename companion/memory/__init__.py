"""What is remembered, how it fades and how it comes back."""
