"""Provisions that a lawyer looks for, as data: how each reads, whom it favours, its weight.

Owns the table. A provision favours whom it favours while it stands; its coming and its going weigh
differently.
"""

from __future__ import annotations

from tosmon.assess.needles import Search
from tosmon.model import Record, Severity

_CONTENT = (
    r"(?:content|inputs?|outputs?|prompts?|conversations?|data|information|feedback|files"
    r"|uploads|images|recordings|messages|submissions)"
)


class Clause(Record):
    """A kind of provision, found by `search`.

    `favours` is 1 for the user, -1 for the vendor, 0 for neither.
    """

    name: str
    search: Search
    favours: int
    gained: Severity
    lost: Severity


def _clause(name: str, favours: int, gained: Severity, lost: Severity, *patterns: str) -> Clause:
    return Clause(
        name=name,
        search=Search("|".join(patterns)),
        favours=favours,
        gained=gained,
        lost=lost,
    )


CLAUSES = (
    _clause(
        "no-training", 1, "high", "high",
        r"\b(?:not(?! limited)|never|n't|without(?! limit))\b[^.]{0,60}\b(?:train\w*"
        r"|fine-?tun\w*|improve)\b[^.]{0,60}\b(?:models?|ai|algorithms?|training)\b",
        r"\b(?:excluded|opted out) from (?:\w+ ){0,3}training\b",
        r"不会?(?:用于|使用).{0,20}训练",
    ),
    _clause(
        "training", -1, "high", "high",
        rf"\b{_CONTENT}\b[^.]{{0,140}}\b(?:to|for) (?:\w+ ){{0,4}}(?:train\w*|fine-?tun\w*)\b",
        r"\b(?:to|for|and|or|may|will|in order to) (?:\w+ ){0,3}(?:train|training"
        r"|fine-?tune|improve|develop|enhance|refine)\b[^.]{0,60}\b(?:models?|\bAI\b"
        r"|artificial intelligence|machine learning|algorithms?|language models)\b",
        r"\b(?:model|AI) (?:training|improvement)\b",
        r"(?:训练|优化|改进).{0,6}(?:模型|算法)|模型(?:训练|优化)",
    ),
    _clause(
        "arbitration", -1, "high", "high",
        r"\b(?:binding|individual|mandatory|final) arbitration\b",
        r"\b(?:resolved|settled|decided|determined)\b[^.]{0,60}\barbitrat\w+",
        r"\barbitrat\w+ (?:agreement|administered|before|under)\b", r"仲裁",
    ),
    _clause(
        "class-waiver", -1, "high", "medium",
        r"\bclass[- ](?:action|arbitration|wide)?\b[^.]{0,60}\b(?:waive\w*|not|only)\b",
        r"\b(?:waive\w*|not)\b[^.]{0,80}\bclass[- ](?:action|arbitration|wide"
        r"|or representative)\b",
        r"\bindividual (?:basis|capacity)\b[^.]{0,60}\bclass\b",
    ),
    _clause(
        "jury-waiver", -1, "high", "medium",
        r"\bwaive\w*\b[^.]{0,60}\b(?:jury|trial)\b",
    ),
    _clause(
        "indemnity", -1, "high", "high",
        r"\b(?:you|customer|user|licensee)\b[^.]{0,60}\b(?:indemnif\w+|hold (?:\w+ )"
        r"{0,3}harmless)\b",
        r"\b(?:indemnif\w+|hold (?:\w+ ){0,3}harmless)\b[^.]{0,80}\b(?:us|company|provider"
        r"|our|we)\b",
        r"\b(?:duty|obligation) to indemnify\b",
    ),
    _clause(
        "liability-cap", -1, "high", "high",
        r"\bliab\w*\b[^.]{0,120}\b(?:exceed|limited to|greater of|lesser of|lower of|capped"
        r"|maximum)\b",
        r"\b(?:in no event|under no circumstances|not (?:be )?(?:liable|responsible))"
        r"\b[^.]{0,160}\b(?:damages?|loss(?:es)?|liab\w*|delays?)\b",
    ),
    _clause(
        "warranty-disclaimer", -1, "medium", "medium",
        r"\bas[- ]is\b", r"\b(?:disclaims?|no|without)\b[^.]{0,40}\bwarrant(?:y|ies)\b",
    ),
    _clause(
        "risk-shift", -1, "high", "medium",
        r"\b(?:at your (?:own|sole) risk|(?:bear|assume)s? (?:\w+ ){0,3}risks?"
        r"|solely responsible)\b",
    ),
    _clause(
        "licence-to-content", -1, "high", "high",
        r"\b(?:grants?|licen[cs]e)\b[^.]{0,80}\b(?:perpetual|irrevocable|non-?revocable"
        r"|worldwide|royalty-free|sublicen[sc]able|non-exclusive)\b",
        r"\b(?:perpetual|irrevocable|worldwide|royalty-free)\b[^.]{0,60}\blicen[cs]e\b",
        r"(?:授予|许可).{0,30}(?:免费|永久|全球)",
    ),
    _clause(
        "ownership-of-output", 1, "medium", "high",
        r"\byou (?:\w+ ){0,3}(?:own|retain)\b[^.]{0,60}\b(?:outputs?|content|responses?"
        r"|rights?|ownership)\b",
        r"\b(?:assigns?|own\w*)\b[^.]{0,60}\b(?:outputs?|content)\b",
    ),
    _clause(
        "termination-at-will", -1, "high", "medium",
        r"\b(?:suspend|terminat\w*|restrict|cancel|close|ban)\b[^.]{0,100}\b(?:at any time"
        r"|for any (?:or no )?reason|sole discretion|without (?:prior )?(?:notice|cause)"
        r"|immediately)\b",
        r"\b(?:at any time|in its sole discretion|without (?:prior )?notice)"
        r"\b[^.]{0,80}\b(?:suspend|terminat\w*|restrict)\b",
        r"\b(?:may not|cannot|can not) (?:\w+ ){0,3}(?:cancel|terminate)\b",
        r"(?:终止|暂停|封禁|收回).{0,12}(?:账号|服务)",
    ),
    _clause(
        "auto-renewal", -1, "high", "medium",
        r"\b(?:automatic(?:ally)?|auto)[- ]?(?:re-?new\w*|recharge\w*|renewal|top-?up)\b",
        r"\brenews? automatically\b",
    ),
    _clause(
        "no-refund", -1, "high", "high",
        r"\bnon-?refundable\b", r"\b(?:no|not|without)\b[^.]{0,30}\brefund\w*\b",
        r"\bcredits?\b[^.]{0,60}\b(?:expire|void|forfeit\w*|no cash value)\b", r"\bforfeit\w*\b",
    ),
    _clause(
        "refund", 1, "medium", "high",
        r"\b(?:will|shall|may|are|is|be|to|entitled to|request|receive) (?:\w+ ){0,4}refund\w*\b",
        r"\brefunds? (?:\w+ ){0,3}(?:within|of|to)\b",
    ),
    _clause(
        "sale-of-data", -1, "high", "high",
        r"\b(?:sell|sale of|sold)\b[^.]{0,40}\b(?:personal|your|customer|user) (?:data"
        r"|information)\b",
    ),
    _clause(
        "collects-data", -1, "high", "medium",
        r"\b(?:we|us|services?|company|technolog\w+|providers?|partners?) (?:\w+ )"
        r"{0,4}(?:collects?|receives?|captures?|records?|logs?|infers?|obtains?"
        r"|de-?anonymi[sz]es?)\b[^.]{0,160}",
        r"\b(?:information|data|content) (?:that )?(?:we|you) (?:may |automatically )"
        r"?(?:collect|provide|submit|upload)\b",
        r"\b(?:collects?|processe?s?|store?s?) (?:\w+ ){0,4}(?:data|information|content)\b",
        r"收集|采集|读取|获取.{0,10}(?:信息|权限)",
    ),
    _clause(
        "shares-data", -1, "high", "medium",
        r"\b(?:shar\w+|disclos\w+|provid\w+|transfer\w*)\b[^.]{0,60}\b(?:data|information"
        r"|content)\b[^.]{0,60}\b(?:with|to) (?:\w+ ){0,4}(?:third|partners?|advertis\w+"
        r"|affiliates?|providers?|authorit\w+|others|parents?)\b",
        r"\b(?:shar\w+|disclos\w+) (?:it |them |this )?(?:with|to) (?:\w+ ){0,3}(?:third"
        r"|partners?|advertis\w+|affiliates?|providers?)\b",
        r"共享|披露|关联.{0,4}(?:公司|产品)",
    ),
    _clause(
        "retention", 0, "high", "high",
        r"\b(?:retain\w*|retention|stor(?:e|ed)|kept|keep|delet\w+|eras\w+)"
        r"\b[^.]{0,80}\b(?:\d+|thirty|sixty|ninety|one|two|three|five|six|seven|ten)"
        r" (?:\(\d+\) )?(?:days?|months?|years?|hours?)\b",
        r"\bzero data retention\b|\bretain\w*\b[^.]{0,60}\b(?:as long as|indefinitely"
        r"|for the (?:duration|term|period))\b",
        r"(?:保存|存储|保留)[^，。；、]{0,12}(?:期限|日|天|个月|年)",
    ),
    _clause(
        "biometrics", -1, "high", "medium",
        r"\b(?:biometric\w*|face ?prints?|voice ?prints?|facial recognition|face geometry)"
        r"\b|人脸|声纹",
    ),
    _clause(
        "automated-decisions", -1, "high", "medium",
        r"\b(?:solely )?automated (?:decision|processing)\w*|\bage (?:estimation|prediction"
        r"|verification)\b",
    ),
    _clause(
        "advertising", -1, "medium", "medium",
        r"\b(?:personali[sz]ed|targeted|interest-based|cross-context)[\w -]{0,20}(?:ads?"
        r"|advertis\w+)\b",
        r"\bvisitor identification|\bintent data\b|个性化(?:推荐|广告)",
    ),
    _clause(
        "changes-without-notice", -1, "high", "medium",
        r"\b(?:chang|modif|updat|amend|revis)\w*\b[^.]{0,100}\b(?:without (?:prior )?notice"
        r"|at any time|sole discretion|upon posting|effective (?:immediately|upon))\b",
    ),
    _clause(
        "price-change", -1, "high", "medium",
        r"\b(?:prices?|fees?|rates?)\b[^.]{0,60}\b(?:adjust\w*|increas\w*|chang\w*|rais\w*)\b",
    ),
    _clause(
        "competing-use-ban", -1, "medium", "medium",
        r"\bcompet(?:e|es|ing|itive|itor)\b[^.]{0,60}\b(?:products?|services?|models?"
        r"|analysis|purposes?)\b",
        r"\b(?:develop|train|build|create)\b[^.]{0,60}\bcompet\w+", r"\bbenchmark\w*\b",
    ),
    _clause(
        "ban", -1, "medium", "medium",
        r"\b(?:you|customers?|users?|clients?) (?:\w+ ){0,3}(?:may not|must not|shall not"
        r"|will not|agree not to|are not (?:allowed|permitted))\b",
        r"\b(?:is|are) (?:strictly )?(?:prohibited|forbidden|not permitted|not allowed)"
        r"\b", r"不得|禁止",
    ),
    _clause(
        "minors", 0, "medium", "medium",
        r"\b(?:children|minors?)\b[^.]{0,60}\b(?:under|consent|parent\w*|guardian\w*|age)"
        r"\b", r"未成年|监护人",
    ),
    _clause(
        "transfer-abroad", -1, "medium", "medium",
        r"\b(?:transfer\w*|stor(?:e|ed)|process\w*)\b[^.]{0,80}\b(?:outside (?:of )?(?:the"
        r"|your)|other countries|United States|China)\b",
        r"\bdata privacy framework\b|\bstandard contractual clauses\b",
    ),
    _clause(
        "right-of-user", 1, "medium", "high",
        r"\bright to (?:access|delet\w+|eras\w+|object|rectif\w+|correct|portability"
        r"|restrict|withdraw|appeal|complain|lodge|request|know|opt)\b",
        r"\byou (?:may|can) (?:\w+ ){0,3}(?:request|delete|export|appeal|complain|object"
        r"|access)\b",
    ),
    _clause(
        "security-promise", 1, "medium", "high",
        r"\b(?:encrypt\w*|ISO ?27\d+|SOC ?2|industry[- ]standard security"
        r"|security (?:measures|program))\b",
    ),
    _clause(
        "confidentiality", 1, "medium", "high",
        r"\b(?:keep|treat|hold|maintain)\w*\b[^.]{0,40}\bconfiden\w+",
    ),
    _clause(
        "waiver-of-rights", -1, "high", "medium",
        r"\b(?:you|customer|user)s? (?:\w+ ){0,4}waives?\b", r"\bwaives? (?:any|all)\b",
    ),
    _clause(
        "uptime", 1, "medium", "medium",
        r"\b(?:uptime|service credits?|availability of \d)",
    ),
)  # fmt: skip
BY_NAME = {clause.name: clause for clause in CLAUSES}


def weight_of(rule: str) -> Severity | None:
    """Return how much a provision's coming or going matters; None for rules of other modules."""
    name, _, event = rule.rpartition("-")
    clause = BY_NAME.get(name)
    if clause is None or event not in ("gained", "lost"):
        return None
    return clause.gained if event == "gained" else clause.lost
