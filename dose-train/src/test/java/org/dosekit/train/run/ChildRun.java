package org.dosekit.train.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Patches;
import org.dosekit.train.settings.Schedule;

/** A training in a process of its own, started or resumed, that can be killed. */
final class ChildRun {
  static final String TRAINING = "training";
  static final int EPOCHS = 24;

  static final TrainingConfig CONFIG =
      TrainingConfig.defaults(Protocol.builtIn("prostate-sib"), 4, GridShape.cube(16))
          .withPatches(new Patches(GridShape.cube(16), 1, 2, 0.5))
          .withOptimisation(
              Optimisation.STANDARD
                  .withLearningRate(3e-3)
                  .withAverageDecay(0.9)
                  .withWarmupSteps(10)
                  .withMaxGradientNorm(1))
          .withSchedule(Schedule.ofEpochs(EPOCHS).withValidateEvery(2));

  private ChildRun() {}

  /** Starts it. Its output says {@value #TRAINING} when the first step is done. */
  static Process launch(Path cohort, Path run) throws IOException {
    String classPath =
        Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
            .map(name -> System.getProperty(name, ""))
            .filter(path -> !path.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Path.of("target", "test-classes") + File.pathSeparator + classPath,
            ChildRun.class.getName(),
            cohort.toString(),
            run.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The process: cohort and run folder. */
  public static void main(String[] args) {
    Cohort cohort = Cohort.open(Path.of(args[0]));
    Path run = Path.of(args[1]);
    TrainingListener speaking =
        new TrainingListener() {
          private boolean spoken;

          @Override
          public void stepFinished(int epoch, int step, int steps, double loss) {
            if (!spoken) {
              System.out.println(TRAINING);
              spoken = true;
            }
          }
        };
    if (Files.exists(run.resolve("run.json"))) {
      Training.resume(cohort, run, List.of(), CodeChange.REFUSE, speaking);
    } else {
      Training.start(CONFIG, cohort, SyntheticCohort.split(cohort), run, speaking);
    }
  }
}
