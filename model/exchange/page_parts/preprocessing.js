"use strict";
// From a drawing to the 28x28 image that the network reads: the steps of model/images/preprocessing.py, number by number.
// A plane is { width, height, pixels }: pixels is a Uint8Array, row by row. Knows planes. Does not know networks.

const SIDE = 28, BOX = 20, MIDDLE = 14.5; // px: the image's side, the digit's longest side, its centre of mass
const LEAST_CONTRAST = 32, LEAST_INK = 26; // grey levels of 255

/* As Python rounds: what lies in the middle goes to the even neighbour. */
function rounded(value) {
  const low = Math.floor(value), rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

function plane(width, height) {
  return { width, height, pixels: new Uint8Array(width * height) };
}

/* The shades of grey of opaque RGBA pixels, as Pillow works them out. */
function greyOf(rgba, width, height) {
  const grey = plane(width, height);
  for (let at = 0, from = 0; at < grey.pixels.length; at++, from += 4) {
    grey.pixels[at] = (rgba[from] * 19595 + rgba[from + 1] * 38470 + rgba[from + 2] * 7471 + 0x8000) >> 16;
  }
  return grey;
}

/* The image of the digit in a plane of grey, and its status: "digit", "empty", "faint" or "several". */
function preprocess(grey) {
  const ink = inkOf(grey), box = boxOf(ink);
  if (!box) return { image: plane(SIDE, SIDE), status: "empty", crop: null };
  const crop = cut(ink, box);
  return { image: placed(scaled(crop)), status: statusOf(crop, Math.max(ink.width, ink.height)), crop };
}

/* The ink bright on black; the paper is the median of the edge, the ink what lies furthest from it. */
function inkOf(grey) {
  const { width, height, pixels } = grey, counts = new Uint32Array(256);
  for (let x = 0; x < width; x++) { counts[pixels[x]]++; counts[pixels[(height - 1) * width + x]]++; }
  for (let y = 0; y < height; y++) { counts[pixels[y * width]]++; counts[pixels[y * width + width - 1]]++; }
  let paper = 0;
  for (let passed = counts[0]; passed <= width + height; passed += counts[++paper]);
  let darkest = 255, lightest = 0;
  for (const level of pixels) { if (level < darkest) darkest = level; if (level > lightest) lightest = level; }
  const toward = paper - darkest > lightest - paper ? darkest : lightest;
  const contrast = Math.abs(toward - paper), sign = toward > paper ? 1 : -1;
  if (contrast < LEAST_CONTRAST) return plane(width, height);
  return mapped(grey, level => Math.min(255, Math.max(0, (sign * (level - paper) * 255) / contrast)));
}

/* A plane with each level replaced by what `of` makes of it. */
function mapped({ width, height, pixels }, of) {
  const levels = Uint8Array.from({ length: 256 }, (_, level) => rounded(of(level)));
  return { width, height, pixels: pixels.map(level => levels[level]) };
}

/* The box around the ink, its bottom and right the first px outside; null where there is none. */
function boxOf({ width, height, pixels }) {
  let top = height, bottom = 0, left = width, right = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (pixels[at] < LEAST_INK) continue;
      if (y < top) top = y;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      bottom = y + 1;
    }
  }
  return bottom ? { top, bottom, left, right } : null;
}

function cut({ width, pixels }, { top, bottom, left, right }) {
  const part = plane(right - left, bottom - top);
  for (let y = top; y < bottom; y++) {
    part.pixels.set(pixels.subarray(y * width + left, y * width + right), (y - top) * part.width);
  }
  return part;
}

function statusOf(crop, longest) {
  const side = Math.max(crop.width, crop.height);
  if (side < Math.max(0.06 * longest, 4) || isDot(crop, longest)) return "faint";
  return areSeparate(crop) ? "several" : "digit";
}

/* Whether the ink is one press of the pen: small, round and full. */
function isDot({ width, height, pixels }, longest) {
  if (Math.max(width, height) >= 0.15 * longest || Math.min(width, height) <= 0.7 * Math.max(width, height)) return false;
  return pixels.reduce((sum, level) => sum + level, 0) / pixels.length > 0.65 * 255;
}

/* Whether two parts of the ink stand beside or above one another like two digits. */
function areSeparate(crop) {
  const small = reduced(crop, Math.max(1, Math.floor(Math.max(crop.width, crop.height) / 18)));
  const { labels, boxes } = connected(small.pixels.map(level => level > 0), small.width, small.height);
  if (boxes.length < 2) return false;
  const inks = boxes.map(() => 0);
  labels.forEach((label, at) => { if (label) inks[label - 1] += small.pixels[at]; });
  boxes.forEach((box, at) => { inks[at] /= box.bottom - box.top; });
  const most = Math.max(...inks);
  const tall = boxes.filter((box, at) => {
    const high = box.bottom - box.top, wide = box.right - box.left;
    return high >= 0.4 * small.height && !(inks[at] <= 0.25 * most && wide <= 0.25 * high);
  }).sort((one, other) => one.left - other.left);
  return tall.some((box, at) => at > 0 && box.left - tall[at - 1].right > -0.1 * small.height);
}

