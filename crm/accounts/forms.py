"""Forms of people."""

from typing import Any

from wtforms.validators import EqualTo

from crm.accounts.rules import Role, Scope, UnitKind
from crm.core.forms import (
    BooleanField,
    ChoiceField,
    Form,
    HiddenField,
    IdField,
    PasswordField,
    TextField,
    WholeNumberField,
    needed,
)


class LoginForm(Form):
    """User name and password."""

    username = TextField("登录名", [needed("请填写登录名。")], limit=80)
    password = PasswordField("密码", [needed("请填写密码。")])
    next = HiddenField()


class PasswordForm(Form):
    """A new password, with the present one as proof."""

    current = PasswordField("当前密码", [needed("请填写当前密码。")])
    new = PasswordField("新密码", [needed("请填写新密码。")])
    again = PasswordField(
        "再填一次新密码", [needed("请再填一次。"), EqualTo("new", "两次填写的新密码不一样。")]
    )


class UserForm(Form):
    """An account; the login name is given once and stays."""

    username = TextField("登录名", [needed()], limit=40)
    name = TextField("姓名", [needed()], limit=40)
    role = ChoiceField("角色", kind=Role)
    unit_id = IdField("所属机构", blank="请选择")
    scope = ChoiceField("数据范围", kind=Scope)
    phone = TextField("手机", limit=40)
    active = BooleanField("启用", default=True)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.offer(units)


class UnitForm(Form):
    """A unit of the organisation."""

    name = TextField("机构名称", [needed()], limit=80)
    kind = ChoiceField("类型", kind=UnitKind)
    parent_id = IdField("上级机构", blank="（顶层）")
    position = WholeNumberField("顺序", least=0, most=9999)
    active = BooleanField("启用", default=True)

    def __init__(self, *args: Any, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent_id.offer(parents)
