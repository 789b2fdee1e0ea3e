package org.dosekit.cli.experiments;

import java.util.Locale;

/** A column of the index, under its name in lower case. */
enum Column {
  /** When the run was begun, UTC. */
  DATE,
  /** The run's folder below the index's. */
  RUN,
  STATUS,
  /** What is wrong with it. */
  NOTE,
  CODE_VERSION,
  CODE_SHA256,
  DATA_SHA256,
  PROTOCOL,
  /** Architecture and width. */
  NETWORK,
  LOSS,
  SEED,
  /** Cases that train, validate, test. */
  CASES,
  EPOCHS,
  VAL_MAE_GY,
  TRAINING_HOURS,
  /** The evaluation's file below the run's folder. */
  EVALUATION,
  EVALUATED_CASES,
  /** The part of the run's split that these cases are of. */
  EVALUATED_PART,
  MAE_GY,
  GAMMA_3MM3PCT_PERCENT,
  PTV_GAMMA_3MM3PCT_PERCENT,
  GOALS_KEPT_PERCENT,
  /** When the run last wrote a file, UTC. */
  UPDATED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
