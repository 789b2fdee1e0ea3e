package org.dosekit.export.onnx;

/**
 * For what kind of device a graph is written. The function is the same and either runs on any
 * device; they differ in how group normalisation is spelt.
 */
public enum ExportTarget {
  /** Sums in short stages: the most accurate, and as fast as any on a CPU. */
  CPU("cpu"),
  /**
   * InstanceNormalization over groups, which CUDA and TensorRT have fast kernels for. On a CPU its
   * sums lose digits as the patch grows.
   */
  GPU("gpu");

  private final String label;

  ExportTarget(String label) {
    this.label = label;
  }

  /** The name in files. */
  public String label() {
    return label;
  }
}
