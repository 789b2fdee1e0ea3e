package org.dosekit.eval.score;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.gamma.GammaCriterion;
import org.dosekit.eval.gamma.GammaMonitor;
import org.dosekit.eval.gamma.GammaRegion;
import org.dosekit.eval.gamma.GammaResult;

/**
 * The gamma of a predicted dose against the planned one, one summary a criterion.
 *
 * @param settings how it was taken
 * @param everywhere over all voxels above the cutoff
 * @param targets over those in and about the targets; empty when the case has no target, or no
 *     voxel about it has a gamma
 */
public record GammaEvaluation(
    GammaSettings settings, List<GammaSummary> everywhere, List<GammaSummary> targets) {
  /** Copies the lists. */
  public GammaEvaluation {
    Objects.requireNonNull(settings);
    everywhere = List.copyOf(everywhere);
    targets = List.copyOf(targets);
  }

  /**
   * Takes the gamma of a case.
   *
   * @throws DoseDataException when no voxel can be compared
   */
  static GammaEvaluation of(
      GammaSettings settings, Case patient, Volume plannedGy, Volume predictedGy) {
    List<GammaResult> everywhere =
        settings
            .index()
            .computeAll(
                settings.criteria(),
                plannedGy,
                predictedGy,
                Mask.full(plannedGy.grid()),
                GammaMonitor.SILENT);
    Mask aboutTargets = aboutTargets(settings, patient);
    List<GammaResult> targets =
        everywhere.stream().flatMap(result -> result.within(aboutTargets).stream()).toList();
    return new GammaEvaluation(settings, summaries(everywhere), summaries(targets));
  }

  /** By a criterion over all voxels above the cutoff, if it was asked for. */
  public Optional<GammaSummary> everywhere(GammaCriterion criterion) {
    return find(everywhere, criterion);
  }

  /** By a criterion in and about the targets, if there are any. */
  public Optional<GammaSummary> targets(GammaCriterion criterion) {
    return find(targets, criterion);
  }

  private static Optional<GammaSummary> find(List<GammaSummary> all, GammaCriterion criterion) {
    return all.stream().filter(summary -> summary.criterion().equals(criterion)).findFirst();
  }

  private static List<GammaSummary> summaries(List<GammaResult> results) {
    return results.stream().map(GammaSummary::of).toList();
  }

  private static Mask aboutTargets(GammaSettings settings, Case patient) {
    Mask targets =
        patient.structures().stream()
            .filter(structure -> structure.role() == StructureRole.TARGET)
            .map(Structure::mask)
            .reduce(Mask.empty(patient.grid()), Mask::or);
    return targets.isEmpty() ? targets : GammaRegion.around(targets, settings.targetMarginMm());
  }
}
