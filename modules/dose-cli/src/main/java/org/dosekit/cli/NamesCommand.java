package org.dosekit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.dicom.name.NameMatch;
import org.dosekit.dicom.name.NameTable;
import org.dosekit.dicom.prepare.PatientFolders;
import org.dosekit.dicom.prepare.StudyFiles;
import org.dosekit.dicom.rt.Roi;
import org.dosekit.dicom.rt.RtStructureSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dose names}: what the drawn structures of a cohort are called, and taken for. */
@Command(
    name = "names",
    description =
        "List the names of drawn structures in DICOM folders and what each is taken for. Names are"
            + " free text as drawn: look before you pass the list on.")
final class NamesCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "FOLDER",
      description = "A patient's folder, or a folder of patients' folders.")
  private Path folder = Path.of("");

  @Option(
      names = "--protocol",
      paramLabel = "NAME|JSON",
      defaultValue = "prostate-sib-ptv50",
      description = "The structures looked for (default ${DEFAULT-VALUE}).")
  private String protocol = "";

  @Option(names = "--names", paramLabel = "JSON", description = "The institution's own names.")
  private Optional<Path> names = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "JSON",
      description =
          "Also write a names file to edit. What only a pattern matches stands under guessed, what"
              + " is left over under unknown; neither counts until it is moved to a structure.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() {
    Protocol site = Protocol.named(protocol);
    NameTable builtIn = NameTable.of(site);
    NameTable table = names.map(builtIn::withInstitution).orElse(builtIn);
    Map<String, Integer> patients = new TreeMap<>();
    Batch batch = new Batch(output);
    List<Path> folders = PatientFolders.of(folder);
    batch.forEach(
        "names",
        IntStream.rangeClosed(1, folders.size()).mapToObj(i -> i + "").toList(),
        place -> {
          String label = "folder " + place + " of " + folders.size();
          StudyFiles files = StudyFiles.read(folders.get(Integer.parseInt(place) - 1), label);
          drawn(files).forEach(name -> patients.merge(name, 1, Integer::sum));
        });
    out.ifPresent(file -> AtomicFile.writeText(file, editable(patients.keySet(), table)));
    output.result(
        batch.describeIn(
            JsonObject.create()
                .putObjects(
                    "names",
                    patients.entrySet().stream().map(entry -> json(entry, table)).toList())),
        text(patients, table));
    return batch.exitCode();
  }

  /** The names of a patient's drawn structures, each once. */
  private static List<String> drawn(StudyFiles files) {
    List<String> drawn = new ArrayList<>();
    for (RtStructureSet set : files.structureSets()) {
      set.rois().stream().filter(roi -> !roi.closed().isEmpty()).map(Roi::name).forEach(drawn::add);
    }
    return drawn.stream().distinct().toList();
  }

  private static JsonObject json(Map.Entry<String, Integer> entry, NameTable table) {
    NameMatch match = table.match(entry.getKey());
    JsonObject json =
        JsonObject.create().put("name", entry.getKey()).put("patients", entry.getValue());
    match.structure().ifPresent(structure -> json.put("structure", structure));
    return json.put("confidence", word(match));
  }

  private static String text(Map<String, Integer> patients, NameTable table) {
    TextTable text = new TextTable("name", "patients", "structure", "by");
    patients.forEach(
        (name, count) -> {
          NameMatch match = table.match(name);
          text.row(printable(name), count + "", match.structure().orElse("-"), word(match));
        });
    return text.toString();
  }

  /** Free text of strangers is no control sequence for this terminal. */
  private static String printable(String name) {
    return name.replaceAll("\\p{C}", "?");
  }

  private static String word(NameMatch match) {
    return match.confidence().name().toLowerCase(Locale.ROOT);
  }

  private static String editable(Iterable<String> all, NameTable table) {
    Map<String, List<String>> exact = new LinkedHashMap<>();
    Map<String, List<String>> guessed = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String name : all) {
      NameMatch match = table.match(name);
      Map<String, List<String>> sorted =
          match.confidence() == NameMatch.Confidence.PATTERN ? guessed : exact;
      match
          .structure()
          .map(structure -> sorted.computeIfAbsent(structure, s -> new ArrayList<>()))
          .orElse(unknown)
          .add(name);
    }
    return NameTable.toJson(exact, guessed, unknown);
  }
}
