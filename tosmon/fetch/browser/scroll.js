// Scrolls through the page, which loads what waits for being seen. Bounded: a page without an end
// is read as far as this goes. Returns whether there was anything to scroll.
async () => {
  const STEPS = 12;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const page = document.scrollingElement || document.documentElement;
  const before = document.body ? document.body.textContent.length : 0;
  for (let step = 0; step < STEPS; step++) {
    if (page.scrollTop + window.innerHeight >= page.scrollHeight - 1) break;
    window.scrollBy(0, window.innerHeight);
    await pause(80);
  }
  window.scrollTo(0, 0);
  return document.body ? document.body.textContent.length !== before : false;
}
