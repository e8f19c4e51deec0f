// One filter, position by position: what it reads, the kernel, the products, and what comes out. The numbers come from
// arithmetic.py once; from then on every step is done here, so that Play asks the server for nothing.

const STEP = 250; // ms from one position to the next

export default function ({ data, parentElement }) {
  const walk = (parentElement.inkWalk ??= begin(parentElement));
  walk.take(data);
  return () => walk.pause();
}

function begin(root) {
  const place = { row: 0, column: 0 };
  let data, timer;
  const at = (name) => root.querySelector(`[data-part=${name}]`);

  const pause = () => {
    clearInterval(timer);
    timer = undefined;
    if (data) draw();
  };
  const go = (row, column) => {
    place.row = Math.min(Math.max(Math.trunc(row) || 0, 0), data.output.length - 1);
    place.column = Math.min(Math.max(Math.trunc(column) || 0, 0), data.output[0].length - 1);
    draw();
  };
  const step = (by) => { // row by row, and from the last position to the first
    const columns = data.output[0].length;
    const all = columns * data.output.length;
    const next = (place.row * columns + place.column + by + all) % all;
    go(Math.floor(next / columns), next % columns);
    return next;
  };
  const play = () => {
    if (timer) return pause();
    timer = setInterval(() => step(1) === 0 && pause(), STEP);
    draw();
  };

  at("previous").onclick = () => step(-1);
  at("next").onclick = () => step(1);
  at("play").onclick = play;
  at("play").hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  at("row").onchange = ({ target }) => go(target.value - 1, place.column);
  at("column").onchange = ({ target }) => go(place.row, target.value - 1);
  at("output").onclick = (event) => {
    if (event.detail === 0) return; // a key: it has no place
    const box = at("output").getBoundingClientRect();
    go(
      ((event.clientY - box.top) / box.height) * data.output.length,
      ((event.clientX - box.left) / box.width) * data.output[0].length,
    );
  };
  at("output").onkeydown = (event) => {
    const [down, across] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    go(place.row + down, place.column + across);
  };

  function take(given) {
    const isNew = data?.id !== given.id;
    data = given;
    for (const [name, text] of Object.entries(data.labels)) at(`${name}-label`).textContent = text;
    at("reads").setAttribute("aria-label", data.labels.reads);
    at("output").setAttribute("aria-label", data.keys);
    at("previous").textContent = data.buttons.previous;
    at("next").textContent = data.buttons.next;
    at("row").max = data.output.length;
    at("column").max = data.output[0].length;
    paint(at("reads-map"), data.reads);
    if (isNew) go(...data.first);
    else go(place.row, place.column);
  }

  function draw() {
    const { row, column } = place;
    const [top, left] = [data.top + row * data.stride, data.left + column * data.stride];
    const patch = square(data.side, (down, across) => data.reads[top + down]?.[left + across] ?? 0);
    const products = data.kernel && square(data.side, (down, across) => patch[down][across] * data.kernel[down][across]);
    frame(at("reads-frame"), data.reads, top, left, data.side);
    frame(at("output-frame"), data.output, row, column, 1);
    paint(at("output-map"), data.output, timer && row * data.output[0].length + column);
    at("row").value = row + 1;
    at("column").value = column + 1;
    at("play").textContent = timer ? data.buttons.pause : data.buttons.play;
    at("tables").replaceChildren(
      ...[patch, data.kernel, products].map((values, which) => values && table(values, data.tables[which])).filter(Boolean),
    );
    at("said").setAttribute("aria-live", timer ? "off" : "polite");
    at("said").replaceChildren(...data.said.flatMap((sentence) => filled(sentence, {
      part: products?.flat().reduce((sum, each) => sum + each, 0),
      sum: data.sums?.[row][column],
      bias: data.bias,
      logit: data.sums && data.sums[row][column] + data.bias,
      output: data.output[row][column],
    })));
  }

  // Paint a map pixel by pixel: 0 black, the largest number white, below 0 in colour; what is not reached yet is faint.
  function paint(canvas, values, until) {
    const most = Math.max(1e-9, ...values.map((line) => Math.max(...line.map(Math.abs))));
    [canvas.width, canvas.height] = [values[0].length, values.length];
    const pixels = new ImageData(canvas.width, canvas.height);
    values.flat().forEach((value, pixel) => {
      const part = Math.abs(value) / most;
      const color = value < 0 ? data.negative : [255, 255, 255];
      pixels.data.set([...color.map((each) => each * part), until !== undefined && pixel > until ? 70 : 255], 4 * pixel);
    });
    canvas.getContext("2d").putImageData(pixels, 0, 0);
  }

  function table(values, title) {
    const made = document.createElement("table");
    made.className = "ink-numbers";
    made.createCaption().textContent = title;
    const most = Math.max(1e-9, ...values.flat().map(Math.abs));
    for (const line of values) {
      const row = made.insertRow();
      for (const value of line) {
        const cell = row.insertCell();
        const color = value < 0 ? data.negative : data.positive;
        cell.textContent = (Math.round(value * 100) / 100 || 0).toFixed(2);
        cell.style.background = `rgb(${color.join(" ")} / ${(data.tint * Math.abs(value)) / most})`;
      }
    }
    return made;
  }

  return { take, pause };
}

function square(side, value) {
  const places = [...Array(side).keys()];
  return places.map((down) => places.map((across) => value(down, across)));
}

// Lay a frame around a patch of a map; what lies beyond the edge is not framed.
function frame(element, values, top, left, side) {
  const [rows, columns] = [values.length, values[0].length];
  const [first, start] = [Math.max(0, top), Math.max(0, left)];
  element.style.top = `${(100 * first) / rows}%`;
  element.style.left = `${(100 * start) / columns}%`;
  element.style.height = `${(100 * (Math.min(rows, top + side) - first)) / rows}%`;
  element.style.width = `${(100 * (Math.min(columns, left + side) - start)) / columns}%`;
}

// Return a sentence with its numbers in their places, what comes out in bold.
function filled(sentence, values) {
  const parts = sentence.split(/\{(\w+)\}/).map((part, number) => {
    if (number % 2 === 0) return part;
    const said = values[part].toFixed(4);
    return part === "output" ? Object.assign(document.createElement("b"), { textContent: said }) : said;
  });
  return [...parts, " "];
}
