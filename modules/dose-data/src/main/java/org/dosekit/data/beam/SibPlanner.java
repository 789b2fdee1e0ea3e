package org.dosekit.data.beam;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * Plans a dose as an arc would give it: conformal fields for two targets from many coplanar
 * directions, whose weights trade the targets' coverage against the organs' dose.
 *
 * <p>The dose is primary photons attenuated along radiological depth with build-up, inverse square,
 * penumbra and a skirt of scatter; it has neither electron transport nor a leaf sequence. Not for
 * treatment.
 *
 * @implNote Weights are least squares, not negative, over sampled points. Then the elective fields
 *     are scaled against the boost's until both D95 are right at once.
 */
public final class SibPlanner {
  private static final int MIN_BEAMS = 5;
  private static final int MAX_BEAMS = 360;

  /** How thick a rim the fields leave open that block a target's core. */
  private static final double RIM_MM = 8;

  private static final int BISECTIONS = 40;

  private final int beamCount;

  private SibPlanner(int beamCount) {
    this.beamCount = beamCount;
  }

  /**
   * A planner of so many equally spaced gantry angles.
   *
   * @throws IllegalArgumentException when they are not 5 to 360
   */
  public static SibPlanner withBeams(int count) {
    if (count < MIN_BEAMS || count > MAX_BEAMS) {
      throw new IllegalArgumentException(
          count + " beams; " + MIN_BEAMS + " to " + MAX_BEAMS + " are possible");
    }
    return new SibPlanner(count);
  }

  /** The planned dose in Gy, zero outside the body; the boost target's D95 is its prescription. */
  public Volume planGy(SibTask task) {
    List<Beam> beams = beams(task);
    double[][] weights = FieldWeights.optimal(task, beams);
    float[] boost = new float[task.ctHu().grid().voxelCount()];
    float[] elective = new float[boost.length];
    for (int b = 0; b < beams.size(); b++) {
      Beam beam = beams.get(b);
      beam.addDose(beam.weighted(Beam.BOOST_FIELDS, weights[b]), task.body(), boost);
      beam.addDose(beam.weighted(Beam.ELECTIVE_FIELDS, weights[b]), task.body(), elective);
    }
    return balanced(task, boost, elective);
  }

  private List<Beam> beams(SibTask task) {
    DensityField density = DensityField.of(task.ctHu(), task.body());
    PatientPoint isocentre = VoxelCentres.mean(task.boostTarget());
    double radiusMm = VoxelCentres.radiusMm(task.body(), isocentre);
    Beam.Blocks blocks = blocks(task);
    List<Beam> beams = new ArrayList<>();
    for (int b = 0; b < beamCount; b++) {
      BeamFrame frame = BeamFrame.of(360.0 * b / beamCount, isocentre);
      beams.add(Beam.of(frame, density, task, blocks, radiusMm));
    }
    return beams;
  }

  private static Beam.Blocks blocks(SibTask task) {
    Mask organs = Mask.empty(task.body().grid());
    for (Mask organ : task.organsAtRisk()) {
      organs = organs.or(organ);
    }
    float[] signedMm = DistanceField.signedMm(task.boostTarget()).data();
    Mask core = Mask.where(task.body().grid(), i -> signedMm[i] <= -RIM_MM);
    return new Beam.Blocks(organs.minus(task.electiveTarget()), core);
  }

  /**
   * {@code scale (boost + share elective)} with both D95 as prescribed. The more share, the nearer
   * the two D95 come, so the elective D95 relative to the boost's rises with it.
   */
  private static Volume balanced(SibTask task, float[] boost, float[] elective) {
    int[] boostVoxels = task.boostTarget().indices().toArray();
    int[] electiveVoxels = task.electiveTarget().indices().toArray();
    double wanted = task.electiveGy() / task.boostGy();
    DoubleUnaryOperator ratio =
        share ->
            d95(electiveVoxels, boost, elective, share) / d95(boostVoxels, boost, elective, share);
    double low = 0;
    double high = 1;
    while (ratio.applyAsDouble(high) < wanted && high < 1 << 10) {
      high *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (ratio.applyAsDouble(middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double scale = task.boostGy() / d95(boostVoxels, boost, elective, high);
    float[] doseGy = new float[boost.length];
    for (int i = 0; i < doseGy.length; i++) {
      doseGy[i] = (float) (scale * (boost[i] + high * elective[i]));
    }
    return Volume.of(task.ctHu().grid(), doseGy);
  }

  private static double d95(int[] voxels, float[] boost, float[] elective, double share) {
    double[] doses = new double[voxels.length];
    for (int i = 0; i < voxels.length; i++) {
      doses[i] = boost[voxels[i]] + share * elective[voxels[i]];
    }
    return DoseCoverage.d95(doses);
  }
}
