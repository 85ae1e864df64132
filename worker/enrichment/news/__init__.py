"""The bundled news pipelines' code: a small transformer as spaCy components.

Decides how a document is read in windows and what the heads' answers mean. Must not know where the
text came from or what becomes of the entities. Trained in `model/`.
"""

import os

# From 1.29 on ONNX Runtime's builds send what they load and run to their makers, from a thread of
# their own. Only what is set before it is imported keeps that thread from starting.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
