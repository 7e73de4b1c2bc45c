"""Sample records of every past schema, and the script that made them."""
