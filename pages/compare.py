"""Compare regions: chosen indicators side by side, with what keeps them from being compared."""

from dashboard import blocks, compare_blocks, compare_page
from dashboard.state import view

v = view()
found = v.once("lines", lambda: compare_blocks.lines(v.store, v.values, v.t))
blocks.title(compare_page.title(v, found), compare_page.lead(v))
blocks.html(compare_blocks.switches(v), compare_blocks.picker(v, found), compare_page.wider(v, found))
if found:
    table = (compare_blocks.lamp_key(v), compare_blocks.matrix(v, found), compare_page.tools(v))
    if not v.fact:
        blocks.html(*table)
    with blocks.with_evidence(v):
        # The sentence of a chosen cell stands beside the table: below it, on most screens, nobody would see it.
        if v.fact:
            blocks.html(*table)
        compare_page.chart(v, found)
else:
    blocks.empty(v)
