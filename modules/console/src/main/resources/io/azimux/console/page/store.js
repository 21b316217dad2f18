// What the page knows, and who wants to hear of it.
import { toast, at } from "./dom.js";

export const store = { world: null, live: null, chosen: "", series: [], moments: [] };
const listeners = { world: [], live: [], chosen: [], moments: [], link: [] };
const MOST_MOMENTS = 500;
const MOST_SAMPLES = 300;

export const on = (what, listener) => listeners[what].push(listener);
const tell = (what, ...values) => listeners[what].forEach((listener) => listener(...values));

export function choose(name) {
  if (store.chosen === name) return;
  store.chosen = name;
  tell("chosen");
}

export async function ask(path, options = {}) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(body.error || `${path}: ${response.status}`), { status: response.status });
  return body;
}

// Something that changes something. Where it needs a token, the person is asked for it once.
export async function act(path, again = true) {
  const headers = { "X-Azimux-Console": "1" };
  const token = sessionStorage.getItem("token");
  if (token) headers["X-Azimux-Token"] = token;
  try {
    return await ask(path, { method: "POST", headers });
  } catch (refused) {
    const wantsToken = refused.status === 403 && /token/.test(refused.message);
    if (wantsToken && again && (await askToken())) return act(path, false);
    if (wantsToken) sessionStorage.removeItem("token");
    toast(refused.message);
    throw refused;
  }
}

function askToken() {
  const dialog = at("ask");
  at("token").value = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      const yes = dialog.returnValue === "yes" && at("token").value !== "";
      if (yes) sessionStorage.setItem("token", at("token").value);
      done(yes);
    }, { once: true });
  });
}

async function loadWorld() {
  const [world, series, moments] = await Promise.all([ask("/api/world"), ask("/api/history"), ask("/api/moments")]);
  store.series = series;
  store.moments = moments;
  store.world = world;
  tell("world");
  tell("moments", moments);
}

// Frames may be missed by a slow reader; moments are numbered, so that a gap shows and is filled.
async function takeMoments(live) {
  const last = store.moments.length ? store.moments[store.moments.length - 1].id : 0;
  let fresh = live.moments.filter((moment) => moment.id > last);
  if (live.nextMoment - 1 > last + fresh.length) {
    fresh = (await ask(`/api/moments?since=${last + 1}`)).filter((moment) => moment.id > last);
  }
  if (!fresh.length) return;
  store.moments = store.moments.concat(fresh).slice(-MOST_MOMENTS);
  tell("moments", fresh);
}

let loading = null;
async function take(live) {
  if (!store.world || store.world.world !== live.world) {
    loading = loading || loadWorld().finally(() => { loading = null; });
    await loading;
  }
  store.live = live;
  if (live.sample.length) store.series = store.series.concat(live.sample).slice(-MOST_SAMPLES);
  tell("live", live);
  await takeMoments(live);
}

export function connect() {
  const source = new EventSource("/api/live");
  let chain = Promise.resolve();
  source.addEventListener("live", (event) => {
    tell("link", true);
    const frame = JSON.parse(event.data);
    chain = chain.then(() => take(frame)).catch((problem) => tell("link", false, problem.message));
  });
  source.addEventListener("error", () => {
    tell("link", false, "no connection");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}
