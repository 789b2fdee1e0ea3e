package org.dosekit.data.beam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class NonNegativeLeastSquaresTest {
  private static final double TINY_RIDGE = 1e-12;

  @Test
  void findsThePositiveSolutionOfSolvableEquations() {
    NonNegativeLeastSquares problem = new NonNegativeLeastSquares(2);
    problem.add(new double[] {2, 1}, 7, 1);
    problem.add(new double[] {1, 3}, 11, 5);
    assertArrayEquals(new double[] {2, 3}, problem.solve(TINY_RIDGE), 1e-6);
  }

  @Test
  void anUnknownThatWantsToBeNegativeIsZero() {
    // x + y = 1 and x - y = 3 meet at (2, -1); with y = 0 the best x is their mean.
    NonNegativeLeastSquares problem = new NonNegativeLeastSquares(2);
    problem.add(new double[] {1, 1}, 1, 1);
    problem.add(new double[] {1, -1}, 3, 1);
    assertArrayEquals(new double[] {2, 0}, problem.solve(TINY_RIDGE), 1e-6);
  }

  @Test
  void theHeavierOfTwoContradictingRowsPrevails() {
    NonNegativeLeastSquares problem = new NonNegativeLeastSquares(1);
    problem.add(new double[] {1}, 10, 3);
    problem.add(new double[] {1}, 2, 1);
    assertArrayEquals(new double[] {8}, problem.solve(TINY_RIDGE), 1e-6);
  }
}
