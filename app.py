"""The server: the dashboard's pages, the data addresses, headers and compression. Start: `streamlit run app.py`."""

import streamlit as st

from dashboard.routes import ROUTES
from dashboard.server import MIDDLEWARE, lifespan
from dashboard.store import ROOT

app = st.App(ROOT / "dashboard" / "main.py", routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
