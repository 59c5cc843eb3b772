"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);

  const text = value => value === null || value === undefined ? "none" : String(Number(value.toPrecision(7)));

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  /* Where the pointer is, in units of the chart. */
  const place = (svg, event) =>
    new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  const shape = (svg, name, attributes) => {
    const made = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    svg.append(made);
    return made;
  };

  const under = svg => svg.closest("figure").querySelector("output.under");

  const watch = (svg, show, hide) => {
    svg.addEventListener("pointermove", show);
    svg.addEventListener("pointerdown", show);
    svg.addEventListener("pointerleave", hide);
  };

  /* The numbers of the epoch under the pointer. */
  const lines = (svg, spec) => {
    const [left, right, top, bottom] = spec.plot;
    const [low, high] = spec.x;
    const count = Math.max(...spec.lines.map(line => line.values.length));
    const cursor = shape(svg, "line", {y1: top, y2: bottom, x1: left, x2: left, class: "cursor", visibility: "hidden"});
    watch(svg, event => {
      const share = (place(svg, event).x - left) / (right - left);
      const epoch = Math.min(count, Math.max(1, Math.round(low + share * (high - low))));
      const x = left + (epoch - low) / (high - low) * (right - left);
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
      cursor.setAttribute("visibility", "visible");
      under(svg).textContent = "Epoch " + epoch + ": "
        + spec.lines.filter(line => epoch <= line.values.length)
          .map(line => line.name + " " + text(line.values[epoch - 1])).join(", ");
    }, () => {
      cursor.setAttribute("visibility", "hidden");
      under(svg).textContent = "";
    });
  };

  /* The example that lies next to the pointer. */
  const points = (svg, spec) => {
    const ring = shape(svg, "circle", {r: 7, class: "ring", visibility: "hidden"});
    const [left, right, top, bottom] = spec.plot;
    const [xLow, xHigh, yLow, yHigh] = spec.axes;
    watch(svg, event => {
      const at = place(svg, event);
      let best = 0;
      let least = Infinity;
      for (let i = 0; i < spec.x.length; i++) {
        const far = (spec.x[i] / 10 - at.x) ** 2 + (spec.y[i] / 10 - at.y) ** 2;
        if (far < least) {
          least = far;
          best = i;
        }
      }
      const [x, y] = [spec.x[best] / 10, spec.y[best] / 10];
      ring.setAttribute("cx", x);
      ring.setAttribute("cy", y);
      ring.setAttribute("visibility", "visible");
      const label = spec.labels ? ", label " + (spec.names[spec.labels[best]] ?? spec.labels[best]) : "";
      under(svg).textContent = "Example " + spec.numbers[best] + label + ", at "
        + (xLow + (x - left) / (right - left) * (xHigh - xLow)).toFixed(2) + ", "
        + (yLow + (bottom - y) / (bottom - top) * (yHigh - yLow)).toFixed(2);
    }, () => {
      ring.setAttribute("visibility", "hidden");
      under(svg).textContent = "";
    });
  };

  const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));

  const floats = base64 => new Float32Array(bytes(base64).buffer);

  const weights = (layer, storage) => {
    if (storage === "fp32") {
      return floats(layer.weights);
    }
    const stored = bytes(layer.weights);
    const values = new Float32Array(layer.rows * layer.columns);
    if (storage === "bf16") {
      const halves = new Uint16Array(stored.buffer);
      const bits = new Uint32Array(values.buffer);
      halves.forEach((half, i) => {
        bits[i] = half << 16;
      });
    } else {
      const scales = floats(layer.scales);
      new Int8Array(stored.buffer).forEach((q, i) => {
        values[i] = q * scales[Math.floor(i / layer.columns)];
      });
    }
    return values;
  };

  /* erf: a series near 0, a continued fraction beyond (Abramowitz and Stegun 7.1.6 and 7.1.14). */
  const erf = x => {
    const a = Math.abs(x);
    if (a < 2.5) {
      let term = a;
      let sum = a;
      for (let n = 1; Math.abs(term) > 1e-17 * sum && n < 200; n++) {
        term *= 2 * a * a / (2 * n + 1);
        sum += term;
      }
      return Math.sign(x) * 2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum;
    }
    let fraction = a;
    for (let n = 60; n > 0; n--) {
      fraction = a + n / 2 / fraction;
    }
    return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / fraction);
  };

  const sigmoid = x => 1 / (1 + Math.exp(-x));

  const functions = {
    identity: x => x,
    relu: x => Math.max(0, x),
    leaky_relu: (x, slope) => x > 0 ? x : slope * x,
    elu: (x, slope) => x > 0 ? x : slope * Math.expm1(x),
    sigmoid,
    tanh: Math.tanh,
    silu: x => x * sigmoid(x),
    softplus: x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    gelu_erf: x => x / 2 * (1 + erf(x / Math.SQRT2)),
    gelu_tanh: x => x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)),
    continuous_bernoulli: x => Math.abs(x) < 1e-3 ? 0.5 + x / 12 - x * x * x / 720
      : -1 / Math.expm1(-x) - 1 / x
  };

  const normalize = (y, layer) => {
    const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
    const variance = y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / y.length;
    const scale = 1 / Math.sqrt(variance + 1e-5);
    for (let i = 0; i < y.length; i++) {
      y[i] = (y[i] - mean) * scale * layer.gain[i] + layer.shift[i];
    }
  };

  const dense = layer => {
    const {columns, weights: w, bias} = layer;
    const out = new Float32Array(layer.rows);
    return x => {
      for (let r = 0, at = 0; r < out.length; r++) {
        let sum = bias[r];
        for (let c = 0; c < columns; c++, at++) {
          sum += w[at] * x[c];
        }
        out[r] = sum;
      }
      return out;
    };
  };

  /* For each position of an input those of the kernel, and the outputs that these reach. */
  const reached = (inputs, outputs, layer) => Array.from({length: inputs}, (_, y) => {
    const found = [];
    for (let i = 0; i < layer.kernel; i++) {
      const to = layer.transposed ? y * layer.stride + i - layer.padding : (y + layer.padding - i) / layer.stride;
      if (Number.isInteger(to) && to >= 0 && to < outputs) {
        found.push([i, to]);
      }
    }
    return found;
  });

  /* Both convolutions, from [channels, height, width] to [pixels, filters]: an input is added to what it reaches. */
  const sliding = layer => {
    const {kernel, transposed, bias} = layer;
    const [channels, height, width] = layer.from;
    const [filters, rows, columns] = layer.to;
    const taps = kernel * kernel;
    const w = new Float32Array(layer.weights.length);
    for (let c = 0, at = 0; c < channels; c++) {
      for (let tap = 0; tap < taps; tap++) {
        for (let o = 0; o < filters; o++, at++) {
          w[at] = layer.weights[(transposed ? c * filters + o : o * channels + c) * taps + tap];
        }
      }
    }
    const down = reached(height, rows, layer);
    const right = reached(width, columns, layer);
    const sums = new Float64Array(filters * rows * columns);
    const out = new Float32Array(sums.length);
    const add = (value, at, to) => {
      for (let o = 0; o < filters; o++) {
        sums[to + o] += value * w[at + o];
      }
    };
    return x => {
      for (let i = 0; i < sums.length; i += filters) {
        sums.set(bias, i);
      }
      for (let c = 0, from = 0; c < channels; c++) {
        for (const ys of down) {
          for (const xs of right) {
            const value = x[from++];
            if (value !== 0) {
              for (const [i, r] of ys) {
                for (const [j, s] of xs) {
                  add(value, (c * taps + i * kernel + j) * filters, (r * columns + s) * filters);
                }
              }
            }
          }
        }
      }
      out.set(sums);
      return out;
    };
  };

  /* A layer: its map, its normalisation, of each pixel where it slides, and its activation. */
  const layered = (spec, storage) => {
    const layer = {...spec, weights: weights(spec, storage), bias: floats(spec.bias)};
    layer.gain = spec.gain && floats(spec.gain);
    layer.shift = spec.shift && floats(spec.shift);
    const slides = spec.from !== undefined;
    const map = slides ? sliding(layer) : dense(layer);
    const activation = functions[spec.activation];
    const filters = layer.bias.length;
    const pixels = slides ? spec.to[1] * spec.to[2] : 1;
    const image = new Float32Array(filters * pixels);
    return x => {
      const y = map(x);
      for (let p = 0; layer.gain && p < pixels; p++) {
        normalize(y.subarray(p * filters, (p + 1) * filters), layer);
      }
      if (activation !== functions.identity) {
        for (let i = 0; i < y.length; i++) {
          y[i] = activation(y[i], spec.slope);
        }
      }
      for (let p = 0, at = 0; slides && p < pixels; p++) {
        for (let o = 0; o < filters; o++, at++) {
          image[o * pixels + p] = y[at];
        }
      }
      return slides ? image : y;
    };
  };

  const decoder = spec => {
    const layers = spec.layers.map(layer => layered(layer, spec.storage));
    const mean = functions[spec.mean];
    return z => {
      let x = z.subarray(0, spec.latent);
      layers.forEach((layer, i) => {
        if (i === spec.joins) {
          x = Float32Array.of(...x, ...z.subarray(spec.latent));
        }
        x = layer(x);
      });
      return mean === functions.identity ? x : x.map(v => mean(v));
    };
  };

  /* The largest difference from what lanewise decoded. */
  const deviation = (decode, check, width) => {
    const codes = floats(check.codes);
    const expected = floats(check.expected);
    const outputs = expected.length / check.rows;
    let largest = 0;
    for (let r = 0; r < check.rows; r++) {
      decode(codes.subarray(r * width, (r + 1) * width)).forEach((value, i) => {
        const far = Math.abs(value - expected[r * outputs + i]);
        largest = far > largest || Number.isNaN(far) ? far : largest;
      });
    }
    return largest;
  };

  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

  const explorer = (root, spec) => {
    const decode = decoder(spec);
    const [channels, height, width] = spec.image;
    const z = new Float32Array(spec.latent + spec.condition);
    const canvas = element("canvas",
      {width, height, role: "img", "aria-label": "What the decoder makes of the sliders"});
    const pen = canvas.getContext("2d");
    const pixels = pen.createImageData(width, height);
    const said = element("output", {class: "said"});
    const sliders = [];
    let pending = false;

    const draw = () => {
      pending = false;
      const begin = performance.now();
      const x = decode(z);
      const took = performance.now() - begin;
      const area = width * height;
      for (let i = 0; i < area; i++) {
        for (let c = 0; c < 3; c++) {
          pixels.data[4 * i + c] = 255 * Math.min(1, Math.max(0, x[(channels === 1 ? 0 : c) * area + i])) + 0.5;
        }
        pixels.data[4 * i + 3] = 255;
      }
      pen.putImageData(pixels, 0, 0);
      return took;
    };
    const later = () => {
      if (!pending) {
        pending = true;
        requestAnimationFrame(draw);
      }
    };
    const set = (index, value) => {
      z[index] = value;
      for (const slider of sliders.filter(other => other.index === index)) {
        slider.input.value = value;
        slider.output.textContent = value.toFixed(2);
      }
    };
    const setAll = code => {
      code.forEach((value, i) => set(i, value));
      later();
    };

    const controls = element("div", {class: "controls"});
    const buttons = element("div", {class: "buttons"});
    const button = (name, action) => {
      const made = element("button", {type: "button"}, name);
      made.addEventListener("click", action);
      buttons.append(made);
      return made;
    };
    button("Middle", () => setAll(new Array(spec.latent).fill(0)));
    if (spec.normal) {
      button("Draw", () => setAll(Array.from({length: spec.latent}, normal)));
    }
    const wander = button("Wander", () => {
      if (wander.getAttribute("aria-pressed") === "true") {
        wander.setAttribute("aria-pressed", "false");
        return;
      }
      wander.setAttribute("aria-pressed", "true");
      const from = performance.now();
      const phases = Array.from({length: spec.latent}, () => [6.28 * Math.random(), 0.3 + 0.7 * Math.random()]);
      let frames = 0;
      let busy = 0;
      const step = now => {
        if (wander.getAttribute("aria-pressed") !== "true") {
          return;
        }
        const seconds = Math.max(0, now - from) / 1000;
        phases.forEach(([phase, speed], i) => set(i, 1.6 * Math.sin(phase + speed * seconds)));
        busy += draw();
        frames++;
        if (frames % 30 === 0) {
          said.textContent = (frames / (performance.now() - from) * 1000).toFixed(0) + " frames a second, "
            + (busy / frames).toFixed(2) + " ms to decode one";
        }
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    wander.setAttribute("aria-pressed", "false");
    if (spec.starts.length > 0) {
      const select = element("select", {}, ...spec.starts.map((start, i) => element("option", {value: i}, start.name)));
      select.addEventListener("change", () => setAll(spec.starts[select.value].code));
      buttons.append(element("label", {}, "Start from ", select));
    }
    if (spec.condition > 0) {
      const select = element("select", {}, ...Array.from({length: spec.condition},
        (_, i) => element("option", {value: i}, spec.labels?.[i] ?? String(i))));
      const choose = () => {
        z.fill(0, spec.latent);
        z[spec.latent + Number(select.value)] = 1;
        later();
      };
      select.addEventListener("change", choose);
      choose();
      buttons.append(element("label", {}, "Label ", select));
    }
    controls.append(buttons);
    const list = element("div", {class: "sliders"});
    for (const dimension of spec.dimensions) {
      const input = element("input", {type: "range", min: -3, max: 3, step: 0.01, value: 0});
      const output = element("output", {}, "0.00");
      input.addEventListener("input", () => {
        set(dimension.index, Number(input.value));
        later();
      });
      sliders.push({index: dimension.index, input, output});
      list.append(element("label", {}, element("span", {}, dimension.name), input, output));
    }
    controls.append(list);

    const screen = element("div", {class: "screen"}, canvas);
    if (spec.latent === 2) {
      const plane = root.parentElement.querySelector(".still img");
      if (plane) {
        plane.classList.add("plane");
        controls.append(plane.closest("figure"));
        plane.closest("figure").querySelector("figcaption").append(" Move over it to decode any place.");
        const go = event => {
          const box = plane.getBoundingClientRect();
          setAll([-3 + 6 * (event.clientX - box.left) / box.width, 3 - 6 * (event.clientY - box.top) / box.height]
            .map(value => Math.min(3, Math.max(-3, value))));
        };
        plane.addEventListener("pointermove", go);
        plane.addEventListener("pointerdown", go);
      }
    }
    root.append(screen, controls);
    const far = deviation(decode, spec.check, z.length);
    root.dataset.deviation = far;
    said.textContent = "At " + spec.check.rows + " places this page and lanewise differ by "
      + far.toExponential(1) + " at most.";
    screen.append(said);
    root.hidden = false;
    setAll(spec.starts.length > 0 ? spec.starts[0].code : new Array(spec.latent).fill(0));
  };

  const kinds = {lines, points, decoder: explorer};
  for (const [id, spec] of Object.entries(data)) {
    kinds[spec.kind](document.getElementById(id), spec);
  }
})();
