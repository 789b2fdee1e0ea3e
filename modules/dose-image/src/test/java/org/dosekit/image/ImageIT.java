package org.dosekit.image;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.predict.Prediction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archives as a user has them: unpacked anywhere, run from anywhere, on a machine without Java.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs the shell launcher")
class ImageIT {
  private static final Path WORKLOAD = Path.of(System.getProperty("dose.workload"));
  private static final long MAX_RUNTIME_BYTES = 75_000_000;

  /** Twice what it may take on an idle machine: builds share theirs. */
  private static final Duration FIRST_DOSE = Duration.ofSeconds(1);

  @TempDir static Path place;

  private static Path runtime;
  private static Path bench;

  /** What a process left. */
  private record Finished(int exitCode, String out, String err) {}

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    runtime = unpacked(System.getProperty("dose.runtime.archive"));
    bench = unpacked(System.getProperty("dose.bench.archive"));
  }

  @Test
  void theRuntimeIsSmall() throws IOException {
    try (Stream<Path> files = Files.walk(runtime)) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(ImageIT::size).sum();
      System.out.printf("dose-runtime: %.1f MB unpacked%n", bytes / 1e6);
      assertTrue(bytes <= MAX_RUNTIME_BYTES, bytes + " bytes");
    }
  }

  @Test
  void theRuntimeHoldsNeitherTrainingNorDesktop() throws Exception {
    List<String> modules =
        run(runtime.resolve("bin/java"), "--list-modules").out().lines().toList();
    assertTrue(modules.stream().anyMatch(name -> name.startsWith("org.dosekit.dicom")));
    for (String absent :
        List.of("ai.djl", "java.desktop", "org.dosekit.train", "org.dosekit.lab")) {
      assertFalse(modules.stream().anyMatch(name -> name.startsWith(absent)), absent);
    }
  }

  @Test
  void theRuntimePredictsAndEvaluates() throws Exception {
    Path out = place.resolve("predictions");
    Path dose = runtime.resolve("bin/dose");
    Finished predicted = predict(dose, out, "--flip-average");
    assertEquals(0, predicted.exitCode(), predicted.err());
    Prediction prediction = PredictionFile.read(out.resolve("case_1.npz"));
    assertEquals(Workload.SHAPE, prediction.doseGy().grid().shape());

    Finished evaluated =
        run(dose, "evaluate", cohort(), "--predictions", out.toString(), "--gamma", "none");
    assertEquals(0, evaluated.exitCode(), evaluated.err());
  }

  @Test
  void thePreparedRuntimeMapsItsClassesAndStartsQuickly() throws Exception {
    Path prepared = unpacked(System.getProperty("dose.runtime.archive"));
    Path dose = prepared.resolve("bin/dose");
    Duration before = firstDose(dose);
    Finished finished = run(prepared.resolve("bin/dose-prepare"));
    assertEquals(0, finished.exitCode(), finished.out() + finished.err());

    Duration after = firstDose(dose);

    System.out.printf(
        "dose-runtime: first dose after %d ms, prepared after %d ms%n",
        before.toMillis(), after.toMillis());
    assertTrue(after.compareTo(FIRST_DOSE) <= 0, after.toString());
    // Java would start without an archive that does not fit, but not when it must use it.
    List<String> command = List.of(dose.toString(), "--version");
    assertEquals(0, run(command, Map.of("DOSE_JAVA_OPTS", "-Xshare:on")).exitCode());
  }

  private static Duration firstDose(Path dose) throws Exception {
    Duration best = Duration.ofHours(1);
    for (int attempt = 0; attempt < 5; attempt++) {
      Path out = Files.createTempDirectory(place, "timed");
      long start = System.nanoTime();
      assertEquals(0, predict(dose, out).exitCode());
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      best = taken.compareTo(best) < 0 ? taken : best;
    }
    return best;
  }

  @Test
  void theLaunchersReachTheirImageThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(place.resolve("dose-link"), runtime.resolve("bin/dose"));
    Finished said = run(link, "--version");
    assertEquals(0, said.exitCode(), said.err());
    assertTrue(said.out().matches("dose [0-9]+[.][0-9]+[.][0-9]+.*\\s*"), said.out());
  }

  @Test
  void bothSeeTheirLibraries() throws Exception {
    Finished runtimeDoctor = run(runtime.resolve("bin/dose"), "doctor");
    Finished benchDoctor = run(bench.resolve("bin/dose"), "doctor");
    assertAll(
        () -> assertEquals(0, runtimeDoctor.exitCode(), runtimeDoctor.out()),
        () -> assertTrue(runtimeDoctor.out().contains("ONNX Runtime"), runtimeDoctor.out()),
        () -> assertEquals(0, benchDoctor.exitCode(), benchDoctor.out() + benchDoctor.err()),
        () -> assertTrue(benchDoctor.out().contains("PyTorch"), benchDoctor.out()));
  }

  @Test
  void theBenchMakesPhantomsAndPredicts() throws Exception {
    Path cohort = place.resolve("phantoms");
    Path dose = bench.resolve("bin/dose");
    Finished made =
        run(
            dose,
            "phantom",
            "--out",
            cohort.toString(),
            "--cases",
            "1",
            "--grid",
            "32x48x32",
            "--spacing-mm",
            "7");
    assertEquals(0, made.exitCode(), made.err());
    assertEquals(0, predict(dose, place.resolve("bench-predictions")).exitCode());
    assertTrue(run(dose, "--help").out().contains("train"));
  }

  private static Finished predict(Path dose, Path out, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "predict",
                cohort(),
                "--model",
                WORKLOAD.resolve("model.onnx").toString(),
                "--out",
                out.toString()));
    arguments.addAll(Arrays.asList(more));
    return run(dose, arguments.toArray(String[]::new));
  }

  private static String cohort() {
    return WORKLOAD.resolve("cohort").toString();
  }

  private static Path unpacked(String archive) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(place, "a folder ");
    Process tar = new ProcessBuilder("tar", "xzf", archive, "-C", folder.toString()).start();
    assertEquals(0, tar.waitFor(), archive);
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findFirst().orElseThrow();
    }
  }

  /** From a foreign folder, without JAVA_HOME and without a java on the path. */
  private static Finished run(Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(arguments));
    return run(command, Map.of());
  }

  private static Finished run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path foreign = Files.createDirectories(place.resolve("foreign"));
    Path out = Files.createTempFile(place, "run", ".out");
    Path err = Files.createTempFile(place, "run", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(foreign.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().retainAll(List.of("HOME"));
    builder.environment().put("PATH", coreutils().toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "still running: " + command);
    return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** What the launchers call, and nothing else. */
  private static Path coreutils() throws IOException {
    Path bin = place.resolve("bin");
    if (!Files.exists(bin)) {
      Files.createDirectory(bin);
      for (String tool : List.of("dirname", "readlink")) {
        Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
      }
    }
    return bin;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
