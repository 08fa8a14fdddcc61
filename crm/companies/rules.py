"""What companies are to the zone, and how strongly two look alike. Pure functions."""

from crm.lib.labelled import Labelled


class Relation(Labelled):
    """What a company is to the zone."""

    LOCAL = "local", "区内企业"
    INVESTOR = "investor", "投资方"
    TARGET = "target", "目标企业"


class NameKind(Labelled):
    """What another name of a company is."""

    SHORT = "short", "简称"
    FORMER = "former", "曾用名"
    FOREIGN = "foreign", "外文名"
    CODE = "code", "代号"


class Likeness(Labelled):
    """Why two companies are taken for the same one, strongest first."""

    CREDIT_CODE = "credit_code", "同一信用代码"
    NAME = "name", "名称相同"
    SHORT_NAME = "short_name", "简称或曾用名相同"
    SOUND = "sound", "读音相同"
    PHONE = "phone", "联系电话相同"
