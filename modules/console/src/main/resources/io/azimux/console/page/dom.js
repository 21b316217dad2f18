// Makes elements. Text is always set as text, and styles through the object model, as the page's policy wants it.
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "style") for (const [key, of] of Object.entries(value)) node.style.setProperty(key, of);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const at = (id) => document.getElementById(id);

// Changes a text only where it differs: nothing is drawn, or read aloud, for nothing.
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// A table; cells are texts, nodes, or [class, content].
export function table(head, rows, empty) {
  if (!rows.length) return h("p", { class: "empty" }, empty);
  const cell = (tag, value, extra = {}) =>
    Array.isArray(value) ? h(tag, { class: value[0], ...extra }, value[1]) : h(tag, extra, value);
  return h("table", {},
    h("thead", {}, h("tr", {}, head.map((one) => cell("th", one, { scope: "col" })))),
    h("tbody", {}, rows.map((row) =>
      h("tr", {}, row.map((value, i) => (i ? cell("td", value) : cell("th", value, { scope: "row" })))))));
}

let hiding;
export function toast(text) {
  const node = at("toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { node.hidden = true; }, 7000);
}
