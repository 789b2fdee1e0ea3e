package org.dosekit.dicom.prepare;

import java.util.Objects;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.patient.Case;

/** A case and the record of how it was made. */
public final class PreparedCase {
  private final Case patient;
  private final JsonObject record;

  PreparedCase(Case patient, JsonObject record) {
    this.patient = Objects.requireNonNull(patient);
    this.record = record;
  }

  /** The case. */
  public Case patient() {
    return patient;
  }

  /**
   * How it was made, as JSON: digests of what it was made from, which structures were found how
   * surely, the source of the prescription, the grids, the beams. Holds no free text of the study.
   */
  public String recordJson() {
    return record.toText();
  }
}
