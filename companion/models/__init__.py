"""Who speaks and who embeds: Ollama, the offline model, the bundled embedder."""
