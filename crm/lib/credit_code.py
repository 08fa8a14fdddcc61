"""统一社会信用代码: the 18 characters of GB 32100-2015 and their check character.

Written from the standard's own figures; several published programs map the letters wrongly.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_REGION = slice(2, 8)

# GB 11714: the organisation code in places 9 to 17 has a check character of its own.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff-"))
_LOOKS_LIKE = {"I": "1", "O": "0", "S": "5", "Z": "2"}


class CreditCodeError(ValueError):
    """The text is no credit code; the message is a sentence that says what is wrong."""


def check_credit_code(text: str) -> str:
    """The code in its normal form: 18 capitals and digits, blanks and hyphens dropped.

    Raises CreditCodeError for a wrong length, a character that cannot stand there, or a wrong
    check character. A few certificates in use do fail the last: what to do then is the caller's
    decision (a recorded exception with a picture of the licence).
    """
    code = _folded(text)
    if not code:
        raise CreditCodeError("请填写统一社会信用代码")
    _check_characters(code)
    if len(code) != LENGTH:
        raise CreditCodeError(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位")
    expected = check_character(code[:17])
    if code[17] != expected:
        raise CreditCodeError(
            f"统一社会信用代码校验不通过：按前 17 位，末位应为 {expected}，"
            f"现在是 {code[17]}，请对照营业执照核对"
        )
    return code


def credit_code_fault(text: str) -> str:
    """What is wrong with a code, as a sentence; '' when it is right, or nothing was typed."""
    if not _folded(text):
        return ""
    try:
        check_credit_code(text)
    except CreditCodeError as error:
        return f"{error}。"
    return ""


def complete(first17: str) -> str:
    """The first 17 characters with the check character they need."""
    return first17 + check_character(first17)


def check_character(first17: str) -> str:
    """The 18th character: 31 minus the weighted sum modulo 31, with 31 written as 0."""
    total = sum(_VALUES[char] * weight for char, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714), for making plausible codes."""
    total = sum(
        int(char, 36) * weight for char, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def _folded(text: str) -> str:
    plain = text.translate(_FOLDED).translate(_DROPPED)
    return "".join(char.upper() if char.isascii() else char for char in plain)


def _check_characters(code: str) -> None:
    for place, char in enumerate(code[:LENGTH], start=1):
        if char not in _VALUES:
            raise CreditCodeError(_forbidden(place, char))
        if char.isalpha() and place - 1 in range(*_REGION.indices(LENGTH)):
            raise CreditCodeError(f"统一社会信用代码第 3–8 位应为数字，第 {place} 位现在是“{char}”")


def _forbidden(place: int, char: str) -> str:
    if not (char.isascii() and char.isalpha()):
        return f"统一社会信用代码只含数字和大写字母，第 {place} 位现在是“{char}”"
    guess = f"，是否应为 {_LOOKS_LIKE[char]}？" if char in _LOOKS_LIKE else ""
    return f"第 {place} 位的“{char}”不会出现在统一社会信用代码中（不用 I、O、S、V、Z）{guess}"
