package org.dosekit.lab;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.OnnxExporter;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;

/** Exports a network and holds the file against the network before anyone can use it. */
final class CheckedExport {
  private CheckedExport() {}

  /**
   * Writes the file.
   *
   * @throws GateNotMetException when the file differs from the network by more than the form
   *     allows; it is not left behind
   */
  static ModelCheck write(
      ExportSource source, ExportForm form, List<ModelCheck.Sample> samples, Path out) {
    AtomicReference<ModelCheck> result = new AtomicReference<>();
    OnnxExporter.write(
        source.description(),
        source.weights(),
        form,
        out,
        temporary -> result.set(check(source, form, samples, temporary)));
    return Objects.requireNonNull(result.get());
  }

  private static ModelCheck check(
      ExportSource source, ExportForm form, List<ModelCheck.Sample> samples, Path file) {
    try (PatchModel trained = source.open();
        PatchModel exported = OnnxPatchModel.open(file)) {
      ModelCheck check =
          ModelCheck.compare(trained, exported, samples, doseScaleGy(source.description()));
      requireWithin(check, form);
      return check;
    }
  }

  /** Fails unless every voxel is within the form's gate. */
  static void requireWithin(ModelCheck check, ExportForm form) {
    if (!check.within(form.gateGy())) {
      throw new GateNotMetException(
          String.format(
              Locale.ROOT,
              "the ONNX file differs from the trained network by %.4f Gy; gate %.2f Gy for %s, %s",
              check.maxDifferenceGy(),
              form.gateGy(),
              form.target().label(),
              form.precision().label()));
    }
  }

  private static double doseScaleGy(ModelDescription model) {
    return Collections.max(model.protocol().prescriptionGy().values());
  }
}
