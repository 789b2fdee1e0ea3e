/* Three linked planes of a case: CT, dose layers, isodoses, contours; what lies under the pointer. */
const Viewer = (() => {
  const WINDOWS = { 'soft tissue': [40, 400], bone: [400, 1800], lung: [-500, 1500], wide: [0, 2000] };
  const ISODOSE_COLOURS = ['#56B4E9', '#009E73', '#F0E442', '#E69F00', '#D55E00', '#CC79A7'];

  async function load(caseId, view) {
    const volumes = {};
    for (const [name, { levels }] of Object.entries(view.volumes)) {
      volumes[name] = await Volume.load(caseId, name, levels);
    }
    const [ny, nx, nz] = view.shape;
    const masks = await Volume.loadMasks(caseId, view.masks.length, ny * nx * nz);
    if (!volumes.predicted && volumes.reference && volumes.difference) {
      volumes.predicted = { at: (i) => Math.max(0, volumes.reference.at(i) + volumes.difference.at(i)) };
    }
    return { volumes, masks };
  }

  /* What can be laid over the CT: a name, a unit, a colour scale from low to high. */
  function layersOf(view, volumes) {
    const doseMax = Math.max(view.prescriptionGy * 1.1, 1);
    const layers = [];
    const add = (key, label, unit, low, high, colours, visible) => {
      if (volumes[key]) {
        layers.push({ key, label, unit, low, high, colours, visible, at: volumes[key].at });
      }
    };
    const aboveNothing = (value) => value > 0.05 * view.prescriptionGy;
    add('predicted', 'Predicted dose', 'Gy', 0, doseMax, Colormap.dose, aboveNothing);
    add('reference', 'Reference dose', 'Gy', 0, doseMax, Colormap.dose, aboveNothing);
    const span = 0.15 * view.prescriptionGy;
    add('difference', 'Difference (predicted − reference)', 'Gy', -span, span, Colormap.difference, (value) => Math.abs(value) > 0.01 * view.prescriptionGy);
    add('gamma', `Gamma ${view.gammaLabel}`, '', 0, 2, Colormap.gamma, Number.isFinite);
    return layers;
  }

  function colourer(layer) {
    const scale = 255 / (layer.high - layer.low);
    return (index, pixels, p) => {
      const value = layer.at(index);
      if (!layer.visible(value)) {
        pixels[p + 3] = 0;
        return;
      }
      const [r, g, b] = layer.colours[Math.min(255, Math.max(0, Math.round((value - layer.low) * scale)))];
      pixels[p] = r;
      pixels[p + 1] = g;
      pixels[p + 2] = b;
      pixels[p + 3] = 255;
    };
  }

  function greyer(ct, window) {
    const low = window.level - window.width / 2;
    const scale = 255 / window.width;
    return (index, pixels, p) => {
      const grey = Math.min(255, Math.max(0, (ct.at(index) - low) * scale));
      pixels[p] = pixels[p + 1] = pixels[p + 2] = grey;
      pixels[p + 3] = 255;
    };
  }

  function scaleBar(canvas, layer) {
    const context = canvas.getContext('2d');
    canvas.width = 256;
    canvas.height = 10;
    layer.colours.forEach(([r, g, b], i) => {
      context.fillStyle = `rgb(${r}, ${g}, ${b})`;
      context.fillRect(i, 0, 1, 10);
    });
  }

  /**
   * Shows a case in a root. `structures` tells which are shown (shared with the DVH) and calls back when
   * that changes.
   */
  async function mount(root, caseId, view, structures) {
    const { volumes, masks } = await load(caseId, view);
    const layers = layersOf(view, volumes);
    const planes = ['axial', 'coronal', 'sagittal'].map((kind) => Plane.create(kind, view));
    const state = {
      cursor: [...view.start],
      layer: layers[0] || null,
      opacity: 0.45,
      window: { level: 40, width: 400 },
      showCt: true,
      isodoses: { reference: Boolean(volumes.reference), predicted: Boolean(volumes.predicted) },
    };
    const readout = Dom.el('dl', { class: 'readout', 'aria-live': 'off' });
    const sliders = planes.map((plane) =>
      Dom.el('input', {
        type: 'range',
        min: '0',
        max: String(plane.slices - 1),
        step: '1',
        'aria-label': `${plane.kind} slice`,
        oninput: (event) => moveTo(plane.through, Number(event.target.value)),
      }),
    );
    const sliceNames = planes.map(() => Dom.el('span', { class: 'slice soft' }));

    function lines() {
      const all = [];
      for (const [kind, dash] of [['reference', []], ['predicted', [5, 4]]]) {
        if (state.isodoses[kind]) {
          view.isodoses.forEach((isodose, i) => {
            all.push({ value: volumes[kind].at, level: isodose.gy, colour: ISODOSE_COLOURS[i % ISODOSE_COLOURS.length], width: 1.3, dash });
          });
        }
      }
      view.masks.forEach((mask, m) => {
        if (structures.isShown(mask.name)) {
          all.push({ value: masks[m], level: 0.5, colour: mask.colour, width: 2 });
        }
      });
      return all;
    }

    function images() {
      const all = [];
      if (state.showCt) {
        all.push({ colourOf: greyer(volumes.ct, state.window), alpha: 1 });
      }
      if (state.layer !== null) {
        all.push({ colourOf: colourer(state.layer), alpha: state.showCt ? state.opacity : 1 });
      }
      return all;
    }

    function paint(which = planes) {
      const [below, above] = [images(), lines()];
      which.forEach((plane) => plane.paint(state.cursor[plane.through], below, above));
      markAll();
    }

    function markAll() {
      planes.forEach((plane, p) => {
        plane.mark(state.cursor);
        sliders[p].value = String(state.cursor[plane.through]);
        const shown = state.cursor[plane.through];
        sliceNames[p].textContent = `${shown + 1} / ${plane.slices}`;
      });
    }

    function moveTo(axis, place) {
      const bounded = Math.min(view.shape[axis] - 1, Math.max(0, place));
      if (bounded !== state.cursor[axis]) {
        state.cursor[axis] = bounded;
        paint(planes.filter((plane) => plane.through === axis));
      }
      tell(state.cursor);
    }

    function moveAll(voxel) {
      const changed = planes.filter((plane) => voxel[plane.through] !== state.cursor[plane.through]);
      state.cursor = [...voxel];
      if (changed.length > 0) {
        paint(changed);
      } else {
        markAll();
      }
      tell(state.cursor);
    }

    /** Says what a voxel holds; the numbers stand in data attributes too. */
    function tell(voxel) {
      const [, nx, nz] = view.shape;
      const index = (voxel[0] * nx + voxel[1]) * nz + voxel[2];
      const original = voxel.map((place, axis) => view.first[axis] + place * view.stride[axis]);
      const mm = [0, 1, 2].map((c) => view.origin[c] + voxel.reduce((sum, place, axis) => sum + place * view.steps[axis]['xyz'[c]], 0));
      const entries = [];
      const add = (name, value, digits, unit, signed) => {
        if (volumes[name]) {
          entries.push([value, `${Dom.number(volumes[name].at(index), digits, signed)} ${unit}`.trim()]);
          readout.dataset[name] = String(volumes[name].at(index));
        }
      };
      [readout.dataset.y, readout.dataset.x, readout.dataset.z] = original.map(String);
      add('ct', 'CT', 0, 'HU', false);
      add('reference', 'Reference', 1, 'Gy', false);
      add('predicted', 'Predicted', 1, 'Gy', false);
      add('difference', 'Difference', 1, 'Gy', true);
      add('gamma', 'Gamma', 2, '', false);
      const inside = view.masks.filter((_, m) => masks[m](index)).map((mask) => mask.name);
      entries.push(['In', inside.length > 0 ? inside.join(', ') : '–']);
      entries.push(['Voxel y, x, z', original.join(', ')]);
      entries.push(['Patient x, y, z', `${mm.map((value) => Dom.number(value, 1)).join(', ')} mm`]);
      readout.replaceChildren(...entries.map(([name, value]) => Dom.el('div', {}, Dom.el('dt', {}, name), Dom.el('dd', {}, value))));
    }

    function listen(plane) {
      const canvas = plane.marks;
      let drag = null;
      canvas.addEventListener('contextmenu', (event) => event.preventDefault());
      canvas.addEventListener('pointerdown', (event) => {
        canvas.setPointerCapture(event.pointerId);
        const windowing = event.button === 2 || event.shiftKey;
        drag = windowing ? { x: event.clientX, y: event.clientY, ...state.window } : 'cursor';
        const voxel = plane.voxelAt(event, state.cursor[plane.through]);
        if (drag === 'cursor' && voxel !== null) {
          moveAll(voxel);
        }
      });
      canvas.addEventListener('pointermove', (event) => {
        const voxel = plane.voxelAt(event, state.cursor[plane.through]);
        if (drag !== null && drag !== 'cursor') {
          setWindow(drag.level + (event.clientY - drag.y) * 2, drag.width + (event.clientX - drag.x) * 4);
        } else if (voxel !== null) {
          if (drag === 'cursor') {
            moveAll(voxel);
          } else {
            tell(voxel);
          }
        }
      });
      canvas.addEventListener('pointerup', () => { drag = null; });
      canvas.addEventListener('pointercancel', () => { drag = null; });
      canvas.addEventListener('pointerleave', () => tell(state.cursor));
      canvas.addEventListener(
        'wheel',
        (event) => {
          if (event.ctrlKey) {
            return;
          }
          event.preventDefault();
          moveTo(plane.through, state.cursor[plane.through] + Math.sign(event.deltaY) * (plane.upwards ? 1 : -1));
        },
        { passive: false },
      );
      canvas.addEventListener('keydown', (event) => {
        const move = {
          ArrowLeft: [plane.across, -1],
          ArrowRight: [plane.across, 1],
          ArrowUp: [plane.down, plane.upwards ? 1 : -1],
          ArrowDown: [plane.down, plane.upwards ? -1 : 1],
          PageUp: [plane.through, 1],
          PageDown: [plane.through, -1],
        }[event.key];
        if (move !== undefined) {
          event.preventDefault();
          moveTo(move[0], state.cursor[move[0]] + move[1]);
        }
      });
    }

    function setWindow(level, width) {
      state.window = { level: Math.round(level), width: Math.max(1, Math.round(width)) };
      levelInput.value = String(state.window.level);
      widthInput.value = String(state.window.width);
      paint();
    }

    const numberInput = (value, label) =>
      Dom.el('input', { type: 'number', value: String(value), step: '10', 'aria-label': label, onchange: () => setWindow(Number(levelInput.value), Number(widthInput.value)) });
    const levelInput = numberInput(40, 'window level in HU');
    const widthInput = numberInput(400, 'window width in HU');
    const preset = Dom.el(
      'select',
      { 'aria-label': 'window preset', onchange: () => setWindow(...WINDOWS[preset.value]) },
      ...Object.keys(WINDOWS).map((name) => Dom.el('option', { value: name }, name)),
    );
    const bar = Dom.el('canvas', { class: 'scale', 'aria-hidden': 'true' });
    const barLow = Dom.el('span');
    const barHigh = Dom.el('span');
    const legend = Dom.el('span', { class: 'legend' }, barLow, bar, barHigh);

    function chooseLayer(key) {
      state.layer = layers.find((layer) => layer.key === key) || null;
      legend.hidden = state.layer === null;
      if (state.layer !== null) {
        scaleBar(bar, state.layer);
        const digits = state.layer.key === 'gamma' ? 0 : 1;
        barLow.textContent = Dom.number(state.layer.low, digits);
        barHigh.textContent = `${Dom.number(state.layer.high, digits)} ${state.layer.unit}`.trim();
      }
    }

    const layerChoice = Dom.el(
      'select',
      { class: 'layer', 'aria-label': 'layer over the CT', onchange: () => { chooseLayer(layerChoice.value); paint(); } },
      ...layers.map((layer) => Dom.el('option', { value: layer.key }, layer.label)),
      Dom.el('option', { value: '' }, 'CT only'),
    );
    const opacity = Dom.el('input', {
      type: 'range', min: '0', max: '100', value: String(100 * state.opacity), 'aria-label': 'opacity of the layer in percent',
      oninput: () => { state.opacity = Number(opacity.value) / 100; paint(); },
    });
    const check = (label, checked, change) => {
      const box = Dom.el('input', { type: 'checkbox', onchange: () => { change(box.checked); paint(); } });
      box.checked = checked;
      return Dom.el('label', {}, box, ` ${label}`);
    };
    const isodoseChecks = [['reference', 'reference ——'], ['predicted', 'predicted - - -']]
      .filter(([kind]) => volumes[kind])
      .map(([kind, label]) => check(label, state.isodoses[kind], (on) => { state.isodoses[kind] = on; }));
    const isodoseKey = view.isodoses.map((isodose, i) => {
      const swatch = Dom.el('i', { class: 'swatch' });
      swatch.style.background = ISODOSE_COLOURS[i % ISODOSE_COLOURS.length];
      return Dom.el('span', { class: 'key' }, swatch, `${isodose.percent} %`);
    });

    const group = (name, ...controls) => Dom.el('div', { class: 'group', role: 'group', 'aria-label': name }, Dom.el('span', { class: 'soft' }, name), ...controls);
    root.append(
      Dom.el(
        'div',
        { class: 'controls' },
        group('Layer', layerChoice, legend, opacity),
        group('CT', check('show', true, (on) => { state.showCt = on; }), preset, Dom.el('label', {}, 'level ', levelInput), Dom.el('label', {}, 'width ', widthInput)),
        group('Isodoses', ...isodoseChecks, ...isodoseKey),
      ),
      Dom.el(
        'div',
        { class: 'planes' },
        ...planes.map((plane, p) =>
          Dom.el(
            'figure',
            { class: 'plane', 'data-plane': plane.kind },
            Dom.el('figcaption', {}, plane.kind, sliceNames[p]),
            Dom.el('div', { class: 'stack' }, plane.picture, plane.marks),
            sliders[p],
          ),
        ),
      ),
      readout,
      Dom.el('p', { class: 'soft' }, view.note),
    );
    chooseLayer(layers.length > 0 ? layers[0].key : '');
    planes.forEach(listen);
    structures.onChange(() => paint());
    new ResizeObserver(() => {
      if (planes.map((plane) => plane.resize()).some(Boolean)) {
        paint();
      }
    }).observe(root);
    planes.forEach((plane) => plane.resize());
    paint();
    tell(state.cursor);
  }

  return { mount };
})();
