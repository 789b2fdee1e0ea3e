package org.dosekit.data.openkbp;

import java.util.Objects;
import org.dosekit.core.patient.Case;

/**
 * A patient of the data set.
 *
 * @param part training, validation or test
 * @param planned the planning data, of protocol {@code openkbp-head-neck}, with dose and dose
 *     region
 */
public record OpenKbpPatient(OpenKbpPart part, Case planned) {
  /** Checks for nulls. */
  public OpenKbpPatient {
    Objects.requireNonNull(part);
    Objects.requireNonNull(planned);
  }

  /** The pseudonym, e.g. {@code pt_245}; also the case's id. */
  public String id() {
    return planned.id();
  }
}
