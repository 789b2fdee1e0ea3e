package org.dosekit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.dicom.original.OriginalImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dose import original}: NPZ files of the original Python project as a cohort. */
@Command(
    name = "original",
    description =
        "Import NPZ files of the original Python project (v2.2 to v2.4). A case is named after the"
            + " SHA-256 of its file, whatever lies beside it; the files' names are not kept.")
final class ImportOriginalCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "SRC", description = "A folder of .npz files.")
  private Path source = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "Where the cases go: <id>.npz and <id>.import.json each.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    List<Path> files = files();
    OriginalImport originals = OriginalImport.into(out);
    Batch batch = new Batch(output);
    batch.forEach(
        "import",
        IntStream.rangeClosed(1, files.size()).mapToObj(i -> i + "").toList(),
        place -> {
          String label = "file " + place + " of " + files.size();
          OriginalImport.Imported imported =
              originals.importFile(files.get(Integer.parseInt(place) - 1), label);
          imported
              .warnings()
              .forEach(warning -> output.note("warning: " + imported.id() + ": " + warning));
        });
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString())),
        batch.done() + " cases in " + out + System.lineSeparator());
    return batch.exitCode();
  }

  private List<Path> files() {
    try (Stream<Path> entries = Files.list(source)) {
      List<Path> files =
          entries
              .filter(file -> file.toString().endsWith(".npz"))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw DoseDataException.of(
            "source folder", "no .npz file", "the original project's files", "check the folder");
      }
      return files;
    } catch (IOException | UncheckedIOException e) {
      // Its message is the path, which may hold a name.
      throw DoseDataException.of(
          "source folder",
          "no readable folder (" + e.getClass().getSimpleName() + ")",
          "a folder of .npz files",
          "check the path");
    }
  }
}
