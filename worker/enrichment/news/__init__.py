"""The bundled news pipelines' code: a small transformer as spaCy components.

Decides how a document is read in windows and what the heads' answers mean. Must not know where the
text came from or what becomes of the entities. Trained in `model/`.
"""
