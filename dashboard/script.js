// The language of this visit becomes part of the address, so that a copied address means the same elsewhere.
(() => {
  const here = new URL(location.href);
  if (!here.searchParams.has('lang')) {
    here.searchParams.set('lang', document.documentElement.lang === 'en' ? 'en' : 'zh');
    history.replaceState(history.state, '', here);
  }
})();
{
  // The one word of the frame that is not ours.
  const skip = [...document.querySelectorAll('a')].find((e) => ['Skip to main content', '跳到正文'].includes(e.textContent));
  if (skip) skip.textContent = document.documentElement.lang === 'en' ? 'Skip to main content' : '跳到正文';
}
if (!window.caReady) {
  window.caReady = true;
  // A link that was followed keeps the focus when the page has been drawn anew, or else the value whose sentence was
  // closed gets it: a keyboard would have to begin at the top after every choice.
  let kept = null;
  const same = (link) => link.textContent === kept.words && link.getAttribute('aria-label') === kept.label;
  const twins = () => [...document.querySelectorAll('a[data-go]')].filter(same);
  const keep = (link) => {
    kept = { words: link.textContent, label: link.getAttribute('aria-label'), until: Date.now() + 5000 };
    kept.at = twins().indexOf(link);
    kept.fact = new URL(location.href).searchParams.get('fact');
  };
  new MutationObserver(() => {
    if (!kept || document.activeElement !== document.body) return;
    if (Date.now() > kept.until) { kept = null; return; }
    const found = twins();
    const link = found[Math.min(kept.at, found.length - 1)]
      || (kept.fact && document.querySelector(`a[data-go][href*="fact=${CSS.escape(kept.fact)}"]`));
    if (link) link.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
  const go = (href) => {
    history.pushState(null, '', href);
    window.dispatchEvent(new PopStateEvent('popstate', { state: null }));
  };
  const say = (button) => {
    const words = button.textContent;
    button.textContent = document.documentElement.lang === 'en' ? 'Copied' : '已复制';
    setTimeout(() => { button.textContent = words; }, 1500);
  };
  document.addEventListener('click', (event) => {
    const target = event.target.closest ? event.target : null;
    const link = target && target.closest('a[data-go]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      keep(link);
      go(link.href);
      return;
    }
    const button = target && target.closest('button[data-copy], button[data-copy-here]');
    if (button) {
      const text = button.dataset.copy || location.href;
      navigator.clipboard.writeText(text).then(() => say(button), () => window.prompt('', text));
    }
    if (target && target.closest('button[data-print]')) window.print();
  }, true);
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-go]');
    if (!form) return;
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form));
    go(form.getAttribute('action') + '?' + query);
  }, true);
}
