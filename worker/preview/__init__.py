"""An enriched page as one HTML page for a human who judges it.

Decides how a record looks: nothing is loaded, nothing is run, and whatever stands in the record is
shown as text. Must not know where the record came from nor how its fields were found.
"""

from worker.preview.document import page_html

__all__ = ["page_html"]
