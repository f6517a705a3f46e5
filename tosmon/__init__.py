"""tosmon keeps a verifiable record of the terms that platforms publish and says what changed."""

__version__ = "0.1.0"
