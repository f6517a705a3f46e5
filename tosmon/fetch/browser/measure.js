// Returns how much text the page holds: letters, words, and a hash of them; and whether an element
// matches `wait`. Digits count as one: a clock or a counter does not keep a page from settling.
(wait) => {
  const unseen = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"]);
  let letters = 0, words = 0, hash = 0, there = wait === null;
  const take = (text) => {
    const plain = text.replace(/\d+/g, "0").trim();
    if (!plain) return;
    letters += plain.length;
    words += plain.split(/\s+/).length + (plain.match(/[\u3040-\ud7af]/g) || []).length / 2;
    for (let i = 0; i < plain.length; i++) hash = (hash * 31 + plain.charCodeAt(i)) | 0;
  };
  const pending = document.body ? [document.body] : [];
  while (pending.length) {
    const node = pending.pop();
    if (node.nodeType === Node.TEXT_NODE) take(node.data);
    if (!there && node.nodeType === Node.ELEMENT_NODE) there = node.matches(wait);
    if (unseen.has(node.nodeName)) continue;
    for (let child = node.firstChild; child; child = child.nextSibling) pending.push(child);
    if (node.shadowRoot) pending.push(node.shadowRoot);
  }
  return [letters, words, String(hash), there];
}
