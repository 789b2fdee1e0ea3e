/*
 * Volumes of a case: one byte a voxel, (Y, X, Z) with z fastest; a table says what each code is worth.
 * Stored as differences of neighbours, deflated, in base64.
 */
const Volume = (() => {
  async function inflate(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      bytes[i] = text.charCodeAt(i);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function undoDifferences(bytes) {
    for (let i = 1; i < bytes.length; i++) {
      bytes[i] += bytes[i - 1];
    }
    return bytes;
  }

  function textOf(caseId, name) {
    return document.getElementById(`blob-${caseId}-${name}`).textContent;
  }

  /** A volume: `at(index)` is NaN where it has no value. */
  async function load(caseId, name, levels) {
    const codes = undoDifferences(await inflate(textOf(caseId, name)));
    const table = new Float32Array(256).fill(NaN);
    table.set(levels);
    return { codes, levels: table, at: (index) => table[codes[index]] };
  }

  /** The masks of a case, each a predicate of a voxel's index. */
  async function loadMasks(caseId, count, voxels) {
    const bits = await inflate(textOf(caseId, 'masks'));
    const bytesEach = Math.ceil(voxels / 8);
    return Array.from({ length: count }, (_, m) => {
      const start = m * bytesEach;
      return (index) => (bits[start + (index >> 3)] >> (index & 7)) & 1;
    });
  }

  return { load, loadMasks };
})();
