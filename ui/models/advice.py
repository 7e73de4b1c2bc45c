"""What to do about an Ollama that is not found, on this kind of system. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from companion.records import HostFinding
from ui.models.words import tr


@dataclass(frozen=True, slots=True)
class Advice:
    """Words for a person, and a command to copy into a terminal; empty for none."""

    words: str
    command: str = ""


def advice_for(finding: HostFinding, system: str) -> Advice:
    """What helps against `finding`; `system` is `sys.platform`."""
    place = {"darwin": 1, "win32": 2}.get(system, 0)
    port = finding.host.rpartition(":")[2]
    if finding.code == "not_installed":
        return _installing(place)
    if finding.code == "not_running":
        return _starting(place)
    if finding.code == "not_ollama":
        commands = (f"ss -ltnp | grep :{port}", f"lsof -i :{port}", f"netstat -ano | findstr :{port}")
        words = tr("Another program has taken this port, or the address is wrong. This shows which program it is:")
        return Advice(words, commands[place])
    if finding.code == "refused":
        commands = ("OLLAMA_HOST=0.0.0.0 ollama serve", "OLLAMA_HOST=0.0.0.0 ollama serve", "setx OLLAMA_HOST 0.0.0.0")
        words = tr("Is that machine on, and on this network? Its Ollama must listen for others; on that machine:")
        return Advice(words, commands[place])
    if finding.code == "no_models":
        return Advice(tr("Choose a model below. It is downloaded once and then stays on that machine."))
    if finding.code == "unauthorized":
        return Advice(tr("This host wants a token. Enter it below; it is kept in your system's keyring."))
    if finding.code == "forbidden":
        words = tr("This Ollama refuses names that it does not know. Use its IP address, or allow this name there.")
        return Advice(words)
    if finding.code == "timeout":
        return Advice(tr("A firewall may swallow the question, or the machine is very busy. Look again in a moment."))
    return Advice(finding.next_step)


def _installing(place: int) -> Advice:
    if place == 0:
        words = tr("Ollama is free and runs on this computer. This installs it; it asks for your password:")
        return Advice(words, "curl -fsSL https://ollama.com/install.sh | sh")
    if place == 1:
        words = tr("Ollama is free and runs on this Mac. Get it from ollama.com/download, or with Homebrew:")
        return Advice(words, "brew install --cask ollama")
    words = tr("Ollama is free and runs on this computer. Get it from ollama.com/download, or in a terminal:")
    return Advice(words, "winget install Ollama.Ollama")


def _starting(place: int) -> Advice:
    if place == 0:
        return Advice(tr("It is installed and not running. In a terminal, this starts it:"), "ollama serve")
    if place == 1:
        return Advice(tr("It is installed and not running. Open it from Applications, or:"), "open -a Ollama")
    return Advice(tr("It is installed and not running. Open it from the Start menu, or:"), "ollama serve")
