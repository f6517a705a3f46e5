// Returns the DOM as HTML, null where it is longer than `most`. Shadow trees stand in the place of
// their host's children; scripts, styles, templates and words for readers without scripts are out.
// What open.js saw opened is written as it was then, also where it was closed or replaced since.
(most) => {
  const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
  const OUT = new Set(
    "script style noscript template svg canvas iframe object video audio".split(" "));
  const HIDES = new Set(["hidden", "aria-hidden", "inert"]);
  const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i;
  const NAME = /^[a-zA-Z_:][-\w:.]*$/;
  const out = [];
  let size = 0;
  const put = (text) => {
    size += text.length;
    if (size <= most) out.push(text);
  };
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")
    .replace(/>/g, "&gt;").replace(/\u00a0/g, "&nbsp;");
  const quote = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;");

  const opened = new Map(); // an element that is there: what it showed, in order
  const gone = new Map(); // what stood before an element that is not there any more: the same
  for (const { anchor, element, copy, words } of window.__tosmonOpened || []) {
    const [where, key] = element.isConnected ? [opened, element] :
      [gone, anchor.isConnected ? anchor : document.body];
    const shown = where.get(key) || [];
    if (!shown.some((each) => each.words === words)) shown.push({ copy, words });
    where.set(key, shown);
  }
  const write = (node, isCopy) => {
    if (size > most) return;
    if (node.nodeType === Node.TEXT_NODE) return put(escape(node.data));
    if (node.nodeType !== Node.ELEMENT_NODE || OUT.has(node.localName)) return;
    const views = isCopy ? undefined : opened.get(node);
    if (views && views.some((view) => view.words !== node.textContent)) {
      for (const view of views) write(view.copy, true);
      if (views.some((view) => view.words === node.textContent)) return;
    }
    element(node, isCopy || views !== undefined);
    if (!isCopy && node !== document.body) {
      for (const view of gone.get(node) || []) write(view.copy, true);
    }
  };
  const element = (node, isOpen) => {
    put("<" + node.localName);
    for (const { name, value } of node.attributes) {
      if (name.startsWith("on") || name === "nonce" || !NAME.test(name)) continue;
      if (isOpen && (HIDES.has(name) || (name === "style" && HIDDEN.test(value)))) continue;
      put(" " + name + '="' + quote(value) + '"');
    }
    put(">");
    if (VOID.has(node.localName)) return;
    children(node);
    if (node === document.body) for (const view of gone.get(node) || []) write(view.copy, true);
    put("</" + node.localName + ">");
  };
  const children = (node) => {
    if (node.localName === "slot" && node.getRootNode() instanceof ShadowRoot) {
      const given = node.assignedNodes({ flatten: true });
      if (given.length) return given.forEach((each) => write(each, false));
    }
    const from = node.shadowRoot || node;
    for (let child = from.firstChild; child; child = child.nextSibling) write(child, false);
  };
  put("<!DOCTYPE html>\n");
  write(document.documentElement, false);
  return size > most ? null : out.join("");
}
