import copy
import pickle

import pytest

from crm.lib.labelled import Labelled


class Stage(Labelled):
    TALKING = "talking", "在谈"
    SIGNED = "signed", "签约"


def test_a_member_is_its_stored_text_and_carries_its_label():
    assert Stage.SIGNED == "signed"
    assert str(Stage.SIGNED) == "signed"
    assert Stage.SIGNED.label == "签约"
    assert Stage("signed") is Stage.SIGNED


def test_choices_keep_the_order_of_declaration():
    assert Stage.choices() == [("talking", "在谈"), ("signed", "签约")]


@pytest.mark.parametrize("text", ["签约", " 签约　", "signed"])
def test_a_member_is_found_by_label_or_value(text):
    assert Stage.from_label(text) is Stage.SIGNED


def test_an_unknown_label_is_refused_with_those_allowed():
    with pytest.raises(ValueError, match="“投产”不在可选范围内，可填：在谈、签约"):
        Stage.from_label("投产")


def test_members_survive_copying_and_pickling():
    assert copy.deepcopy(Stage.SIGNED) is Stage.SIGNED
    assert pickle.loads(pickle.dumps(Stage.SIGNED)) is Stage.SIGNED  # noqa: S301
