package org.dosekit.data.beam;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;

/**
 * How long each field of each beam is open: least squares, not negative, over points sampled in the
 * targets, which want their dose, and outside, which wants none.
 */
final class FieldWeights {
  private static final int POINTS_PER_TARGET = 300;
  private static final int POINTS_PER_ORGAN = 100;
  private static final int POINTS_OF_BODY = 300;
  private static final double TARGET_WEIGHT = 1;
  private static final double SHELL_WEIGHT = 0.02;
  private static final double ORGAN_WEIGHT = 0.05;
  private static final double BODY_WEIGHT = 0.01;

  /** Keeps the weight spread over the angles, as an arc does. */
  private static final double RIDGE = 0.01;

  /** The dose cannot step at a target's edge; it passes through the doses between. */
  private static final double FALL_OFF_MM = 7;

  private static final double FALL_OFF_WEIGHT = 0.1;

  /** Of the elective dose, in the fall-off around the elective target. */
  private static final double FALL_OFF_SHARE = 0.8;

  /** How far around the targets the tissue is spared in particular. */
  private static final double SHELL_MM = 22;

  /** Coverage asks for the prescription at the coldest 5 %, so the aim lies above it. */
  private static final double AIM = 1.03;

  private static final int ROUNDS = 4;
  private static final double TOLERANCE = 0.03;
  private static final double INSISTENCE = 3;

  private final List<Beam> beams;
  private final NonNegativeLeastSquares problem;
  private final List<double[]> boostRows = new ArrayList<>();
  private final List<double[]> nearRows = new ArrayList<>();

  private FieldWeights(List<Beam> beams) {
    this.beams = beams;
    this.problem = new NonNegativeLeastSquares(beams.size() * Beam.FIELDS);
  }

  /** The weights by beam and field. */
  static double[][] optimal(SibTask task, List<Beam> beams) {
    FieldWeights weights = new FieldWeights(beams);
    weights.askForTargets(task);
    weights.askForSparing(task);
    double[] solution = weights.problem.solve(RIDGE);
    for (int round = 0; round < ROUNDS; round++) {
      weights.insist(solution, AIM * task.boostGy());
      solution = weights.problem.solve(RIDGE);
    }
    double[][] byBeam = new double[beams.size()][Beam.FIELDS];
    for (int i = 0; i < solution.length; i++) {
      byBeam[i / Beam.FIELDS][i % Beam.FIELDS] = solution[i];
    }
    return byBeam;
  }

  private void askForTargets(SibTask task) {
    boostRows.addAll(
        ask(task.boostTarget(), POINTS_PER_TARGET, AIM * task.boostGy(), TARGET_WEIGHT));
    Mask elective = task.electiveTarget().minus(task.boostTarget());
    float[] fromBoostMm = DistanceField.toMaskMm(task.boostTarget()).data();
    double between = (task.boostGy() + task.electiveGy()) / 2;
    nearRows.addAll(
        ask(
            shell(elective, fromBoostMm, 0, FALL_OFF_MM),
            POINTS_PER_TARGET,
            between,
            FALL_OFF_WEIGHT));
    ask(
        shell(elective, fromBoostMm, FALL_OFF_MM, Double.POSITIVE_INFINITY),
        POINTS_PER_TARGET,
        AIM * task.electiveGy(),
        TARGET_WEIGHT);
  }

  private void askForSparing(SibTask task) {
    Mask outside = task.body().minus(task.electiveTarget());
    float[] fromTargetMm = DistanceField.toMaskMm(task.electiveTarget()).data();
    nearRows.addAll(
        ask(
            shell(outside, fromTargetMm, 0, FALL_OFF_MM),
            POINTS_OF_BODY,
            FALL_OFF_SHARE * task.electiveGy(),
            FALL_OFF_WEIGHT));
    ask(shell(outside, fromTargetMm, FALL_OFF_MM, SHELL_MM), POINTS_OF_BODY, 0, SHELL_WEIGHT);
    ask(outside, POINTS_OF_BODY, 0, BODY_WEIGHT);
    for (Mask organ : task.organsAtRisk()) {
      ask(organ.minus(task.electiveTarget()), POINTS_PER_ORGAN, 0, ORGAN_WEIGHT);
    }
  }

  private static Mask shell(Mask within, float[] distanceMm, double fromMm, double toMm) {
    return Mask.where(
        within.grid(), i -> distanceMm[i] > fromMm && distanceMm[i] <= toMm && within.contains(i));
  }

  /** Asks for a dose at every n-th voxel of a mask; the mask as a whole has the given weight. */
  private List<double[]> ask(Mask mask, int points, double doseGy, double weight) {
    int[] voxels = mask.indices().toArray();
    int count = Math.min(points, voxels.length);
    List<double[]> rows = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      int voxel = voxels[(int) ((long) p * voxels.length / count)];
      PatientPoint point = VoxelCentres.of(mask.grid(), voxel);
      double[] row = new double[beams.size() * Beam.FIELDS];
      for (int b = 0; b < beams.size(); b++) {
        Beam beam = beams.get(b);
        double perFluence = beam.dosePerFluence(point);
        for (int field = 0; field < Beam.FIELDS; field++) {
          row[b * Beam.FIELDS + field] = perFluence * beam.fluence(beam.fields().get(field), point);
        }
      }
      problem.add(row, doseGy, weight / count);
      rows.add(row);
    }
    return rows;
  }

  /**
   * Asks again where the mean square hides a miss: at points of the boost target that are off the
   * aim, and at points near the targets that are hotter than the boost.
   */
  private void insist(double[] solution, double aimGy) {
    for (double[] row : boostRows) {
      if (Math.abs(doseGy(row, solution) - aimGy) > TOLERANCE * aimGy) {
        problem.add(row, aimGy, INSISTENCE * TARGET_WEIGHT / boostRows.size());
      }
    }
    for (double[] row : nearRows) {
      if (doseGy(row, solution) > aimGy) {
        problem.add(row, aimGy, INSISTENCE * TARGET_WEIGHT / nearRows.size());
      }
    }
  }

  private static double doseGy(double[] row, double[] solution) {
    double gy = 0;
    for (int i = 0; i < row.length; i++) {
      gy += row[i] * solution[i];
    }
    return gy;
  }
}
