package org.dosekit.dicom.rt;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * A control point of a beam. What a control point leaves out is as in the one before (PS3.3,
 * C.8.8.14.5), and is filled in here.
 *
 * @param index its place
 * @param gantryDegrees gantry angle
 * @param collimatorDegrees angle of the beam limiting devices
 * @param couchDegrees patient support angle
 * @param cumulativeMetersetWeight of the beam's final weight
 * @param positionsMm leaf and jaw positions by device ({@code X}, {@code ASYMY}, {@code MLCX}, ...)
 */
public record ControlPoint(
    int index,
    OptionalDouble gantryDegrees,
    OptionalDouble collimatorDegrees,
    OptionalDouble couchDegrees,
    OptionalDouble cumulativeMetersetWeight,
    Map<String, double[]> positionsMm) {
  /** Copies the map. */
  public ControlPoint {
    positionsMm = Map.copyOf(positionsMm);
  }
}
