package org.dosekit.export.onnx;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;

/**
 * In what form a network is written.
 *
 * @param target for what kind of device
 * @param precision in what numbers
 * @param preprocessing whether encoding and scaling are part of the graph: CT in HU and distances
 *     in mm in, Gy out
 */
public record ExportForm(ExportTarget target, ExportPrecision precision, boolean preprocessing) {
  /** The most accurate form: float32 for the CPU, encoded channels in, normalised dose out. */
  public static final ExportForm STANDARD =
      new ExportForm(ExportTarget.CPU, ExportPrecision.FP32, false);

  private static final double CPU_GATE_GY = 0.01;
  private static final double GPU_GATE_GY = 0.05;
  private static final double HALF_GATE_GY = 0.2;

  /** Checks for nulls. */
  public ExportForm {
    Objects.requireNonNull(target);
    Objects.requireNonNull(precision);
  }

  /** This form for another kind of device. */
  public ExportForm withTarget(ExportTarget value) {
    return new ExportForm(value, precision, preprocessing);
  }

  /** This form in other numbers. */
  public ExportForm withPrecision(ExportPrecision value) {
    return new ExportForm(target, value, preprocessing);
  }

  /** This form with encoding and scaling in the graph, or without. */
  public ExportForm withPreprocessing(boolean value) {
    return new ExportForm(target, precision, value);
  }

  /**
   * The largest difference in Gy of any voxel from the trained network with which a file of this
   * form is fit for use: 0.01 for the CPU, 0.05 for the GPU, 0.2 in half precision.
   */
  public double gateGy() {
    if (precision == ExportPrecision.FP16) {
      return HALF_GATE_GY;
    }
    return target == ExportTarget.GPU ? GPU_GATE_GY : CPU_GATE_GY;
  }

  /** The form as JSON; {@link #fromJson} reads it back equal. */
  public String toJson() {
    return JsonObject.create()
        .put("target", target.label())
        .put("precision", precision.label())
        .put("preprocessing", preprocessing)
        .toText();
  }

  /**
   * Reads a form.
   *
   * @param where named in errors
   * @throws DoseDataException when it is not one
   */
  public static ExportForm fromJson(String where, String json) {
    JsonObject object = JsonObject.parse(where, json);
    return new ExportForm(
        labelled(object, "target", ExportTarget.values(), ExportTarget::label),
        labelled(object, "precision", ExportPrecision.values(), ExportPrecision::label),
        object.bool("preprocessing"));
  }

  private static <T> T labelled(
      JsonObject object, String name, T[] values, Function<T, String> label) {
    String wanted = object.string(name);
    Optional<T> found =
        Arrays.stream(values).filter(value -> label.apply(value).equals(wanted)).findFirst();
    return found.orElseThrow(
        () -> object.invalid(new IllegalArgumentException(name + " '" + wanted + "'")));
  }
}
