"""What a question about the weather wants to know."""

import re

_OUT = (  # what people do under the open sky
    r"motor\w*|ngojek|ngojol|gowes|sepeda\w*|jogging|joging|lari|olahraga|piknik|camping|kemah"
    r"|kemping|hiking|muncak|outdoor|outbond|outbound|nikahan|kondangan"
    r"|hajatan|resepsi|garden party|bazar|konser"
    r"|upacara|main|maen|bola|futsal|layangan|mancing|bbq|barbeque|jalan jalan|jjs|cfd|car free day|mudik"
    r"|wisata|foto"
    r"|prewed\w*|cat|ngecat|ngecor|syuting|panggung|tenda"
    r"|picnic|run|running|cycling|ride|wedding|football|hike"
)
_MAY = (  # asks whether it is all right
    r"aman|bisa|cocok|enak|bagus|boleh|oke|ok|mending|jadi|tiasa|kadar|sae|alus|good|ok|okay|safe|fine"
)
_ENDS = r"(?:reda|berhenti|brenti|berenti|raat|selesai|udahan|eureun)\w*"
_HOW_LONG = r"masih lama|lila keneh|(?:how long|until when)|sampai (?:kapan|iraha|jam berapa|jam sabaraha)"
_KINDS = (
    ("uv", r"uv|ultra ?violet\w*|sunscreen|sinar matahari"),
    ("hail", r"h?ujan (?:batu )?es\b(?!\w)(?: batu)?|hail\w*"),
    ("pressure", r"tekanan udara|tekanan hawa|air pressure|barometer"),
    ("humidity", r"kelembapan|kelembaban|lembap|lembab|kalembaban|humid\w*|beueus"),
    ("fog", r"ber ?kabut|kabut\w*|halimun|pepedut|jarak pandang|visibilitas|visibility|fog\w*|mist|haze"),
    ("season", r"(?:musim|usum|musin) (?:hujan|ujan|kemarau|halodo|panas|pancaroba|ngijih)|kemarau|pancaroba"
     r"|la ?nina|el ?nino|(?:rainy|dry) season"),
    ("until", rf"{_ENDS}(?=.*(?:kapan|iraha|jam))|(?:kapan|iraha|jam berapa|jam sabaraha)\b.{{0,25}}\b{_ENDS}"
     rf"|{_HOW_LONG}|when.{{0,30}}(?:stop|end|over)\w*"),
    ("thunder", r"petir\w*|kilat\w*|guntur|guludug|geledek|gledek|halilintar|thunder\w*|lightning"
     r"|(?<!langit )gelap(?!.*\b(?:langit|mendung|awan|gulita)\b)"),
    ("heavy", r"h?ujan\w*\b.{0,12}\b(?:gede|gde|besar|badag|ageung)(?:na|nya)?\b|deras\w*|lebat\w*"
     r"|badai|heav\w+|pour\w*"),
    ("wind", r"(?<!hujan )(?<!ujan )angin\w*|wind\w*|breez\w*"),
    ("rain", r"(?:ke|ka|ng)?h?ujan\w*|hjn|gerimis\w*|girimis|ngagirimis|miripis|payung|rain\w*|umbrella"
     r"|mantel|basah|wet|storm\w*|drizzl\w*|shower\w*"),
    ("cloudy", r"mendung\w*|angkeub|ceudeum|berawan|awan|langit gelap|cloud\w*|overcast"),
    ("clear", r"cerah\w*|caang|terang|jemur\w*|moe|menjemur|nyuci|mencuci|panas terik|sunny|clear|dry|laundry"
     rf"|(?:{_MAY})\b.{{0,40}}\b(?:{_OUT})|(?:{_OUT})\b.{{0,40}}\b(?:{_MAY})"),
    ("temperature", r"suhu\w*|derajat|darajat|temperatur\w*|how (?:hot|cold|warm)|celcius|celsius"),
    ("cold", r"dingin\w*|tiris|tiis|adem|sejuk|jaket|jeket|jacket|coat|sweater|cold|chilly|cool|freezing"),
    ("hot", r"panas\w*|gerah\w*|hareudang|terik|mentrang|morerang|hot|warm"),
    ("temperature", r"hawa\w*"),
)  # fmt: skip
_RAIN_TOO = re.compile(r"\b(?:h?ujan\w*|rain\w*)\b")


def question_kind(plain_text: str) -> str:
    """What is asked, the narrower matter before the wider; "summary" when no matter is named."""
    for kind, pattern in _KINDS:
        if not re.search(rf"\b(?:{pattern})\b", plain_text):
            continue
        if kind == "until" and not _RAIN_TOO.search(plain_text) and "reda" not in plain_text:
            continue  # "panasnya sampai kapan" is no question about rain
        return kind
    return "summary"
