package org.dosekit.eval.goal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.eval.dvh.DoseVolumeCurve;
import org.dosekit.eval.dvh.MetricFlag;
import org.dosekit.eval.dvh.MetricValue;

/** Reads metrics of regions from a {@link PlanPair}, each region's curves once. */
final class RegionReader {
  private final PlanPair plans;
  private final Map<StructureExpression, Region> regions = new HashMap<>();

  RegionReader(PlanPair plans) {
    this.plans = plans;
  }

  private sealed interface Region {}

  private record Curves(DoseVolumeCurve reference, DoseVolumeCurve predicted) implements Region {}

  private record Nothing(String reason) implements Region {}

  /** A metric under both doses, or why there is none. */
  sealed interface Reading {}

  /** Both have a value. */
  record Values(MetricValue reference, MetricValue predicted) implements Reading {}

  /** There is no value; the reason is for people. */
  record NoValue(String reason) implements Reading {}

  Reading read(StructureExpression expression, DoseMetric metric) {
    Region region = regions.computeIfAbsent(expression, this::region);
    if (region instanceof Nothing nothing) {
      return new NoValue(nothing.reason());
    }
    Curves curves = (Curves) region;
    MetricValue reference = curves.reference().value(metric);
    MetricValue predicted = curves.predicted().value(metric);
    if (reference.value().isPresent() && predicted.value().isPresent()) {
      return new Values(reference, predicted);
    }
    return new NoValue(
        Stream.of(reference, predicted)
            .flatMap(value -> value.flags().stream())
            .filter(flag -> !flag.hasValue())
            .distinct()
            .sorted()
            .map(flag -> reason(flag, curves.reference()))
            .collect(Collectors.joining("; ")));
  }

  private static String reason(MetricFlag flag, DoseVolumeCurve curve) {
    if (flag == MetricFlag.VOLUME_EXCEEDS_STRUCTURE) {
      return String.format(
          Locale.ROOT, "the region of %.3g cc is smaller than the asked volume", curve.volumeCc());
    } else if (flag == MetricFlag.NO_PRESCRIPTION) {
      return "no prescription for a dose in percent";
    }
    return "the metric is undefined for this dose";
  }

  private Region region(StructureExpression expression) {
    Mask mask = plans.region(expression);
    if (!mask.isEmpty()) {
      return new Curves(
          curve(expression, plans.referenceGy(), mask),
          curve(expression, plans.predictedGy(), mask));
    }
    List<String> absent = plans.absent(expression);
    return new Nothing(
        absent.isEmpty() ? "the region has no voxel" : "no " + String.join(", no ", absent));
  }

  private DoseVolumeCurve curve(StructureExpression expression, Volume doseGy, Mask mask) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(doseGy, mask).withConvention(plans.convention());
    OptionalDouble prescriptionGy = plans.prescriptionGy(expression);
    return prescriptionGy.isPresent()
        ? curve.withPrescriptionGy(prescriptionGy.getAsDouble())
        : curve;
  }
}
