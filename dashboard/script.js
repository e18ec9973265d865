// The language of this visit becomes part of the address, so that a copied address means the same elsewhere.
(() => {
  const here = new URL(location.href);
  if (!here.searchParams.has('lang')) {
    here.searchParams.set('lang', document.documentElement.lang === 'en' ? 'en' : 'zh');
    history.replaceState(history.state, '', here);
  }
})();
if (!window.caReady) {
  window.caReady = true;
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
