// The first view gives way in the frame in which the page itself stands complete, at the same place.
(() => {
  const first = document.querySelector('.ca-first'), html = document.documentElement;
  const page = () => document.getElementById('root');
  // Somebody may have chosen light or dark in Streamlit's menu, which keeps that for each page.
  try {
    const chosen = JSON.parse(localStorage.getItem(`stActiveTheme-${location.pathname}-v2`));
    if (chosen === 'Light' || chosen === 'Dark') html.style.colorScheme = chosen.toLowerCase();
  } catch { /* no storage, or nothing of ours in it */ }
  first.querySelector('#chosen')?.scrollIntoView({ block: 'center' });
  const start = html.scrollTop;
  let since = 0;
  const stands = () => {
    const root = page();
    // A page that failed says so, and has no foot.
    if (root.querySelector('.stException') || (root.querySelector('.stAlert') && !root.querySelector('.ca-head'))) return true;
    if (!root.querySelector('.ca-foot')) return false;
    since ||= performance.now();
    const wanted = [...first.querySelectorAll('.ca-chart')].filter((one) => one.getBoundingClientRect().top < innerHeight);
    const drawn = [...root.querySelectorAll('.js-plotly-plot')].filter((one) => one.querySelector('.scatterlayer'));
    return drawn.length >= wanted.length || performance.now() - since > 8000;
  };
  const giveWay = () => {
    if (!first.isConnected) return;
    const at = first.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    const top = html.scrollTop;
    first.remove();
    html.style.colorScheme = '';
    if (top !== start) page().querySelector('.stMain')?.scrollTo(0, top);
    if (at) [...page().querySelectorAll('a')].find((one) => one.getAttribute('href') === at)?.focus({ preventScroll: true });
  };
  const look = () => {
    if (page() && stands()) giveWay();
    else if (first.isConnected) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  // Whoever follows a link inside the dashboard wants the next page, not this one.
  addEventListener('popstate', giveWay);
})();
