package org.dosekit.data.beam;

/**
 * Minimises {@code sum_i weight_i (a_i x - b_i)^2 + ridge |x|^2} over x not negative, by coordinate
 * descent on the normal equations (Franc, Hlavac and Navara 2005).
 */
final class NonNegativeLeastSquares {
  private static final int SWEEPS = 400;

  private final double[][] gram;
  private final double[] right;

  NonNegativeLeastSquares(int unknowns) {
    gram = new double[unknowns][unknowns];
    right = new double[unknowns];
  }

  /** Adds a row. */
  void add(double[] a, double b, double weight) {
    for (int i = 0; i < right.length; i++) {
      double scaled = weight * a[i];
      if (scaled != 0) {
        right[i] += scaled * b;
        for (int j = 0; j < right.length; j++) {
          gram[i][j] += scaled * a[j];
        }
      }
    }
  }

  /**
   * The minimum.
   *
   * @param relativeRidge the ridge over the mean of the normal matrix's diagonal; positive
   */
  double[] solve(double relativeRidge) {
    int n = right.length;
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += gram[i][i];
    }
    double ridge = relativeRidge * trace / n;
    double[] x = new double[n];
    double[] gradient = new double[n];
    for (int i = 0; i < n; i++) {
      gradient[i] = -right[i];
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int i = 0; i < n; i++) {
        double next = Math.max(0, x[i] - (gradient[i] + ridge * x[i]) / (gram[i][i] + ridge));
        double change = next - x[i];
        if (change != 0) {
          x[i] = next;
          for (int j = 0; j < n; j++) {
            gradient[j] += change * gram[i][j];
          }
        }
      }
    }
    return x;
  }
}
