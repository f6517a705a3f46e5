// Opens what hides words: details, accordions, tabs. Follows no link, answers no dialog.
// Returns how many things it opened. What another thing closes again is remembered for write.js.
async () => {
  const MOST = 200;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const all = (root, selector, found = []) => {
    found.push(...root.querySelectorAll(selector));
    for (const each of root.querySelectorAll("*")) if (each.shadowRoot) all(each.shadowRoot, selector, found);
    return found;
  };
  const leads = (element) => {
    const link = element.closest("a[href]");
    return link !== null && !(link.getAttribute("href") || "").startsWith("#");
  };
  const apart = "nav, header, footer, form, dialog, [role=dialog], [role=alertdialog], [role=navigation], [role=menu], [role=menubar]";
  const within = (element) =>
    (element.closest("main, article, [role=main]") === null && element.closest(apart) !== null) ||
    element.closest("nav, form, dialog, [role=dialog], [role=alertdialog], [role=menu]") !== null;
  const panel = (control) => {
    const name = (control.getAttribute("aria-controls") || "").split(/\s+/)[0];
    return name ? control.getRootNode().getElementById(name) : null;
  };
  const kept = (window.__tosmonOpened = window.__tosmonOpened || []);
  let opened = 0;
  for (const each of all(document, "details:not([open])")) {
    each.removeAttribute("name"); // of those with one name the browser leaves a single one open
    each.open = true;
    opened += 1;
  }
  const controls = all(document, "[aria-expanded=false]").filter(
    (each) => each.nodeName !== "SUMMARY" && !each.hasAttribute("aria-haspopup") &&
      !each.matches("input, select, textarea, [role=combobox]") && !leads(each) && !within(each));
  const tabs = all(document, "[role=tab]").filter((each) => !leads(each) && !within(each));
  for (const control of [...controls, ...tabs].slice(0, MOST)) {
    if (!control.isConnected || control.getAttribute("aria-expanded") === "true") continue;
    const tab = control.getAttribute("role") === "tab";
    control.click();
    await pause(tab ? 60 : 15);
    const shown = panel(control);
    if (shown && shown.textContent.trim()) {
      kept.push({ element: shown, copy: shown.cloneNode(true), words: shown.textContent });
    }
    opened += 1;
  }
  return opened;
}
