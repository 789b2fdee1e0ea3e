package org.dosekit.eval.score;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.eval.dvh.DvhConvention;
import org.dosekit.eval.dvh.IsodoseDice;
import org.dosekit.eval.goal.GoalReport;
import org.dosekit.eval.goal.ScorecardResult;

/**
 * A predicted dose judged against the planned one. Made by {@link CaseEvaluator}.
 *
 * @param caseId the case's pseudonym
 * @param protocol the protocol whose metrics were read
 * @param spacing of the voxels compared
 * @param region the voxels of {@code error}
 * @param convention how DVH metrics were read
 * @param error the dose error over the region
 * @param structures the structures present, in the protocol's order
 * @param absentStructures the protocol's structures that the case lacks, in the protocol's order
 * @param isodoses how far the isodoses of 20, 50, 80, 95 and 100 % of the highest prescription
 *     overlap
 * @param gamma the gamma of the prediction, when it was asked for
 * @param goalSet the name of the goals
 * @param goals held against both doses
 * @param scorecard what both doses earn on a scorecard, when one was given
 */
public record CaseEvaluation(
    String caseId,
    String protocol,
    VoxelSpacing spacing,
    VoxelRegion region,
    DvhConvention convention,
    DoseError error,
    List<StructureEvaluation> structures,
    List<String> absentStructures,
    List<IsodoseDice> isodoses,
    Optional<GammaEvaluation> gamma,
    String goalSet,
    GoalReport goals,
    Optional<ScorecardResult> scorecard) {
  /** Copies the lists. */
  public CaseEvaluation {
    Objects.requireNonNull(caseId);
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(spacing);
    Objects.requireNonNull(region);
    Objects.requireNonNull(convention);
    Objects.requireNonNull(error);
    Objects.requireNonNull(goalSet);
    Objects.requireNonNull(goals);
    structures = List.copyOf(structures);
    isodoses = List.copyOf(isodoses);
    absentStructures = List.copyOf(absentStructures);
  }

  /** One structure, if the case has it. */
  public Optional<StructureEvaluation> structure(String name) {
    return structures.stream().filter(s -> s.structure().equals(name)).findFirst();
  }
}
