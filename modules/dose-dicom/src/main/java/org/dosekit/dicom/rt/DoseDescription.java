package org.dosekit.dicom.rt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;

/**
 * What an RT dose says it is and refers to (PS3.3, C.8.8.3), whether or not its grid can be used:
 * enough to choose one of several.
 *
 * @param header the file's attributes
 */
public record DoseDescription(DataSet header) {
  private static final Set<String> CODES =
      Set.of(
          "",
          "GY",
          "RELATIVE",
          "PHYSICAL",
          "EFFECTIVE",
          "ERROR",
          "PLAN",
          "MULTI_PLAN",
          "PLAN_OVERVIEW",
          "FRACTION",
          "BEAM",
          "BRACHY",
          "FRACTION_SESSION",
          "BEAM_SESSION",
          "BRACHY_SESSION",
          "CONTROL_POINT",
          "RECORD");

  /** Checks for null. */
  public DoseDescription {
    Objects.requireNonNull(header);
  }

  /**
   * The description of a file's attributes.
   *
   * @throws DoseDataException when it is no RT dose
   */
  public static DoseDescription of(DataSet header) {
    SopClass.RT_DOSE.require(header);
    return new DoseDescription(header);
  }

  /** Whether it says that it is the dose of one whole plan. */
  public boolean isOfWholePlan() {
    return summation().equals("PLAN");
  }

  /** Whether there is a grid of doses; some systems write dose-volume histograms alone. */
  public boolean hasGrid() {
    return header.has(Attribute.PIXEL_DATA);
  }

  private String summation() {
    return header.string(Attribute.DOSE_SUMMATION_TYPE).orElse("").toUpperCase(Locale.ROOT);
  }

  /** The plans whose dose it is. */
  public List<String> planUids() {
    return references(Attribute.REFERENCED_RT_PLAN_SEQUENCE);
  }

  /** The structure sets it refers to. */
  public List<String> structureSetUids() {
    return references(Attribute.REFERENCED_STRUCTURE_SET_SEQUENCE);
  }

  private List<String> references(Attribute sequence) {
    List<String> uids = new ArrayList<>();
    for (DataSet item : header.items(sequence)) {
      item.uid(Attribute.REFERENCED_SOP_INSTANCE_UID).ifPresent(uids::add);
    }
    return uids;
  }

  /**
   * Checks that it is the physical dose of a whole plan in Gy.
   *
   * @throws DoseDataException when it is relative, an error, an effective dose, of a part, of
   *     several plans or of a record
   */
  public void requirePhysicalPlanDose() {
    String units = header.string(Attribute.DOSE_UNITS).orElse("");
    String type = header.string(Attribute.DOSE_TYPE).orElse("");
    if (!units.equals("GY") || !type.equals("PHYSICAL") || !isOfWholePlan()) {
      throw DoseDataException.of(
          header.subject(), "a dose of " + this, "GY, PHYSICAL, PLAN", "export the plan's dose");
    }
  }

  /** Units, type and summation, for messages; what is no code of PS3.3 is not repeated. */
  @Override
  public String toString() {
    return "units '%s', type '%s', summation '%s'"
        .formatted(
            known(header.string(Attribute.DOSE_UNITS).orElse("")),
            known(header.string(Attribute.DOSE_TYPE).orElse("")),
            known(summation()));
  }

  private static String known(String code) {
    return CODES.contains(code) ? code : "?";
  }
}
