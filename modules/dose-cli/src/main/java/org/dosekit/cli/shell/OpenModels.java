package org.dosekit.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.PredictionOptions;
import org.dosekit.core.predict.Predictor;
import org.dosekit.export.runtime.OnnxPatchModel;

/**
 * The models of a prediction: one, or an ensemble whose mean is predicted. Owns them. In the order
 * of their fingerprints, so that it does not matter how they were named.
 */
public final class OpenModels implements AutoCloseable {
  private static final String SUFFIX = ".onnx";

  private final List<OnnxPatchModel> models;

  private OpenModels(List<OnnxPatchModel> models) {
    this.models = models;
  }

  /**
   * Opens models.
   *
   * @param places files, or folders of {@code .onnx} files
   * @param options on what they run
   * @param batch patches they will be given at once
   * @throws DoseDataException when a model cannot be opened, is there twice, or is of another
   *     protocol or encoding than the others
   */
  public static OpenModels open(List<Path> places, ModelOptions options, int batch) {
    OpenModels opened = new OpenModels(new ArrayList<>());
    try {
      for (Path place : places) {
        for (Path file : files(place)) {
          opened.models.add(options.open(file, batch));
          opened.requireFitting(file);
        }
      }
      opened.models.sort(Comparator.comparing(m -> m.metadata().weightsSha256()));
      return opened;
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** What the models run on. */
  public String device() {
    return models.stream()
        .map(model -> model.target().toString())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** The predictor of the models' mean dose. */
  public Predictor predictor(PredictionOptions options) {
    return Predictor.ensemble(List.<PatchModel>copyOf(models), options);
  }

  /**
   * Where the prediction comes from: what the models have in common under its own name, what they
   * differ in under {@code model 1 ...}, {@code model 2 ...}.
   */
  public Map<String, String> provenance() {
    List<Map<String, String>> origins = models.stream().map(OpenModels::provenanceOf).toList();
    if (origins.size() == 1) {
      return origins.get(0);
    }
    Map<String, String> merged = new LinkedHashMap<>();
    merged.put("models", Integer.toString(origins.size()));
    for (int m = 0; m < origins.size(); m++) {
      String prefix = "model " + (m + 1) + " ";
      origins
          .get(m)
          .forEach(
              (key, value) -> {
                boolean common = origins.stream().allMatch(o -> value.equals(o.get(key)));
                merged.put(common ? key : prefix + key, value);
              });
    }
    return merged;
  }

  @Override
  public void close() {
    models.forEach(OnnxPatchModel::close);
  }

  private static Map<String, String> provenanceOf(OnnxPatchModel model) {
    Map<String, String> origin = new LinkedHashMap<>(model.description().provenance());
    origin.put("weights_sha256", model.metadata().weightsSha256());
    return origin;
  }

  private static List<Path> files(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> entries = Files.list(place)) {
      List<Path> files = entries.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
      if (files.isEmpty()) {
        throw DoseDataException.of(
            place.toString(), "no model", "at least one .onnx file", "export one, or name files");
      }
      return files;
    } catch (IOException e) {
      throw DoseDataException.of(
              place.toString(), "no readable folder", "a folder of models", "check the path")
          .withCause(e);
    }
  }

  /** Holds the model opened last against those before it. */
  private void requireFitting(Path file) {
    OnnxPatchModel last = models.get(models.size() - 1);
    OnnxPatchModel first = models.get(0);
    for (OnnxPatchModel other : models.subList(0, models.size() - 1)) {
      if (other.metadata().weightsSha256().equals(last.metadata().weightsSha256())) {
        throw DoseDataException.of(
            file.toString(), "a model that is there twice", "other weights", "name it once");
      }
    }
    if (!last.description().protocol().equals(first.description().protocol())
        || !last.description().encoding().equals(first.description().encoding())) {
      throw DoseDataException.of(
          file.toString(),
          "a model of protocol '%s' and %s"
              .formatted(last.description().protocol().name(), last.description().encoding()),
          "that of the first model: protocol '%s' and %s"
              .formatted(first.description().protocol().name(), first.description().encoding()),
          "predict with models of one experiment");
    }
  }
}
