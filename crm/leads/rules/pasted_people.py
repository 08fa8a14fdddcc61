"""Company, contact, telephone and e-mail in a pasted text. Pure functions."""

import re

from crm.lib.regions import COUNTRIES, PLACE_NAMES

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_LANDLINE = re.compile(
    r"(?<!\d)(?:\(0\d{2,3}\)|0\d{2,3})[\s-]?\d{7,8}(?:\s*(?:转|-|ext\.?)\s*\d{1,5})?(?!\d)", re.I
)
_ABROAD = re.compile(r"\+(?!86)\d{1,3}[\s-]?(?:\(?\d{1,4}\)?[\s-]?){2,4}\d{2,4}(?!\d)")
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII
)

_LEGAL = (
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|株式会社|研究院|研究所|集团(?![）)股有公控]))"
    r"(?:[（(][^（）()\n]{2,12}[）)])?(?:[\u4e00-\u9fff]{2,6}分公司)?"
)
_COMPANY = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9（）()·&.-]{{2,40}}?{_LEGAL}")
_LATIN_COMPANY = re.compile(
    r"[A-Z][A-Za-z0-9&.,'() -]{1,80}?"
    r"(?:Co\.?,? ?Ltd\.?|Ltd\.?|Inc\.?|Corp(?:oration|\.)?|GmbH|LLC|Limited|PLC|AG)(?![A-Za-z])"
)
_SHORT_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{2,16}?(?:科技|股份|电子|半导体|新材料|新能源|光电|精密|智能|药业|公司)"
    r"(?=$|[\s，。；、,的]|想|拟|计划|打算|要|来|有意|考虑|总部|老总|老板|董事|副?总)"
)
# What people say before a company's name; the name begins after the last of them.
_BEFORE_NAME = re.compile(
    r"(?:我们?是|我司是?|来自|代表|关于|对接了?|拜访了?|走访了?|接待了?|会见了?|见了|推荐了?|介绍了?"
    r"|联系了?|认识了?|叫做?|一家|有家|客户|朋友|老板|老总|今天|昨天|刚才|刚刚|上午|下午|晚上|旗下|隶属于?"
    r"|母公司|投资方|企业|公司名|加入了?|就职于?|在|和|与|跟|及|了|是|的)"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐"
    "邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封"
    "储靳段焦巴牧隗山谷车侯班仰仲宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶黎薄白蒲鄂索赖卓蔺屠蒙池乔阴胥苍闻党"
    "翟谭贡劳姬申扶冉宰雍桑桂牛寿通边燕冀浦尚农温庄晏柴瞿阎慕连习艾鱼容向古易廖庾终暨居衡步都耿满弘匡国文寇"
    "朴广阙东欧沃利蔚越隆师巩聂晁勾敖融冷辛阚那简饶曾沙养鞠须丰巢关蒯相查后荆红游权肖涂岳付代闫占"
)
_SURNAME = rf"(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[{_SURNAMES}])"
_TITLE = (
    r"(?:副董事长|董事长|副总经理|总经理|副总裁|总裁|副总|总监|部长|经理|主任|董秘|秘书长|会长|副会长|处长"
    r"|局长|常务|专务|社长|董事|博士|教授|工程师|总助|助理|先生|女士|老师|CEO|CFO|CTO|COO"
    r"|总(?![部体投计量共结裁经监助]))"
)
_NAMED = re.compile(rf"({_SURNAME}[\u4e00-\u9fff]{{0,2}}?)\s*[（(]?({_TITLE}(?:助理|兼{_TITLE})?)")
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_ENDS = r"(?=$|[\s，,。；;、（(:：+\d]|手机|电话|微信|联系)"
# “我叫周晓燕”, “我是某某公司的副总王建国”: who writes is whom to call.
_MYSELF = re.compile(
    rf"(?:我叫|我姓名|我的名字叫?)\s*({_SURNAME}{_GIVEN}){_ENDS}"
    rf"|我(?:这边)?是[^，。；\n]{{0,40}}?({_TITLE})({_SURNAME}{_GIVEN}){_ENDS}"
)
# “董秘马良 0571…”; not “总经理于今天…”.
_TITLED = re.compile(rf"({_TITLE})\s?[:：]?\s?((?!于[今明本下上昨后]){_SURNAME}{_GIVEN}){_ENDS}")
# “李明(138…)”
_CALLED = re.compile(
    rf"(?<![\u4e00-\u9fff])({_SURNAME}{_GIVEN})\s*[(（:：,，、]?\s*(?=(?:\+?86[\s-]?)?1[3-9]\d)"
)
_FORM = re.compile(_LEGAL)
_BROUGHT = re.compile(r"\s*(?:的?推荐|的?介绍|的?引荐|牵线)")
_NO_NAME = frozenset(COUNTRIES.values()) | frozenset(PLACE_NAMES)
_NO_COMPANY = re.compile(
    r"我们?|他们?|她|你们?|对方|客户|公司|企业|这家|那家|该|大家|领导|局里|区里|今天|明天|下周|本周|需|希望"
)
# “跟天合光能的张总通了电话”, “SK 想来投资”: a short name shows by what stands around it.
_OF_PERSON = re.compile(
    rf"(?:跟|和|与|拜访了?|对接了?|见了?|联系了?|接待了?|约了?)([\u4e00-\u9fffA-Za-z0-9]{{2,10}}?)的?"
    rf"(?={_SURNAME}[\u4e00-\u9fff]{{0,2}}?{_TITLE})"
)
_WANTING = re.compile(
    r"(?:^|[\n。！；;，,：:])\s*([\u4e00-\u9fffA-Za-z0-9 ]{2,12}?)(?:公司)?"
    r"(?:想|拟|计划|打算|有意|要(?:扩产|建|投|落户|来|找|在))"
)
# “企业叫敏芯微，”
_NAMED_SO = re.compile(
    r"(?:企业|公司|客户|厂家|工厂)(?:名字)?叫做?\s*([\u4e00-\u9fffA-Za-z0-9]{2,12})(?=$|[\s，,。；;、])"
)
_NAME_ALONE = re.compile(rf"{_SURNAME}\s?[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff])?")
_LATIN_NAME = re.compile(r"(?:Mr|Ms|Mrs|Dr)\.? ?[A-Z][a-z]+(?: [A-Z][a-z]+)?")


