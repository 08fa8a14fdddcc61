"""Roles, what they may, how far they see; sign-in limits and passwords. Pure functions."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from crm.lib.labelled import Labelled


class UnitKind(Labelled):
    """What a unit of the organisation is."""

    ZONE = "zone", "开发区"
    PARK = "park", "园区"
    TOWN = "town", "镇街"
    BUREAU = "bureau", "部门"
    OFFICE = "office", "驻点"
    TASK_FORCE = "task_force", "专班"


class Role(Labelled):
    """The roles of an account."""

    STAFF = "staff", "招商专员"
    MANAGER = "manager", "负责人"
    LEADER = "leader", "领导"
    ADMIN = "admin", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计员"


class Scope(Labelled):
    """Whose records a person sees (数据范围)."""

    NONE = "none", "无业务数据"
    OWN = "own", "本人"
    UNIT = "unit", "本单位"
    BELOW = "below", "本单位及下级"
    ZONE = "zone", "全区"


class Permission(Labelled):
    """What a view or an operation takes; roles hold sets of them."""

    READ = "read", "查看业务"
    LOG = "log", "登记线索、项目和跟进"
    MANAGE = "manage", "分派、认定、定目标、编简报"
    ISSUE = "issue", "签发简报、批示"
    CONFIGURE = "configure", "维护机构、产业链、口径和参数"
    ACCOUNTS = "accounts", "管理账号、角色和范围"
    AUDIT = "audit", "查阅审计日志"


READ, LOG, MANAGE = Permission.READ, Permission.LOG, Permission.MANAGE
MAY: dict[Role, frozenset[Permission]] = {
    Role.STAFF: frozenset({READ, LOG}),
    Role.MANAGER: frozenset({READ, LOG, MANAGE}),
    Role.LEADER: frozenset({READ, Permission.ISSUE}),
    Role.ADMIN: frozenset({Permission.CONFIGURE, Permission.ACCOUNTS}),
    Role.SECURITY: frozenset({Permission.ACCOUNTS}),
    Role.AUDITOR: frozenset({Permission.AUDIT}),
}
# How far a role may see at most, and sees unless its account says less.
WIDEST: dict[Role, Scope] = {
    Role.STAFF: Scope.UNIT,
    Role.MANAGER: Scope.BELOW,
    Role.LEADER: Scope.ZONE,
    Role.ADMIN: Scope.NONE,
    Role.SECURITY: Scope.NONE,
    Role.AUDITOR: Scope.NONE,
}
SCOPES = list(Scope)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """All that decides what a person sees, beside the records themselves."""

    id: int
    role: Role
    scope: Scope
    unit_id: int
    unit_path: str
    # The numbers of his unit and of those below it; None when the database has to be asked.
    units: tuple[int, ...] | None = None

    def may(self, permission: str) -> bool:
        """Whether the role holds the permission."""
        return permission in MAY[self.role]


@dataclass(frozen=True, kw_only=True)
class Viewer(Sight):
    """The person on whose behalf something is read or done."""

    username: str
    name: str
    unit_name: str
    must_change_password: bool = False
    session_id: int | None = None
    session_key: str = ""
    unread: int = 0
    # Of what every page needs and workers keep (`crm.core.kept`); None when it is not known.
    revision: int | None = None

    is_active = True
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """The secret by which Flask-Login finds the session again."""
        return self.session_key

    @property
    def sight(self) -> tuple[int, Role, Scope, str]:
        """The same, as what is counted for one person is kept by."""
        return self.id, self.role, self.scope, self.unit_path


def scope_allowed(role: Role, scope: Scope) -> bool:
    """Whether an account of that role may be given that scope: never wider than its role's."""
    widest = WIDEST[role]
    if widest is Scope.NONE:
        return scope is Scope.NONE
    return Scope.NONE is not scope and SCOPES.index(scope) <= SCOPES.index(widest)


# Sign-in: reliability.md A2. A whole office may share one address.
WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 50


