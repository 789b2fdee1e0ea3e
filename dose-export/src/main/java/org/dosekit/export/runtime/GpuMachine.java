package org.dosekit.export.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of an NVIDIA GPU's software is on this machine, as far as files and {@code nvidia-smi} tell.
 *
 * @param gpus their names with memory; empty when there is none or no driver
 * @param driver the driver's version, empty without one
 * @param cuda the version of CUDA 12's runtime library, empty when it is on no library path
 * @param cudnn the version of cuDNN 9, likewise
 * @param tensorRt the version of TensorRT 10, likewise
 */
public record GpuMachine(
    List<String> gpus, String driver, String cuda, String cudnn, String tensorRt) {
  private static final int QUERY_SECONDS = 20;
  private static final List<String> QUERY =
      List.of(
          "nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader");
  private static final List<String> USUAL_FOLDERS =
      List.of(
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/usr/lib64",
          "/usr/local/cuda/lib64",
          "/usr/local/cuda-12/lib64");

  /** Copies the list. */
  public GpuMachine {
    gpus = List.copyOf(gpus);
  }

  /** Looks at this machine. Never fails. */
  public static GpuMachine probe() {
    return probe(GpuMachine::query, folders());
  }

  /**
   * Looks at a machine.
   *
   * @param query what {@code nvidia-smi} prints, a line a GPU; empty without a driver
   * @param folders where libraries are looked for
   */
  static GpuMachine probe(Supplier<List<String>> query, List<Path> folders) {
    List<String> gpus = new ArrayList<>();
    String driver = "";
    for (String line : query.get()) {
      String[] fields = line.split("\\s*,\\s*", -1);
      if (fields.length == 3) {
        gpus.add(fields[0] + " " + fields[1]);
        driver = fields[2];
      }
    }
    return new GpuMachine(
        gpus,
        driver,
        version(folders, "libcudart\\.so\\.(12[0-9.]*)|cudart64_(12)\\.dll"),
        version(folders, "libcudnn\\.so\\.(9[0-9.]*)|cudnn64_(9)\\.dll"),
        version(folders, "libnvinfer\\.so\\.(10[0-9.]*)|nvinfer_(10)\\.dll"));
  }

  /**
   * The longest version that a library's file names give: a link often says the first part only.
   */
  private static String version(List<Path> folders, String fileName) {
    Pattern pattern = Pattern.compile(fileName);
    Set<String> versions = new LinkedHashSet<>();
    for (Path folder : folders) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Matcher matcher = pattern.matcher(String.valueOf(file.getFileName()));
          if (matcher.matches()) {
            versions.add(Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2)));
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        // A folder of the path that is not there or not readable holds no library for us either.
        continue;
      }
      if (!versions.isEmpty()) {
        break;
      }
    }
    return versions.stream().max(Comparator.comparingInt(String::length)).orElse("");
  }

  private static List<Path> folders() {
    List<String> names = new ArrayList<>();
    names.add(System.getProperty(NativeLibraries.PROPERTY, ""));
    String variable =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
            ? "PATH"
            : "LD_LIBRARY_PATH";
    String path = Optional.ofNullable(System.getenv(variable)).orElse("");
    names.addAll(Arrays.asList(path.split(Pattern.quote(File.pathSeparator))));
    names.addAll(USUAL_FOLDERS);
    return names.stream().flatMap(name -> folder(name).stream()).distinct().toList();
  }

  /** A folder of a search path, on which anything may stand. */
  private static Optional<Path> folder(String name) {
    try {
      return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static List<String> query() {
    Process process;
    try {
      process =
          new ProcessBuilder(QUERY)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start();
    } catch (IOException e) {
      // No nvidia-smi: no driver.
      return List.of();
    }
    try {
      // A GPU prints one short line, so the pipe cannot fill up before the end.
      if (!process.waitFor(QUERY_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        return List.of();
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return output.lines().toList();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      process.destroyForcibly();
    }
  }
}
