// Returns the DOM as HTML, null where it is longer than `most`. Shadow trees stand in the place of
// their host's children; scripts, styles, templates and words for readers without scripts are out.
(most) => {
  const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
  const OUT = new Set(["script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "video", "audio"]);
  const out = [];
  let size = 0;
  const put = (text) => { size += text.length; if (size <= most) out.push(text); };
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\u00a0/g, "&nbsp;");
  const quote = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const opened = new Map(); // an element that was opened: what it showed, in order
  for (const { element, copy, words } of window.__tosmonOpened || []) {
    const shown = opened.get(element) || [];
    if (!shown.some((each) => each.words === words)) shown.push({ copy, words });
    opened.set(element, shown);
  }
  const write = (node, shown) => {
    if (size > most) return;
    if (node.nodeType === Node.TEXT_NODE) return put(escape(node.data));
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const name = node.localName;
    if (OUT.has(name)) return;
    const views = shown ? undefined : opened.get(node);
    const open = shown || views !== undefined;
    if (views && !views.every((view) => view.words === node.textContent)) {
      for (const view of views) write(view.copy, true);
      if (views.some((view) => view.words === node.textContent)) return;
    }
    put("<" + name);
    for (const { name: key, value } of node.attributes) {
      if (key.startsWith("on") || key === "nonce" || !/^[a-zA-Z_:][-\w:.]*$/.test(key)) continue;
      if (open && (key === "hidden" || key === "aria-hidden" || key === "inert")) continue;
      if (open && key === "style" && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(value)) continue;
      put(" " + key + '="' + quote(value) + '"');
    }
    put(">");
    if (VOID.has(name)) return;
    children(node);
    put("</" + name + ">");
  };
  const children = (node) => {
    if (node.localName === "slot" && node.getRootNode() instanceof ShadowRoot) {
      const given = node.assignedNodes({ flatten: true });
      if (given.length) return given.forEach((each) => write(each, false));
    }
    const from = node.shadowRoot || node;
    for (let child = from.firstChild; child; child = child.nextSibling) write(child, false);
    if (node.localName === "body") {
      for (const [element, views] of opened) {
        if (!element.isConnected) for (const view of views) write(view.copy, true);
      }
    }
  };
  put("<!DOCTYPE html>\n");
  write(document.documentElement, false);
  return size > most ? null : out.join("");
}
