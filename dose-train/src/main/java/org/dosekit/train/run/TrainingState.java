package org.dosekit.train.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.train.engine.OptimizerState;

/**
 * All that an interrupted run needs to go on as if nothing had happened, in one file: {@code
 * last.optimizer.safetensors}. One, because two files cannot be replaced at one instant.
 *
 * @param epoch finished epochs
 * @param elapsedSeconds training time so far
 * @param best the best validation so far, if there was one
 * @param part what the epoch after those has done, when the run was stopped in it; its steps are in
 *     the weights
 * @param weights being trained: {@code w.<parameter>}
 * @param optimizer moments and step: {@code m.<parameter>}, {@code v.<parameter>}
 * @param average the average of weights, when the run keeps one: {@code a.<parameter>}
 */
record TrainingState(
    int epoch,
    double elapsedSeconds,
    Optional<Best> best,
    Optional<EpochProgress> part,
    Map<String, FloatTensor> weights,
    OptimizerState optimizer,
    Optional<Map<String, FloatTensor>> average) {

  /**
   * A validated epoch.
   *
   * @param epoch from 1
   * @param value of the metric that tells the best epoch
   */
  record Best(int epoch, double value) {}

  private static final String FORMAT = "dosekit-training-state/2";
  private static final String PART = "epoch_part";
  private static final String WEIGHT = "w.";
  private static final String AVERAGE = "a.";

  void write(Path file) {
    Map<String, String> scalars = new LinkedHashMap<>();
    scalars.put("format", FORMAT);
    scalars.put("epoch", Integer.toString(epoch));
    scalars.put("step", Long.toString(optimizer.step()));
    scalars.put("elapsed_seconds", Double.toString(elapsedSeconds));
    best.ifPresent(
        b -> {
          scalars.put("best_epoch", Integer.toString(b.epoch()));
          scalars.put("best_value", Double.toString(b.value()));
        });
    part.ifPresent(progress -> scalars.put(PART, progress.toJson().toCompactText()));
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> tensors.put(WEIGHT + name, tensor));
    tensors.putAll(optimizer.moments());
    average.ifPresent(means -> means.forEach((name, mean) -> tensors.put(AVERAGE + name, mean)));
    new TensorFile(tensors, scalars).write(file);
  }

  /**
   * Reads the state of a run.
   *
   * @throws DoseDataException when the file is absent, damaged or no training state
   */
  static TrainingState read(Path file) {
    TensorFile content = TensorFile.read(file);
    Map<String, String> scalars = content.metadata();
    if (!FORMAT.equals(scalars.get("format"))) {
      throw damaged(file, "format " + scalars.get("format"));
    }
    Map<String, FloatTensor> moments = new LinkedHashMap<>();
    moments.putAll(withPrefix(content, OptimizerState.FIRST_MOMENT));
    moments.putAll(withPrefix(content, OptimizerState.SECOND_MOMENT));
    moments.putAll(withPrefix(content, OptimizerState.LOSS));
    Map<String, FloatTensor> average = withoutPrefix(content, AVERAGE);
    try {
      return new TrainingState(
          Integer.parseInt(scalar(file, scalars, "epoch")),
          Double.parseDouble(scalar(file, scalars, "elapsed_seconds")),
          scalars.containsKey("best_epoch")
              ? Optional.of(
                  new Best(
                      Integer.parseInt(scalar(file, scalars, "best_epoch")),
                      Double.parseDouble(scalar(file, scalars, "best_value"))))
              : Optional.empty(),
          Optional.ofNullable(scalars.get(PART))
              .map(text -> EpochProgress.fromJson(JsonObject.parse(file + ": " + PART, text))),
          withoutPrefix(content, WEIGHT),
          new OptimizerState(moments, Long.parseLong(scalar(file, scalars, "step"))),
          average.isEmpty() ? Optional.empty() : Optional.of(average));
    } catch (IllegalArgumentException e) {
      throw damaged(file, "a number that is none").withCause(e);
    }
  }

  private static Map<String, FloatTensor> withPrefix(TensorFile content, String prefix) {
    Map<String, FloatTensor> found = new LinkedHashMap<>(content.tensors());
    found.keySet().removeIf(name -> !name.startsWith(prefix));
    return found;
  }

  private static Map<String, FloatTensor> withoutPrefix(TensorFile content, String prefix) {
    Map<String, FloatTensor> found = new LinkedHashMap<>();
    withPrefix(content, prefix)
        .forEach((name, tensor) -> found.put(name.substring(prefix.length()), tensor));
    return found;
  }

  private static String scalar(Path file, Map<String, String> scalars, String name) {
    String value = scalars.get(name);
    if (value == null) {
      throw damaged(file, "no '" + name + "'");
    }
    return value;
  }

  private static DoseDataException damaged(Path file, String found) {
    return DoseDataException.of(
        file.toString(), found, "the training state of a run", "start the run anew");
  }
}
