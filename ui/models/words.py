"""Sizes, speeds and times in words. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from companion.records import Download, ModelInfo, ModelOffer

KILO = 1000.0
UNITS = ("B", "kB", "MB", "GB", "TB")


def tr(text: str) -> str:
    """`text` in the user's language."""
    return QCoreApplication.translate("Models", text)


def size_words(size: float) -> str:
    """Bytes as `2.5 GB`, in steps of a thousand as downloads are told everywhere."""
    step = 0
    while size >= KILO and step < len(UNITS) - 1:
        size, step = size / KILO, step + 1
    digits = 1 if step >= 3 and size < 100 and round(size, 1) != round(size) else 0
    return f"{QLocale().toString(float(size), 'f', digits)} {UNITS[step]}"


def left_words(seconds: float | None) -> str:
    """How long something will take, no more exactly than anybody can know; empty when nobody does."""
    if seconds is None:
        return ""
    if seconds < 60:
        return tr("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return tr("about {} min left").format(minutes)
    return tr("about {} h left").format(round(minutes / 60))


def progress_words(download: Download) -> str:
    """The line under the bar of a download."""
    if download.state == "waiting":
        return tr("Waiting for its turn")
    if download.state == "done":
        return tr("Done")
    if download.state == "stopped":
        return tr("Stopped. What is here already is kept; a new try goes on there.")
    if download.state == "failed":
        return f"{download.trouble} {download.next_step}".strip()
    if not download.total:
        return tr("Asking for it…")
    if download.completed >= download.total:
        return tr("Checking what has come…")
    parts = [tr("{} of {}").format(size_words(download.completed), size_words(download.total))]
    if download.speed > 0:
        parts += [f"{size_words(download.speed)}/s", left_words(download.seconds_left)]
    return " · ".join(part for part in parts if part)


def facts_of(model: ModelInfo) -> str:
    """What is known of an installed model, in a line."""
    parts = [size_words(model.size), model.parameters, model.quantization]
    if model.context:
        parts.append(tr("reads {} tokens").format(QLocale().toString(model.context)))
    names = {"thinking": tr("thinks"), "vision": tr("sees pictures"), "tools": tr("tools")}
    parts += [names[one] for one in model.capabilities if one in names]
    if model.embeds:
        parts.append(tr("finds meaning, cannot chat"))
    return " · ".join(part for part in parts if part)


def facts_of_offer(offer: ModelOffer) -> str:
    """What a model on offer costs, in a line."""
    parts = [
        tr("{} to download").format(size_words(offer.size)),
        tr("for {} of memory").format(size_words(offer.memory)),
        offer.languages,
    ]
    parts += [tr("thinks")] if offer.thinking else []
    parts += [tr("sees pictures")] if offer.vision else []
    return " · ".join(parts)
