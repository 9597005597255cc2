// Finds diagrams by the words of a query. A word may be bound to a field: component:kafka, entity:M5, question:lag,
// text:"took too long". Every word has to be found; the more telling the field, the higher the diagram comes.
"use strict";

const AtlasSearch = (() => {
  const WEIGHTS = { id: 8, title: 5, component: 4, entity: 4, question: 3, path: 2, text: 1 };
  const TERM = /(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi;

  // Case and accents make no difference.
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  }

  function indexed(entry) {
    const fields = {
      id: entry.id,
      title: entry.title,
      component: (entry.components || []).join("\n"),
      entity: entry.entity,
      question: entry.question,
      path: entry.path,
      text: entry.text,
    };
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fold(value || "")]));
  }

  function terms(query) {
    const found = [];
    for (const [whole, field, quoted, word] of query.matchAll(TERM)) {
      const bound = field && field.toLowerCase() in WEIGHTS ? field.toLowerCase() : null;
      const text = bound ? (quoted ?? word) : (quoted ?? whole);
      if (text) found.push({ field: bound, text: fold(text) });
    }
    return found;
  }

  function score(fields, wanted) {
    let sum = 0;
    for (const { field, text } of wanted) {
      let best = 0;
      for (const name of field ? [field] : Object.keys(WEIGHTS)) {
        if (fields[name].includes(text)) best = Math.max(best, WEIGHTS[name] + (fields[name] === text ? 4 : 0));
      }
      if (best === 0) return 0;
      sum += best;
    }
    return sum;
  }

  class Index {
    constructor() {
      this.entries = new Map();
    }

    put(entry) {
      this.entries.set(entry.id, indexed(entry));
    }

    remove(id) {
      this.entries.delete(id);
    }

    // The ids that match, the best first and those of equal worth by name; without a query all of them, by name.
    find(query) {
      const wanted = terms(query);
      const scored = [];
      for (const [id, fields] of this.entries) {
        const value = wanted.length ? score(fields, wanted) : 1;
        if (value > 0) scored.push([value, id]);
      }
      const collator = new Intl.Collator(undefined, { numeric: true });
      scored.sort((a, b) => b[0] - a[0] || collator.compare(a[1], b[1]));
      return scored.map(([, id]) => id);
    }
  }

  return { Index, terms };
})();
