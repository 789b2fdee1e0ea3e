package org.dosekit.lab;

import org.dosekit.train.run.EngineDefaults;
import org.dosekit.train.run.Training;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Precision;

/** A precision on the command line. */
enum PrecisionChoice {
  /** What suits this machine. */
  AUTO {
    @Override
    EngineSettings settings(int threads) {
      return EngineDefaults.of(Training.engine(threads));
    }
  },
  /** float32. */
  FP32 {
    @Override
    EngineSettings settings(int threads) {
      return EngineSettings.of(Precision.FP32);
    }
  },
  /** bfloat16. */
  BF16 {
    @Override
    EngineSettings settings(int threads) {
      return EngineSettings.of(Precision.BF16);
    }
  };

  /**
   * The fastest settings of this precision.
   *
   * @param threads of the engine, which AUTO starts
   */
  abstract EngineSettings settings(int threads);
}
