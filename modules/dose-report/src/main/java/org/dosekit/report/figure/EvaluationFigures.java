package org.dosekit.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dosekit.report.figure.Boxes.Box;
import org.dosekit.report.source.EvaluatedCase;
import org.dosekit.report.source.Evaluation;
import org.dosekit.report.source.Found;

/** The figure of an evaluation: MAE, gamma and error of D95 of all its cases. */
public final class EvaluationFigures {
  private static final String NAME = "cases";
  private static final String D95 = "D95";
  private static final String MAE_OF_STRUCTURE = "dvh_metrics.%s.mae_gy";

  private EvaluationFigures() {}

  /**
   * Tries the figure.
   *
   * @param run what the caption calls the run
   */
  public static List<FigureAttempt> of(Evaluation evaluation, String run) {
    return List.of(new FigureAttempt(NAME, cases(evaluation, run)));
  }

  /**
   * The cases of lowest, middle and highest mean absolute error, for those who show a few: at most
   * three, none twice. A case without that number is none of them.
   */
  public static List<String> representative(Evaluation evaluation) {
    List<String> byError =
        evaluation.cases().stream()
            .filter(one -> one.number(EvaluatedCase.MAE_GY).isPresent())
            .sorted(
                Comparator.comparingDouble(one -> one.number(EvaluatedCase.MAE_GY).getAsDouble()))
            .map(EvaluatedCase::id)
            .toList();
    int n = byError.size();
    return n == 0
        ? List.of()
        : Stream.of(byError.get(0), byError.get((n - 1) / 2), byError.get(n - 1))
            .distinct()
            .toList();
  }

  private static Found<Figure> cases(Evaluation evaluation, String run) {
    if (evaluation.cases().size() < Boxes.LEAST) {
      return Found.missing(
          "%d evaluated case(s); quartiles take at least %d"
              .formatted(evaluation.cases().size(), Boxes.LEAST));
    }
    List<String> few = new ArrayList<>();
    PanelStack stack = new PanelStack(1);
    add(stack, "Mean absolute dose error", "MAE (Gy)", mae(evaluation, few), true);
    add(stack, "Gamma pass rate", "Passing voxels (%)", gamma(evaluation, few), false);
    add(stack, "Error of D95", "Predicted \u2212 planned D95 (Gy)", d95(evaluation, few), true);
    if (stack.size() == 0) {
      return Found.missing(
          "no MAE, gamma or D95 that at least " + Boxes.LEAST + " cases have as a finite number");
    }
    String title = "Evaluation of run " + run + " by case";
    return Found.of(
        Figure.of(
            NAME,
            stack.drawing(title),
            new Caption(
                title,
                "Mean absolute dose error in the body and in each structure, gamma pass rates, and"
                    + " error of the targets' D95, of "
                    + evaluation.cases().size()
                    + " cases."
                    + (few.isEmpty()
                        ? ""
                        : " In fewer than "
                            + Boxes.LEAST
                            + " cases, and left out: "
                            + String.join(", ", few)
                            + "."),
                "A circle is a case. The box reaches from the lower to the upper quartile, the"
                    + " thick line is the median, whiskers end at the outermost cases within 1.5"
                    + " box lengths. Circles are spread across the box only to be told apart. An"
                    + " error below 0 is a target predicted too cold.",
                sources(evaluation, run))));
  }

  private static void add(
      PanelStack stack, String title, String label, List<Box> boxes, boolean zero) {
    if (!boxes.isEmpty()) {
      stack.add(title, Charts.chart(Boxes.plot(label, boxes, zero)), Boxes.height(boxes.size()));
    }
  }

  private static List<Box> mae(Evaluation evaluation, List<String> few) {
    List<Box> boxes = new ArrayList<>();
    add(boxes, few, "Body", evaluation, one -> one.number(EvaluatedCase.MAE_GY));
    for (String structure : evaluation.metricKeys().keySet()) {
      String path = MAE_OF_STRUCTURE.formatted(structure);
      add(boxes, few, structure, evaluation, one -> one.number(path));
    }
    return boxes;
  }

  private static List<Box> gamma(Evaluation evaluation, List<String> few) {
    List<Box> boxes = new ArrayList<>();
    for (String gamma : evaluation.gammas()) {
      String path = Evaluation.gammaPassRatePath(gamma);
      add(boxes, few, GammaLabel.of(gamma), evaluation, one -> one.number(path));
    }
    return boxes;
  }

  private static List<Box> d95(Evaluation evaluation, List<String> few) {
    List<Box> boxes = new ArrayList<>();
    evaluation
        .metricKeys()
        .forEach(
            (structure, keys) -> {
              if (keys.contains(D95)) {
                add(boxes, few, structure, evaluation, one -> one.error(structure, D95));
              }
            });
    return boxes;
  }

  private static void add(
      List<Box> boxes,
      List<String> few,
      String name,
      Evaluation evaluation,
      Function<EvaluatedCase, OptionalDouble> number) {
    double[] values =
        evaluation.cases().stream().map(number).flatMapToDouble(OptionalDouble::stream).toArray();
    if (values.length >= Boxes.LEAST) {
      boxes.add(new Box(name, values, Style.line(boxes.size())));
    } else if (values.length > 0) {
      few.add(name);
    }
  }

  private static List<String> sources(Evaluation evaluation, String run) {
    List<String> sources = new ArrayList<>(List.of("run " + run));
    sources.add(
        "cases " + String.join(", ", evaluation.cases().stream().map(EvaluatedCase::id).toList()));
    evaluation.how().forEach((name, value) -> sources.add(name.replace('_', ' ') + " " + value));
    return sources;
  }
}
