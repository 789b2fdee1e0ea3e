/*
 * One plane of the viewer: which axes it shows, and how it is painted. Axes are 0 = y (rows of an axial
 * slice), 1 = x, 2 = z.
 */
const Plane = (() => {
  const KINDS = {
    axial: { through: 2, across: 1, down: 0, upwards: false },
    coronal: { through: 0, across: 1, down: 2, upwards: true },
    sagittal: { through: 1, across: 0, down: 2, upwards: true },
  };

  function create(kind, view) {
    const { through, across, down, upwards } = KINDS[kind];
    const [ny, nx, nz] = view.shape;
    const strides = [nx * nz, nz, 1];
    const width = view.shape[across];
    const height = view.shape[down];
    const picture = Dom.el('canvas', { class: 'picture' });
    const marks = Dom.el('canvas', {
      class: 'marks',
      tabindex: '0',
      role: 'img',
      'aria-label': `${kind} slice. Arrow keys move the cursor, page up and down change the slice.`,
    });
    const small = new OffscreenCanvas(width, height);
    const smallContext = small.getContext('2d');

    /** The voxel of a sample of the picture. */
    function voxel(column, row, slice) {
      const at = [0, 0, 0];
      at[across] = column;
      at[down] = upwards ? height - 1 - row : row;
      at[through] = slice;
      return at;
    }

    function index(column, row, slice) {
      const r = upwards ? height - 1 - row : row;
      return column * strides[across] + r * strides[down] + slice * strides[through];
    }

    /** Where the picture lies on the canvas, in its pixels, with the right aspect ratio. */
    function frame() {
      const widthMm = width * view.spacing[across];
      const heightMm = height * view.spacing[down];
      const scale = Math.min(picture.width / widthMm, picture.height / heightMm);
      const w = widthMm * scale;
      const h = heightMm * scale;
      return { left: (picture.width - w) / 2, top: (picture.height - h) / 2, w, h, sx: w / width, sy: h / height };
    }

    /** The voxel under a pointer; null beside the picture. */
    function voxelAt(event, slice) {
      const box = marks.getBoundingClientRect();
      const ratio = picture.width / box.width;
      const { left, top, sx, sy } = frame();
      const column = Math.floor(((event.clientX - box.left) * ratio - left) / sx);
      const row = Math.floor(((event.clientY - box.top) * ratio - top) / sy);
      return column >= 0 && column < width && row >= 0 && row < height ? voxel(column, row, slice) : null;
    }

    /** Fits the canvases to their place; whether they changed. */
    function resize() {
      const ratio = window.devicePixelRatio || 1;
      const w = Math.max(1, Math.round(marks.clientWidth * ratio));
      const h = Math.max(1, Math.round(marks.clientHeight * ratio));
      if (picture.width === w && picture.height === h) {
        return false;
      }
      for (const canvas of [picture, marks]) {
        canvas.width = w;
        canvas.height = h;
      }
      return true;
    }

    function paintImage(context, slice, colourOf, alpha) {
      const image = smallContext.createImageData(width, height);
      const pixels = image.data;
      let p = 0;
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          colourOf(index(column, row, slice), pixels, p);
          p += 4;
        }
      }
      smallContext.putImageData(image, 0, 0);
      const { left, top, w, h } = frame();
      context.globalAlpha = alpha;
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = 'high';
      context.drawImage(small, left, top, w, h);
      context.globalAlpha = 1;
    }

    function paintLine(context, slice, line) {
      const { left, top, sx, sy } = frame();
      const polylines = Contour.lines(width, height, (column, row) => line.value(index(column, row, slice)), line.level, 0);
      context.strokeStyle = line.colour;
      context.lineWidth = line.width * (window.devicePixelRatio || 1);
      context.setLineDash((line.dash || []).map((length) => length * (window.devicePixelRatio || 1)));
      context.beginPath();
      for (const polyline of polylines) {
        polyline.forEach(([column, row], i) => {
          const x = left + (column + 0.5) * sx;
          const y = top + (row + 0.5) * sy;
          if (i === 0) {
            context.moveTo(x, y);
          } else {
            context.lineTo(x, y);
          }
        });
      }
      context.stroke();
      context.setLineDash([]);
    }

    /** Paints a slice: images from below to above, then lines. */
    function paint(slice, images, lines) {
      const context = picture.getContext('2d');
      context.fillStyle = '#000';
      context.fillRect(0, 0, picture.width, picture.height);
      images.forEach((image) => paintImage(context, slice, image.colourOf, image.alpha));
      lines.forEach((line) => paintLine(context, slice, line));
    }

    /** Paints cross-hair and orientation over the slice. */
    function mark(cursor) {
      const context = marks.getContext('2d');
      const ratio = window.devicePixelRatio || 1;
      const { left, top, w, h, sx, sy } = frame();
      context.clearRect(0, 0, marks.width, marks.height);
      const x = left + (cursor[across] + 0.5) * sx;
      const y = top + ((upwards ? height - 1 - cursor[down] : cursor[down]) + 0.5) * sy;
      context.strokeStyle = 'rgba(255, 255, 255, 0.55)';
      context.lineWidth = ratio;
      const gap = 8 * ratio;
      context.beginPath();
      for (const [fromX, fromY, toX, toY] of [[left, y, x - gap, y], [x + gap, y, left + w, y], [x, top, x, y - gap], [x, y + gap, x, top + h]]) {
        context.moveTo(fromX, fromY);
        context.lineTo(toX, toY);
      }
      context.stroke();
      const ends = (axis) => view.ends['yxz'[axis]];
      const [low, high] = ends(down);
      context.fillStyle = 'rgba(255, 255, 255, 0.85)';
      context.font = `600 ${12 * ratio}px system-ui, sans-serif`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      const inset = 10 * ratio;
      context.fillText(ends(across)[0], inset, marks.height / 2);
      context.fillText(ends(across)[1], marks.width - inset, marks.height / 2);
      context.fillText(upwards ? high : low, marks.width / 2, inset);
      context.fillText(upwards ? low : high, marks.width / 2, marks.height - inset);
    }

    return { kind, through, across, down, upwards, slices: view.shape[through], picture, marks, voxelAt, resize, paint, mark };
  }

  return { create };
})();