/* The mean of each square of `factor` px, as Pillow's `reduce` rounds it. */
function reduced(whole, factor) {
  if (factor === 1) return whole;
  const { width, height, pixels } = whole;
  const small = plane(Math.ceil(width / factor), Math.ceil(height / factor));
  for (let y = 0, at = 0; y < small.height; y++) {
    const bottom = Math.min(height, (y + 1) * factor);
    for (let x = 0; x < small.width; x++, at++) {
      const right = Math.min(width, (x + 1) * factor), count = (bottom - y * factor) * (right - x * factor);
      let sum = Math.floor(count / 2);
      for (let row = y * factor; row < bottom; row++) {
        for (let column = x * factor; column < right; column++) sum += pixels[row * width + column];
      }
      small.pixels[at] = Math.floor((sum * Math.floor(2 ** 24 / count)) / 2 ** 24);
    }
  }
  return small;
}

/* What hangs together, corners too: the label of each px, from 1 in reading order, and the boxes of the labels. */
function connected(inked, width, height) {
  const labels = new Int32Array(width * height), boxes = [], left = [];
  for (let start = 0; start < labels.length; start++) {
    if (!inked[start] || labels[start]) continue;
    const box = { top: height, bottom: 0, left: width, right: 0, label: boxes.length + 1 };
    boxes.push(box);
    labels[start] = box.label;
    for (left.push(start); left.length;) {
      const at = left.pop(), x = at % width, y = (at - x) / width;
      box.top = Math.min(box.top, y); box.bottom = Math.max(box.bottom, y + 1);
      box.left = Math.min(box.left, x); box.right = Math.max(box.right, x + 1);
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const beside = row * width + column;
          if (inked[beside] && !labels[beside]) { labels[beside] = box.label; left.push(beside); }
        }
      }
    }
  }
  return { labels, boxes };
}

/* The part with its longest side 20 px, its strongest ink at 255. */
function scaled(part) {
  const scale = BOX / Math.max(part.width, part.height);
  const width = Math.max(1, rounded(part.width * scale)), height = Math.max(1, rounded(part.height * scale));
  const tall = part => turned(resampled(turned(part), height)), wide = part => resampled(part, width);
  const isTallFirst = part.height > 2 * part.width && height < part.height; // Pillow's order; each pass rounds
  const small = isTallFirst ? wide(tall(part)) : tall(wide(part));
  const strongest = Math.max(1, ...small.pixels);
  return mapped(small, level => Math.min(255, (level * 255) / strongest));
}

/* Rows become columns. */
function turned({ width, height, pixels }) {
  const other = plane(height, width);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) other.pixels[x * height + y] = pixels[at];
  }
  return other;
}

/* Each row `wide` px long: Pillow's bilinear filter with its antialiasing and its whole numbers. */
function resampled(part, wide) {
  if (part.width === wide) return part;
  const scale = part.width / wide, support = Math.max(scale, 1), narrower = 1 / support;
  const small = plane(wide, part.height);
  for (let x = 0; x < wide; x++) {
    const centre = (x + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const last = Math.min(part.width, Math.trunc(centre + support + 0.5));
    const weights = [];
    for (let at = first; at < last; at++) weights.push(Math.max(0, 1 - Math.abs((at - centre + 0.5) * narrower)));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const exact = weights.map(weight => Math.trunc(0.5 + (weight / whole) * 2 ** 22));
    for (let y = 0; y < part.height; y++) {
      let sum = 2 ** 21;
      for (let at = first; at < last; at++) sum += part.pixels[y * part.width + at] * exact[at - first];
      small.pixels[y * wide + x] = Math.min(255, sum >> 22);
    }
  }
  return small;
}

/* The small picture in 28x28, its centre of mass in the middle. */
function placed({ width, height, pixels }) {
  let mass = 0, down = 0, across = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) { mass += pixels[at]; down += pixels[at] * y; across += pixels[at] * x; }
  }
  const image = plane(SIDE, SIDE);
  if (!mass) return image;
  const top = Math.min(Math.max(0, rounded(MIDDLE - 0.5 - down / mass)), SIDE - height);
  const left = Math.min(Math.max(0, rounded(MIDDLE - 0.5 - across / mass)), SIDE - width);
  for (let y = 0; y < height; y++) {
    image.pixels.set(pixels.subarray(y * width, (y + 1) * width), (top + y) * SIDE + left);
  }
  return image;
}
