// What a drawing shows: one digit, surely or in doubt, or none, or several. As `Classifier.read` in
// model/inference/classifier.py. Knows planes and what the network makes of an image. Does not know the page.

/* { status, label, probabilities, image }: status is "digit", "unsure", "several", "faint" or "empty".
   An answer is at least as probable as threshold. Of two digits each is at least as probable as surely; where one is
   less, they are the pieces of one whose line is broken. */
function read(grey, network, { threshold, surely }) {
  const { image, status, crop } = preprocess(grey);
  if (status === "empty" || status === "faint") return { status, label: null, probabilities: null, image };
  const probabilities = probabilitiesOf(network, image), label = best(probabilities);
  const isSure = probabilities[label] >= threshold;
  if (status === "several" && !(isSure && isBroken(crop, network, surely))) {
    return { status, label: null, probabilities: null, image };
  }
  return { status: isSure ? "digit" : "unsure", label, probabilities, image };
}

function best(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

/* Whether separate parts are pieces of one digit: not each of them is surely a digit by itself. */
function isBroken(crop, network, surely) {
  const parts = partsOf(crop);
  const sure = part => Math.max(...probabilitiesOf(network, preprocess(part).image)) >= surely;
  return parts.length < 2 || !parts.every(sure);
}

/* The parts of the ink that may be digits: each tall piece, with the low ones that are nearest to it. */
function partsOf(ink) {
  const { labels, boxes } = connected(ink.pixels.map(level => level >= LEAST_INK), ink.width, ink.height);
  const tallest = Math.max(...boxes.map(heightOf));
  const found = boxes.filter(box => Math.max(heightOf(box), box.right - box.left) >= 0.06 * tallest);
  const tall = found.filter(box => heightOf(box) >= (isOneStroke(box, labels, ink.width) ? 0.65 : 0.5) * tallest);
  const heads = tall.filter(box => !tall.some(other => lies(box, other)));
  const groups = new Map(heads.map(head => [head, [head]]));
  for (const box of found) {
    if (heads.includes(box)) continue;
    const near = heads.reduce((one, other) => (gap(box, other) < gap(box, one) ? other : one));
    groups.get(near).push(box);
  }
  return [...groups.values()].map(group => partOf(ink, labels, group));
}

function heightOf(box) {
  return box.bottom - box.top;
}

function lies(box, outer) {
  return outer.top < box.top && box.bottom < outer.bottom && outer.left < box.left && box.right < outer.right;
}

function gap(one, other) {
  const beside = Math.max(one.left, other.left) - Math.min(one.right, other.right);
  const above = Math.max(one.top, other.top) - Math.min(one.bottom, other.bottom);
  return Math.max(beside, 0) + Math.max(above, 0);
}

/* Whether a piece is one straight stroke: no thicker than 1.5 times its pen. */
function isOneStroke(box, labels, width) {
  const has = (x, y) => x >= box.left && x < box.right && y >= box.top && y < box.bottom && labels[y * width + x] === box.label;
  let area = 0, edge = 0, [sumX, sumY, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      if (!has(x, y)) continue;
      area++; sumX += x; sumY += y; xx += x * x; xy += x * y; yy += y * y;
      if (!has(x - 1, y) || !has(x + 1, y) || !has(x, y - 1) || !has(x, y + 1)) edge++;
    }
  }
  const [x, y] = [sumX / area, sumY / area];
  xx = xx / area - x * x + 1 / 12; xy = xy / area - x * y; yy = yy / area - y * y + 1 / 12;
  const least = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
  return Math.sqrt(12 * Math.max(least, 1 / 12)) < (1.5 * 2 * area) / edge;
}

/* The ink of some pieces, with its soft edge of 2 px, on empty paper. */
function partOf(ink, labels, group) {
  const top = Math.min(...group.map(box => box.top)), bottom = Math.max(...group.map(box => box.bottom));
  const left = Math.min(...group.map(box => box.left)), right = Math.max(...group.map(box => box.right));
  const own = new Set(group.map(box => box.label)), margin = Math.max(2, rounded(0.1 * Math.max(bottom - top, right - left)));
  const part = plane(right - left + 2 * margin, bottom - top + 2 * margin);
  const isNear = (x, y) => {
    for (let down = -2; down <= 2; down++) {
      for (let across = Math.abs(down) - 2; across <= 2 - Math.abs(down); across++) {
        const [row, column] = [y + down, x + across];
        const isInside = row >= top && row < bottom && column >= left && column < right;
        if (isInside && own.has(labels[row * ink.width + column])) return true;
      }
    }
    return false;
  };
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const level = ink.pixels[y * ink.width + x];
      if (level && isNear(x, y)) part.pixels[(y - top + margin) * part.width + x - left + margin] = level;
    }
  }
  return part;
}
