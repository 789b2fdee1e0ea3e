package org.dosekit.train.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.protocol.DoseMetric.DoseAtVolume;
import org.dosekit.core.protocol.DoseMetric.DoseToColdest;
import org.dosekit.core.protocol.StructureExpression;
import org.dosekit.core.protocol.VolumeUnit;
import org.dosekit.train.settings.DvhForm;
import org.dosekit.train.settings.DvhLoss;
import org.dosekit.train.settings.DvhReading;
import org.dosekit.train.settings.DvhTerm;

/**
 * The dose-volume terms as a TorchScript method. It takes the predicted and the planned dose, the
 * voxel weights and the regions, see {@link LossScript#REGION_ARGUMENTS}, and returns the sum of
 * the terms times their weights as a mean over the patches, and then each term as a mean over the
 * patches that were scored, NaN when none was.
 *
 * @implNote The voxels of all regions are gathered once, and cut into regions by one split: each of
 *     these has a backward pass over its whole input.
 */
final class DvhScript {
  private static final int LEAST_VOXELS_OF_ORIGINAL = 100;

  private final DvhLoss loss;
  private final List<StructureExpression> regions;
  private final String className;
  private final StringBuilder body = new StringBuilder();
  private int variables;

  private DvhScript(DvhLoss loss, List<StructureExpression> regions, String className) {
    this.loss = loss;
    this.regions = regions;
    this.className = className;
  }

  /**
   * The method, and those it calls.
   *
   * @param regions in the order of the batch; those of the terms come first
   */
  static String of(
      DvhLoss loss,
      List<StructureExpression> regions,
      boolean restrictToDoseRegion,
      String className) {
    DvhScript script = new DvhScript(loss, regions, className);
    return DvhFunctions.of(className) + script.method(restrictToDoseRegion);
  }

  private String method(boolean restrictToDoseRegion) {
    line(
        0,
        "def dvh(self: "
            + className
            + ", p: Tensor, y: Tensor, w: Tensor, "
            + LossScript.REGION_ARGUMENTS
            + ") -> List[Tensor]:");
    gather(restrictToDoseRegion);
    for (int t = 0; t < loss.terms().size(); t++) {
      line(1, sum(t) + " = zero");
      line(1, scored(t) + " = 0");
    }
    line(1, "for n in range(patches):");
    line(2, "gy = float(torch.select(torch.select(rf, 0, n), 0, 0))");
    line(2, "cc = float(torch.select(torch.select(rf, 0, n), 0, 1))");
    for (int r = 0; r < loss.regions().size(); r++) {
      region(r);
    }
    results();
    return body.toString();
  }

  private void gather(boolean restrictToDoseRegion) {
    line(1, "d = torch.index_select(torch.reshape(p, [-1]), 0, rv)");
    line(1, "e = torch.index_select(torch.reshape(y, [-1]), 0, rv)");
    if (restrictToDoseRegion) {
      // A deployment clears what lies outside the dose region.
      line(1, "inside = torch.gt(torch.index_select(torch.reshape(w, [-1]), 0, rv), 0)");
      line(1, "d = torch.mul(d, inside)");
      line(1, "e = torch.mul(e, inside)");
    }
    line(1, "patches = torch.size(rf, 0)");
    line(1, "sizes = annotate(List[int], [])");
    line(1, "rest = torch.size(rv, 0)");
    line(1, "for i in range(torch.size(rc, 0)):");
    line(2, "size = int(torch.select(rc, 0, i))");
    line(2, "rest = torch.sub(rest, size)");
    line(2, "_0 = torch.append(sizes, size)");
    line(1, "_1 = torch.append(sizes, rest)");
    line(1, "ds = torch.split_with_sizes(d, sizes)");
    line(1, "es = torch.split_with_sizes(e, sizes)");
    line(1, "zero = torch.new_zeros(p, annotate(List[int], []))");
  }

