package org.dosekit.train.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * The state of AdamW, in the layout of {@code last.optimizer.safetensors}.
 *
 * @param moments {@code m.<parameter>} and {@code v.<parameter>}, each of the parameter's shape;
 *     what the loss trains itself, {@code x.<name>}, is a parameter here
 * @param step updates done, at least 0
 */
public record OptimizerState(Map<String, FloatTensor> moments, long step) {
  /** Prefix of the first moment of a parameter. */
  public static final String FIRST_MOMENT = "m.";

  /** Prefix of the second moment of a parameter. */
  public static final String SECOND_MOMENT = "v.";

  /** Prefix of what the loss trains itself. */
  public static final String LOSS = "x.";

  /** Copies the map, keeping its order. */
  public OptimizerState {
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + "; at least 0");
    }
    moments = Collections.unmodifiableMap(new LinkedHashMap<>(moments));
  }
}
