"""Who the companion is: choosing, shaping and sharing personas."""