def is_throttled(account_failures: int, address_failures: int) -> bool:
    """Whether further passwords are not even looked at; counts are those within WINDOW."""
    return account_failures >= FAILURES_PER_ACCOUNT or address_failures >= FAILURES_PER_ADDRESS


ABSOLUTE_LIFE = timedelta(hours=12)
ADMIN_IDLE_MINUTES = 15


def idle_limit(role: Role, minutes: int) -> timedelta:
    """How long a session may lie idle: administrators' shorter than others'."""
    privileged = role in (Role.ADMIN, Role.SECURITY, Role.AUDITOR)
    return timedelta(minutes=min(minutes, ADMIN_IDLE_MINUTES) if privileged else minutes)


def session_ended(
    role: Role, minutes: int, created: datetime, seen: datetime, at: datetime
) -> bool:
    """Whether a session is over at an instant, by idling or by its age."""
    return at - seen > idle_limit(role, minutes) or at - created > ABSOLUTE_LIFE


# How long a password that was handed out may wait to be changed: reliability.md A7.
ONE_TIME_LIFE = timedelta(hours=24)


def one_time_password_ended(must_change: bool, given: datetime, at: datetime) -> bool:
    """Whether a password that was handed out to be changed is too old to sign in with."""
    return must_change and at - given > ONE_TIME_LIFE


LEAST_LENGTH, PHRASE_LENGTH, LONGEST = 10, 15, 128
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
GUESSED = (
    "password", "passw0rd", "qwerty", "admin", "abc123", "123456", "654321", "111111", "000000",
    "888888", "666666", "5201314", "1314520", "woaini", "iloveyou", "zhaoshang", "zhengfu",
    "kaifaqu", "guanwei", "yancheng", "jiangsu", "nihao", "letmein", "welcome",
)  # fmt: skip


def password_fault(password: str, username: str, taken: Collection[str] = ()) -> str | None:
    """Why a password is not good enough, as a sentence; None when it is.

    At least 10 characters of three kinds, or 15 of any (等保 and OWASP ask for different things;
    either satisfies). Words that attackers try first may not carry the password.
    """
    if len(password) > LONGEST:
        return f"密码最长 {LONGEST} 个字符。"
    kinds = sum(bool(re.search(kind, password)) for kind in CLASSES)
    if len(password) < LEAST_LENGTH or (len(password) < PHRASE_LENGTH and kinds < 3):
        return (
            f"密码太简单：至少 {LEAST_LENGTH} 位，含大写、小写、数字、符号中的三种；"
            f"或用 {PHRASE_LENGTH} 位以上的一句话。"
        )
    if username.lower() in password.lower():
        return "密码不能包含登录名。"
    rest = password.lower()
    for word in GUESSED:
        rest = rest.replace(word, "")
    if len(rest) < LEAST_LENGTH // 2 or len(set(password)) < 5:
        return "密码太容易被猜中，请换一个。"
    if password in taken:
        return "新密码不能与当前密码相同。"
    return None


USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def username_fault(username: str) -> str | None:
    """Why a login name cannot be taken, as a sentence; None when it can."""
    if USERNAME.fullmatch(username):
        return None
    return "登录名用 2 至 40 位小写字母、数字、点、横线或下划线，以字母或数字开头。"


_OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_OUTSIDE = re.compile(r"//|[\x00-\x20\x7f\\\u2215\u2044\uff0f\uff3c]")


def safe_next(target: str | None) -> str | None:
    """An address of this site to go on to after signing in, or None.

    Only a plain ASCII path counts: whatever a browser might read as another host, a header or a
    script is dropped, in its encoded forms too (reliability.md C6).
    """
    if not target or len(target) > 2000 or not _OWN_PATH.fullmatch(target):
        return None
    path = unquote(unquote(target.partition("?")[0]))
    if _OUTSIDE.search(path) or path.startswith(("/login", "/logout")):
        return None
    return target


# In the order in which they are looked for: most carry the names of those further down.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("360SE", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """What a browser says of itself, as people call it: Edge · Windows."""
    named = (
        next((word for mark, word in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)
    )
    return " · ".join(word for word in named if word) or "其他程序"
