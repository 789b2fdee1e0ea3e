package org.dosekit.eval.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.ClinicalGoal;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.GoalSet;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.protocol.StructureMetric;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.dvh.DvhConvention;
import org.dosekit.eval.dvh.IsodoseDice;
import org.dosekit.eval.dvh.TargetConformity;
import org.dosekit.eval.goal.GoalReport;
import org.dosekit.eval.goal.PlanPair;
import org.dosekit.eval.goal.Scorecard;

/** Judges predicted doses by the metrics and goals of a protocol. Immutable, thread-safe. */
public final class CaseEvaluator {
  private static final double[] ISODOSE_PERCENT = {20, 50, 80, 95, 100};

  /** The name of a protocol's own goals in result files. */
  private static final String PROTOCOL_GOALS = "protocol";

  private final Protocol protocol;
  private final VoxelRegion region;
  private final DvhConvention convention;
  private final Optional<GammaSettings> gamma;
  private final String goalSet;
  private final List<ClinicalGoal> goals;
  private final Optional<Scorecard> scorecard;

  private CaseEvaluator(
      Protocol protocol,
      VoxelRegion region,
      DvhConvention convention,
      Optional<GammaSettings> gamma,
      String goalSet,
      List<ClinicalGoal> goals,
      Optional<Scorecard> scorecard) {
    this.protocol = Objects.requireNonNull(protocol);
    this.region = Objects.requireNonNull(region);
    this.convention = Objects.requireNonNull(convention);
    this.gamma = gamma;
    this.goalSet = Objects.requireNonNull(goalSet);
    this.goals = List.copyOf(goals);
    this.scorecard = scorecard;
  }

  /**
   * The evaluator that takes errors over the body, reads exact DVH metrics and judges by the
   * protocol's goals; no gamma, no scorecard.
   */
  public static CaseEvaluator of(Protocol protocol) {
    return new CaseEvaluator(
        protocol,
        VoxelRegion.BODY,
        DvhConvention.EXACT,
        Optional.empty(),
        PROTOCOL_GOALS,
        protocol.goals(),
        Optional.empty());
  }

  /** This evaluator with the case's error taken over other voxels. */
  public CaseEvaluator withVoxelRegion(VoxelRegion other) {
    return new CaseEvaluator(protocol, other, convention, gamma, goalSet, goals, scorecard);
  }

  /** This evaluator with DVH metrics, goals and scorecard read by another convention. */
  public CaseEvaluator withDvhConvention(DvhConvention other) {
    return new CaseEvaluator(protocol, region, other, gamma, goalSet, goals, scorecard);
  }

  /** This evaluator with a gamma of each case. */
  public CaseEvaluator withGamma(GammaSettings settings) {
    return new CaseEvaluator(
        protocol, region, convention, Optional.of(settings), goalSet, goals, scorecard);
  }

  /** This evaluator with other goals than the protocol's own. */
  public CaseEvaluator withGoals(GoalSet other) {
    return new CaseEvaluator(
        protocol, region, convention, gamma, other.name(), other.goals(), scorecard);
  }

  /** This evaluator with a scorecard. */
  public CaseEvaluator withScorecard(Scorecard card) {
    return new CaseEvaluator(
        protocol, region, convention, gamma, goalSet, goals, Optional.of(card));
  }

