package org.dosekit.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.experiments.ExperimentsIndex;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.CaseTraits;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.patient.Split;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.eval.stats.ComparedMetric;
import org.dosekit.eval.stats.EvaluationResults;
import org.dosekit.lab.study.JobScripts;
import org.dosekit.lab.study.Study;
import org.dosekit.lab.study.StudyFolder;
import org.dosekit.lab.study.StudyPlan;
import org.dosekit.lab.study.StudyResults;
import org.dosekit.lab.study.StudyRunner;
import org.dosekit.lab.study.StudyStep;
import org.dosekit.lab.study.StudyTask;
import org.dosekit.lab.study.TaskRecord;
import org.dosekit.lab.study.TaskStatus;
import org.dosekit.train.run.CodeChange;
import org.dosekit.train.run.Training;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code dose study}: conditions times seeds times folds, trained, evaluated and compared. */
@Command(
    name = "study",
    description = {
      "Train, export, predict and evaluate every condition, seed and fold of a study, and compare",
      "the conditions. The same command again goes on where it stopped."
    })
final class StudyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();
  @Mixin private StudyParameters parameters = new StudyParameters();
  @Mixin private QualityGate gate = new QualityGate();

  @Parameters(
      paramLabel = "STUDY",
      description = "A study's .json, or a shipped one: loss-ablation[-phantom|-openkbp].")
  private String source = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Where runs and results go.")
  private Path out = Path.of("");

  @Option(
      names = "--allow-changes",
      description =
          "Go on with stopped trainings though code, engine or threads are not those of their"
              + " start.")
  private boolean allowChanges;

  /** What to do instead of all tasks. */
  private static final class Instead {
    @Option(names = "--dry-run", description = "Do nothing: say what would be done.")
    private boolean dryRun;

    @Option(names = "--task", paramLabel = "N", description = "Do one task only, from 1.")
    private Optional<Integer> task = Optional.empty();

    @Option(
        names = "--emit",
        description = "Write scripts for a cluster: ${COMPLETION-CANDIDATES}.")
    private Optional<JobScripts.Scheduler> emit = Optional.empty();

    @Option(
        names = "--aggregate",
        description = "Do no task: put the results of those that are done together.")
    private boolean aggregate;
  }

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Instead instead = new Instead();

  @Override
  public Integer call() {
    Study study = study();
    Cohort cohort = cohort(study);
    StudyPlan plan = plan(study, cohort);
    List<ComparedMetric> metrics = metrics(plan);
    StudyFolder folder = StudyFolder.of(out);
    if (instead.aggregate || (instead.dryRun && folder.isBegun())) {
      folder.requireSame(plan);
    } else if (!instead.dryRun) {
      begin(plan, folder, cohort);
    }
    if (instead.emit.isPresent()) {
      return emit(instead.emit.get(), plan, folder, cohort);
    }
    if (instead.aggregate) {
      return aggregate(plan, folder, cohort, metrics);
    }
    CodeChange change = allowChanges ? CodeChange.RECORD : CodeChange.REFUSE;
    StudyRunner runner =
        new StudyRunner(
            folder,
            new StudySteps(
                cohort,
                folder,
                new RunTrainer(cohort, Optional.empty(), change, gate, output),
                output),
            output::note);
    if (instead.dryRun) {
      return describe(plan, runner);
    }
    Training.keepLargeBlocks();
    return instead.task.isPresent()
        ? one(plan, instead.task.get(), runner)
        : all(plan, folder, cohort, metrics, runner);
  }

  private void begin(StudyPlan plan, StudyFolder folder, Cohort cohort) {
    plan.tasks().stream()
        .map(StudyTask::split)
        .distinct()
        .forEach(split -> gate.requireTrusted(cohort, split, output));
    folder.begin(plan);
  }

  private Study study() {
    try {
      return parameters.over(Study.named(source));
    } catch (IllegalArgumentException e) {
      // A number on the command line that JSON has no word for.
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Cohort cohort(Study study) {
    return Cohort.open(
        study
            .cohort()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "the study names no cases; give --cohort")));
  }

  private static StudyPlan plan(Study study, Cohort cohort) {
    Protocol protocol =
        Protocol.named(study.protocol().orElseGet(() -> CaseSelection.protocol(cohort)));
    List<Split> splits = splits(study, cohort);
    for (Split split : splits) {
      split.requireIn(cohort);
      if (split.training().isEmpty() || split.validation().isEmpty() || split.test().isEmpty()) {
        throw DoseDataException.of(
            study.where(),
            "a split of %d training, %d validation and %d test cases"
                .formatted(split.training().size(), split.validation().size(), split.test().size()),
            "at least one of each",
            "give another split, or folds");
      }
    }
    return StudyPlan.of(
        study, Preset.named(study.where(), study.preset()).of(protocol), splits, cohort.sha256());
  }

  private static List<Split> splits(Study study, Cohort cohort) {
    if (study.folds().isEmpty()) {
      return List.of(
          study
              .split()
              .map(Split::read)
              .or(() -> CaseSelection.split(cohort))
              .orElseGet(() -> Split.stratified(CaseTraits.of(cohort), study.splitSeed())));
    }
    try {
      return Split.folds(CaseTraits.of(cohort), study.folds().getAsInt(), study.splitSeed());
    } catch (IllegalArgumentException e) {
      throw study.toJson().invalid(e);
    }
  }

  private static List<ComparedMetric> metrics(StudyPlan plan) {
    List<ComparedMetric> metrics = new ArrayList<>(ComparedMetric.standard(plan.target()));
    MetricArgument argument = new MetricArgument();
    for (String metric : plan.study().metrics()) {
      try {
        metrics.add(argument.convert(metric));
      } catch (TypeConversionException e) {
        throw DoseDataException.of(
                plan.study().where() + ": metrics",
                "'" + metric + "'",
                "[LABEL=]PATH:lower|higher|zero",
                "correct it")
            .withCause(e);
      }
    }
    return metrics;
  }

  private int emit(
      JobScripts.Scheduler scheduler, StudyPlan plan, StudyFolder folder, Cohort cohort) {
    String whole = folder.root().toAbsolutePath().normalize().toString();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "study",
                folder.study().toAbsolutePath().normalize().toString(),
                "--cohort",
                cohort.folder().toAbsolutePath().normalize().toString(),
                "--out",
                whole));
    if (allowChanges) {
      arguments.add("--allow-changes");
    }
    if (gate.allowsFailing()) {
      arguments.add("--allow-failing");
    }
    String submission =
        JobScripts.write(
            scheduler,
            Path.of(whole).resolve("jobs"),
            plan.study().name(),
            plan.tasks().size(),
            arguments);
    output.result(
        JsonObject.create().put("tasks", plan.tasks().size()).put("submit", submission),
        submission);
    return ExitCodes.DONE;
  }

  private int describe(StudyPlan plan, StudyRunner runner) {
    List<String> heads = new ArrayList<>(List.of("task", "number", "training/validation/test"));
    Stream.of(StudyStep.values()).map(StudyStep::label).forEach(heads::add);
    TextTable table = new TextTable(heads.toArray(String[]::new));
    List<JsonObject> tasks = new ArrayList<>();
    int toDo = 0;
    for (StudyTask task : plan.tasks()) {
      JsonObject json = JsonObject.create().put("number", task.number()).put("task", task.name());
      Split split = task.split();
      List<String> cells = new ArrayList<>(List.of(task.name(), String.valueOf(task.number())));
      cells.add(
          "%d/%d/%d"
              .formatted(split.training().size(), split.validation().size(), split.test().size()));
      boolean redo = false;
      for (StudyStep step : StudyStep.values()) {
        redo = redo || !runner.isWhole(step, task);
        String state = task.skipped().isPresent() ? "skipped" : redo ? "to do" : "done";
        json.put(step.label(), state);
        cells.add(state);
      }
      toDo += redo && task.skipped().isEmpty() ? 1 : 0;
      tasks.add(json);
      table.row(cells.toArray(String[]::new));
    }
    double minutes = plan.tasks().get(0).config().schedule().maxMinutes();
    String limit = minutes > 0 ? ", a training at most " + minutes + " minutes" : "";
    output.result(
        JsonObject.create().put("to_do", toDo).putObjects("tasks", tasks),
        table + "%d of %d tasks to do%s%n".formatted(toDo, tasks.size(), limit));
    return ExitCodes.DONE;
  }

  private int one(StudyPlan plan, int number, StudyRunner runner) {
    if (number < 1 || number > plan.tasks().size()) {
      throw new ParameterException(
          spec.commandLine(), "--task " + number + "; 1 to " + plan.tasks().size());
    }
    StudyTask task = plan.tasks().get(number - 1);
    TaskRecord record = runner.run(task);
    output.result(
        JsonObject.create()
            .put("task", task.name())
            .put("status", record.status().label())
            .put("reason", record.reason()),
        task.name() + ": " + record.status().label() + System.lineSeparator());
    return record.status() == TaskStatus.FAILED ? ExitCodes.SOME_FAILED : ExitCodes.DONE;
  }

  private int all(
      StudyPlan plan,
      StudyFolder folder,
      Cohort cohort,
      List<ComparedMetric> metrics,
      StudyRunner runner) {
    for (StudyTask task : plan.tasks()) {
      output.note("task %d of %d: %s".formatted(task.number(), plan.tasks().size(), task.name()));
      runner.run(task);
    }
    return aggregate(plan, folder, cohort, metrics);
  }

  /** Puts together what is done; the exit code says whether something failed or is missing. */
  private int aggregate(
      StudyPlan plan, StudyFolder folder, Cohort cohort, List<ComparedMetric> metrics) {
    List<EvaluationResults> lookup = StudyLookup.evaluations(plan, folder, cohort, output);
    StudyResults results = StudyResults.of(plan, folder, metrics, lookup);
    StudyFiles.write(results, folder.root());
    ExperimentsIndex.keepUp(folder.root(), output::note);
    output.result(StudyFiles.json(results), StudyTables.text(results));
    boolean whole =
        results.runs().stream()
            .allMatch(
                run -> run.status() == TaskStatus.COMPLETE || run.status() == TaskStatus.SKIPPED);
    return whole ? ExitCodes.DONE : ExitCodes.SOME_FAILED;
  }
}
