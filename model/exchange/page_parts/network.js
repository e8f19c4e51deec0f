// The network's arithmetic, layer by layer. Values are { height, width, channels, data }, data a Float32Array in rows,
// in each row px by px; where all is flat, height and width are 1. Knows layers as the card lists them, and numbers.

/* The network's numbers: text in base64 of two bytes each (half precision) or four. */
function numbersOf(text, bytes) {
  const binary = atob(text.trim()), raw = new Uint8Array(binary.length);
  for (let at = 0; at < raw.length; at++) raw[at] = binary.charCodeAt(at);
  const view = new DataView(raw.buffer), numbers = new Float32Array(raw.length / bytes);
  for (let at = 0; at < numbers.length; at++) {
    numbers[at] = bytes === 4 ? view.getFloat32(4 * at, true) : half(view.getUint16(2 * at, true));
  }
  return numbers;
}

/* A number of half precision: a sign, five bits of exponent, ten of fraction. */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : (2 ** -14 * fraction) / 1024);
}

/* Each layer with its own numbers, which lie one after the other: as many of each array as `sizes` says. */
function networkOf(layers, numbers) {
  let at = 0;
  return layers.map(layer => ({ ...layer, arrays: layer.sizes.map(size => numbers.subarray(at, (at += size))) }));
}

/* How probable each digit is, for an image of 28x28 levels. */
function probabilitiesOf(network, { pixels }) {
  let values = { height: SIDE, width: SIDE, channels: 1, data: Float32Array.from(pixels, level => level / 255) };
  for (const layer of network) values = activated(THROUGH[layer.kind](values, layer), layer.activation);
  return values.data;
}

const THROUGH = {
  "convolution": convolved,
  "dense": ({ data }, { units, arrays }) => flat(multiplied(data, data.length, arrays, new Float32Array(units), 0)),
  "max-pooling": (values, layer) => pooled(values, layer.pool, true),
  "average-pooling": (values, layer) => pooled(values, layer.pool, false),
  "batch-normalization": normalized,
  "flatten": values => flat(values.data),
  "activation": values => values,
};

function flat(data) {
  return { height: 1, width: 1, channels: data.length, data };
}

/* Put into `out`, from `at` on, the product of each of the patches (rows of `size` values) with each row of weights, plus
   a bias. Two patches by four rows at a time: each number that is fetched is used several times. */
function multiplied(patches, size, [weights, biases], out, at) {
  const rows = biases.length, count = patches.length / size, evenRows = rows & ~3, evenCount = count & ~1;
  for (let row = 0; row < evenRows; row += 4) {
    const a = row * size, b = a + size, c = b + size, d = c + size;
    for (let patch = 0; patch < evenCount; patch += 2) {
      const from = patch * size, next = from + size, to = at + patch * rows + row;
      let a0 = biases[row], b0 = biases[row + 1], c0 = biases[row + 2], d0 = biases[row + 3];
      let a1 = a0, b1 = b0, c1 = c0, d1 = d0;
      for (let place = 0; place < size; place++) {
        const one = patches[from + place], other = patches[next + place];
        const ofA = weights[a + place], ofB = weights[b + place], ofC = weights[c + place], ofD = weights[d + place];
        a0 += one * ofA; b0 += one * ofB; c0 += one * ofC; d0 += one * ofD;
        a1 += other * ofA; b1 += other * ofB; c1 += other * ofC; d1 += other * ofD;
      }
      out[to] = a0; out[to + 1] = b0; out[to + 2] = c0; out[to + 3] = d0;
      out[to + rows] = a1; out[to + rows + 1] = b1; out[to + rows + 2] = c1; out[to + rows + 3] = d1;
    }
  }
  for (let patch = 0; patch < count; patch++) { // what is left over
    for (let row = patch < evenCount ? evenRows : 0; row < rows; row++) {
      let sum = biases[row];
      for (let place = 0; place < size; place++) sum += patches[patch * size + place] * weights[row * size + place];
      out[at + patch * rows + row] = sum;
    }
  }
  return out;
}

/* Zeros lie around where the padding is "same", the odd one below and to the right, as in Keras. */
function convolved(values, { kernel, strides, padding, filters, arrays }) {
  const [high, top] = places(values.height, kernel, strides, padding);
  const [wide, left] = places(values.width, kernel, strides, padding);
  const { width, height, channels, data } = values;
  const out = new Float32Array(high * wide * filters), size = kernel * kernel * channels;
  const patches = new Float32Array(wide * size); // of one row of places
  for (let y = 0; y < high; y++) {
    patches.fill(0);
    for (let x = 0; x < wide; x++) {
      const column = x * strides - left;
      const first = Math.max(0, -column), last = Math.min(kernel, width - column);
      for (let down = 0; down < kernel; down++) {
        const row = y * strides - top + down;
        if (row < 0 || row >= height) continue;
        const from = (row * width + column) * channels, to = x * size + (down * kernel + first) * channels;
        patches.set(data.subarray(from + first * channels, from + last * channels), to);
      }
    }
    multiplied(patches, size, arrays, out, y * wide * filters);
  }
  return { height: high, width: wide, channels: filters, data: out };
}

/* At how many places a kernel lies along a side, and by how much the first one reaches over the edge. */
function places(side, kernel, strides, padding) {
  if (padding !== "same") return [Math.floor((side - kernel) / strides) + 1, 0];
  const count = Math.ceil(side / strides);
  return [count, Math.floor(Math.max(0, (count - 1) * strides + kernel - side) / 2)];
}

function pooled({ height, width, channels, data }, pool, isLargest) {
  const high = Math.floor(height / pool), wide = Math.floor(width / pool);
  const out = new Float32Array(high * wide * channels).fill(isLargest ? -Infinity : 0);
  for (let y = 0; y < high * pool; y++) {
    for (let x = 0; x < wide * pool; x++) {
      const from = (y * width + x) * channels, to = (Math.floor(y / pool) * wide + Math.floor(x / pool)) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const value = data[from + channel];
        if (!isLargest) out[to + channel] += value / pool ** 2;
        else if (value > out[to + channel]) out[to + channel] = value;
      }
    }
  }
  return { height: high, width: wide, channels, data: out };
}

function normalized(values, { arrays: [scale, shift] }) {
  const data = values.data.map((value, at) => value * scale[at % values.channels] + shift[at % values.channels]);
  return { ...values, data };
}

function activated(values, name) {
  const { data } = values;
  switch (name) {
    case "relu":
      for (let at = 0; at < data.length; at++) if (data[at] < 0) data[at] = 0;
      return values;
    case "sigmoid": return { ...values, data: data.map(value => 1 / (1 + Math.exp(-value))) };
    case "tanh": return { ...values, data: data.map(Math.tanh) };
    case "softmax": {
      const most = Math.max(...data), powers = data.map(value => Math.exp(value - most));
      const whole = powers.reduce((sum, power) => sum + power, 0);
      return { ...values, data: powers.map(power => power / whole) };
    }
    default: return values;
  }
}
