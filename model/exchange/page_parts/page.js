// The page: paper, a pen, and the answer while the pen still moves. Knows its elements and the words it was given.

const facts = JSON.parse(document.getElementById("facts").textContent);
const network = networkOf(facts.layers, numbersOf(document.getElementById("numbers").textContent, facts.bytes));
const paper = document.getElementById("paper"), seen = document.getElementById("seen");
const brush = paper.getContext("2d", { willReadFrequently: true });
const PEN = 18; // px of the 280 px of the paper, as in Inkling

let strokes = []; // each a list of places [x, y]
let before = []; // what `strokes` was before each deed: for Undo
let pen = null; // the id of the pointer that draws
let isAsked = false; // whether an answer is due at the next frame

/* The pen goes from one place to the next, or makes a dot. */
function ink(from, to) {
  brush.beginPath();
  brush.moveTo(...from);
  brush.lineTo(...to);
  brush.stroke();
}

function drawAll() {
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, paper.width, paper.height);
  Object.assign(brush, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#101418" });
  for (const stroke of strokes) stroke.forEach((place, at) => ink(stroke[Math.max(0, at - 1)], place));
  ask();
}

function placeOf(event) {
  const box = paper.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * paper.width, ((event.clientY - box.top) / box.height) * paper.height];
}

function begin(event) {
  if (pen !== null || event.button > 0) return;
  pen = event.pointerId;
  paper.setPointerCapture(pen);
  before.push(strokes);
  strokes = [...strokes, [placeOf(event)]];
  answer.setAttribute("aria-busy", "true"); // it is read aloud when the stroke ends
  ink(placeOf(event), placeOf(event));
  ask();
}

function move(event) {
  if (event.pointerId !== pen) return;
  const stroke = strokes.at(-1), all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const each of all.length ? all : [event]) {
    stroke.push(placeOf(each));
    ink(stroke.at(-2), stroke.at(-1));
  }
  ask();
}

function end(event) {
  if (event.pointerId !== pen) return;
  pen = null;
  answer.removeAttribute("aria-busy");
  ask();
}

function undo() {
  if (before.length) strokes = before.pop();
  drawAll();
}

function clear() {
  if (strokes.length) before.push(strokes);
  strokes = [];
  drawAll();
}

/* Answer once a frame at most, however fast the pen is. */
function ask() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => { isAsked = false; show(readPaper()); });
}

function readPaper() {
  const { data, width, height } = brush.getImageData(0, 0, paper.width, paper.height);
  return read(greyOf(data, width, height), network, facts);
}

const answer = document.getElementById("answer");
const [headline, sentence] = answer.children;
const rows = [...document.querySelectorAll("#bars tr")];

function show({ status, label, probabilities, image }) {
  const sure = label === null ? "" : percent(probabilities[label]);
  headline.textContent = label === null ? "–" : status === "digit" ? label : "?";
  sentence.textContent = facts.words[status].replace("{label}", label).replace("{confidence}", sure);
  answer.classList.toggle("doubt", status === "unsure");
  rows.forEach((row, digit) => {
    const isBest = status === "digit" && digit === label;
    row.classList.toggle("winner", isBest);
    row.querySelector("div").style.width = `${probabilities ? 100 * probabilities[digit] : 0}%`;
    row.lastElementChild.textContent = probabilities ? percent(probabilities[digit]) + (isBest ? " ◀" : "") : "–";
  });
  showSeen(image);
}

/* A network is never wholly sure. */
function percent(probability) {
  if (probability > 0.9995) return facts.words.over;
  return probability >= 0.0005 ? `${(100 * probability).toFixed(1)}%` : "0%";
}

/* The image that the network sees, each of its pixels one of the canvas. */
function showSeen({ pixels }) {
  const picture = new ImageData(SIDE, SIDE);
  pixels.forEach((level, at) => picture.data.set([level, level, level, 255], 4 * at));
  seen.getContext("2d").putImageData(picture, 0, 0);
  seen.setAttribute("aria-label", pixels.some(level => level) ? facts.words.seen : facts.words.nothing);
}

paper.addEventListener("pointerdown", begin);
paper.addEventListener("pointermove", move);
for (const name of ["pointerup", "pointercancel"]) paper.addEventListener(name, end);
document.getElementById("undo").addEventListener("click", undo);
document.getElementById("clear").addEventListener("click", clear);
drawAll();
