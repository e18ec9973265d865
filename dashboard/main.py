"""Entry script of a visit: reads the address, draws the frame, runs the page.

It lies in `dashboard/` so that `pages/` is no sibling of it: Streamlit takes a folder of that name beside the entry
script for its own menu, and a deep link on a fresh server would then miss the frame.
"""

import streamlit as st

from dashboard import frame

page = st.navigation(frame.streamlit_pages(), position="hidden")
st.set_page_config(
    page_title=frame.window_title(page.url_path), page_icon="📊", layout="wide", initial_sidebar_state="collapsed"
)
if frame.begin(page.url_path):
    page.run()
    frame.end()
