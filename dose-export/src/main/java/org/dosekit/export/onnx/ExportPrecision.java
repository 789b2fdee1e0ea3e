package org.dosekit.export.onnx;

/** In what numbers a graph holds convolution weights and the maps between layers. */
public enum ExportPrecision {
  /** float32 throughout. */
  FP32("fp32", Float.MAX_VALUE),
  /**
   * Half precision, but for normalisation, attention, the conditioning vectors, and inputs and
   * output, which stay float32.
   */
  FP16("fp16", HalfPayload.MAX_VALUE);

  private final String label;
  private final float largestWeight;

  ExportPrecision(String label, float largestWeight) {
    this.label = label;
    this.largestWeight = largestWeight;
  }

  /** The name in files. */
  public String label() {
    return label;
  }

  /** The largest absolute weight that has a finite value. */
  float largestWeight() {
    return largestWeight;
  }
}
