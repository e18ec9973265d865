"""The canvas of a visit: Streamlit draws what it is given in the browser of the visitor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

if TYPE_CHECKING:
    from dashboard.state import View


class _Drawn(BaseFigure):  # type: ignore[misc]
    """A figure as Streamlit wants it without its second validation, which takes longer than the rest of a page.

    The tests hold every figure against `plotly.graph_objects`.
    """

    def __init__(self, figure: dict[str, Any]) -> None:
        object.__setattr__(self, "_drawn", figure)

    def to_dict(self) -> dict[str, Any]:
        """The figure as it was built."""
        drawn: dict[str, Any] = self._drawn
        return drawn


def _clicked(key: str) -> Callable[[], None]:
    def choose() -> None:
        state: Any = st.session_state.get(key) or {}
        points = state.get("selection", {}).get("points", [])
        data = points[0].get("customdata") if points else None
        if data:
            # A list, or a mapping by position after its way through the browser.
            st.query_params["fact"] = str(data[0] if isinstance(data, list) else data.get("0"))

    return choose


class Screen:
    """The run of a page in a session of Streamlit; all sessions share one, as it keeps nothing."""

    @property
    def view(self) -> View:
        """The view of this run."""
        made: View = st.session_state["view"]
        return made

    def html(self, content: str) -> None:
        """HTML that the dashboard made."""
        st.html(content)

    def live(self, content: str, script: str) -> None:
        """HTML with a script that runs once it stands."""
        st.html(f"{content}<script>{script}</script>", unsafe_allow_javascript=True)

    def note(self, words: str, icon: str) -> None:
        """A box with words."""
        st.warning(words, icon=f":material/{icon}:")

    def chart(self, key: str, figure: dict[str, Any], config: dict[str, Any], alt: str) -> None:
        """A chart of Plotly."""
        st.plotly_chart(
            _Drawn(figure),
            key=key,
            on_select=_clicked(key),
            selection_mode="points",
            config=config,
            alt=alt,
            width="stretch",
        )

    def columns(self, shares: Sequence[float]) -> Sequence[AbstractContextManager[Any]]:
        """Columns beside each other, below each other on a phone."""
        return st.columns(list(shares), gap="medium")


SCREEN = Screen()
