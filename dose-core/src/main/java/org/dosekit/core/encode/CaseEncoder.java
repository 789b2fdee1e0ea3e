package org.dosekit.core.encode;

import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.Volume;

/** Encodes cases of one protocol, and decodes the network's output. Immutable and thread-safe. */
public final class CaseEncoder {
  private final Protocol protocol;
  private final Encoding encoding;

  private CaseEncoder(Protocol protocol, Encoding encoding) {
    this.protocol = protocol;
    this.encoding = encoding;
  }

  /** An encoder for the cases of a protocol. */
  public static CaseEncoder of(Protocol protocol, Encoding encoding) {
    return new CaseEncoder(protocol, encoding);
  }

  /** The protocol. */
  public Protocol protocol() {
    return protocol;
  }

  /** The encoding. */
  public Encoding encoding() {
    return encoding;
  }

  /**
   * Encodes a case.
   *
   * @throws org.dosekit.core.DoseDataException when the case is of another protocol or lacks a
   *     required structure
   */
  public EncodedCase encode(Case patient) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The constraint vector of a case. */
  public float[] constraints(Case patient) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * The dose in Gy on the case's own grid: times the scale, negative values 0, trilinear from a
   * coarsened grid, zero outside the case's dose region.
   *
   * @param dose normalised, (Y, X, Z) flat on {@code encoded.grid()}
   */
  public Volume decode(float[] dose, EncodedCase encoded, Case patient) {
    throw new UnsupportedOperationException("to be written");
  }
}
