package org.dosekit.eval.dvh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.structure.Contour;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.volume.Volume;

/**
 * A plan of {@code reference/dvh/slicerrt}: the dose and contours that Eclipse exported.
 *
 * @param doseGy in Gy
 * @param contours by structure
 */
record ClinicalReference(Volume doseGy, Map<String, Contours> contours) {

  static Path folder() {
    return Path.of(System.getenv("DOSEKIT_DATA"), "reference/dvh/slicerrt");
  }

  static ClinicalReference read(String plan) {
    try {
      return new ClinicalReference(
          dose(folder().resolve(plan + "_Dose.nrrd")),
          contours(folder().resolve(plan + "_contours.json.gz")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Contours> contours(Path file) throws IOException {
    String text;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, Contours> result = new LinkedHashMap<>();
    JsonObject.parse(file.getFileName().toString(), points(text))
        .objects("structures", s -> s)
        .forEach(
            s ->
                result.put(
                    s.string("name"),
                    Contours.of(s.objects("contours", ClinicalReference::contour))));
    return result;
  }

  /** Lists of pairs as one list of numbers. */
  private static String points(String json) {
    return json.replaceAll("\\],\\s*\\[", ",").replace("[[", "[").replace("]]", "]");
  }

  private static Contour contour(JsonObject json) {
    double[] xy = json.numbers("xy");
    double[] xyz = new double[xy.length / 2 * 3];
    for (int i = 0; i < xy.length / 2; i++) {
      xyz[3 * i] = xy[2 * i];
      xyz[3 * i + 1] = xy[2 * i + 1];
      xyz[3 * i + 2] = json.number("z");
    }
    return Contour.of(xyz);
  }

  /** An NRRD file of gzipped little-endian floats, x fastest, axes along the patient's. */
  private static Volume dose(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = 0;
    while (bytes[end] != '\n' || bytes[end + 1] != '\n') {
      end++;
    }
    Map<String, String> header = new HashMap<>();
    for (String line : new String(bytes, 0, end, StandardCharsets.US_ASCII).split("\n")) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        header.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    double[] sizes = numbers(Objects.requireNonNull(header.get("sizes")));
    double[] axes = numbers(Objects.requireNonNull(header.get("space directions")));
    double[] origin = numbers(Objects.requireNonNull(header.get("space origin")));
    GridShape shape = new GridShape((int) sizes[1], (int) sizes[0], (int) sizes[2]);
    Grid grid =
        Grid.axial(
            shape,
            new VoxelSpacing(axes[4], axes[0], axes[8]),
            new PatientPoint(origin[0], origin[1], origin[2]));
    float[] dose = new float[shape.voxelCount()];
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, end + 2, bytes.length - end - 2))) {
      ByteBuffer raw = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int z = 0; z < shape.nz(); z++) {
        for (int y = 0; y < shape.ny(); y++) {
          for (int x = 0; x < shape.nx(); x++) {
            dose[shape.index(y, x, z)] = raw.getFloat();
          }
        }
      }
    }
    return Volume.of(grid, dose);
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split("[^-+.0-9e]+"))
        .filter(s -> !s.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** The rows of a table of the folder, each by the names in its first line. */
  static List<Map<String, String>> table(String file) {
    try {
      List<String> lines = Files.readAllLines(folder().resolve(file));
      String[] names = lines.get(0).split(",");
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",");
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i++) {
          row.put(names[i], cells[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
