package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaResult;
import org.dosekit.report.source.CaseVolumes;
import org.dosekit.report.source.Found;

/**
 * What the viewer of a case shows, in 8 bits a voxel. Where there are both doses the predicted one
 * is not stored: it is the reference plus the difference, so that the three always agree.
 *
 * @param json how to read the blobs
 * @param blobs packed volumes by name
 * @param notes what is not shown, and why
 */
record CaseView(JsonObject json, Map<String, String> blobs, List<String> notes) {
  /** With ten cases of so many voxels a page stays below 15 MB. */
  private static final int MOST_VOXELS = 1_000_000;

  private static final double[] ISODOSE_PERCENT = {20, 50, 80, 95, 100, 107};

  /** The view of a case. */
  static CaseView of(CaseVolumes volumes, GammaCriterion criterion) {
    Case patient = volumes.patient();
    Mask body = patient.body();
    ShownGrid shown = ShownGrid.of(body.isEmpty() ? Mask.full(patient.grid()) : body, MOST_VOXELS);
    Found<GammaResult> gamma = volumes.gamma(criterion);
    Layers layers = new Layers(shown);
    layers.add("ct", patient.ctHu(), LevelTable.ct());
    String accuracy = layers.addDoses(volumes);
    gamma.value().ifPresent(result -> layers.add("gamma", result.map(), LevelTable.gamma()));
    List<String> notes =
        Stream.of(volumes.plannedGy().reason(), volumes.predictedGy().reason())
            .flatMap(Optional::stream)
            .map(why -> "Not shown: " + why + ".")
            .toList();
    JsonObject json = geometry(shown, start(patient, shown));
    json.put("prescriptionGy", patient.prescription().highestGy())
        .put("gammaLabel", criterion.label())
        .putObjects("isodoses", isodoses(patient.prescription().highestGy()))
        .put("volumes", layers.json)
        .putObjects("masks", layers.addMasks(patient.structures()))
        .put("note", resolution(shown) + accuracy);
    return new CaseView(json, layers.blobs, notes);
  }

  /** The volumes as they are put together. */
  private static final class Layers {
    private final ShownGrid shown;
    private final JsonObject json = JsonObject.create();
    private final Map<String, String> blobs = new LinkedHashMap<>();

    Layers(ShownGrid shown) {
      this.shown = shown;
    }

    void add(String name, Volume volume, LevelTable levels) {
      json.put(name, JsonObject.create().putNumbers("levels", levels.levels()));
      blobs.put(name, PackedBytes.ofCodes(shown.codes(volume, levels)));
    }

    /** Adds what doses there are; how exact they are, for people. */
    String addDoses(CaseVolumes volumes) {
      Optional<Volume> planned = volumes.plannedGy().value();
      Optional<Volume> predicted = volumes.predictedGy().value();
      LevelTable doses = LevelTable.doseGy(maxGy(planned, predicted));
      if (planned.isPresent() && predicted.isPresent()) {
        Volume difference = difference(predicted.get(), planned.get());
        LevelTable differences = LevelTable.differenceGy(maxAbsolute(difference));
        add("reference", planned.get(), doses);
        add("difference", difference, differences);
        return String.format(
            Locale.ROOT,
            " The reference is shown to %.2f Gy; differences to %.2f Gy at worst, near 0 to 0.01 Gy.",
            doses.accuracy(),
            differences.accuracy());
      }
      planned.ifPresent(dose -> add("reference", dose, doses));
      predicted.ifPresent(dose -> add("predicted", dose, doses));
      return planned.isEmpty() && predicted.isEmpty()
          ? ""
          : String.format(Locale.ROOT, " The dose is shown to %.2f Gy.", doses.accuracy());
    }

    List<JsonObject> addMasks(List<Structure> structures) {
      Map<String, String> colours = StructureColours.of(structures);
      List<BitSet> bits = structures.stream().map(s -> shown.bits(s.mask())).toList();
      blobs.put("masks", PackedBytes.ofMasks(bits, shown.voxelCount()));
      return structures.stream()
          .map(
              structure ->
                  JsonObject.create()
                      .put("name", structure.name())
                      .put("colour", Objects.requireNonNull(colours.get(structure.name())))
                      .put("external", structure.role() == StructureRole.EXTERNAL))
          .toList();
    }
  }

  /** The highest of the doses there are in Gy, at least 0. */
  static double maxGy(Optional<Volume> planned, Optional<Volume> predicted) {
    return Stream.of(planned, predicted)
        .flatMap(Optional::stream)
        .mapToDouble(CaseView::maxAbsolute)
        .max()
        .orElse(0);
  }

  private static double maxAbsolute(Volume volume) {
    float max = 0;
    for (float value : volume.data()) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }

