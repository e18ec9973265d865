"""The dashboard: reads data/published and shows it; every number stays one step away from its sentence.

Pages only arrange, and a canvas draws: Streamlit's screen, or the HTML of the first moment. Queries, figures, texts and
exports are pure functions of this package; streamlit is imported in `main`, `frame`, `screen` and `server` only.
"""
