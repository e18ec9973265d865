"""What tests of several modules need: the site as it is deployed, started once."""

from collections.abc import Iterator

import pytest

from tests.nginx import Site, behind_nginx


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """nginx with the project's configuration, and the dashboard behind it."""
    with behind_nginx(tmp_path_factory.mktemp("nginx")) as found:
        yield found
