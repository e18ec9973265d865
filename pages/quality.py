"""Quality & method: how much was read, what contradicts, what was computed, what the words mean."""

from dashboard import blocks, method, quality_checks, quality_computed, quality_reading
from dashboard.markup import Html
from dashboard.state import view

v = view()
t = v.t
blocks.title(
    t(zh="质量与方法：这些数字能信到什么程度", en="Quality & method: how far to trust these figures"),
    t(
        zh="每篇文本的每个数字都有去处：事实、说明了理由的非指标数字，或列为未识别。",
        en="Every number of every text is accounted for: a fact, noise with a reason, or listed as unknown.",
    ),
)
with blocks.with_evidence(v):
    blocks.html(quality_reading.coverage(v))
    blocks.html(v.once("verdicts", lambda: quality_checks.verdicts(v)))
    blocks.html(quality_checks.conflicts(v))
    blocks.html(quality_computed.derivations(v))
    blocks.html(quality_computed.corrections(v), quality_checks.issues(v, v.store.issues))
    blocks.html(v.once("method", lambda: Html(method.definitions(v) + method.method(v))))
