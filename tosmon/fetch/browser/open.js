// Opens what hides words: details, accordions, tabs. Follows no link, answers no dialog.
// Returns how many things it opened, of those that it had not tried before. What another thing
// closes again is remembered for write.js.
async () => {
  const MOST = 200;
  const APART = "nav, form, dialog, [role=dialog], [role=alertdialog], [role=navigation], " +
    "[role=menu], [role=menubar]";
  const MAIN = "main, article, [role=main]";
  const OUTSIDE = "header, footer, aside";
  const HEADINGS = "h1, h2, h3, h4, h5, h6, dt, [role=heading]";
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const all = (root, selector, found = []) => {
    found.push(...root.querySelectorAll(selector));
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) all(each.shadowRoot, selector, found);
    }
    return found;
  };
  // As Element.closest, out of shadow trees too.
  const around = (element, selector) => {
    for (let each = element; each; each = each.getRootNode().host) {
      const found = each.closest(selector);
      if (found) return found;
    }
    return null;
  };
  const leads = (element) => {
    const link = element.closest("a[href]");
    return link !== null && !(link.getAttribute("href") || "").startsWith("#");
  };
  const hasMain = document.querySelector(MAIN) !== null;
  const isApart = (element) =>
    around(element, APART) !== null ||
    (around(element, MAIN) === null && (hasMain || around(element, OUTSIDE) !== null));
  const anchorOf = (control) => control.closest(HEADINGS) || control;
  const panelOf = (control) => {
    const name = (control.getAttribute("aria-controls") || "").split(/\s+/)[0];
    if (name) return control.getRootNode().getElementById(name);
    const next = anchorOf(control).nextElementSibling;
    return next && !next.querySelector("[aria-expanded]") ? next : null;
  };

  const kept = (window.__tosmonOpened = window.__tosmonOpened || []);
  const tried = (window.__tosmonTried = window.__tosmonTried || new WeakSet());
  let opened = 0;
  for (const each of all(document, "details:not([open])")) {
    each.removeAttribute("name"); // of those with one name the browser leaves a single one open
    each.open = true;
    opened += 1;
  }
  const controls = all(document, "[aria-expanded=false], [role=tab]").filter(
    (each) => !tried.has(each) && !each.hasAttribute("aria-haspopup") && !leads(each) &&
      !isApart(each) && !each.matches("summary, input, select, textarea, [role=combobox]"));
  for (const control of controls.slice(0, MOST)) {
    tried.add(control);
    const isTab = control.getAttribute("role") === "tab";
    if (!control.isConnected) continue;
    if (isTab || control.getAttribute("aria-expanded") === "false") control.click();
    await pause(isTab ? 60 : 15);
    const panel = panelOf(control);
    if (panel && panel.textContent.trim()) {
      const copy = panel.cloneNode(true);
      kept.push({ anchor: anchorOf(control), element: panel, copy, words: panel.textContent });
    }
    opened += 1;
  }
  return opened;
}
