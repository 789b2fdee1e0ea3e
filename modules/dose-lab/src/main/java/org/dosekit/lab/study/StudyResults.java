package org.dosekit.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dosekit.cli.experiments.FailureText;
import org.dosekit.core.DoseDataException;
import org.dosekit.eval.stats.Bootstrap;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.eval.stats.Experiment;
import org.dosekit.eval.stats.ExperimentComparison;
import org.dosekit.train.run.RunDirectory;
import org.dosekit.train.run.RunSummary;

/**
 * What a study came to, as far as it is done. The test cases of all folds of a seed are one
 * evaluation; seeds are averaged within a case; conditions are compared by cases. Immutable.
 */
public final class StudyResults {
  /**
   * What became of a task.
   *
   * @param status how far it is
   * @param reason why it failed or was skipped; else empty
   * @param summary of its training, when that is finished
   * @param secondsPerStep of the training, as {@link StepTime} takes it
   * @param seconds of each step; of the training over all its sessions
   * @param evaluation of its test cases, when the task is complete
   */
  public record Run(
      StudyTask task,
      TaskStatus status,
      String reason,
      Optional<RunSummary> summary,
      OptionalDouble secondsPerStep,
      Map<StudyStep, Double> seconds,
      Optional<EvaluationResults> evaluation) {
    /** All steps together; empty when the time of one is not known. */
    public OptionalDouble secondsInAll() {
      return seconds.keySet().containsAll(Arrays.asList(StudyStep.values()))
          ? OptionalDouble.of(seconds.values().stream().mapToDouble(s -> s).sum())
          : OptionalDouble.empty();
    }
  }

  /**
   * A number over the runs of a condition.
   *
   * @param count how many runs have it, at least 1
   * @param mean over these
   * @param std with n - 1; absent for one run
   */
  public record OverRuns(int count, double mean, OptionalDouble std) {
    static Optional<OverRuns> of(double... values) {
      if (values.length == 0) {
        return Optional.empty();
      }
      double mean = Arrays.stream(values).sum() / values.length;
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      return Optional.of(
          new OverRuns(
              values.length,
              mean,
              values.length == 1
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(Math.sqrt(squares / (values.length - 1)))));
    }
  }

  /** The name of the lookup predictor in tables. */
  public static final String LOOKUP = "(lookup)";

  /** Of the bootstrap: the same results give the same intervals. */
  private static final long BOOTSTRAP_SEED = 1;

  private final StudyPlan plan;
  private final List<Run> runs;
  private final List<String> notes;
  private final Optional<ExperimentComparison> comparison;

  private final Optional<ExperimentComparison> lookup;

  private StudyResults(
      StudyPlan plan,
      List<Run> runs,
      List<ComparedMetric> metrics,
      List<EvaluationResults> lookup) {
    this.plan = plan;
    this.runs = runs;
    this.notes = new ArrayList<>();
    this.comparison = compare(metrics);
    this.lookup = describe(lookup, metrics);
  }

  /**
   * Reads the results of a study.
   *
   * @param metrics what the conditions are compared by
   * @param lookup the lookup predictor's evaluations, one a split; empty when there are none
   * @throws DoseDataException when the tasks were evaluated in different ways
   */
  public static StudyResults of(
      StudyPlan plan,
      StudyFolder folder,
      List<ComparedMetric> metrics,
      List<EvaluationResults> lookup) {
    return new StudyResults(
        plan, plan.tasks().stream().map(task -> read(task, folder)).toList(), metrics, lookup);
  }

  private static Run read(StudyTask task, StudyFolder folder) {
    TaskRecord record = folder.record(task);
    TaskStatus status = record.status();
    String reason = record.reason();
    Optional<RunSummary> summary = Optional.empty();
    OptionalDouble perStep = OptionalDouble.empty();
    Optional<EvaluationResults> evaluation = Optional.empty();
    Map<StudyStep, Double> seconds = new EnumMap<>(StudyStep.class);
    seconds.putAll(record.seconds());
    try {
      if (RunDirectory.isRun(folder.run(task))) {
        RunDirectory run = RunDirectory.open(folder.run(task));
        summary = run.summary();
        perStep = StepTime.seconds(run.metrics(), run.config(), run.split());
        summary.ifPresent(s -> seconds.put(StudyStep.TRAIN, s.trainingTimeHours() * 3600));
      }
      if (status == TaskStatus.COMPLETE) {
        evaluation = Optional.of(EvaluationResults.read(folder.evaluation(task)));
      }
    } catch (DoseDataException e) {
      status = TaskStatus.FAILED;
      reason = FailureText.of(e);
    }
    return new Run(
        task, status, reason, summary, perStep, Collections.unmodifiableMap(seconds), evaluation);
  }

