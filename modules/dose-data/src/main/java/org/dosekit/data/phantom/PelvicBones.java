package org.dosekit.data.phantom;

import java.util.ArrayList;
import java.util.List;
import org.dosekit.data.phantom.Solid.Ellipsoid;
import org.dosekit.data.phantom.Solid.Node;
import org.dosekit.data.phantom.Solid.Point;
import org.dosekit.data.phantom.Solid.Rod;
import org.dosekit.data.phantom.Solid.Union;

/**
 * The bones of a pelvis around the midpoint of the hip joints.
 *
 * @param pelvis sacrum, coccyx, hip bones
 * @param leftFemur head, neck and the contoured part of the shaft
 * @param rightFemur the same on the right
 * @param leftShaft the shaft below it
 * @param rightShaft the same on the right
 */
record PelvicBones(
    List<Solid> pelvis, Solid leftFemur, Solid rightFemur, Solid leftShaft, Solid rightShaft) {

  /**
   * Bones drawn at random, the two sides not quite alike.
   *
   * @param hips the midpoint of the hip joints
   * @param size of the patient, around 1
   */
  static PelvicBones draw(Draw draw, Point hips, double size) {
    List<Solid> pelvis = new ArrayList<>();
    pelvis.addAll(sacrum(draw, hips, size));
    Side left = Side.draw(draw, hips, size, 1);
    Side right = Side.draw(draw, hips, size, -1);
    pelvis.addAll(left.hipBone());
    pelvis.addAll(right.hipBone());
    return new PelvicBones(pelvis, left.femur(), right.femur(), left.shaft(), right.shaft());
  }

  /** Flattened beads along a curve from the coccyx up and back to the promontory. */
  private static List<Solid> sacrum(Draw draw, Point hips, double size) {
    double back = draw.between(54, 66) * size;
    List<Node> curve =
        Solid.smooth(
            List.of(
                new Node(hips.plus(0, back - 6, -8), 8),
                new Node(hips.plus(0, back + 8, 22 * size), 24),
                new Node(hips.plus(0, back + 12, 55 * size), 42),
                new Node(hips.plus(0, back - 2, 95 * size), 52),
                new Node(hips.plus(0, back - 12, 150 * size), 40)),
            4);
    List<Solid> beads = new ArrayList<>();
    for (Node node : curve) {
      double halfWidth = node.radius() * size;
      beads.add(new Ellipsoid(node.centre(), halfWidth, 6 + halfWidth / 4, 12));
    }
    return beads;
  }

  /** One side's joint. */
  private record Side(Draw draw, Point hips, Point head, double headRadius, double size, int sign) {
    static Side draw(Draw draw, Point hips, double size, int sign) {
      Point head =
          hips.plus(sign * draw.between(84, 94) * size, draw.between(-4, 4), draw.between(-4, 4));
      return new Side(draw, hips, head, draw.between(22, 26) * size, size, sign);
    }

    /** A point this far to the side of the head's centre, backwards and up. */
    private Point at(double outward, double back, double up) {
      return head.plus(sign * outward * size, back * size, up * size);
    }

    private Point trochanter() {
      return at(30, 10, -18);
    }

    private Point shaftTop() {
      return at(26, 8, -34);
    }

    private Point contourEnd() {
      return at(24, 8, -62);
    }

    Solid femur() {
      return new Union(
          List.of(
              new Ellipsoid(head, headRadius, headRadius, headRadius),
              new Rod(head, 16 * size, trochanter(), 14 * size),
              new Rod(trochanter(), 14 * size, shaftTop(), 15 * size),
              new Rod(shaftTop(), 15 * size, contourEnd(), 13.5 * size)));
    }

    Solid shaft() {
      return new Rod(contourEnd(), 13.5 * size, at(20, 8, -200), 13 * size);
    }

    List<Solid> hipBone() {
      double thick = draw.between(7, 9) * size;
      Point roof = at(-4, 4, 34);
      Point medial = at(-32, 2, 2);
      // Eight to a side of the midline: the symphysis.
      Point pubis = hips.plus(sign * 8 * size, -46 * size, -22 * size);
      Point ischium = at(-28, 34, -48);
      return List.of(
          // The socket, open to the outside.
          new Rod(at(-26, -16, 14), thick, at(-28, 20, 8), thick),
          new Rod(roof, thick + 3, medial, thick),
          new Rod(at(-22, 26, 18), thick + 2, at(-24, 26, -8), thick + 1),
          // The wing, up to the sacrum's joint and to the front.
          new Rod(roof, thick + 2, at(-34, 48, 62), thick),
          new Rod(roof, thick + 2, at(6, 16, 92), thick - 1),
          new Rod(roof, thick + 2, at(16, -22, 74), thick),
          new Rod(at(-34, 48, 62), thick, at(6, 16, 92), thick - 1),
          new Rod(at(6, 16, 92), thick - 1, at(16, -22, 74), thick),
          // The two rami around the obturator foramen.
          new Rod(medial, thick + 1, pubis, thick),
          new Rod(at(-24, 26, -8), thick + 2, ischium, thick + 3),
          new Rod(ischium, thick, pubis, thick - 1));
    }
  }
}
