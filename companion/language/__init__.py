"""Rules of written language, pure and without state: words, sentences, dates, statements."""
