package org.dosekit.lab.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dosekit.core.io.AtomicFile;

/**
 * A study as jobs of a cluster: an array with a job a task, and a job that puts the results
 * together. The tasks are idempotent: an array that is submitted again does what is not done yet.
 */
public final class JobScripts {
  /** What submits the jobs. */
  public enum Scheduler {
    /** Slurm. */
    SLURM("SLURM_ARRAY_TASK_ID", "SLURM_CPUS_PER_TASK") {
      @Override
      String head(String name) {
        return "#SBATCH --job-name=%s\n".formatted(name);
      }

      @Override
      String array(int tasks) {
        return "#SBATCH --array=1-%d\n".formatted(tasks);
      }

      @Override
      String submission(String name, Path tasks, Path results) {
        return "sbatch --dependency=afterany:\"$(sbatch --parsable %s)\" %s\n"
            .formatted(quoted(tasks.toString()), quoted(results.toString()));
      }
    },
    /** Grid Engine. */
    SGE("SGE_TASK_ID", "NSLOTS") {
      @Override
      String head(String name) {
        return "#$ -N %s\n#$ -S /bin/bash\n#$ -cwd\n#$ -j y\n".formatted(name);
      }

      @Override
      String array(int tasks) {
        return "#$ -t 1-%d\n".formatted(tasks);
      }

      @Override
      String submission(String name, Path tasks, Path results) {
        return "qsub %s\nqsub -hold_jid %s %s\n"
            .formatted(quoted(tasks.toString()), name, quoted(results.toString()));
      }
    };

    private final String task;
    private final String cores;

    Scheduler(String task, String cores) {
      this.task = task;
      this.cores = cores;
    }

    abstract String head(String name);

    abstract String array(int tasks);

    abstract String submission(String name, Path tasks, Path results);
  }

  private static final String TASKS =
      """
      # One task of a study in each job of the array. A task that is done is not done again, and one that was
      # stopped goes on: after a failure, submit the array again. Time, memory and cores are the cluster's
      # affair: give them to the scheduler. DOSE names the launcher when it is not on the path.
      """;

  private static final String RESULTS =
      """
      # Puts the results of a study's tasks together; trains nothing.
      """;

  private JobScripts() {}

  /**
   * Writes both scripts.
   *
   * @param folder where they go
   * @param name of the jobs, of letters, digits and {@code ._+-}
   * @param tasks how many there are
   * @param study the arguments of {@code dose} that name the study, its cases and its folder
   * @return the commands that submit them
   */
  public static String write(
      Scheduler scheduler, Path folder, String name, int tasks, List<String> study) {
    String label = scheduler.name().toLowerCase(Locale.ROOT);
    Path array = folder.resolve(label + "-tasks.sh");
    Path results = folder.resolve(label + "-results.sh");
    String job = "dose-" + name;
    String cores = "export DOSE_THREADS=\"${DOSE_THREADS:-${%s:-}}\"\n".formatted(scheduler.cores);
    AtomicFile.writeText(
        array,
        "#!/bin/bash\n"
            + scheduler.head(job)
            + scheduler.array(tasks)
            + TASKS
            + "set -euo pipefail\n"
            + cores
            + command(study, "--task \"$%s\"".formatted(scheduler.task)));
    AtomicFile.writeText(
        results,
        "#!/bin/bash\n"
            + scheduler.head(job + "-results")
            + RESULTS
            + "set -euo pipefail\n"
            + command(study, "--aggregate"));
    return scheduler.submission(job, array, results);
  }

  private static String command(List<String> study, String what) {
    String arguments = study.stream().map(JobScripts::quoted).collect(Collectors.joining(" "));
    return "# Paths stand as they are, also with what looks like an expansion.\n"
        + "# shellcheck disable=SC2016\n"
        + "exec \"${DOSE:-dose}\" "
        + arguments
        + " "
        + what
        + "\n";
  }

  /** A word of the shell that stands for the text itself. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
