"""The renderers, each held to whole screens."""
