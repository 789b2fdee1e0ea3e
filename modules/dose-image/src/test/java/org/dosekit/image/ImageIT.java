package org.dosekit.image;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
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

  /** Twice what it takes: time of the processors, as builds share their machines. */
  private static final Duration FIRST_DOSE = Duration.ofMillis(1400);

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path place;

  private static Path runtime;
  private static Path bench;

  /** What a process left, how long it ran, and what it took of the processors at least. */
  private record Finished(
      int exitCode, String out, String err, Duration wall, Duration processors) {}

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
    assertEquals(0, run(prepared.resolve("bin/dose-prepare")).exitCode());
    Finished fastest = fastestFirstDose(dose);

    System.out.printf(
        "dose-runtime: first dose after %d ms, prepared after %d ms%n",
        fastestFirstDose(runtime.resolve("bin/dose")).wall().toMillis(), fastest.wall().toMillis());
    assertTrue(fastest.processors().compareTo(FIRST_DOSE) <= 0, fastest.toString());
    // Java would start without an archive that does not fit, but not when it must use it.
    List<String> command = List.of(dose.toString(), "--version");
    assertEquals(0, run(command, Map.of("DOSE_JAVA_OPTS", "-Xshare:on")).exitCode());
  }

  private static Finished fastestFirstDose(Path dose) throws Exception {
    List<Finished> attempts = new ArrayList<>();
    for (int attempt = 0; attempt < 5; attempt++) {
      Finished finished = predict(dose, Files.createTempDirectory(place, "timed"));
      assertEquals(0, finished.exitCode(), finished.err());
      attempts.add(finished);
    }
    return Collections.min(attempts, Comparator.comparing(Finished::wall));
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
    long start = System.nanoTime();
    Process process = builder.start();
    Duration processors = Duration.ZERO;
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      processors = process.info().totalCpuDuration().orElse(processors);
      assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), "still running: " + command);
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    return new Finished(
        process.exitValue(), Files.readString(out), Files.readString(err), wall, processors);
  }

  /** What the launchers call, and nothing else. */
  private static Path coreutils() throws IOException {
    Path bin = place.resolve("bin");
    if (!Files.exists(bin)) {
      Files.createDirectory(bin);
      for (String tool : List.of("dirname", "readlink")) {
        Files.copy(
            Path.of("/usr/bin", tool), bin.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
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
