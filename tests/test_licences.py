"""The list of licences is that of the lock file, and nothing that runs is under the GPL or AGPL alone."""

import pytest

from tests import licences


def test_the_list_is_up_to_date():
    assert licences.LIST.read_text(encoding="utf-8") == licences.render(), "run `python -m tests.licences --update`"


def test_every_package_states_a_licence():
    assert [name for name, licence, _ in licences.rows() if licence == "not stated"] == []


def test_nothing_at_run_time_is_copyleft():
    assert [name for name, licence, _ in licences.rows() if licences.is_copyleft(licence)] == []


def test_where_gpl_is_one_of_several_the_used_one_is_named():
    offered = {name for name, licence, _ in licences.rows() if licences.COPYLEFT.search(licence)}
    assert offered == set(licences.CHOSEN)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("GPL-3.0", True), ("AGPL-3.0-only OR GPL-2.0", True), ("MIT OR GPL-2.0", False), ("LGPL-2.1", False)],
)
def test_copyleft_is_told(licence, expected):
    assert licences.is_copyleft(licence) == expected
