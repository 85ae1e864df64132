"""What differs from script to script: how a sentence ends, whether words stand apart.

Decides nothing by itself. Must not know what is concluded from it.
"""

import re

SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "”", '"', "…", "؟", "۔", "।")
# Thai, Lao, Burmese, Khmer, Chinese, Japanese; Korean, whose words are as short.
WITHOUT_SPACES = re.compile("[\u0e00-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff]")
