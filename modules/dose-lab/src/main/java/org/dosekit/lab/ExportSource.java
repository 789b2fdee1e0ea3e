package org.dosekit.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.StateDict;
import org.dosekit.core.patient.Split;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.run.Checkpoint;
import org.dosekit.train.run.RunDirectory;
import org.dosekit.train.run.TrainedNetwork;

/**
 * A trained network to be exported.
 *
 * @param description what it is for and how it is fed
 * @param weights by parameter
 * @param split what it was trained on, where that is known
 */
record ExportSource(
    ModelDescription description, Map<String, FloatTensor> weights, Optional<Split> split) {

  /** A run's network. */
  static ExportSource ofRun(RunDirectory run, Checkpoint checkpoint) {
    return new ExportSource(run.description(), run.weights(checkpoint), Optional.of(run.split()));
  }

  /**
   * Weights by themselves: a state dict of the original's PyTorch code, saved as safetensors.
   *
   * @throws DoseDataException when they are not the weights of a network of the protocol
   */
  static ExportSource ofWeights(Path file, Protocol protocol, Encoding encoding, GridShape patch) {
    StateDict state = StateDict.read(file);
    ModelDescription description;
    try {
      description =
          new ModelDescription(
              state.spec(),
              protocol,
              encoding,
              SlidingWindow.halfOverlapping(patch),
              Map.of("weights", String.valueOf(file.getFileName())));
    } catch (IllegalArgumentException e) {
      throw DoseDataException.of(
              file.toString(),
              String.valueOf(e.getMessage()),
              "weights of a network for the protocol",
              "name the protocol it was trained for with --protocol, and a patch of multiples of 16")
          .withCause(e);
    }
    return new ExportSource(description, state.weights(), Optional.empty());
  }

  /** The network on the training engine, in float32. The caller closes it. */
  PatchModel open() {
    return TrainedNetwork.open(description, weights);
  }
}
