"""One exchange: what the model is given, and what becomes of its reply."""
