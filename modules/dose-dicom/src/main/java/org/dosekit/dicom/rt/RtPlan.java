package org.dosekit.dicom.rt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DicomFile;

/**
 * A plan (PS3.3, C.8.8.9 to C.8.8.14).
 *
 * @param header the file's attributes
 * @param targetDoses prescribed doses of targets, in the order of the file
 * @param fractions planned, of the first fraction group
 * @param beams in the order of the file
 * @param structureSetUid the structure set it was planned on
 */
public record RtPlan(
    DataSet header,
    List<TargetDose> targetDoses,
    OptionalInt fractions,
    List<Beam> beams,
    Optional<String> structureSetUid) {
  /** Copies the lists. */
  public RtPlan {
    Objects.requireNonNull(header);
    targetDoses = List.copyOf(targetDoses);
    beams = List.copyOf(beams);
  }

  /**
   * A prescribed dose.
   *
   * @param doseGy over all fractions
   * @param roiNumber the region it is for, where the plan says
   */
  public record TargetDose(double doseGy, OptionalInt roiNumber) {}

  /**
   * The plan of a file.
   *
   * @throws DoseDataException when it is no plan, or a value in it is damaged
   */
  public static RtPlan of(DicomFile file) {
    DataSet header = file.dataSet();
    SopClass.RT_PLAN.require(header);
    List<DataSet> groups = header.items(Attribute.FRACTION_GROUP_SEQUENCE);
    OptionalInt fractions =
        groups.isEmpty()
            ? OptionalInt.empty()
            : groups.get(0).integer(Attribute.NUMBER_OF_FRACTIONS_PLANNED);
    Optional<String> structureSet =
        header.items(Attribute.REFERENCED_STRUCTURE_SET_SEQUENCE).stream()
            .findFirst()
            .flatMap(item -> item.uid(Attribute.REFERENCED_SOP_INSTANCE_UID));
    return new RtPlan(header, targetDoses(header), fractions, beams(header, groups), structureSet);
  }

  private static List<TargetDose> targetDoses(DataSet header) {
    List<TargetDose> doses = new ArrayList<>();
    for (DataSet item : header.items(Attribute.DOSE_REFERENCE_SEQUENCE)) {
      OptionalDouble dose = item.number(Attribute.TARGET_PRESCRIPTION_DOSE);
      if (dose.isEmpty() || dose.getAsDouble() == 0) {
        continue;
      }
      if (!(dose.getAsDouble() > 0 && dose.getAsDouble() < 1000)) {
        throw header.mismatch(
            Attribute.TARGET_PRESCRIPTION_DOSE, "a dose of " + dose.getAsDouble() + " Gy");
      }
      doses.add(new TargetDose(dose.getAsDouble(), item.integer(Attribute.REFERENCED_ROI_NUMBER)));
    }
    return doses;
  }

  private static List<Beam> beams(DataSet header, List<DataSet> groups) {
    Map<Integer, DataSet> shares = new HashMap<>();
    for (DataSet group : groups) {
      for (DataSet share : group.items(Attribute.REFERENCED_BEAM_SEQUENCE)) {
        share
            .integer(Attribute.REFERENCED_BEAM_NUMBER)
            .ifPresent(number -> shares.putIfAbsent(number, share));
      }
    }
    List<Beam> beams = new ArrayList<>();
    for (DataSet item : header.items(Attribute.BEAM_SEQUENCE)) {
      int number = item.requireInteger(Attribute.BEAM_NUMBER);
      Optional<DataSet> share = Optional.ofNullable(shares.get(number));
      beams.add(
          new Beam(
              number,
              item.string(Attribute.BEAM_TYPE).orElse(""),
              item.string(Attribute.RADIATION_TYPE).orElse(""),
              item.string(Attribute.TREATMENT_DELIVERY_TYPE).orElse(""),
              number(share, Attribute.BEAM_METERSET),
              number(share, Attribute.BEAM_DOSE),
              controlPoints(item)));
    }
    return beams;
  }

  private static OptionalDouble number(Optional<DataSet> item, Attribute attribute) {
    return item.map(i -> i.number(attribute)).orElse(OptionalDouble.empty());
  }

  private static List<ControlPoint> controlPoints(DataSet beam) {
    List<ControlPoint> points = new ArrayList<>();
    OptionalDouble gantry = OptionalDouble.empty();
    OptionalDouble collimator = OptionalDouble.empty();
    OptionalDouble couch = OptionalDouble.empty();
    Map<String, double[]> positions = new LinkedHashMap<>();
    for (DataSet item : beam.items(Attribute.CONTROL_POINT_SEQUENCE)) {
      gantry = either(item.number(Attribute.GANTRY_ANGLE), gantry);
      collimator = either(item.number(Attribute.BEAM_LIMITING_DEVICE_ANGLE), collimator);
      couch = either(item.number(Attribute.PATIENT_SUPPORT_ANGLE), couch);
      for (DataSet device : item.items(Attribute.BEAM_LIMITING_DEVICE_POSITION_SEQUENCE)) {
        positions.put(
            device.requireString(Attribute.RT_BEAM_LIMITING_DEVICE_TYPE),
            device.numbers(Attribute.LEAF_JAW_POSITIONS));
      }
      points.add(
          new ControlPoint(
              item.integer(Attribute.CONTROL_POINT_INDEX).orElse(points.size()),
              gantry,
              collimator,
              couch,
              item.number(Attribute.CUMULATIVE_METERSET_WEIGHT),
              positions));
    }
    return points;
  }

  private static OptionalDouble either(OptionalDouble now, OptionalDouble before) {
    return now.isPresent() ? now : before;
  }

  /** Its own UID. */
  public String sopInstanceUid() {
    return header.requireUid(Attribute.SOP_INSTANCE_UID);
  }
}
