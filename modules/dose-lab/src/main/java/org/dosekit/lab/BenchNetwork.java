package org.dosekit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.NetworkSpec.Architecture;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.OnnxExporter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The network that inference is timed with: untrained, as weights do not change its speed. */
final class BenchNetwork {
  private static final long SEED = 42;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--architecture", description = "${COMPLETION-CANDIDATES}.")
  private Architecture architecture = Architecture.BASELINE;

  @Option(names = "--base", description = "Width of the first level (default ${DEFAULT-VALUE}).")
  private int base = 16;

  @Option(
      names = "--protocol",
      paramLabel = "NAME|JSON",
      description = "Gives channels and constraints (default ${DEFAULT-VALUE}).")
  private String protocol = "prostate-sib";

  @Option(
      names = "--patch",
      converter = GridShapeConverter.class,
      description = "Patch (default 128x128x128).")
  private GridShape patch = GridShape.cube(128);

  GridShape patch() {
    return patch;
  }

  /**
   * The network, its description and weights.
   *
   * @throws ParameterException when no network has that width, or takes that patch
   */
  ExportSource source() {
    Protocol site = Protocol.named(protocol);
    try {
      NetworkSpec spec =
          NetworkSpec.baseline(site.channels().size(), base, site.constraints().size())
              .withArchitecture(architecture);
      ModelDescription description =
          new ModelDescription(
              spec, site, Encoding.STANDARD, SlidingWindow.halfOverlapping(patch), Map.of());
      return new ExportSource(
          description, ParameterCollector.initialise(spec, SEED), Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** A file of the network in a folder, unchecked. */
  static Path write(ExportSource source, ExportForm form, Path folder) {
    Path file = folder.resolve(form.target().label() + "-" + form.precision().label() + ".onnx");
    OnnxExporter.write(source.description(), source.weights(), form, file, temporary -> {});
    return file;
  }

  /** Work with a folder that is gone afterwards. */
  @FunctionalInterface
  interface FolderWork {
    /** Works. */
    int in(Path folder) throws IOException;
  }

  /** Works in a temporary folder. */
  static int inTemporaryFolder(FolderWork work) {
    try {
      Path folder = Files.createTempDirectory("dose-bench");
      try {
        return work.in(folder);
      } finally {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
