// Where everything stands in the picture: clients left, routers beside them, the MUX pool above, hosts with guests right.
const BOX = { client: [140, 64], router: [138, 64], mux: [144, 76], controller: [140, 64], vm: [126, 62] };
const GAP = 14;
const HOST = 2 * BOX.vm[0] + 34;

const column = (names, x, centre, [width, height], gap) => {
  const whole = names.length * height + (names.length - 1) * gap;
  return names.map((name, i) => [name, { x, y: centre - whole / 2 + i * (height + gap), w: width, h: height }]);
};

// Routers stand on stairs: the wires of each to the pool pass beside the others.
function stairs(names, left, right, centre) {
  const [width, height] = BOX.router;
  const across = names.length > 1 ? Math.min(width + 40, (right - left - width) / (names.length - 1)) : 0;
  const down = names.length > 2 ? height * 0.8 : height + 14;
  const top = centre - (height + (names.length - 1) * down) / 2;
  return names.map((name, i) => [name, { x: left + i * across, y: top + i * down, w: width, h: height }]);
}

export function layout(world) {
  const of = (role) => world.elements.filter((one) => one.role === role);
  const names = (role) => of(role).map((one) => one.name);
  const places = new Map();
  const groups = [];
  const muxes = names("mux");
  const perRow = Math.min(muxes.length, 6) || 1;
  const rows = Math.ceil(muxes.length / perRow);
  const [mw, mh] = BOX.mux;
  const poolLeft = 206, poolTop = 12;
  const poolWidth = Math.max(736, perRow * (mw + GAP) + GAP + 6);
  const poolHeight = rows * (mh + GAP) + 30;
  const step = (poolWidth - GAP) / perRow;
  muxes.forEach((name, i) => places.set(name, {
    x: poolLeft + GAP + (i % perRow) * step + (step - GAP - mw) / 2, y: poolTop + 28 + Math.floor(i / perRow) * (mh + GAP), w: mw, h: mh,
  }));
  groups.push({ x: poolLeft, y: poolTop, w: poolWidth, h: poolHeight, text: poolTitle(world) });

  const hosts = of("host").map((host) => ({ ...host, guests: of("vm").filter((vm) => vm.ports.some((port) => port.peer === host.name)) }));
  const [vw, vh] = BOX.vm;
  const heights = hosts.map((host) => Math.max(1, Math.ceil(host.guests.length / 2)) * (vh + 8) + 40);
  const lowest = poolTop + poolHeight + 64;
  const hostsHeight = heights.reduce((sum, one) => sum + one + GAP, -GAP);
  const side = Math.max(hostsHeight, Math.max(names("router").length, names("client").length) * 84 - 22);
  const centre = lowest + side / 2;
  column(names("client"), 16, centre, BOX.client, 22).forEach(([name, place]) => places.set(name, place));
  const hostLeft = poolLeft + poolWidth - HOST;
  stairs(names("router"), poolLeft + 22, hostLeft - 84, centre).forEach(([name, place]) => places.set(name, place));
  column(names("controller"), 16, poolTop + 24 + BOX.controller[1] / 2 + 4, BOX.controller, 12).forEach(([name, place]) => places.set(name, place));
  let y = centre - hostsHeight / 2;
  hosts.forEach((host, i) => {
    places.set(host.name, { x: hostLeft, y, w: HOST, h: heights[i], holds: true });
    host.guests.forEach((vm, k) => places.set(vm.name, { x: hostLeft + 11 + (k % 2) * (vw + 10), y: y + 32 + Math.floor(k / 2) * (vh + 8), w: vw, h: vh, inside: host.name }));
    y += heights[i] + GAP;
  });
  return { places, groups, width: poolLeft + poolWidth + 16, height: lowest + side + 38 };
}

function poolTitle(world) {
  const seen = [...new Set(world.frontends.map((one) => `${one.address}:${one.port}`))];
  const more = seen.length > 3 ? ` and ${seen.length - 3} more` : "";
  return `MUX pool for ${seen.slice(0, 3).join(", ")}${more}`;
}

// Ways of packets between two elements, one each way, side by side.
export function ways(world, places) {
  const pairs = new Map();
  for (const element of world.elements) {
    for (const port of element.ports) {
      if (!places.has(element.name) || !places.has(port.peer)) continue;
      if (places.get(element.name).inside === port.peer || places.get(port.peer).inside === element.name) continue;
      pairs.set(`${element.name}>${port.peer}`, [element.name, port.peer]);
    }
  }
  return [...pairs.values()].map(([from, to]) => ({ from, to, path: path(places.get(from), places.get(to), from < to) }));
}

const middle = (box) => [box.x + box.w / 2, box.y + box.h / 2];

function path(a, b, first) {
  const side = first ? 4.5 : -4.5;
  const [ax, ay] = middle(a), [bx, by] = middle(b);
  const above = a.y + a.h < b.y || b.y + b.h < a.y;
  const beside = a.x + a.w < b.x || b.x + b.w < a.x;
  if (above && (!beside || Math.abs(ay - by) > 150 || a.y < 160 !== b.y < 160)) {
    const down = ay < by;
    const y1 = down ? a.y + a.h : a.y, y2 = down ? b.y : b.y + b.h;
    const spread = (box, other) => Math.max(-box.w * 0.33, Math.min(box.w * 0.33, (other - (box.x + box.w / 2)) * 0.12));
    const x1 = ax + spread(a, bx) + side, x2 = bx + spread(b, ax) + side;
    // Close to the pool they turn early, so that they pass above the hosts.
    const turn = Math.min(y1, y2) + Math.abs(y2 - y1) * 0.34;
    return `M${x1} ${y1}C${x1} ${turn} ${x2} ${turn} ${x2} ${y2}`;
  }
  const right = ax < bx;
  const x1 = right ? a.x + a.w : a.x, x2 = right ? b.x : b.x + b.w;
  const spread = (box, other) => Math.max(-box.h * 0.28, Math.min(box.h * 0.28, (other - (box.y + box.h / 2)) * 0.16));
  const y1 = ay + spread(a, by) + side, y2 = by + spread(b, ay) + side;
  const bend = Math.max(24, Math.abs(x2 - x1) * 0.5) * (right ? 1 : -1);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
