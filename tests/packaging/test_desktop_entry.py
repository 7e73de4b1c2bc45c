"""The menu entry, the metainfo and the icons: they parse, agree on one id, and install into a user's folder."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from companion.paths import APP_NAME
from tests.packaging.scripts import ROOT, script

entry = script("desktop_entry")
APP_ID: str = entry.APP_ID
TEMPLATE = ROOT / "packaging" / f"{APP_ID}.desktop"
METAINFO = ROOT / "packaging" / f"{APP_ID}.metainfo.xml"


def parse(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def unescape(value: str) -> str:
    """A string value of a desktop entry as a desktop reads it."""
    return value.replace("\\\\", "\\")


def words(exec_line: str) -> list[str]:
    """An Exec line as a desktop splits it: string escapes first, then quotes, then field codes."""
    found, word, quoted, escaped = [], "", False, False
    for character in unescape(exec_line):
        if escaped:
            word, escaped = word + character, False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == " " and not quoted:
            found.append(word)
            word = ""
        else:
            word += character
    return [part.replace("%%", "%") for part in [*found, word]]


class TestTheFiles:
    def test_entry_and_metainfo_agree_on_one_id(self) -> None:
        desktop = parse(TEMPLATE)["Desktop Entry"]
        component = ElementTree.parse(METAINFO).getroot()
        assert component.findtext("id") == APP_ID
        assert component.findtext("launchable") == f"{APP_ID}.desktop"
        assert component.findtext("icon") == APP_ID
        assert desktop["Icon"] == APP_ID
        assert desktop["StartupWMClass"] == APP_NAME, "what Qt gives to X11 as the class of the window"

    def test_metainfo_names_the_version_and_licence_of_the_project(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        component = ElementTree.parse(METAINFO).getroot()
        newest = component.find("releases/release")
        assert newest is not None
        assert newest.get("version") == project["version"]
        assert component.findtext("project_license") == project["license"]

    def test_every_action_has_its_group(self) -> None:
        desktop = parse(TEMPLATE)
        for action in filter(None, desktop["Desktop Entry"]["Actions"].split(";")):
            assert desktop[f"Desktop Action {action}"]["Exec"].startswith("companion ")

    @pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="the validator is not installed")
    def test_the_validator_has_nothing_to_say(self) -> None:
        said = subprocess.run(["desktop-file-validate", TEMPLATE], capture_output=True, text=True)
        assert (said.returncode, said.stdout) == (0, "")

    @pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="the validator is not installed")
    def test_the_metainfo_is_valid(self) -> None:
        said = subprocess.run(["appstreamcli", "validate", "--no-net", METAINFO], capture_output=True, text=True)
        assert said.returncode == 0, said.stdout


class TestExecLine:
    @pytest.mark.parametrize(
        "path", ["/opt/app/companion", "/home/a b/c", '/x"y/`z`', "/cost/$5/100%/q", "/back\\slash"]
    )
    def test_any_path_comes_out_as_it_went_in(self, path: str) -> None:
        text = entry.entry_for("Exec=companion --quick\nTryExec=companion\nName=x", Path(path))
        first, second, third = text.splitlines()
        assert words(first.removeprefix("Exec=")) == [path, "--quick"]
        assert unescape(second.removeprefix("TryExec=")) == path
        assert third == "Name=x"


class TestInstalling:
    def test_install_then_uninstall_leaves_no_file(self, tmp_path: Path) -> None:
        data = tmp_path / "my data"
        launcher = tmp_path / "a clone" / "companion"
        entry.install(data, launcher)
        desktop = parse(data / "applications" / f"{APP_ID}.desktop")
        assert words(desktop["Desktop Entry"]["Exec"]) == [str(launcher)]
        assert words(desktop["Desktop Action quick-chat"]["Exec"]) == [str(launcher), "--quick"]
        theme = data / "icons" / "hicolor"
        assert (theme / "scalable" / "apps" / f"{APP_ID}.svg").is_file()
        assert (theme / "symbolic" / "apps" / f"{APP_ID}-symbolic.svg").is_file()
        assert (theme / "16x16" / "apps" / f"{APP_ID}.png").is_file()
        assert entry.uninstall(data)
        left = {path.name for path in data.rglob("*") if path.is_file()}
        # update-desktop-database keeps an index of its own there.
        assert left <= {"mimeinfo.cache"}

    def test_uninstall_spares_what_is_not_ours(self, tmp_path: Path) -> None:
        other = tmp_path / "applications" / "other.desktop"
        other.parent.mkdir()
        other.write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=true\n", encoding="utf-8")
        assert not entry.uninstall(tmp_path)
        assert other.is_file()

    def test_install_twice_is_the_same_as_once(self, tmp_path: Path) -> None:
        entry.install(tmp_path, tmp_path / "old")
        entry.install(tmp_path, tmp_path / "new")
        assert words(parse(entry.entry_path(tmp_path))["Desktop Entry"]["Exec"]) == [str(tmp_path / "new")]

    def test_the_data_folder_follows_the_base_directory_rules(self, tmp_path: Path) -> None:
        assert entry.data_home({"XDG_DATA_HOME": "/srv/data"}, tmp_path) == Path("/srv/data")
        assert entry.data_home({"XDG_DATA_HOME": "relative"}, tmp_path) == tmp_path / ".local" / "share"
        assert entry.data_home({}, tmp_path) == tmp_path / ".local" / "share"
