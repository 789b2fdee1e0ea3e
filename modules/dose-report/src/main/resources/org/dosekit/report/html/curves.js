/* Training curves: one chart a group of columns of metrics.csv. */
const Curves = (() => {
  const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#8A6FDF', '#A65628'];

  /* There are no epochs between epochs. */
  const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];

  /** uPlot's columns: all epochs, then a value or null for each of them. */
  function columns(series) {
    const epochs = [...new Set(series.flatMap((one) => one.epochs))].sort((a, b) => a - b);
    const place = new Map(epochs.map((epoch, i) => [epoch, i]));
    const data = [epochs];
    for (const one of series) {
      const values = new Array(epochs.length).fill(null);
      one.epochs.forEach((epoch, i) => {
        values[place.get(epoch)] = one.values[i];
      });
      data.push(values);
    }
    return data;
  }

  function mount(root, charts) {
    for (const chart of charts) {
      const plot = Dom.el('div', { class: 'chart', role: 'img', 'aria-label': `${chart.title} over epochs` });
      root.append(Dom.el('figure', {}, Dom.el('figcaption', {}, chart.title), plot));
      const data = columns(chart.series);
      const isLogarithmic = chart.logarithmic && chart.series.every((one) => one.values.every((value) => value > 0));
      const handle = Chart.mount(plot, () => ({
        options: {
          height: 240,
          scales: { x: { time: false }, y: isLogarithmic ? { distr: 3 } : {} },
          axes: [{ ...Chart.below('epoch'), incrs: WHOLE }, { ...Chart.axis(chart.unit), size: 64 }],
          series: [
            { label: 'epoch' },
            ...chart.series.map((one, s) => ({
              label: one.name,
              stroke: COLOURS[s % COLOURS.length],
              width: 2,
              spanGaps: true,
              points: { show: one.epochs.length < 40 },
              value: (_, value) => (value === null ? '–' : Number(value.toPrecision(4)).toString()),
            })),
          ],
        },
        data,
      }));
      Chart.steerByKeys(plot, handle);
    }
  }

  return { mount };
})();
