/* Lines of equal value through a picture (marching squares), as closed or open polylines. */
const Contour = (() => {
  /**
   * The lines at a level. `value(column, row)` is asked for samples of a width x height picture; what
   * lies outside counts as `outside`, so that lines close at the rim. Points are in samples, (0, 0) at
   * the centre of the first.
   */
  function lines(width, height, value, level, outside) {
    const stride = width + 2;
    const samples = new Float32Array(stride * (height + 2)).fill(outside);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const sample = value(column, row);
        samples[(row + 1) * stride + column + 1] = Number.isFinite(sample) ? sample : outside;
      }
    }
    const neighbours = new Map();
    const connect = (a, b) => {
      for (const [from, to] of [[a, b], [b, a]]) {
        const list = neighbours.get(from);
        if (list) {
          list.push(to);
        } else {
          neighbours.set(from, [to]);
        }
      }
    };
    for (let row = 0; row < height + 1; row++) {
      for (let column = 0; column < width + 1; column++) {
        connectCell(samples, stride, column, row, level, connect);
      }
    }
    return trace(neighbours, (edge) => place(samples, stride, edge, level));
  }

  /* An edge is 2 * (index of its first sample), plus 1 when it runs down instead of right. */
  function connectCell(samples, stride, column, row, level, connect) {
    const index = row * stride + column;
    const corners = [samples[index], samples[index + 1], samples[index + stride + 1], samples[index + stride]];
    const inside = corners.map((corner) => corner >= level);
    const edges = [2 * index, 2 * (index + 1) + 1, 2 * (index + stride), 2 * index + 1];
    const crossed = edges.filter((_, e) => inside[e] !== inside[(e + 1) % 4]);
    if (crossed.length === 2) {
      connect(crossed[0], crossed[1]);
    } else if (crossed.length === 4) {
      const middleInside = corners.reduce((sum, corner) => sum + corner, 0) / 4 >= level;
      if (middleInside === inside[0]) {
        connect(edges[0], edges[1]);
        connect(edges[2], edges[3]);
      } else {
        connect(edges[3], edges[0]);
        connect(edges[1], edges[2]);
      }
    }
  }

  function place(samples, stride, edge, level) {
    const first = edge >> 1;
    const runsDown = (edge & 1) === 1;
    const a = samples[first];
    const b = samples[first + (runsDown ? stride : 1)];
    const part = (level - a) / (b - a);
    const column = (first % stride) - 1;
    const row = Math.floor(first / stride) - 1;
    return runsDown ? [column, row + part] : [column + part, row];
  }

  function trace(neighbours, placeOf) {
    const polylines = [];
    const done = new Set();
    for (const start of neighbours.keys()) {
      if (done.has(start)) {
        continue;
      }
      const line = [];
      let edge = start;
      while (edge !== undefined && !done.has(edge)) {
        done.add(edge);
        line.push(placeOf(edge));
        edge = neighbours.get(edge).find((next) => !done.has(next));
      }
      line.push(line[0]);
      polylines.push(line);
    }
    return polylines;
  }

  return { lines };
})();
