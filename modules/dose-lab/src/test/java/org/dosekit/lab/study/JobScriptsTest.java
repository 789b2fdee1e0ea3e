package org.dosekit.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dosekit.lab.study.JobScripts.Scheduler;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisabledOnOs(OS.WINDOWS)
class JobScriptsTest {
  private static final List<String> STUDY =
      List.of("study", "/a folder/it's $HOME.json", "--out", "/runs `date`");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void scriptsAreSoundShell(Scheduler scheduler) throws Exception {
    JobScripts.write(scheduler, folder, "two", 12, STUDY);
    for (Path script : scripts(scheduler)) {
      assertEquals("", run(Map.of(), "bash", "-n", script.toString()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shellcheckFindsNothing(Scheduler scheduler) throws Exception {
    assumeTrue(onPath("shellcheck"), "shellcheck is not installed");
    JobScripts.write(scheduler, folder, "two", 12, STUDY);
    for (Path script : scripts(scheduler)) {
      assertEquals("", run(Map.of(), "shellcheck", script.toString()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSchedulersTaskReachesTheLauncherAndNoPathIsExpanded(Scheduler scheduler)
      throws Exception {
    Path launcher = folder.resolve("dose");
    Files.writeString(launcher, "#!/bin/bash\nprintf '%s\\n' \"$@\" \"threads $DOSE_THREADS\"\n");
    assertTrue(launcher.toFile().setExecutable(true));
    JobScripts.write(scheduler, folder, "two", 12, STUDY);
    boolean slurm = scheduler == Scheduler.SLURM;
    Map<String, String> environment =
        Map.of(
            "DOSE",
            launcher.toString(),
            slurm ? "SLURM_ARRAY_TASK_ID" : "SGE_TASK_ID",
            "5",
            slurm ? "SLURM_CPUS_PER_TASK" : "NSLOTS",
            "4");
    List<String> expected =
        Stream.concat(STUDY.stream(), Stream.of("--task", "5", "threads 4")).toList();
    assertEquals(
        expected, run(environment, "bash", scripts(scheduler).get(0).toString()).lines().toList());
    String results = run(environment, "bash", scripts(scheduler).get(1).toString());
    assertTrue(results.contains("--aggregate"), results);
  }

  @ParameterizedTest
  @EnumSource
  void theArrayHasAJobATaskAndTheResultsWaitForThem(Scheduler scheduler) throws IOException {
    String submit = JobScripts.write(scheduler, folder, "two", 12, STUDY);
    String array = Files.readString(scripts(scheduler).get(0));
    boolean slurm = scheduler == Scheduler.SLURM;
    assertTrue(array.contains(slurm ? "#SBATCH --array=1-12\n" : "#$ -t 1-12\n"), array);
    assertTrue(submit.contains(slurm ? "--dependency=afterany" : "-hold_jid dose-two "), submit);
    scripts(scheduler).forEach(script -> assertTrue(submit.contains(script.toString()), submit));
  }

  private List<Path> scripts(Scheduler scheduler) {
    String label = scheduler.name().toLowerCase(Locale.ROOT);
    return List.of(folder.resolve(label + "-tasks.sh"), folder.resolve(label + "-results.sh"));
  }

  private static boolean onPath(String program) {
    return Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  /** What a program prints, which must end well. */
  private static String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }
}
