"""The dashboard: reads data/published and shows it; every number stays one step away from its sentence.

Pages only arrange. Queries, figures, texts and exports are pure functions of this package; streamlit is imported in
`main`, `frame`, `state`, `blocks` and `data` only.
"""
