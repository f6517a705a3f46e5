/* The search of a site: looks words up in the index beside it and shows the paragraphs that hold
   them. It loads the site's own files alone, and puts fetched words on the page as text only. */
"use strict";
(() => {
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff";
  const PIECE = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
  const DOCUMENTS = 10, BLOCKS = 3, LONGEST = 420;
  const waiting = new Map(), loaded = new Map();

  window.tosmonIndex = (name, data) => {
    loaded.set(name, data);
    (waiting.get(name) || []).forEach((ready) => ready());
  };

  function load(name) {
    if (loaded.has(name)) return Promise.resolve(loaded.get(name));
    return new Promise((resolve, reject) => {
      const ready = () => resolve(loaded.get(name));
      if (waiting.has(name)) { waiting.get(name).push(ready); return; }
      waiting.set(name, [ready]);
      const script = document.createElement("script");
      script.src = `index/${name}.js`;
      script.onerror = () => { waiting.delete(name); reject(new Error(name)); };
      document.head.append(script);
    });
  }

  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "");
  const words = (text) => fold(text).match(PIECE) || [];

  /* What was typed as pieces: the words of each, whether its last may go on, whether it must be
     away, and whether its words must follow one another. */
  function pieces(query) {
    const found = [];
    for (const [, minus, phrase, star, word] of
         query.replace(/[“”]/g, '"').matchAll(/(-?)"([^"]*)"(\*?)|(\S+)/g)) {
      const raw = phrase === undefined ? word : phrase;
      const without = Boolean(minus) || (phrase === undefined && raw.length > 1 && raw[0] === "-");
      const list = words(raw);
      if (list.length) {
        found.push({words: list, begins: Boolean(star) || /\*$/.test(raw), without,
                    phrase: list.length > 1});
      }
    }
    return found;
  }

  function places(coded) {
    let at = 0;
    return coded.split(" ").map((step) => (at += parseInt(step, 36)));
  }

  /* The parts of the index, each with the documents that it holds and the first words of its files. */
  async function parts() {
    const {parts: count} = await load("index");
    return Promise.all(Array.from({length: count},
      async (_, name) => ({name, ...await load(`${name}/index`)})));
  }

  /* The paragraphs of a part that hold a word, or one that begins so. */
  async function holding(part, word, begins) {
    const firsts = part.words;
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= word) low = middle + 1; else high = middle;
    }
    const all = new Set();
    for (let n = Math.max(low - 1, 0); n < firsts.length; n += 1) {
      if (n >= low && !(begins && firsts[n].startsWith(word))) break;
      const shard = await load(`${part.name}/words/${n}`);
      if (!begins) {
        if (Object.hasOwn(shard, word)) places(shard[word]).forEach((p) => all.add(p));
        break;
      }
      for (const [known, coded] of Object.entries(shard)) {
        if (known.startsWith(word)) places(coded).forEach((p) => all.add(p));
      }
    }
    return all;
  }

  async function candidates(part, asked) {
    let found = null;
    for (const piece of asked.filter((p) => !p.without)) {
      for (const [n, word] of piece.words.entries()) {
        const last = n === piece.words.length - 1;
        const set = await holding(part, word, piece.begins && last);
        found = found === null ? set : new Set([...found].filter((p) => set.has(p)));
        if (!found.size) return found;
      }
    }
    for (const piece of asked.filter((p) => p.without && !p.phrase)) {
      const set = await holding(part, piece.words[0], piece.begins);
      found = new Set([...found].filter((p) => !set.has(p)));
    }
    return found || new Set();
  }

  /* Where the folded letters of a text stand in it, so that what was found can be marked. */
  function spans(text, piece) {
    let folded = "";
    const at = [];
    let n = 0;
    for (const character of text) {
      for (const unit of fold(character)) { folded += unit; for (let i = 0; i < unit.length; i += 1) at.push(n); }
      n += character.length;
    }
    at.push(text.length);
    const between = "[^\\p{L}\\p{N}]*";
    const spaced = piece.words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const body = spaced.join(new RegExp(`[${UNSPACED}]`).test(piece.words.join("")) ? between : "[^\\p{L}\\p{N}]+");
    const apart = new RegExp(`[${UNSPACED}]`).test(piece.words.join(""));
    const start = apart ? "" : "(?<![\\p{L}\\p{N}])";
    const end = apart || piece.begins ? "" : "(?![\\p{L}\\p{N}])";
    return [...folded.matchAll(new RegExp(start + body + end, "gu"))]
      .map((m) => [at[m.index], at[m.index + m[0].length - 1] + 1]);
  }

  /* The documents of a part that hold paragraphs, with these. */
  function group(part, numbers) {
    const documents = part.documents, groups = new Map();
    let place = 0;
    for (const number of [...numbers].sort((a, b) => a - b)) {
      while (place + 1 < documents.length && documents[place + 1][4] <= number) place += 1;
      if (!groups.has(place)) groups.set(place, []);
      groups.get(place).push(number - documents[place][4]);
    }
    return [...groups].map(([at, found]) => ({part, document: documents[at], numbers: found}));
  }

  /* The documents of all parts, those with the most paragraphs first. */
  async function holders(asked) {
    const found = await Promise.all((await parts()).map(
      async (part) => group(part, await candidates(part, asked))));
    return found.flat().sort((a, b) =>
      b.numbers.length - a.numbers.length || (a.document[0] < b.document[0] ? -1 : 1));
  }

  function make(name, words, attributes) {
    const node = document.createElement(name);
    if (words !== undefined) node.textContent = words;
    Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  }

  function quote(text, marks) {
    const node = make("p", undefined, {dir: "auto"});
    const first = marks.length ? marks[0][0] : 0;
    let from = text.length > LONGEST ? Math.max(0, first - 120) : 0;
    if (from) from = text.indexOf(" ", from) + 1 || from;
    const to = Math.min(text.length, from + LONGEST);
    let at = from;
    if (from) node.append("…");
    for (const [start, end] of marks) {
      if (start < at || end > to) continue;
      node.append(text.slice(at, start), make("mark", text.slice(start, end)));
      at = end;
    }
    node.append(text.slice(at, to) + (to < text.length ? "…" : ""));
    return node;
  }

  /* The paragraphs of one document that truly hold what was asked. */
  async function truly({part, document: [name, path, title, version], numbers}, asked) {
    const blocks = await load(`${part.name}/text/${name}`);
    const hits = [];
    for (const number of numbers) {
      const [start, text] = blocks[number];
      const wanted = asked.filter((p) => !p.without).map((p) => spans(text, p));
      if (wanted.some((s) => !s.length)) continue;
      if (asked.some((p) => p.without && spans(text, p).length)) continue;
      hits.push({start, text, marks: wanted.flat().sort((a, b) => a[0] - b[0])});
    }
    return {path, title, version, hits};
  }

  function shown(entry) {
    const part = make("section");
    const head = make("h2");
    head.append(make("a", entry.title, {href: `../${entry.path}`}));
    part.append(head, make("p", `${entry.hits.length === 1 ? "1 paragraph" : `${entry.hits.length} paragraphs`}, version of ${entry.version}`, {class: "muted"}));
    const list = make("ul");
    const add = (hits) => hits.forEach((hit) => {
      const item = make("li");
      item.append(quote(hit.text, hit.marks), make("a", "in its text", {href: `../${entry.path}#c${hit.start}`, "aria-label": `in its text: ${entry.title}`}));
      list.append(item);
    });
    add(entry.hits.slice(0, BLOCKS));
    part.append(list);
    if (entry.hits.length > BLOCKS) {
      const more = make("button", `Show ${entry.hits.length - BLOCKS} more`, {type: "button"});
      more.addEventListener("click", () => { add(entry.hits.slice(BLOCKS)); more.remove(); });
      part.append(more);
    }
    return part;
  }

  let asking = 0;
  async function search(query) {
    const told = document.getElementById("told"), found = document.getElementById("found");
    const turn = (asking += 1);
    const asked = pieces(query);
    found.replaceChildren();
    if (!asked.some((p) => !p.without)) { told.textContent = ""; return; }
    told.textContent = "Searching…";
    try {
      let rest = await holders(asked), count = 0;
      const step = async () => {
        const entries = [];
        while (rest.length && entries.length < DOCUMENTS) {
          const some = rest.slice(0, DOCUMENTS);
          rest = rest.slice(DOCUMENTS);
          entries.push(...(await Promise.all(some.map((g) => truly(g, asked)))).filter((e) => e.hits.length));
        }
        if (turn !== asking) return;
        count += entries.length;
        found.append(...entries.map(shown));
        const more = rest.length ? `, and up to ${rest.length} more documents` : "";
        told.textContent = count ? `Found in ${count === 1 ? "1 document" : `${count} documents`}${more}.` : "Nothing found.";
        if (rest.length) {
          const button = make("button", "Show more documents", {type: "button"});
          button.addEventListener("click", () => { button.remove(); step(); });
          found.append(button);
        }
      };
      await step();
    } catch (error) {
      if (turn === asking) told.textContent = "A file of the index could not be loaded.";
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("q"), form = box.form;
    const asked = new URLSearchParams(location.search).get("q") || "";
    box.value = asked;
    if (asked) search(asked); else box.focus();
    let pause;
    box.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => search(box.value), 300);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      try { history.replaceState(null, "", `?q=${encodeURIComponent(box.value)}`); } catch { /* a file has no history to change */ }
      search(box.value);
    });
  });
})();
