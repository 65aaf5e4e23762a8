"""Telegram over HTTP: how requests go out, and how updates come in and are handled in order."""
