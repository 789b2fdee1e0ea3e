package org.dosekit.dicom.rt;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A beam of a plan. Its name is free text and is not kept.
 *
 * @param number what other objects refer to it by
 * @param type {@code STATIC} or {@code DYNAMIC}
 * @param radiation {@code PHOTON}, {@code ELECTRON}, ...
 * @param delivery {@code TREATMENT}, {@code SETUP}, ...
 * @param meterset monitor units, where the fraction group says
 * @param doseGy dose at the beam's dose point, where the fraction group says
 * @param controlPoints in order
 */
public record Beam(
    int number,
    String type,
    String radiation,
    String delivery,
    OptionalDouble meterset,
    OptionalDouble doseGy,
    List<ControlPoint> controlPoints) {
  /** Copies the list. */
  public Beam {
    controlPoints = List.copyOf(controlPoints);
  }

  /**
   * Whether it treats, rather than only images the patient: setup beams call themselves TREATMENT
   * too, and have no monitor units.
   */
  public boolean isTreatment() {
    return (delivery.isEmpty() || delivery.equals("TREATMENT")) && meterset.orElse(0) > 0;
  }

  /** Whether a control point has leaves. */
  public boolean hasMlc() {
    return controlPoints.stream()
        .anyMatch(p -> p.positionsMm().keySet().stream().anyMatch(d -> d.startsWith("MLC")));
  }
}
