package org.dosekit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.report.source.CaseVolumes;

/** The DVH of each structure of a case under both doses: exact curves, read at even doses. */
final class CaseDvh {
  private static final double FINEST_STEP_GY = 0.25;
  private static final int MOST_POINTS = 500;

  private CaseDvh() {}

  /** The curves; empty for a case without structures or without any dose. */
  static Optional<JsonObject> of(CaseVolumes volumes) {
    List<Structure> structures = volumes.patient().structures();
    Optional<Volume> planned = volumes.plannedGy().value();
    Optional<Volume> predicted = volumes.predictedGy().value();
    if (structures.isEmpty() || (planned.isEmpty() && predicted.isEmpty())) {
      return Optional.empty();
    }
    Map<String, String> colours = StructureColours.of(structures);
    List<JsonObject> curves = new ArrayList<>();
    double stepGy = stepGy(CaseView.maxGy(planned, predicted));
    for (Structure structure : structures) {
      curves.add(
          JsonObject.create()
              .put("name", structure.name())
              .put("colour", Objects.requireNonNull(colours.get(structure.name())))
              .put("external", structure.role() == StructureRole.EXTERNAL)
              .put("volumeCc", structure.mask().volumeCc())
              .putNumbers("reference", percentages(planned, structure, stepGy))
              .putNumbers("predicted", percentages(predicted, structure, stepGy)));
    }
    return Optional.of(JsonObject.create().put("stepGy", stepGy).putObjects("structures", curves));
  }

  private static double stepGy(double maxGy) {
    double stepGy = FINEST_STEP_GY;
    while (maxGy / stepGy > MOST_POINTS) {
      stepGy *= 2;
    }
    return stepGy;
  }

  /** The percentage of the volume with at least 0, 1, 2, ... steps, up to the first that is 0. */
  private static double[] percentages(Optional<Volume> doseGy, Structure structure, double stepGy) {
    if (doseGy.isEmpty()) {
      return new double[0];
    }
    DoseVolumeCurve curve = DoseVolumeCurve.of(doseGy.get(), structure.mask());
    double[] percentages = new double[(int) Math.floor(Math.max(0, curve.maxGy()) / stepGy) + 2];
    for (int i = 0; i < percentages.length; i++) {
      percentages[i] = Math.round(100 * curve.volumePercentAtDose(i * stepGy)) / 100.0;
    }
    return percentages;
  }
}
