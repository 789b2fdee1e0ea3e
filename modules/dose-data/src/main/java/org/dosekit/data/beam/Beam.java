package org.dosekit.data.beam;

import java.util.List;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Mask;

/** One gantry direction: the rays' depths in the patient and the fields that may be opened. */
final class Beam {
  /** Attenuation of a 6 MV beam in water, with the scatter of a 10 cm field in it. */
  private static final double ATTENUATION_PER_MM = 0.0045;

  /** Puts the maximum of the depth dose at 15 mm of water. */
  private static final double BUILD_UP_PER_MM = 0.28;

  /** The numbers of the fields for the boost target. */
  static final List<Integer> BOOST_FIELDS = List.of(0, 1, 2);

  /** The numbers of the fields for the elective target. */
  static final List<Integer> ELECTIVE_FIELDS = List.of(3, 4, 5);

  static final int FIELDS = 6;

  private final BeamFrame frame;
  private final FieldPlane plane;
  private final RadiologicalDepth depth;
  private final List<Fluence> fields;

  private Beam(BeamFrame frame, FieldPlane plane, RadiologicalDepth depth, List<Fluence> fields) {
    this.frame = frame;
    this.plane = plane;
    this.depth = depth;
    this.fields = fields;
  }

  /**
   * A beam with its fields: each target whole, with the organs' shadows blocked, and its rim only.
   *
   * @param radiusMm the body lies within this distance of the isocentre's axis
   */
  static Beam of(
      BeamFrame frame, DensityField density, SibTask task, Blocks blocks, double radiusMm) {
    FieldPlane plane = FieldPlane.around(task.electiveTarget(), frame);
    float[] boost = plane.shadow(task.boostTarget(), task.apertureMarginMm());
    float[] elective = plane.shadow(task.electiveTarget(), task.apertureMarginMm());
    double reachMm = task.voxelReachMm();
    float[] organs = plane.shadow(blocks.organs(), reachMm);
    float[] core = plane.shadow(blocks.boostCore(), reachMm);
    return new Beam(
        frame,
        plane,
        RadiologicalDepth.trace(density, frame, plane, radiusMm),
        List.of(
            Fluence.through(plane, boost),
            Fluence.through(plane, blocked(boost, organs)),
            Fluence.through(plane, blocked(boost, core)),
            Fluence.through(plane, elective),
            Fluence.through(plane, blocked(elective, organs)),
            Fluence.through(plane, blocked(elective, boost))));
  }

  /**
   * What some fields leave out.
   *
   * @param organs the organs at risk outside the targets
   * @param boostCore the depth of the boost target, which the fields of all angles overlap in most
   */
  record Blocks(Mask organs, Mask boostCore) {}

  private static float[] blocked(float[] aperture, float[] blocks) {
    float[] open = aperture.clone();
    for (int i = 0; i < open.length; i++) {
      open[i] = Math.max(0, open[i] - blocks[i]);
    }
    return open;
  }

  List<Fluence> fields() {
    return fields;
  }

  /** The fields together, each with its weight. */
  Fluence weighted(List<Integer> numbers, double[] weights) {
    Fluence sum = Fluence.none(plane);
    for (int number : numbers) {
      sum = sum.plus(fields.get(number), weights[number]);
    }
    return sum;
  }

  /** The dose per unit of fluence at a point: depth dose and inverse square. */
  double dosePerFluence(PatientPoint point) {
    double w = frame.w(point.xMm(), point.yMm());
    double u = frame.u(point.xMm(), point.yMm());
    return dosePerFluence(u, frame.v(point.zMm(), w), w);
  }

  double fluence(Fluence field, PatientPoint point) {
    double w = frame.w(point.xMm(), point.yMm());
    return field.at(frame.u(point.xMm(), point.yMm()), frame.v(point.zMm(), w));
  }

  /** Adds the dose of a fluence to the body's voxels. */
  void addDose(Fluence fluence, Mask body, float[] dose) {
    Grid grid = body.grid();
    GridShape shape = grid.shape();
    PatientPoint origin = grid.origin();
    for (int y = 0; y < shape.ny(); y++) {
      double yMm = origin.yMm() + y * grid.spacing().yMm();
      for (int x = 0; x < shape.nx(); x++) {
        double xMm = origin.xMm() + x * grid.spacing().xMm();
        double u = frame.u(xMm, yMm);
        if (u < plane.uMin() || u > plane.uMin() + plane.widthMm()) {
          continue;
        }
        double w = frame.w(xMm, yMm);
        int column = shape.index(y, x, 0);
        int end = column + shape.nz();
        for (int i = body.nextIndex(column); i >= 0 && i < end; i = body.nextIndex(i + 1)) {
          double v = frame.v(origin.zMm() + (i - column) * grid.spacing().zMm(), w);
          double openness = fluence.at(u, v);
          if (openness > 0) {
            dose[i] += (float) (openness * dosePerFluence(u, v, w));
          }
        }
      }
    }
  }

  private double dosePerFluence(double u, double v, double w) {
    double magnification = BeamFrame.magnification(w);
    return depthDose(depth.atMm(u, v, w)) * magnification * magnification;
  }

  static double depthDose(double depthMm) {
    return (1 - Math.exp(-BUILD_UP_PER_MM * depthMm)) * Math.exp(-ATTENUATION_PER_MM * depthMm);
  }
}
