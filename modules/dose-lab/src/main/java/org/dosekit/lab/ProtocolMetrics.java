package org.dosekit.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.VolumeAtDose;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureMetric;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.gamma.GammaIndex;
import org.dosekit.eval.goal.GoalCheck.Judged;
import org.dosekit.eval.goal.GoalReport;
import org.dosekit.eval.goal.PlanPair;
import org.dosekit.train.run.ValidationMetric;
import org.dosekit.train.run.ValidationMetric.Better;

/** What a training can be validated by: the exact metrics of the evaluation, for a protocol. */
final class ProtocolMetrics {
  /** The names, for help. */
  static final String NAMES =
      "ptv_d95_error_gy, oar_volume_error_percent, dvh_error_gy, goal_error_percent,"
          + " goals_kept_percent, gamma_3mm3pct_percent";

  private static final DoseMetric D95 = DoseMetric.doseAtPercent(95);

  private record Named(String name, Better better, BiFunction<Case, Volume, OptionalDouble> reading)
      implements ValidationMetric {
    @Override
    public OptionalDouble measure(Case patient, Volume predictedGy) {
      return reading.apply(patient, predictedGy);
    }
  }

  private final Protocol protocol;

  private ProtocolMetrics(Protocol protocol) {
    this.protocol = protocol;
  }

  /** The metrics there are for cases of a protocol. */
  static List<ValidationMetric> of(Protocol protocol) {
    ProtocolMetrics metrics = new ProtocolMetrics(protocol);
    return List.of(
        new Named("ptv_d95_error_gy", Better.LOWER, metrics::targetD95Error),
        new Named("oar_volume_error_percent", Better.LOWER, metrics::organVolumeError),
        new Named("dvh_error_gy", Better.LOWER, metrics::doseMetricError),
        new Named("goal_error_percent", Better.LOWER, metrics::goalError),
        new Named("goals_kept_percent", Better.HIGHER, metrics::goalsKept),
        new Named("gamma_3mm3pct_percent", Better.HIGHER, ProtocolMetrics::gamma));
  }

  /** Mean over the targets of |D95 predicted - planned|. */
  private OptionalDouble targetD95Error(Case patient, Volume predictedGy) {
    List<StructureMetric> metrics =
        protocol.targets().stream().map(name -> new StructureMetric(name, D95)).toList();
    return meanError(metrics, patient, predictedGy);
  }

  /** Mean over the V_x in percent that the protocol reports of organs at risk, such as V70. */
  private OptionalDouble organVolumeError(Case patient, Volume predictedGy) {
    List<StructureMetric> metrics =
        protocol.metrics().stream()
            .filter(m -> m.metric() instanceof VolumeAtDose && m.metric().unit().equals("%"))
            .filter(m -> !protocol.targets().contains(m.structure()))
            .toList();
    return meanError(metrics, patient, predictedGy);
  }

  /**
   * Mean over all metrics in Gy that the protocol reports, as the OpenKBP challenge's DVH score.
   */
  private OptionalDouble doseMetricError(Case patient, Volume predictedGy) {
    List<StructureMetric> metrics =
        protocol.metrics().stream().filter(m -> m.metric().unit().equals("Gy")).toList();
    return meanError(metrics, patient, predictedGy);
  }

  /**
   * The composite of goals: mean over those judged of |metric predicted - planned| in percent of
   * the goal's limit.
   */
  private OptionalDouble goalError(Case patient, Volume predictedGy) {
    return goals(patient, predictedGy).judged().stream()
        .filter(judged -> judged.goal().limit() > 0)
        .mapToDouble(judged -> 100 * difference(judged) / judged.goal().limit())
        .average();
  }

  private static double difference(Judged judged) {
    return Math.abs(
        judged.predicted().value().orElseThrow() - judged.reference().value().orElseThrow());
  }

  /** Of the goals that the plan meets, how many the prediction meets too. */
  private OptionalDouble goalsKept(Case patient, Volume predictedGy) {
    return goals(patient, predictedGy).metOfAttainablePercent();
  }

  private GoalReport goals(Case patient, Volume predictedGy) {
    return GoalReport.of(protocol.goals(), PlanPair.of(patient, predictedGy));
  }

  private static OptionalDouble gamma(Case patient, Volume predictedGy) {
    return OptionalDouble.of(
        GammaIndex.of(3, 3).compute(patient.requireDoseGy(), predictedGy).passRatePercent());
  }

  /** Mean of |predicted - planned| over the metrics whose structure the case has. */
  private static OptionalDouble meanError(
      List<StructureMetric> metrics, Case patient, Volume predictedGy) {
    List<Double> errors = new ArrayList<>();
    for (String structure : metrics.stream().map(StructureMetric::structure).distinct().toList()) {
      Optional<Mask> mask = patient.mask(structure).filter(m -> !m.isEmpty());
      if (mask.isEmpty()) {
        continue;
      }
      DoseVolumeCurve planned = DoseVolumeCurve.of(patient.requireDoseGy(), mask.get());
      DoseVolumeCurve predicted = DoseVolumeCurve.of(predictedGy, mask.get());
      for (StructureMetric metric : metrics) {
        OptionalDouble before = planned.value(metric.metric()).value();
        OptionalDouble after = predicted.value(metric.metric()).value();
        if (metric.structure().equals(structure) && before.isPresent() && after.isPresent()) {
          errors.add(Math.abs(after.getAsDouble() - before.getAsDouble()));
        }
      }
    }
    return errors.stream().mapToDouble(Double::doubleValue).average();
  }
}
