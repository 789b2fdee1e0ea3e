/* Colours of values: 256 steps each, [r, g, b] from 0 to 255. */
const Colormap = (() => {
  function fromStops(stops) {
    const colours = [];
    for (let i = 0; i < 256; i++) {
      const place = i / 255;
      let s = 1;
      while (s < stops.length - 1 && place > stops[s][0]) {
        s++;
      }
      const [from, a] = stops[s - 1];
      const [to, b] = stops[s];
      const t = Math.min(1, Math.max(0, (place - from) / (to - from)));
      colours.push(a.map((channel, c) => Math.round(channel + t * (b[c] - channel))));
    }
    return colours;
  }

  /* Ordered in lightness up to the prescription's yellow; red is above. */
  const dose = fromStops([
    [0.0, [38, 28, 110]],
    [0.25, [33, 102, 200]],
    [0.45, [24, 166, 172]],
    [0.65, [88, 196, 92]],
    [0.85, [243, 222, 60]],
    [0.95, [240, 140, 40]],
    [1.0, [205, 32, 38]],
  ]);

  /* Too cold is blue, too hot is orange: told apart with any colour vision. */
  const difference = fromStops([
    [0.0, [5, 80, 180]],
    [0.3, [86, 170, 233]],
    [0.5, [245, 245, 245]],
    [0.7, [240, 160, 70]],
    [1.0, [190, 62, 0]],
  ]);

  /* Passes are blue; a step at 1, then yellow to red. */
  const gamma = fromStops([
    [0.0, [20, 40, 90]],
    [0.499, [120, 185, 225]],
    [0.501, [250, 210, 80]],
    [1.0, [190, 30, 20]],
  ]);

  return { dose, difference, gamma };
})();