  /**
   * Judges a prediction.
   *
   * @param patient a case of this protocol with a planned dose
   * @param predictedGy on the case's grid, in Gy
   * @throws DoseDataException when the case is of another protocol or has no dose, its body is
   *     empty, the prediction lies on another grid or is not finite, or no voxel has a gamma
   */
  public CaseEvaluation evaluate(Case patient, Volume predictedGy) {
    if (!patient.protocol().equals(protocol.name())) {
      throw DoseDataException.of(
          patient.id(),
          "a case of protocol '" + patient.protocol() + "'",
          "protocol '" + protocol.name() + "'",
          "evaluate it by its own protocol");
    }
    Volume plannedGy = patient.requireDoseGy();
    requirePrediction(patient, predictedGy);
    Mask voxels = region.of(patient);
    if (voxels.isEmpty()) {
      throw DoseDataException.of(
          patient.id(), "an empty body", "a body with voxels", "check the CT and its units (HU)");
    }
    List<StructureEvaluation> present = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (StructureDefinition definition : protocol.structures()) {
      Optional<Mask> mask = patient.mask(definition.name());
      if (mask.isPresent()) {
        present.add(inStructure(patient, definition.name(), mask.get(), predictedGy));
      } else {
        absent.add(definition.name());
      }
    }
    PlanPair plans = PlanPair.of(patient, predictedGy).withDvhConvention(convention);
    return new CaseEvaluation(
        patient.id(),
        protocol.name(),
        patient.grid().spacing(),
        region,
        convention,
        DoseError.of(plannedGy, predictedGy, voxels),
        present,
        absent,
        isodoses(patient, predictedGy),
        gamma.map(settings -> GammaEvaluation.of(settings, patient, plannedGy, predictedGy)),
        goalSet,
        GoalReport.of(goals, plans),
        scorecard.map(card -> card.score(plans)));
  }

  private StructureEvaluation inStructure(
      Case patient, String name, Mask mask, Volume predictedGy) {
    Volume plannedGy = patient.requireDoseGy();
    double prescriptionGy = prescriptionGy(patient.prescription(), name);
    DoseVolumeCurve planned = curve(plannedGy, mask, prescriptionGy);
    DoseVolumeCurve predicted = curve(predictedGy, mask, prescriptionGy);
    List<MetricComparison> metrics = new ArrayList<>();
    for (StructureMetric reported : protocol.metrics()) {
      if (reported.structure().equals(name)) {
        DoseMetric metric = reported.metric();
        metrics.add(new MetricComparison(planned.value(metric), predicted.value(metric)));
      }
    }
    return new StructureEvaluation(
        name,
        mask.volumeCc(),
        DoseError.of(plannedGy, predictedGy, mask),
        metrics,
        conformity(patient, name, mask, predictedGy));
  }

  private static Optional<ConformityComparison> conformity(
      Case patient, String name, Mask mask, Volume predictedGy) {
    return Optional.ofNullable(patient.prescription().doseGyByTarget().get(name))
        .map(
            prescriptionGy ->
                new ConformityComparison(
                    TargetConformity.of(patient.requireDoseGy(), mask, prescriptionGy),
                    TargetConformity.of(predictedGy, mask, prescriptionGy)));
  }

  /** The isodoses of some percentages of the highest prescription. */
  private static List<IsodoseDice> isodoses(Case patient, Volume predictedGy) {
    List<IsodoseDice> isodoses = new ArrayList<>();
    for (double percent : ISODOSE_PERCENT) {
      double levelGy = percent / 100 * patient.prescription().highestGy();
      isodoses.add(IsodoseDice.of(patient.requireDoseGy(), predictedGy, levelGy));
    }
    return isodoses;
  }

  private DoseVolumeCurve curve(Volume doseGy, Mask mask, double prescriptionGy) {
    return DoseVolumeCurve.of(doseGy, mask)
        .withConvention(convention)
        .withPrescriptionGy(prescriptionGy);
  }

  /** A target's own prescription; of any other structure, the highest. */
  private static double prescriptionGy(Prescription prescription, String structure) {
    return prescription.doseGyByTarget().getOrDefault(structure, prescription.highestGy());
  }

  /** Refuses a prediction that cannot be compared voxel by voxel with the case's dose. */
  static void requirePrediction(Case patient, Volume predictedGy) {
    if (!patient.grid().matches(predictedGy.grid())) {
      throw DoseDataException.of(
          patient.id(),
          "a prediction on " + predictedGy.grid(),
          "the case's grid, " + patient.grid(),
          "resample the prediction to the case's grid");
    }
    if (!predictedGy.isFinite()) {
      throw DoseDataException.of(
          patient.id(),
          "NaN or infinity in the predicted dose",
          "finite doses in Gy",
          "check the model that predicted it");
    }
  }
}
