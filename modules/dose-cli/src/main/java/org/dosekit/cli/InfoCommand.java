package org.dosekit.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.TextTable;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.structure.Structure;
import org.dosekit.export.onnx.OnnxMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dose info}: what a case, a cohort, a model or a run holds. */
@Command(name = "info", description = "Say what a case, a cohort, a model or a run holds.")
final class InfoCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "CASE|COHORT|MODEL|RUN",
      description =
          "A case (.npz), a folder of cases, an exported model (.onnx) or a run's folder.")
  private Path place = Path.of("");

  @Override
  public Integer call() {
    JsonObject info = describe();
    output.result(info, toText(info));
    return ExitCodes.DONE;
  }

  private JsonObject describe() {
    String name = String.valueOf(place.getFileName());
    if (Files.isDirectory(place)) {
      return Files.exists(place.resolve("run.json")) ? run() : cohort();
    } else if (name.endsWith(".npz")) {
      return patient(CaseFile.read(place));
    } else if (name.endsWith(".onnx")) {
      return model();
    }
    throw DoseDataException.of(
        place.toString(),
        Files.exists(place) ? "a file of another kind" : "nothing",
        "a case (.npz), a folder of cases, a model (.onnx) or a run's folder",
        "check the path");
  }

  private JsonObject patient(Case patient) {
    JsonObject structures = JsonObject.create();
    for (Structure s : patient.structures()) {
      structures.put(s.name(), TextTable.number(s.mask().volumeCc(), 2) + " cc, " + s.role());
    }
    JsonObject info =
        JsonObject.create()
            .put("kind", "case")
            .put("id", patient.id())
            .put("protocol", patient.protocol())
            .put("grid", patient.grid().toString())
            .putNumberMap("prescription_gy", patient.prescription().doseGyByTarget())
            .put("structures", structures)
            .put("has_dose_region", patient.doseRegion().isPresent())
            .put("has_dose", patient.doseGy().isPresent());
    patient.doseGy().ifPresent(dose -> info.put("dose_max_gy", max(dose.data())));
    return info;
  }

  private static double max(float[] values) {
    float max = Float.NEGATIVE_INFINITY;
    for (float v : values) {
      max = Math.max(max, v);
    }
    return max;
  }

  private JsonObject cohort() {
    Cohort cohort = Cohort.open(place);
    JsonObject info =
        JsonObject.create()
            .put("kind", "cohort")
            .put("cases", cohort.ids().size())
            .putStrings("ids", cohort.ids());
    CaseSelection.split(cohort)
        .ifPresent(
            split ->
                info.put("training", split.training().size())
                    .put("validation", split.validation().size())
                    .put("test", split.test().size()));
    return info;
  }

  private JsonObject model() {
    OnnxMetadata metadata = OnnxMetadata.read(place);
    ModelDescription model = metadata.description();
    return describe("model", model)
        .put("form", JsonObject.parse("form", metadata.form().toJson()))
        .put("intended_patch", model.window().patch().toString())
        .put("protocol_definition", JsonObject.parse("protocol", model.protocol().toJson()))
        .put("weights_sha256", metadata.weightsSha256())
        .put("producer_version", metadata.producerVersion());
  }

  private JsonObject run() {
    JsonObject run = JsonObject.read(place.resolve("run.json"));
    JsonObject info = JsonObject.create().put("kind", "run").put("run", run);
    Path summary = place.resolve("summary.json");
    if (Files.exists(summary)) {
      info.put("summary", JsonObject.read(summary));
    }
    return info;
  }

  private static JsonObject describe(String kind, ModelDescription model) {
    JsonObject provenance = JsonObject.create();
    model.provenance().forEach(provenance::put);
    return JsonObject.create()
        .put("kind", kind)
        .put("notice", ModelDescription.NOTICE)
        .put("protocol", model.protocol().name())
        .put("network", JsonObject.parse("network", model.network().toJson()))
        .put("encoding", JsonObject.parse("encoding", model.encoding().toJson()))
        .put("window", JsonObject.parse("window", model.window().toJson()))
        .put("provenance", provenance);
  }

  private static String toText(JsonObject info) {
    // Indented JSON without its punctuation reads as an outline.
    return info.toText().replaceAll("[\"{}\\[\\],]", "").replaceAll("(?m)^\\s*\\R", "")
        + System.lineSeparator();
  }
}
