"""Draw the pictures of the docs anew: the real windows over the demo profile, without a screen.

    make pictures

The demo profile is made from resources/demo/nora.json in a folder that is thrown away. No model answers, but for
the picture of what one is given, where the tests' stand-in plays it: what the pictures show works on a fresh machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from demo_profile import lived_in_home
from picture_scenes import chat, context, failed, first_run, formatted, helped, memories, off_record, others, receipt
from picture_studio import Studio

from companion.paths import Home
from ui.app import make_application

ROOT = Path(__file__).resolve().parent.parent


def run(arguments: list[str]) -> int:
    """Write the pictures into the folder that is named, else into docs/pictures, in place of those that lie there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The pictures must not depend on what this machine's Ollama holds.
    os.environ["OLLAMA_HOST"] = "127.0.0.1:1"
    to = Path(arguments[0]) if arguments else ROOT / "docs" / "pictures"
    to.mkdir(parents=True, exist_ok=True)
    for old in to.glob("*.png"):
        old.unlink()
    app = make_application(["companion"])
    font = app.font()
    with tempfile.TemporaryDirectory() as folder:
        new = Home(Path(folder) / "new")
        new.root.mkdir()
        new.settings.write_text("encrypt = false\n", encoding="utf-8")
        studio = Studio(app, new, to)
        first_run(studio)
        studio.close()
        app.setFont(font)  # the second app of this process begins with the letters of the machine, as the first
        studio = Studio(app, lived_in_home(Path(folder)), to)
        for scene in (chat, formatted, others, memories, context, helped, failed, receipt, off_record):
            scene(studio)
        studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