def phone_in(text: str) -> str:
    """The first mobile number, else one abroad, else the first landline."""
    mobile = _MOBILE.search(text)
    if mobile:
        return "".join(mobile.groups())
    other = _ABROAD.search(text) or _LANDLINE.search(text)
    return other[0].strip() if other else ""


def email_in(text: str) -> str:
    """The first e-mail address, in small letters."""
    found = _EMAIL.search(text)
    return found[0].rstrip(".").lower() if found else ""


def company_in(text: str) -> str:
    """The first company named in full, else one named in Latin letters, else a short name."""
    for line in text.split("\n"):
        match = _COMPANY.search(line)
        if match:
            return _name_of(match[0])
    latin = _LATIN_COMPANY.search(text)
    if latin:
        return latin[0].strip(" ,")
    for match in _SHORT_COMPANY.finditer(text):
        name = _name_of(match[0])
        if len(name) >= 4:
            return name
    for pattern in (_NAMED_SO, _OF_PERSON, _WANTING):
        for match in pattern.finditer(text):
            if not _NO_COMPANY.search(match[1]):
                return match[1].strip()
    return ""


def _name_of(found: str) -> str:
    """The name without what was said before it."""
    end = 0
    for match in _BEFORE_NAME.finditer(found):
        rest = found[match.end() :]
        if len(rest) >= 4 and not re.fullmatch(_LEGAL, rest):
            end = match.end()
    name = found[end:]
    # “深圳过来的苏州某某”: the last place that is followed by a name begins it.
    starts = [name.rfind(place) for place in PLACE_NAMES[:400] if place in name[2:]]
    late = max(starts, default=0)
    if late > 0 and re.search(r"[来的到]$", name[:late]):
        name = name[late:]
    return name.strip("（()·&.- ")


def contact_in(text: str, *, alone: bool = False) -> str:
    """A person with a title (王总, 张伟 副总经理), or a name on a line of its own.

    With `alone` the text is known to be a person's name.
    """
    if alone:
        return re.split(r"[，,、;；/|\d]", text)[0].strip()
    for line in text.split("\n"):
        bare = line.strip(" |·")
        if _NAME_ALONE.fullmatch(bare):
            return bare.replace(" ", "")
    # A surname stands in “有限公司” too, and the next word may be a title.
    text = _FORM.sub(" ", text)
    found = _named(text)
    if found:
        return found
    called = _CALLED.search(text)
    if called and called[1] not in _NO_NAME:
        return called[1]
    latin = _LATIN_NAME.search(text)
    return latin[0] if latin else ""


def _named(text: str) -> str:
    """Who names himself, else the first person with a title who does not only introduce."""
    myself = _MYSELF.search(text)
    if myself:
        return myself[1] or f"{myself[3]} {myself[2]}"
    for found in _NAMED.finditer(text):
        name, title = found.groups()
        if name in _NO_NAME or _BROUGHT.match(text, found.end()):
            continue
        return f"{name}{title}" if len(name) == 1 or title == "总" else f"{name} {title}"
    titled = _TITLED.search(text)
    return f"{titled[2]} {titled[1]}" if titled else ""
