/* Line charts on uPlot, in the colours of the page. */
const Chart = (() => {
  function axis(label) {
    return {
      label,
      stroke: Dom.colour('--text-soft'),
      grid: { stroke: Dom.colour('--line'), width: 1 },
      ticks: { stroke: Dom.colour('--line'), width: 1 },
      font: '12px system-ui, sans-serif',
      labelFont: '12px system-ui, sans-serif',
      labelSize: 20,
      size: 52,
      values: (_, splits) => splits.map((split) => (split === null ? '' : Number(split.toPrecision(3)).toString())),
    };
  }

  /** The axis of an x scale, less high than one beside the chart is wide. */
  function below(label) {
    return { ...axis(label), size: 32 };
  }

  /**
   * A chart that fills its root and follows theme and width. `describe()` gives uPlot's options and
   * data anew; returns how to reach the present chart.
   */
  function mount(root, describe) {
    let plot = null;
    const draw = () => {
      const { options, data } = describe();
      if (plot !== null) {
        plot.destroy();
      }
      plot = new uPlot({ ...options, width: Math.max(260, root.clientWidth) }, data, root);
      return true;
    };
    draw();
    Theme.onChange(() => root.isConnected && draw());
    new ResizeObserver(() => {
      const width = Math.max(260, root.clientWidth);
      if (plot.width !== width) {
        plot.setSize({ width, height: plot.height });
      }
    }).observe(root);
    return { current: () => plot, redraw: draw };
  }

  /** Arrow keys move the chart's cursor along its x axis. */
  function steerByKeys(root, chart) {
    root.tabIndex = 0;
    root.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined) {
        return;
      }
      event.preventDefault();
      const plot = chart.current();
      const last = plot.data[0].length - 1;
      const at = plot.cursor.idx === null || plot.cursor.idx === undefined ? (step > 0 ? -1 : last + 1) : plot.cursor.idx;
      const next = Math.min(last, Math.max(0, at + step * (event.shiftKey ? 10 : 1)));
      plot.setCursor({ left: plot.valToPos(plot.data[0][next], 'x'), top: plot.bbox.height / 4 / devicePixelRatio });
    });
  }

  return { axis, below, mount, steerByKeys };
})();