  private static Volume difference(Volume predicted, Volume planned) {
    float[] difference = new float[planned.data().length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = predicted.data()[i] - planned.data()[i];
    }
    return Volume.of(planned.grid(), difference);
  }

  private static List<JsonObject> isodoses(double prescriptionGy) {
    List<JsonObject> isodoses = new ArrayList<>();
    for (double percent : ISODOSE_PERCENT) {
      isodoses.add(
          JsonObject.create().put("percent", percent).put("gy", percent / 100 * prescriptionGy));
    }
    return isodoses;
  }

  private static JsonObject geometry(ShownGrid shown, long[] start) {
    Grid grid = shown.grid();
    GridShape shape = shown.shape();
    VoxelSpacing mm = shown.spacing();
    PatientPoint origin = shown.origin();
    PatientPoint y = grid.alongY();
    PatientPoint x = grid.alongX();
    PatientPoint z = cross(x, y);
    JsonObject ends =
        JsonObject.create()
            .putStrings("y", ends(y))
            .putStrings("x", ends(x))
            .putStrings("z", ends(z));
    JsonObject json =
        JsonObject.create()
            .putIntegers("shape", shape.ny(), shape.nx(), shape.nz())
            .putNumbers("spacing", mm.yMm(), mm.xMm(), mm.zMm())
            .putIntegers("first", shown.box().y0(), shown.box().x0(), shown.box().z0())
            .putIntegers("stride", shown.strideY(), shown.strideX(), shown.strideZ())
            .putIntegers("start", start)
            .putNumbers("origin", origin.xMm(), origin.yMm(), origin.zMm())
            .put("ends", ends);
    return json.putObjects(
        "steps", List.of(step(y, mm.yMm()), step(x, mm.xMm()), step(z, mm.zMm())));
  }

  private static JsonObject step(PatientPoint direction, double mm) {
    return JsonObject.create()
        .put("x", direction.xMm() * mm)
        .put("y", direction.yMm() * mm)
        .put("z", direction.zMm() * mm);
  }

  private static PatientPoint cross(PatientPoint a, PatientPoint b) {
    return new PatientPoint(
        a.yMm() * b.zMm() - a.zMm() * b.yMm(),
        a.zMm() * b.xMm() - a.xMm() * b.zMm(),
        a.xMm() * b.yMm() - a.yMm() * b.xMm());
  }

  /** What a direction comes from and leads to, as a radiographer writes it. */
  private static List<String> ends(PatientPoint direction) {
    double x = Math.abs(direction.xMm());
    double y = Math.abs(direction.yMm());
    double z = Math.abs(direction.zMm());
    if (x >= y && x >= z) {
      return direction.xMm() > 0 ? List.of("R", "L") : List.of("L", "R");
    }
    if (y >= z) {
      return direction.yMm() > 0 ? List.of("A", "P") : List.of("P", "A");
    }
    return direction.zMm() > 0 ? List.of("I", "S") : List.of("S", "I");
  }

  /** The shown voxel nearest to the middle of the target with the highest prescription. */
  private static long[] start(Case patient, ShownGrid shown) {
    GridShape shape = shown.shape();
    long[] middle = {shape.ny() / 2, shape.nx() / 2, shape.nz() / 2};
    return patient.prescription().doseGyByTarget().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .flatMap(target -> patient.mask(target.getKey()).stream())
        .findFirst()
        .map(target -> centre(target, shown))
        .orElse(middle);
  }

  private static long[] centre(Mask mask, ShownGrid shown) {
    GridShape all = mask.grid().shape();
    double[] sum = new double[3];
    mask.indices()
        .forEach(
            i -> {
              int row = i / all.nz();
              int y = row / all.nx();
              sum[0] += y;
              sum[1] += row % all.nx();
              sum[2] += i % all.nz();
            });
    int n = mask.count();
    GridShape shape = shown.shape();
    return new long[] {
      nearest(sum[0] / n, shown.box().y0(), shown.strideY(), shape.ny()),
      nearest(sum[1] / n, shown.box().x0(), shown.strideX(), shape.nx()),
      nearest(sum[2] / n, shown.box().z0(), shown.strideZ(), shape.nz())
    };
  }

  private static long nearest(double voxel, int first, int stride, int count) {
    return Math.max(0, Math.min(count - 1, Math.round((voxel - first) / stride)));
  }

  private static String resolution(ShownGrid shown) {
    return shown.isWhole()
        ? "Every voxel about the body, as the case holds it."
        : "Not every voxel: one of %d along y, %d along x, %d along z; none is averaged."
            .formatted(shown.strideY(), shown.strideX(), shown.strideZ());
  }
}
