"""Words by which a topic is known in a few changed words, where no sentence is left to read.

Owns one list a topic, for languages that part words and for those that do not. The rules of
`topics` read whole paragraphs; an edit is often three words long, and these tell what it touches.
"""

from __future__ import annotations

import re

from tosmon.assess.needles import Search

# fmt: off
_CUES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("ai_training", (
        r"train(?:s|ed|ing)? (?:\w+ ){0,4}(?:models?|algorithms?|ai\b|llms?|technolog\w+)",
        r"models? (?:training|improvement)", r"training (?:data|of|purposes)", r"for training",
        r"machine learning", r"fine-?tun\w+",
        r"(?:not|never|ever|be) (?:\w+ ){0,2}trained (?:on|by)", r"learn from your",
        r"improve (?:\w+ ){0,4}(?:models?|ai\b|technolog\w+|algorithms?)",
    ), ("训练", "优化模型", "模型优化", "学習",)),
    ("ai_outputs", (
        r"outputs? (?:\w+ ){0,4}(?:accura\w+|rel(?:y|iance)|own\w*|similar|unique"
        r"|errors?|includes?|does|do|may)",
        r"ai[- ]generated", r"generated (?:content|responses|answers|images)",
        r"(?:bans?|own\w*|use|rights? (?:in|to)) (?:\w+ ){0,3}outputs?",
        r"(?<!inputs and )(?<!input and )(?<!inputs or )(?<!input or )outputs?\b",
    ), ("生成内容", "生成的?内容", "输出", "回答",)),
    ("competing_use", (
        r"compet(?:e|es|ing|itive|itors?)\b", r"reverse[- ]engineer\w*", r"benchmark\w*",
    ), ("竞争",)),
    ("automated_decisions", (
        r"automated (?:decision|processing)\w*", r"profiling", r"solely automated",
    ), ("自动化决策",)),
    ("data_collection", (
        r"(?:we|us|our|to|may|also|automatically) (?:\w+ ){0,3}collect\w*",
        r"information (?:\w+ ){0,3}collect\w*", r"collection of", r"we receive",
    ), ("收集", "采集", "获取您", "读取",)),
    ("data_use", (
        r"(?:we|us) (?:may |will |also |can )*(?:use|process) (?:\w+ ){0,6}(?:data"
        r"|information|content|feedback)",
        r"how we (?:use|handle) (?:\w+ ){0,2}(?:data|information|content|personal)",
        r"uses? of (?:your|personal|customer) (?:data|information|content)",
        r"purposes? of processing", r"purposes?\b", r"lawful basis", r"legal bas[ie]s",
        r"data is used", r"legitimate interests?",
        r"(?:used?|process\w*) (?:\w+ ){0,5}to (?:improve|develop|personali[sz]e|train|provide)",
        r"(?:data|information|content|code) (?:\w+ ){0,3}to (?:provide"
        r"|improve|evaluate|analy[sz]e)",
    ), (
        "处理(?:您|目的)", "(?:信息|数据)[^。；]{0,20}用于", "使用您", "使用(?:您的)?(?:信息|数据)",
        "信息进行",
    )),
    ("data_sharing", (
        r"(?:shar(?:e|es|ed|ing)|disclos\w+|transfer\w*|sell\w*) (?:\w+ ){0,6}"
        r"(?:data|information|with|to)\b",
        r"recipients?\b", r"third part(?:y|ies) (?:with|to) whom",
    ), ("共享", "提供给", "披露", "共同",)),
    ("subprocessors", (
        r"sub-?processors?\b", r"service providers?\b",
        r"(?:process|provid)\w* (?:\w+ ){0,4}(?:on behalf of|services? to)", r"hosting provider",
    ), ("受托", "委托处理",)),
    ("advertising_tracking", (
        r"cookies?\b(?![-.]\w)", r"advertis\w+", r"\bads?\b", r"analytics", r"marketing",
        r"tracking",
        r"pixels?\b", r"beacons?\b", r"newsletters?",
    ), ("广告", "个性化推荐", "推荐(?:算法|内容)",)),
    ("data_retention", (
        r"ret(?:ain|ains|ained|ention)\b", r"delet(?:e|ed|es|ion)\b",
        r"stor(?:e|ed|age) (?:\w+ ){0,4}(?:for|until|period|days)",
        r"(?:we|may|will|not|never) (?:\w+ ){0,2}stor(?:e|ed|ing) (?:\w+ ){0,4}"
        r"(?:data|code|content|information|conversations?|prompts?|inputs?|files?)\b", r"erased?\b",
        r"\d+ days (?:after|of) deletion",
    ), ("保存期限", "存储期限", "保存", "删除",)),
    ("international_transfers", (
        r"(?:international|cross-?border|data) transfers?\b",
        r"transfer\w* (?:\w+ ){0,6}(?:outside|countr\w+|abroad|united states)",
        r"standard contractual clauses", r"\bsccs?\b", r"data privacy framework", r"adequacy",
        r"data location",
        r"(?:stored|hosted|processed|servers?) (?:\w+ ){0,3}in (?:the )?"
        r"(?:united|countr\w+|china|eea|eu\b|europ\w+|other)",
    ), ("跨境", "出境",)),
    ("privacy_rights", (
        r"rights? to (?:access|object|delet\w+|erasure|withdraw|portab\w+|rectif\w+|opt"
        r"|request|correct|complain\w*)",
        r"data subject", r"opt(?:ing|ed|s)?[- ]?(?:out|in)\b",
        r"(?:submit|make|other|any|your|for) (?:\w+ ){0,2}privacy (?:requests?|rights)",
        r"(?<!affect )(?<!affects )your (?:privacy )?(?:rights|choices)\b"
        r"(?! (?:and|or) (?:obligations|responsibilities|duties))",
        r"withdraw\w* (?:\w+ ){0,3}consent",
        r"supervisory authorit\w+", r"data protection authorit\w+", r"object to",
        r"complaints? (?:\w+ ){0,8}(?:framework|privacy|data protection|personal)",
        r"(?:framework|privacy) (?:\w+ )?complaints?", r"gives? you the right",
        r"individuals (?:\w+ ){0,2}have the (?:right|possibility)",
    ), (
        "撤回", "注销", "撤销", "您的权利", "关闭", "行使(?:您|你|上述|个人|相关)?[^。]{0,6}权利",
    )),
    ("children", (
        r"child(?:ren)?\b", r"minors?\b", r"student data", r"parents?\b", r"guardians?\b",
        r"under (?:the age of )?1[3-8]\b",
    ), ("未成年", "监护人", "儿童",)),
    ("biometrics", (
        r"biometric\w*", r"face ?prints?", r"facial recognition", r"voice ?prints?",
        r"sensitive (?:personal )?(?:data|information)",
    ), ("人脸", "声纹", "生物识别",)),
    ("security", (
        r"security\b(?! reasons| purposes| codes?)", r"encrypt\w*", r"vulnerabilit\w+",
        r"breach notification", r"data breach",
        r"incidents?\b", r"\bsoc ?2\b", r"iso ?27\d+", r"hipaa",
    ), ("加密", "安全措施",)),
    ("content_licence", (
        r"licen[cs]es? (?:\w+ ){0,4}(?:to|us|your|content|grant)",
        r"grants? (?:\w+ ){0,4}licen[cs]e", r"royalty-free", r"sublicen[sc]\w+",
        r"(?:non-exclusive|irrevocable|perpetual|worldwide)\b",
    ), ("授予", "授权我们", "许可(?:我们|使用|公司)", "(?:授权|的)许可",)),
    ("ip_ownership", (
        r"intellectual property", r"copyrights?\b", r"trademarks?\b", r"patents?\b", r"\bdmca\b",
        r"ownership", r"\bown (?:all|the|your)", r"owners? of", r"title and interest",
        r"infring\w+",
    ), ("知识产权", "著作权", "侵权",)),
    ("acceptable_use", (
        r"(?:prohibited|unacceptable|illegal|harmful|abusive|unlawful) (?:uses?|content"
        r"|activit\w+|conduct)",
        r"(?:may|must|shall|will|agree) not (?:to )?(?:use|attempt|engage|upload|create|generate)",
        r"usage polic\w+", r"acceptable use",
    ), ("不得", "禁止", "违法", "侵权信息",)),
    ("enforcement_termination", (
        r"terminat\w+", r"suspen[ds]\w*", r"restrict (?:\w+ ){0,3}(?:access|account|content)",
        r"\bban(?:ned|s)?\b", r"cancel\w* (?:\w+ ){0,3}(?:account|agreement|subscription)",
    ), ("终止", "封禁", "暂停",)),
    ("unilateral_changes", (
        r"(?:change|modify|update|amend|revis)\w* (?:\w+ ){0,4}(?:terms|agreement"
        r"|policy|policies|addendum)\b",
        r"changes to (?:\w+ ){0,2}(?:terms|policy|agreement)",
    ), ("变更", "修订本",)),
    ("service_changes", (
        r"(?:discontinu|deprecat|modif|chang)\w* (?:\w+ ){0,5}(?:services?|features?|models?)\b",
        r"availability", r"rate limits?", r"uptime",
    ), ("停止服务",)),
    ("dispute_resolution", (
        r"arbitrat\w+", r"class actions?\b", r"mediat\w+", r"jury", r"small claims",
        r"disputes?\b", r"recourse", r"injunctive relief",
    ), ("仲裁", "争议", "诉讼",)),
    ("governing_law", (
        r"governed by", r"governing law", r"laws of", r"jurisdiction", r"venue",
        r"courts? (?:of|in|located)", r"breach of contract",
    ), ("适用法律", "管辖",)),
    ("liability", (
        r"liab(?:le|ility)\b", r"not (?:be )?responsible",
        r"(?:sole|own) responsibility",
        r"responsible for (?:\w+ ){0,3}(?:consequences|loss|damage)", r"consequential",
        r"damages\b",
        r"at your own risk", r"bear\w* (?:\w+ ){0,3}risks?", r"assume\w* (?:\w+ ){0,3}risks?",
        r"negligen\w+",
    ), ("责任", "赔偿",)),
    ("warranty", (
        r"warrant\w+", r"as[- ]is\b", r"disclaim\w*", r"guarantees?\b", r"fitness for",
        r"represents? and",
    ), ()),
    ("indemnity", (
        r"indemni\w+", r"hold (?:\w+ ){0,2}harmless", r"defend and",
    ), ("补偿",)),
    ("fees_billing", (
        r"(?<!attorneys. )(?<!attorney.s )(?<!attorneys )(?<!legal )fees?\b",
        r"(?<!processes )payments?\b(?! process)",
        r"refund\w*", r"pric(?:e|es|ing)\b", r"invoic\w+",
        r"billing", r"billed", r"subscriptions?\b", r"tax(?:es)?\b", r"charge(?:s|d|backs?)?\b",
        r"auto-?renew\w*",
        r"(?:prepaid|remaining|un(?:used|consumed|spent)|platform|service) (?:credits?|balances?)",
        r"credits\b",
    ), ("收费", "付费", "退款", "费用",)),
    ("confidentiality", (
        r"confidential\w*", r"non-?disclosure",
    ), ("保密",)),
    ("eligibility_accounts", (
        r"eligib\w+", r"years (?:old|of age)", r"(?:legal|minimum) age", r"passwords?\b",
        r"(?:login|account|user|access) credentials", r"registration",
        r"(?:create|register|registering|open) (?:\w+ ){0,2}account",
        r"account (?:holder|registration|security|settings|cancellation)",
    ), ("账号", "帐号", "注册",)),
    ("third_party_services", (
        r"third[- ]part(?:y|ies)(?:'s)? (?:\w+ ){0,2}(?:services?|products?|content"
        r"|notices?|websites?|applications?|integrations?|terms|sites?|models?)",
        r"integrations\b", r"plug-?ins?\b", r"connectors?\b", r"connected services?",
        r"third[- ]part(?:y|ies) (?:content|notices)",
        r"connected (?:apps?|accounts?)", r"hosted (?:by|on)",
    ), ("第三方(?:服务|软件|平台|网站|sdk)",)),
    ("contact_entity", (
        r"[\w.+-]+@[\w-]+", r"registered (?:office|address)",
        r"(?:street|avenue|suite|floor|blvd)\b",
        r"(?:llc|l\.l\.c\.|inc|ltd|gmbh|b\.v\.|corp)\b",
        r"(?<=, )limited\b(?= ?(?:\(|$|with\b|or its\b|a \w+ company))",
        r"notices? (?:shall|must|should|to)", r"representative\b", r"e-?mail\b",
        r"contact (?:form|details|address|information)", r"supervisory authorit\w+",
        r"contracting party", r"phone\b",
        r"submit(?:ting)? (?:\w+ ){0,5}(?:privacy|subject|access|rights?"
        r"|written) (?:\w+ )?requests?",
    ), ("联系(?:我们|方式|人|电话|地址)", "与我们联系",)),
    ("definitions_scope", (
        r"[\"“][^\"”]{2,60}[\"”]\s*:? (?:means?|refers?|includes?|is|are|has)\b",
        r"(?<!by )(?<!any )(?<!other )(?<!following )(?<!automated )means\b(?! of| to| for)",
        r"incorporated (?:\w+ ){0,2}by reference", r"inclusive of",
        r"appl(?:y|ies) to\b",
        r"this (?:policy|notice|agreement|addendum) (?:\w+ ){0,3}(?:covers|applies|describes)",
        r"do(?:es)? not (?:include|apply|cover)", r"separate (?:\w+ ){0,3}polic\w+",
    ), ("是指", "适用于",)),
    ("other", (
        r"assign(?:ment|ed|s|able)?\b", r"severab\w+", r"force majeure", r"export control",
        r"sanctions?\b", r"entire agreement", r"waiver",
    ), ()),
)
# fmt: on


def _search(words: tuple[str, ...], signs: tuple[str, ...]) -> Search:
    flags = re.NOFLAG  # on small letters, for a search that minds no case is twice as slow
    return Search("|".join([rf"\b(?:{'|'.join(words)})", *signs]), flags)


_SEARCHES = tuple((topic, _search(words, signs)) for topic, words, signs in _CUES)


# The words of an address say where to write or look, not what is stated.
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_OF_ADDRESSES = frozenset({"contact_entity"})


def cued(words: str) -> frozenset[str]:
    """Return the topics that have a cue in `words`."""
    whole = words.lower()
    said = _ADDRESS.sub(" ", whole) if "@" in whole or "://" in whole else whole
    return frozenset(
        topic
        for topic, search in _SEARCHES
        for text in (whole if topic in _OF_ADDRESSES else said,)
        if search(text, text)
    )
