package org.dosekit.cli.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.ClinicalGoal.Grade;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureNames;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.eval.goal.GoalCheck.Judged;
import org.dosekit.eval.goal.GoalReport;
import org.dosekit.eval.goal.PlanPair;

/**
 * The checks of one case: grid, HU calibration, structures cut by the case's box, sides, dose
 * against prescription and goals, dose outside the body. Immutable.
 */
public final class CaseChecks {
  /** Parts of a structure's voxels that may lie on the faces of the box (the original's limit). */
  private static final double CUT_FRACTION = 0.05;

  private static final double AIR_HU = -1000;
  private static final double AIR_TOLERANCE_HU = 150;
  private static final double TISSUE_TOLERANCE_HU = 150;

  private final Protocol protocol;

  private CaseChecks(Protocol protocol) {
    this.protocol = protocol;
  }

  /** The checks of a protocol's cases. */
  public static CaseChecks of(Protocol protocol) {
    return new CaseChecks(Objects.requireNonNull(protocol));
  }

  /**
   * What the checks find in a case, in a fixed order.
   *
   * @throws DoseDataException when the case is of another protocol
   */
  public List<Finding> findings(Case patient) {
    if (!patient.protocol().equals(protocol.name())) {
      throw DoseDataException.of(
          patient.id(),
          "a case of protocol '" + patient.protocol() + "'",
          "protocol '" + protocol.name() + "'",
          "check it by its own protocol");
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(spacing(patient));
    Mask body = patient.body();
    findings.addAll(calibration(patient, body));
    findings.addAll(cut(patient));
    findings.addAll(sides(patient));
    if (patient.doseGy().isEmpty()) {
      findings.add(Finding.warn("dose", "no planned dose"));
    } else {
      findings.addAll(DoseChecks.of(patient, body));
      findings.add(goals(patient));
    }
    return findings;
  }

  private static Finding spacing(Case patient) {
    VoxelSpacing spacing = patient.grid().spacing();
    double inPlane = Math.max(spacing.yMm(), spacing.xMm());
    String detail =
        String.format(
            Locale.ROOT, "%.2f x %.2f x %.2f mm", spacing.yMm(), spacing.xMm(), spacing.zMm());
    return Finding.below(Math.max(inPlane / 3, spacing.zMm() / 5), 1.001, 2, "spacing", detail);
  }

  /** Air outside the body and soft tissue in it tell whether stored values became HU. */
  private static List<Finding> calibration(Case patient, Mask body) {
    List<Finding> findings = new ArrayList<>();
    float[] hu = patient.ctHu().data();
    if (body.isEmpty()) {
      return List.of(Finding.fail("body", "no voxel of the body"));
    }
    float[] inside = new float[body.count()];
    float[] outside = new float[hu.length - inside.length];
    int in = 0;
    int out = 0;
    for (int i = 0; i < hu.length; i++) {
      if (body.contains(i)) {
        inside[in++] = hu[i];
      } else {
        outside[out++] = hu[i];
      }
    }
    double tissue = median(inside);
    findings.add(
        Finding.below(
            Math.abs(tissue),
            TISSUE_TOLERANCE_HU,
            3 * TISSUE_TOLERANCE_HU,
            "soft tissue",
            "median of the body %.0f HU".formatted(tissue)));
    // A few voxels in the corners are the couch or the mask around the field of view.
    if (outside.length > hu.length / 50) {
      double air = median(outside);
      findings.add(
          Finding.below(
              Math.abs(air - AIR_HU),
              AIR_TOLERANCE_HU,
              3 * AIR_TOLERANCE_HU,
              "air",
              "median outside the body %.0f HU".formatted(air)));
    }
    return findings;
  }

  private static double median(float[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Structures that reach the faces of the case's box are cut, and their distances wrong. */
  private static List<Finding> cut(Case patient) {
    List<Finding> findings = new ArrayList<>();
    for (Structure structure : patient.structures()) {
      if (structure.role() == StructureRole.EXTERNAL) {
        continue;
      }
      double fraction = onFaces(structure.mask());
      String detail = "%.1f %% of %s on the faces".formatted(100 * fraction, structure.name());
      boolean target = structure.role() == StructureRole.TARGET;
      if (fraction > CUT_FRACTION) {
        findings.add(target ? Finding.fail("cut", detail) : Finding.warn("cut", detail));
      } else if (fraction > 0 && target) {
        findings.add(Finding.warn("cut", detail));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.pass("cut", "no structure is cut by the case's box"))
        : findings;
  }

  private static double onFaces(Mask mask) {
    GridShape shape = mask.grid().shape();
    long count =
        mask.indices()
            .filter(
                i -> {
                  int z = i % shape.nz();
                  int x = i / shape.nz() % shape.nx();
                  int y = i / shape.nz() / shape.nx();
                  return isFace(z, shape.nz()) || isFace(x, shape.nx()) || isFace(y, shape.ny());
                })
            .count();
    return count / (double) mask.count();
  }

  private static boolean isFace(int index, int size) {
    return index == 0 || index == size - 1;
  }

  /** A left organ lies to the left of its right one: +x (defect A, and swapped names). */
  private static List<Finding> sides(Case patient) {
    List<Finding> findings = new ArrayList<>();
    for (Structure structure : patient.structures()) {
      String mirrored = StructureNames.mirrored(structure.name());
      Optional<Mask> other = patient.mask(mirrored);
      // Each pair once, from its left one.
      if (mirrored.equals(structure.name())
          || other.isEmpty()
          || StructureNames.tg263(structure.name()).filter(n -> n.endsWith("_L")).isEmpty()) {
        continue;
      }
      double leftMm = meanX(structure.mask());
      double rightMm = meanX(other.get());
      String detail =
          "%s %.0f mm to the left of %s".formatted(structure.name(), leftMm - rightMm, mirrored);
      findings.add(
          leftMm > rightMm ? Finding.pass("sides", detail) : Finding.fail("sides", detail));
    }
    return findings;
  }

  private static double meanX(Mask mask) {
    GridShape shape = mask.grid().shape();
    double column = mask.indices().map(i -> i / shape.nz() % shape.nx()).average().orElse(0);
    return mask.grid().toPatient(0, column, 0).xMm();
  }

  private Finding goals(Case patient) {
    GoalReport report =
        GoalReport.of(protocol.goals(), PlanPair.of(patient, patient.requireDoseGy()));
    List<String> missed =
        report.judged().stream()
            .filter(judged -> judged.referenceGrade() != Grade.MET)
            .map(CaseChecks::describe)
            .toList();
    String detail =
        "%d of %d goals met by the plan%s"
            .formatted(
                report.metByReference(),
                report.judged().size(),
                missed.isEmpty() ? "" : "; missed: " + String.join(", ", missed));
    return missed.isEmpty() ? Finding.pass("goals", detail) : Finding.warn("goals", detail);
  }

  private static String describe(Judged judged) {
    return "%s (%.2f)".formatted(judged.goal().label(), judged.reference().value().getAsDouble());
  }
}
