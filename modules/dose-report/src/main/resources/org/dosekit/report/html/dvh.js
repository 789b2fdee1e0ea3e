/* Dose-volume histograms of a case: reference solid, prediction dashed; values under the cursor. */
const Dvh = (() => {
  /** uPlot's columns: doses, then for each structure the reference's and the prediction's percentages. */
  function columns(dvh) {
    const longest = Math.max(...dvh.structures.map((one) => Math.max(one.reference.length, one.predicted.length)));
    const doses = Array.from({ length: longest }, (_, i) => i * dvh.stepGy);
    const padded = (curve) => (curve.length === 0 ? new Array(longest).fill(null) : Array.from({ length: longest }, (_, i) => (i < curve.length ? curve[i] : 0)));
    return [doses, ...dvh.structures.flatMap((one) => [padded(one.reference), padded(one.predicted)])];
  }

  function mount(root, dvh, structures) {
    const plot = Dom.el('div', { class: 'chart dvh', role: 'img', 'aria-label': 'Dose-volume histogram. Arrow keys move the cursor.' });
    const doseName = Dom.el('span', { class: 'dose' });
    const cells = dvh.structures.map(() => [Dom.el('td', { class: 'number' }), Dom.el('td', { class: 'number' })]);
    const data = columns(dvh);

    function tell(plotted) {
      const at = plotted === null ? null : plotted.cursor.idx;
      const known = at !== null && at !== undefined;
      doseName.textContent = known ? `at ${Dom.number(data[0][at], 2)} Gy` : 'move over the curves for values';
      dvh.structures.forEach((_, s) => {
        [1 + 2 * s, 2 + 2 * s].forEach((column, kind) => {
          cells[s][kind].textContent = known ? Dom.number(data[column][at], 1) : '';
        });
      });
    }

    const handle = Chart.mount(plot, () => ({
      options: {
        height: 380,
        legend: { show: false },
        scales: { x: { time: false }, y: { range: [0, 102] } },
        axes: [Chart.below('dose in Gy'), Chart.axis('volume in %')],
        cursor: { drag: { x: true, y: false } },
        hooks: { setCursor: [tell] },
        series: [
          { label: 'dose' },
          ...dvh.structures.flatMap((one) => [
            { label: `${one.name}, reference`, stroke: one.colour, width: 2, show: structures.isShown(one.name), points: { show: false } },
            { label: `${one.name}, predicted`, stroke: one.colour, width: 2, dash: [7, 5], show: structures.isShown(one.name), points: { show: false } },
          ]),
        ],
      },
      data,
    }));
    Chart.steerByKeys(plot, handle);

    const rows = dvh.structures.map((one, s) => {
      const box = Dom.el('input', { type: 'checkbox', 'data-structure': one.name, onchange: () => structures.show(one.name, box.checked) });
      box.checked = structures.isShown(one.name);
      const swatch = Dom.el('i', { class: 'swatch' });
      swatch.style.background = one.colour;
      return Dom.el(
        'tr',
        {},
        Dom.el('th', { scope: 'row' }, Dom.el('label', {}, box, ' ', swatch, one.name)),
        Dom.el('td', { class: 'number' }, Dom.number(one.volumeCc, 1)),
        ...cells[s],
      );
    });
    const head = (text) => Dom.el('th', { scope: 'col', class: 'number' }, text);
    root.append(
      Dom.el('div', { class: 'dvh-plot' }, plot, Dom.el('p', { class: 'soft' }, 'Solid: reference. Dashed: predicted. Drag to zoom, double-click to reset. ', doseName)),
      Dom.el(
        'div',
        { class: 'scroll dvh-key' },
        Dom.el(
          'table',
          {},
          Dom.el('thead', {}, Dom.el('tr', {}, Dom.el('th', { scope: 'col' }, 'structure'), head('cc'), head('reference %'), head('predicted %'))),
          Dom.el('tbody', {}, ...rows),
        ),
      ),
    );
    structures.onChange((name, isShown) => {
      const s = dvh.structures.findIndex((one) => one.name === name);
      if (s >= 0) {
        handle.current().setSeries(1 + 2 * s, { show: isShown });
        handle.current().setSeries(2 + 2 * s, { show: isShown });
        rows[s].querySelector('input').checked = isShown;
      }
    });
    tell(null);
  }

  return { mount };
})();
