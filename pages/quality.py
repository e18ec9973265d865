"""Quality & method: how much was read, what contradicts, what was computed, what the words mean."""

from dashboard import blocks, quality
from dashboard.state import view

v = view()
t = v.t
blocks.title(
    v,
    t(zh="质量与方法：这些数字能信到什么程度", en="Quality & method: how far to trust these figures"),
    t(
        zh="每篇文本的每个数字都有去处：事实、说明了理由的非指标数字，或列为未识别。",
        en="Every number of every text is accounted for: a fact, noise with a reason, or listed as unknown.",
    ),
)
with blocks.with_evidence(v):
    blocks.html(quality.coverage(v))
    blocks.html(quality.verdicts(v))
    blocks.html(quality.conflicts(v))
    blocks.html(quality.derivations(v))
    blocks.html(quality.corrections(v), quality.issues(v, v.store.issues))
    blocks.html(quality.definitions(v), quality.method(v))
