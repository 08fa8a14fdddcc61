"""A package imports only from packages that stand before it; rooms keep their order."""

import ast

import pytest

from tests.house.tree import CRM, FLOORS, ROOM_ORDER, ROOMS, imports, place, shown, sources, syntax

FREE = {"app", "cli", "server", "tables", "__init__"}  # files directly in crm/: they assemble
PURE = ("flask", "sqlalchemy", "crm.core", "datetime.datetime.now", "time.time")


def floor_of(module: str) -> int | None:
    parts = module.split(".")
    if parts[0] != "crm" or len(parts) < 2 or parts[1] not in FLOORS:
        return None
    return FLOORS.index(parts[1])


def test_every_package_has_its_floor():
    packages = {path.parent.name for path in CRM.glob("*/__init__.py")}
    assert packages <= set(FLOORS), packages - set(FLOORS)


def test_packages_import_downwards_only():
    wrong = []
    for path in sources():
        package, _room = place(path)
        if not package:
            continue
        here = FLOORS.index(package)
        for module, line in imports(path):
            there = floor_of(module)
            if there is not None and there > here:
                wrong.append(f"{shown(path, line)} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_nothing_imports_the_assembly_the_settings_or_the_tests():
    wrong = []
    for path in sources():
        _package, room = place(path)
        for module, line in imports(path):
            top = module.split(".")[0]
            assembly = module in ("crm.app", "crm.cli") or module.startswith(
                ("crm.app.", "crm.cli.")
            )
            if top in ("config", "tests", "wsgi") or (assembly and room not in FREE):
                wrong.append(f"{shown(path, line)} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_no_import_hides_inside_a_function():
    wrong = []
    for path in sources():
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                wrong += [
                    shown(path, inner.lineno)
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert not wrong, "\n".join(wrong)


def test_files_of_a_package_have_one_of_seven_names():
    wrong = [
        shown(path)
        for path in sources()
        if (found := place(path))[0] not in ("", "lib", "core")
        and found[1] not in (*ROOMS, "__init__", "seeds", "demo", "fonts")
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_import_lower_rooms_of_their_package_only():
    wrong = []
    for path in sources():
        package, room = place(path)
        if room not in ROOM_ORDER:
            continue
        for module, line in imports(path):
            parts = module.split(".")
            own = parts[:2] == ["crm", package] and len(parts) > 2 and parts[2] in ROOM_ORDER
            if own and ROOM_ORDER[parts[2]] > ROOM_ORDER[room]:
                wrong.append(f"{shown(path, line)} imports {module}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ["rules", "operations", "queries"])
def test_a_room_keeps_away_from_what_it_may_not_use(room):
    banned = {
        "rules": ("flask", "flask_login", "sqlalchemy", "crm.core"),
        "operations": ("flask_login", "flask_wtf", "wtforms"),
        "queries": ("flask_wtf", "wtforms"),
    }[room]
    wrong = []
    for path in sources():
        package, found = place(path)
        if found != room or package in ("", "core"):
            continue
        for module, line in imports(path):
            if module.split(".")[0] in banned or module.startswith(
                tuple(f"{name}." for name in banned if "." in name)
            ):
                wrong.append(f"{shown(path, line)} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_lib_knows_neither_database_nor_flask():
    wrong = [
        f"{shown(path, line)} imports {module}"
        for path in sources("crm/lib")
        for module, line in imports(path)
        if module.split(".")[0] in ("flask", "sqlalchemy", "alembic", "wtforms")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_clock_is_read_in_few_places():
    """Today is an argument: only the frame, the doors and the jobs look at the clock."""
    wrong = []
    for path in sources():
        package, _room = place(path)
        if package in ("core", "lib", ""):
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                if called in ("date.today", "datetime.now", "datetime.utcnow", "time.time"):
                    wrong.append(f"{shown(path, node.lineno)} calls {called}")
    assert not wrong, "\n".join(wrong)
