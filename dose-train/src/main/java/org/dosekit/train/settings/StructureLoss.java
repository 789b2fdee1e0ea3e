package org.dosekit.train.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.protocol.StructureExpression.Combined;
import org.dosekit.core.protocol.StructureExpression.Margin;
import org.dosekit.core.protocol.StructureExpression.Named;
import org.dosekit.core.protocol.StructureExpression.Operator;
import org.dosekit.core.structure.StructureRole;

/**
 * Squared errors that count by the structure a voxel lies in.
 *
 * @param weighted factor of the squared error that counts 2 in a target, else 1.5 within 5 mm of an
 *     organ's surface, else 0.5, as a mean over all voxels; 0 is off
 * @param asymmetric factor of the squared error in the targets, where too little dose counts
 *     threefold, as a mean over their voxels; 0 is off
 * @param targets names of the targets; at least one unless both are off
 * @param organs names of the organs
 */
public record StructureLoss(
    double weighted, double asymmetric, List<String> targets, List<String> organs) {
  /** Neither. */
  public static final StructureLoss OFF = new StructureLoss(0, 0, List.of(), List.of());

  /** How near to an organ's surface a voxel counts more, in mm; the original's. */
  private static final double SURFACE_MM = 5;

  /** Copies the lists and checks the ranges. */
  public StructureLoss {
    targets = List.copyOf(targets);
    organs = List.copyOf(organs);
    Ranges.require(
        weighted >= 0 && weighted <= 1e6, "structure-weighted factor %s; 0 to 1e6", weighted);
    Ranges.require(
        asymmetric >= 0 && asymmetric <= 1e6, "asymmetric factor %s; 0 to 1e6", asymmetric);
    Ranges.require(
        (weighted == 0 && asymmetric == 0) || !targets.isEmpty(),
        "a loss by structure with %s targets; at least one",
        targets.size());
  }

  /** The targets a protocol prescribes a dose to, and its organs at risk. */
  public static StructureLoss of(Protocol protocol, double weighted, double asymmetric) {
    return new StructureLoss(
        weighted,
        asymmetric,
        List.copyOf(protocol.prescriptionGy().keySet()),
        protocol.structures().stream()
            .filter(s -> s.role() == StructureRole.ORGAN_AT_RISK)
            .map(StructureDefinition::name)
            .toList());
  }

  /** Whether there is something to compute. */
  public boolean isOn() {
    return weighted > 0 || asymmetric > 0;
  }

  /**
   * The regions it reads: the targets together, and behind them the surroundings of the organs'
   * surfaces where these count; none when off.
   */
  public List<StructureExpression> regions() {
    List<StructureExpression> regions = new ArrayList<>();
    if (isOn()) {
      union(targets.stream().<StructureExpression>map(Named::new).toList()).ifPresent(regions::add);
    }
    if (weighted > 0) {
      union(organs.stream().map(StructureLoss::surface).toList()).ifPresent(regions::add);
    }
    return List.copyOf(regions);
  }

  private static StructureExpression surface(String organ) {
    StructureExpression inside = new Named(organ);
    return new Combined(
        Operator.MINUS, new Margin(inside, SURFACE_MM), new Margin(inside, -SURFACE_MM));
  }

  private static Optional<StructureExpression> union(List<StructureExpression> regions) {
    return regions.stream().reduce((a, b) -> new Combined(Operator.OR, a, b));
  }
}
