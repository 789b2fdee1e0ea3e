package org.dosekit.eval.gamma;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.volume.Volume;

/** Two doses of the reference data. */
record ReferencePair(Volume referenceGy, Volume evaluatedGy) {
  private static final int NPY_LENGTH_AT = 8;

  static Path folder() {
    return Path.of(System.getenv("DOSEKIT_DATA"), "reference");
  }

  /** A block of an OpenKBP dose and its perturbed copy, axes in the order of the files. */
  static ReferencePair openKbp(String patient) {
    JsonObject json = JsonObject.read(openKbpFile(patient + ".json"));
    return new ReferencePair(
        Volume.of(grid(json, "ref"), npy(openKbpFile(patient + "_ref.npy"))),
        Volume.of(grid(json, "eval"), npy(openKbpFile(patient + "_eval.npy"))));
  }

  static Path openKbpFile(String name) {
    return folder().resolve("gamma/gamma_openkbp").resolve(name);
  }

  private static Grid grid(JsonObject json, String dose) {
    long[] n = json.integers(dose + "_shape");
    double[] mm = json.numbers(dose + "_spacing_mm");
    double[] at = json.numbers(dose + "_origin_mm");
    return Grid.axial(
        new GridShape((int) n[0], (int) n[1], (int) n[2]),
        new VoxelSpacing(mm[0], mm[1], mm[2]),
        new PatientPoint(at[1], at[0], at[2]));
  }

  /** The two Eclipse head-and-neck plans of SlicerRT's test data. */
  static ReferencePair ent() {
    Path folder = folder().resolve("dvh/slicerrt");
    return new ReferencePair(
        nrrd(folder.resolve("EclipseEnt_Dose.nrrd")),
        nrrd(folder.resolve("EclipseEnt_Dose_Day2.nrrd")));
  }

  static float[] npy(Path file) {
    byte[] bytes = bytes(file);
    int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(NPY_LENGTH_AT);
    return floats(bytes, NPY_LENGTH_AT + 2 + header);
  }

  private static float[] floats(byte[] bytes, int from) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, bytes.length - from).slice();
    float[] values = new float[buffer.remaining() / Float.BYTES];
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gzipped little-endian floats of an axis-parallel LPS grid, x fastest. */
  private static Volume nrrd(Path file) {
    byte[] bytes = bytes(file);
    int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\n\n");
    String header = new String(bytes, 0, end, StandardCharsets.US_ASCII);
    double[] sizes = field(header, "sizes");
    double[] spacing = field(header, "space directions");
    double[] origin = field(header, "space origin");
    GridShape shape = new GridShape((int) sizes[1], (int) sizes[0], (int) sizes[2]);
    float[] values;
    try (GZIPInputStream data =
        new GZIPInputStream(new ByteArrayInputStream(bytes, end + 2, bytes.length - end - 2))) {
      values = floats(data.readAllBytes(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    float[] dose = new float[values.length];
    int from = 0;
    for (int z = 0; z < shape.nz(); z++) {
      for (int y = 0; y < shape.ny(); y++) {
        for (int x = 0; x < shape.nx(); x++) {
          dose[shape.index(y, x, z)] = values[from++];
        }
      }
    }
    return Volume.of(
        Grid.axial(
            shape,
            new VoxelSpacing(spacing[4], spacing[0], spacing[8]),
            new PatientPoint(origin[0], origin[1], origin[2])),
        dose);
  }

  private static double[] field(String header, String name) {
    String line = header.lines().filter(l -> l.startsWith(name + ":")).findFirst().orElseThrow();
    return Arrays.stream(line.substring(name.length() + 1).split("[ (),]+"))
        .filter(number -> !number.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
