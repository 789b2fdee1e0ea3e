package org.dosekit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.Batch;
import org.dosekit.cli.shell.CasePredictions;
import org.dosekit.cli.shell.CaseSelection;
import org.dosekit.cli.shell.ModelOptions;
import org.dosekit.cli.shell.OpenModels;
import org.dosekit.cli.shell.Output;
import org.dosekit.cli.shell.PredictionSettings;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Cohort;
import org.dosekit.core.predict.PredictedDose;
import org.dosekit.core.predict.PredictionOptions;
import org.dosekit.core.predict.Progress;
import org.dosekit.dicom.prepare.Pseudonyms;
import org.dosekit.dicom.write.DoseOrigin;
import org.dosekit.dicom.write.RtDoseFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dose predict}: doses of cases by an exported model, or the mean of several. */
@Command(name = "predict", description = "Predict the dose of cases with exported models.")
final class PredictCommand implements Callable<Integer> {
  @Mixin private Output output = new Output();
  @Mixin private CaseSelection selection = new CaseSelection();
  @Mixin private ModelOptions runtime = new ModelOptions();
  @Mixin private PredictionSettings settings = new PredictionSettings();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "ONNX",
      description =
          "The model; of several, repeated or in one folder, mean and spread are predicted.")
  private List<Path> models = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the predictions go, <id>.npz each.")
  private Path out = Path.of("");

  @Option(
      names = "--rtdose",
      paramLabel = "FOLDER",
      description = "Also write each dose as DICOM RTDOSE, <id>.dcm, marked as a prediction.")
  private Optional<Path> rtDose = Optional.empty();

  @Option(
      names = "--like",
      paramLabel = "DICOM",
      description =
          "Give the RTDOSE the patient, study, frame and references of the objects in this folder,"
              + " which must be those that the case was made of: the file is identified. Only with"
              + " one case.")
  private Optional<Path> like = Optional.empty();

  @Option(
      names = "--salt",
      paramLabel = "FILE",
      description =
          "With --like: what the case's pseudonym was made with (default: COHORT.salt beside"
              + " COHORT, where it is). It proves patient and plan; without it only the CT is"
              + " compared.")
  private Optional<Path> salt = Optional.empty();

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    PredictionOptions options = settings.options();
    Cohort cohort = selection.cohort();
    requireOtherFolder(cohort);
    List<String> ids = selection.ids(cohort);
    if (like.isPresent() && (rtDose.isEmpty() || ids.size() != 1)) {
      throw new ParameterException(
          command.commandLine(), "--like goes with --rtdose and one case, e.g. by --case");
    }
    if (salt.isPresent() && like.isEmpty()) {
      throw new ParameterException(command.commandLine(), "--salt goes with --like");
    }
    Optional<DoseOrigin> origin = like.map(study -> origin(study, cohort, ids.get(0)));
    Batch batch = new Batch(output);
    String device;
    try (OpenModels opened = OpenModels.open(models, runtime, options.batch())) {
      device = opened.device();
      CasePredictions predictions =
          CasePredictions.of(opened, options, settings.provenance(), cohort, out);
      Progress patches = ids.size() == 1 ? output.progress("patches") : Progress.SILENT;
      batch.forEach(
          "predict",
          ids,
          id -> {
            PredictedDose dose = predictions.write(id, patches);
            rtDose.ifPresent(
                folder ->
                    RtDoseFile.write(
                        dose.doseGy(),
                        origin.orElseGet(() -> DoseOrigin.ofCase(id)),
                        folder.resolve(id + ".dcm")));
          });
    }
    output.result(
        batch.describeIn(JsonObject.create().put("folder", out.toString()).put("device", device)),
        batch.done() + " predictions in " + out + ", on " + device + System.lineSeparator());
    return batch.exitCode();
  }

  /** Before the model is opened: a folder that is not the case's is found at once. */
  private DoseOrigin origin(Path study, Cohort cohort, String id) {
    Case patient = cohort.load(id);
    Path file = salt.orElseGet(() -> Pseudonyms.saltFile(cohort.folder()));
    if (salt.isEmpty() && !Files.exists(file)) {
      output.note(
          "warning: no salt beside the cohort (--salt): the CT of --like is compared with the"
              + " case's, patient and plan are not");
      return DoseOrigin.like(study, patient);
    }
    return DoseOrigin.like(study, patient, Pseudonyms.ofExistingFile(file));
  }

  /** A prediction has the name of its case and would take its place. */
  private void requireOtherFolder(Cohort cohort) {
    boolean same;
    try {
      same = Files.exists(out) && Files.isSameFile(out, cohort.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (same) {
      throw DoseDataException.of(
          "--out " + out, "the folder of the cases", "another folder", "name one for predictions");
    }
  }
}
