"""How a session felt, by the words: the only file that knows vaderSentiment (Hutto and Gilbert 2014). English."""

from __future__ import annotations

from collections.abc import Sequence

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def valence(sentences: Sequence[str]) -> float | None:
    """The mean feeling of `sentences`, from -1 (bad) to 1 (good); None when there is nothing to go by.

    Sentences without any feeling in them do not count. Reads the word list of the library (10 ms): for a worker.
    """
    if not sentences:
        return None
    analyzer = SentimentIntensityAnalyzer()
    scores = [float(analyzer.polarity_scores(text)["compound"]) for text in sentences]
    felt = [score for score in scores if score != 0]
    return sum(felt) / len(felt) if felt else 0.0