  private Optional<ExperimentComparison> compare(List<ComparedMetric> metrics) {
    List<Experiment> experiments = new ArrayList<>();
    for (String condition : plan.conditions()) {
      experiment(condition).ifPresent(experiments::add);
    }
    String baseline = plan.study().baseline();
    if (experiments.stream().noneMatch(e -> e.name().equals(baseline))) {
      notes.add("nothing is compared: the baseline '" + baseline + "' has no evaluated case");
      return Optional.empty();
    }
    return Optional.of(
        ExperimentComparison.of(experiments, baseline, metrics, Bootstrap.ofSeed(BOOTSTRAP_SEED)));
  }

  /** By itself: a further test would count in the correction of those between conditions. */
  private static Optional<ExperimentComparison> describe(
      List<EvaluationResults> lookup, List<ComparedMetric> metrics) {
    if (lookup.isEmpty()) {
      return Optional.empty();
    }
    Experiment experiment = Experiment.of(LOOKUP, List.of(EvaluationResults.union(lookup)));
    return Optional.of(
        ExperimentComparison.of(
            List.of(experiment), LOOKUP, metrics, Bootstrap.ofSeed(BOOTSTRAP_SEED)));
  }

  private Optional<Experiment> experiment(String condition) {
    List<EvaluationResults> seeds = new ArrayList<>();
    for (long seed : plan.study().seeds()) {
      List<EvaluationResults> folds =
          of(condition)
              .filter(run -> run.task().seed() == seed)
              .flatMap(run -> run.evaluation().stream())
              .toList();
      if (!folds.isEmpty()) {
        seeds.add(EvaluationResults.union(folds));
      }
    }
    if (seeds.isEmpty()) {
      return Optional.empty();
    }
    if (seeds.size() < plan.study().seeds().size()) {
      notes.add(
          "%s: %d of %d seeds".formatted(condition, seeds.size(), plan.study().seeds().size()));
    }
    try {
      return Optional.of(Experiment.of(condition, seeds));
    } catch (DoseDataException e) {
      notes.add(condition + " is not compared: " + FailureText.of(e));
      return Optional.empty();
    }
  }

  private Stream<Run> of(String condition) {
    return runs.stream().filter(run -> run.task().condition().equals(condition));
  }

  /** The plan. */
  public StudyPlan plan() {
    return plan;
  }

  /** Every task in the order of the plan. */
  public List<Run> runs() {
    return runs;
  }

  /** The conditions that have results, tested against the baseline; empty when that has none. */
  public Optional<ExperimentComparison> comparison() {
    return comparison;
  }

  /** The lookup predictor by the same metrics, tested against nothing. */
  public Optional<ExperimentComparison> lookup() {
    return lookup;
  }

  /** What a reader must know beside the numbers. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** How many tasks of a condition are of a status. */
  public long count(String condition, TaskStatus status) {
    return of(condition).filter(run -> run.status() == status).count();
  }

  /** A number of the runs of a condition that have it. */
  public Optional<OverRuns> overRuns(String condition, Function<Run, OptionalDouble> number) {
    return OverRuns.of(of(condition).map(number).flatMapToDouble(OptionalDouble::stream).toArray());
  }

  /** The best validation errors in Gy of the runs of a condition. */
  public Optional<OverRuns> validationMaeGy(String condition) {
    return overRuns(
        condition,
        run ->
            run.summary().isPresent()
                ? OptionalDouble.of(run.summary().get().bestValMaeGy())
                : OptionalDouble.empty());
  }
}