  private void region(int region) {
    line(2, "d = ds[torch.add(torch.mul(n, " + regions.size() + "), " + region + ")]");
    line(2, "e = es[torch.add(torch.mul(n, " + regions.size() + "), " + region + ")]");
    line(2, "size = torch.size(d, 0)");
    int fewest = loss.reading() instanceof DvhReading.AsOriginal ? LEAST_VOXELS_OF_ORIGINAL : 1;
    line(2, "if torch.ge(size, " + fewest + "):");
    Map<DoseMetric, List<Integer>> terms = new LinkedHashMap<>();
    for (int t = 0; t < loss.terms().size(); t++) {
      if (loss.terms().get(t).region().equals(regions.get(region))) {
        terms.computeIfAbsent(loss.terms().get(t).metric(), m -> new ArrayList<>()).add(t);
      }
    }
    terms.forEach(this::metric);
    line(3, "pass");
    line(2, "else:");
    line(3, "pass");
  }

  private void metric(DoseMetric metric, List<Integer> terms) {
    boolean limitedByVolume =
        volumeUnitAsked(metric) == VolumeUnit.CC; // undefined for a smaller structure
    int depth = 3;
    if (limitedByVolume) {
      String asked = Statements.number(volumeAsked(metric));
      line(3, "if torch.le(torch.div(" + asked + ", cc), float(size)):");
      depth = 4;
    }
    String predicted = "m" + variables++;
    line(depth, predicted + " = " + MetricExpression.predicted(metric, "d", loss.reading()));
    boolean comparesWithPlan = terms.stream().anyMatch(t -> !loss.terms().get(t).form().hasLimit());
    String planned = "m" + variables++;
    if (comparesWithPlan) {
      line(depth, planned + " = " + MetricExpression.planned(metric, "e", loss.reading()));
    }
    for (int t : terms) {
      DvhTerm term = loss.terms().get(t);
      String against =
          term.form().hasLimit()
              ? MetricExpression.limit(metric, term.limit().orElseThrow())
              : planned;
      line(
          depth,
          "%s = torch.add(%s, %s)"
              .formatted(sum(t), sum(t), error(term.form(), predicted, against)));
      line(depth, scored(t) + " = torch.add(" + scored(t) + ", 1)");
    }
    if (limitedByVolume) {
      line(3, "else:");
      line(4, "pass");
    }
  }

  private static VolumeUnit volumeUnitAsked(DoseMetric metric) {
    if (metric instanceof DoseAtVolume at) {
      return at.volumeUnit();
    }
    return metric instanceof DoseToColdest coldest ? coldest.volumeUnit() : VolumeUnit.PERCENT;
  }

  private static double volumeAsked(DoseMetric metric) {
    return metric instanceof DoseAtVolume at ? at.volume() : ((DoseToColdest) metric).volume();
  }

  private static String error(DvhForm form, String predicted, String against) {
    return switch (form) {
      case SHORTFALL, BELOW_LIMIT ->
          "torch.relu(torch.neg(torch.sub(" + predicted + ", " + against + ")))";
      case EXCESS, ABOVE_LIMIT -> "torch.relu(torch.sub(" + predicted + ", " + against + "))";
      case DIFFERENCE -> "torch.abs(torch.sub(" + predicted + ", " + against + "))";
    };
  }

  private void results() {
    line(1, "total = zero");
    for (int t = 0; t < loss.terms().size(); t++) {
      String weight = Statements.number(loss.terms().get(t).weight());
      line(1, "total = torch.add(total, " + sum(t) + ", alpha=" + weight + ")");
    }
    List<String> results = new ArrayList<>(List.of("torch.div(total, patches)"));
    for (int t = 0; t < loss.terms().size(); t++) {
      results.add("torch.div(torch.detach(" + sum(t) + "), " + scored(t) + ")");
    }
    line(1, "return [" + String.join(", ", results) + "]");
  }

  private static String sum(int term) {
    return "s" + term;
  }

  private static String scored(int term) {
    return "k" + term;
  }

  private void line(int depth, String text) {
    body.append("  ".repeat(depth + 1)).append(text).append('\n');
  }
}
