package org.dosekit.lab;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.export.onnx.OnnxExporter;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.dosekit.train.run.Checkpoint;
import org.dosekit.train.run.RunDirectory;

/** Exports a run's network and holds the file against the network before anyone can use it. */
final class CheckedExport {
  /** The largest difference of any voxel between the trained network and its ONNX file. */
  static final double GATE_GY = 0.01;

  private CheckedExport() {}

  /**
   * Writes the file.
   *
   * @throws GateNotMetException when the file does not agree with the network; it is not left
   *     behind
   */
  static ModelCheck write(
      RunDirectory run, Checkpoint checkpoint, List<ModelCheck.Sample> samples, Path out) {
    AtomicReference<ModelCheck> result = new AtomicReference<>();
    AtomicFile.write(
        out,
        temporary -> {
          OnnxExporter.write(run.description(), run.weights(checkpoint), temporary);
          result.set(check(run, checkpoint, samples, temporary));
        });
    return Objects.requireNonNull(result.get());
  }

  private static ModelCheck check(
      RunDirectory run, Checkpoint checkpoint, List<ModelCheck.Sample> samples, Path file) {
    try (PatchModel trained = run.openModel(checkpoint);
        PatchModel exported = OnnxPatchModel.open(file)) {
      ModelCheck check =
          ModelCheck.compare(trained, exported, samples, doseScaleGy(run.description()));
      if (!check.within(GATE_GY)) {
        throw new GateNotMetException(
            String.format(
                Locale.ROOT,
                "the ONNX file differs from the trained network by %.4f Gy; gate %.2f Gy",
                check.maxDifferenceGy(),
                GATE_GY));
      }
      return check;
    }
  }

  private static double doseScaleGy(ModelDescription model) {
    return Collections.max(model.protocol().prescriptionGy().values());
  }
}
