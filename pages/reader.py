"""Source reader: a text with every number marked; `?fact=` opens it at that place."""

from dashboard import blocks, evidence, reader_blocks
from dashboard.reasons import remark
from dashboard.state import view

v = view()
t = v.t
row = v.store.fact(v.fact) if v.fact else None
doc = v.one("text") or (row["doc_id"] if row else next(iter(v.store.texts.index), ""))
layers = tuple(code for code in v.many("layer") if code in reader_blocks.LAYERS) or reader_blocks.LAYERS
text = v.store.text(doc)
blocks.title(
    text["title"] or doc,
    f"{text['publisher']} · {text['published']}" + (f" · {remark(text['note'], t.lang)}" if text["note"] else ""),
    lang=evidence.language_of(text),
)
blocks.html(reader_blocks.switches(v, doc, layers), reader_blocks.legend(v))
left, right = blocks.columns(0.62, 0.38)
with left:
    blocks.html(reader_blocks.article(v, doc, layers))
with right:
    blocks.html(evidence.panel(v.fact, v.store, t, v.links), reader_blocks.charts_of(v), reader_blocks.listing(v, doc))
blocks.scroll_to(v, "chosen")
