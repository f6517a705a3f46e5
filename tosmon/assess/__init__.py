"""Rules that judge: what a change is, how much it matters. Judgements are derived, not archived.

`RULES` names the rules' state; a judgement that was cached under another name is made again.
"""

RULES = "15"
