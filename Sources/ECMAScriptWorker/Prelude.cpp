#include "Prelude.hpp"

const char* const clockSource = R"js(
(function (fact) {
  "use strict";
  const define = (object, name, value, writable) =>
    Object.defineProperty(object, name, {
      value, writable, configurable: writable, enumerable: false
    });
  const Moment = Date;
  const parse = Date.parse;
  const now = () => parse(fact("now"));
  const Clock = function Date(...parts) {
    if (new.target === undefined) return new Moment(now()).toString();
    return Reflect.construct(Moment, parts.length === 0 ? [now()] : parts, new.target);
  };
  define(Clock, "length", 7, false);
  define(Clock, "prototype", Moment.prototype, false);
  for (const name of ["parse", "UTC"]) define(Clock, name, Moment[name], true);
  define(Clock, "now", now, true);
  define(Moment.prototype, "constructor", Clock, true);
  define(globalThis, "Date", Clock, true);
})
)js";

const char* const docketSource = R"js(
(function (fact) {
  "use strict";
  // docket.daysBetween(a, b) asks for the fact days-between.
  const functions = new Map();
  return new Proxy(Object.freeze({}), {
    get(target, name) {
      if (typeof name !== "string") return undefined;
      if (!functions.has(name)) {
        const asked = name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
        functions.set(name, (...parts) => fact(asked, ...parts));
      }
      return functions.get(name);
    }
  });
})
)js";

const char* const xmlSource = R"js(
(function (shell, treeOf) {
  "use strict";
  const parents = new WeakMap();
  const children = new WeakMap();
  const content = (node) => treeOf(node)[0];
  const own = (node) => {
    if (!children.has(node)) {
      const tree = treeOf(node);
      const parts =
        node instanceof Document ? tree : node instanceof Element ? tree[0].slice(2) : [];
      children.set(node, Object.freeze(parts.map((part) => {
        const child = Object.setPrototypeOf(
          shell([part]), typeof part === "string" ? Text.prototype : Element.prototype);
        parents.set(child, node);
        return child;
      })));
    }
    return children.get(node);
  };
  const beside = (node, step) => {
    const parent = parents.get(node);
    if (parent === undefined) return null;
    const all = own(parent);
    return all[all.indexOf(node) + step] ?? null;
  };
  const collect = (node, name, found) => {
    for (const child of own(node)) {
      if (!(child instanceof Element)) continue;
      if (name === "*" || child.tagName === name) found.push(child);
      collect(child, name, found);
    }
    return found;
  };

  class Node {
    get parentNode() { return parents.get(this) ?? null; }
    get childNodes() { return own(this); }
    get children() { return own(this).filter((child) => child instanceof Element); }
    get firstChild() { return own(this)[0] ?? null; }
    get lastChild() { return own(this).at(-1) ?? null; }
    get previousSibling() { return beside(this, -1); }
    get nextSibling() { return beside(this, 1); }
    get nodeValue() { return null; }
    get textContent() { return own(this).map((child) => child.textContent).join(""); }
    hasChildNodes() { return own(this).length > 0; }
    getElementsByTagName(name) { return collect(this, String(name), []); }
  }
  class Document extends Node {
    get nodeType() { return 9; }
    get nodeName() { return "#document"; }
    get documentElement() { return this.children[0] ?? null; }
  }
  class Element extends Node {
    get nodeType() { return 1; }
    get nodeName() { return content(this)[0]; }
    get tagName() { return content(this)[0]; }
    get localName() { return content(this)[0].replace(/^.*:/, ""); }
    get attributes() {
      return Object.entries(content(this)[1]).map(([name, value]) => ({ name, value }));
    }
    hasAttribute(name) { return Object.hasOwn(content(this)[1], name); }
    getAttribute(name) { return this.hasAttribute(name) ? content(this)[1][name] : null; }
  }
  class Text extends Node {
    get nodeType() { return 3; }
    get nodeName() { return "#text"; }
    get nodeValue() { return content(this); }
    get data() { return content(this); }
    get textContent() { return content(this); }
  }
  return (node) => Object.setPrototypeOf(node, Document.prototype);
})
)js";
