package org.dosekit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What the import of one patient costs, start of the JVM and all. */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class ImportSpeedTest {
  /** At most 3 s on two cores; time of the processor, as others may work on this machine. */
  private static final double MOST_CPU_SECONDS = 6;

  private static final double MOST_MIB = 1000;

  /** Of user and system time in /proc, on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  @TempDir Path folder;

  /** RANDO with the boost plan: 92 slices of 512 x 512, 7 structures. */
  @Test
  void thePhantomIsImportedInSixSecondsOfTheProcessorAndAGigabyte() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "memory and time are read from /proc");
    Path source = Files.createDirectories(folder.resolve("src"));
    ImportDicomTest.copyStudy(source);
    long start = System.nanoTime();
    Process process = launch("import", "dicom", source.toString(), folder + "/cohort");
    double mib = 0;
    double cpuSeconds = 0;
    while (process.isAlive()) {
      mib = Math.max(mib, peakMib(process.pid()));
      cpuSeconds = Math.max(cpuSeconds, cpuSeconds(process.pid()));
      Thread.sleep(5);
    }
    double wallSeconds = (System.nanoTime() - start) / 1e9;
    assertEquals(ExitCodes.DONE, process.exitValue());
    String cost =
        String.format(
            Locale.ROOT,
            "import of 92 slices: %.2f s, %.2f s of the processor, %.0f MiB at most",
            wallSeconds,
            cpuSeconds,
            mib);
    System.out.println(cost);
    assertTrue(cpuSeconds > 0 && cpuSeconds <= MOST_CPU_SECONDS, cost);
    assertTrue(mib > 0 && mib <= MOST_MIB, cost);
  }

  private static Process launch(String... args) throws IOException {
    String classPath =
        Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
            .map(name -> System.getProperty(name, ""))
            .filter(path -> !path.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            Main.class.getName());
    return new ProcessBuilder(Stream.concat(java, Stream.of(args)).toList()).inheritIO().start();
  }

  /** The most memory that a process had in RAM; 0 when it has just ended. */
  private static double peakMib(long pid) {
    for (String line : lines(pid, "status")) {
      if (line.startsWith("VmHWM:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return 0;
  }

  private static double cpuSeconds(long pid) {
    List<String> lines = lines(pid, "stat");
    if (lines.isEmpty()) {
      return 0;
    }
    // proc(5): after the name in brackets, user and system time are the 12th and 13th.
    String[] fields = lines.get(0).substring(lines.get(0).lastIndexOf(')') + 2).split(" ");
    return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
  }

  private static List<String> lines(long pid, String file) {
    try {
      return Files.readAllLines(Path.of("/proc", pid + "", file));
    } catch (IOException e) {
      // It has ended.
      return List.of();
    }
  }
}
