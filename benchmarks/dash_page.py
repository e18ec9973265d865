"""A plain Dash page with a table and a chart of the same rows that the page of low-income support begins with.

Run by the Python of an environment that has dash and pandas: `python benchmarks/dash_page.py PORT`.
"""

import sys
from pathlib import Path

import dash
import pandas as pd

TABLE = Path(__file__).resolve().parent.parent / "data" / "published" / "indicators.parquet"
SHOWN = ["region", "indicator", "dims", "period", "value", "unit", "value_text", "provenance"]

rows = pd.read_parquet(TABLE)
rows = rows[(rows["indicator"] == "dibao_standard") & (rows["measure"] == "level")]
figure = {
    "data": [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": rows["value"].tolist(),
            "y": (rows["region"] + " " + rows["dims"]).tolist(),
            "text": rows["period"].tolist(),
            "textposition": "middle right",
        }
    ],
    "layout": {"title": {"text": "dibao_standard, CNY/person/month"}, "height": 300},
}
head = dash.html.Thead(dash.html.Tr([dash.html.Th(name) for name in SHOWN]))
body = dash.html.Tbody(
    [dash.html.Tr([dash.html.Td(str(cell)) for cell in line]) for line in rows[SHOWN].itertuples(index=False)]
)
app = dash.Dash(__name__)
app.layout = dash.html.Div([dash.dcc.Graph(figure=figure), dash.html.Table([head, body])])

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
