package org.dosekit.data.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dosekit.data.phantom.Solid.Ellipsoid;
import org.dosekit.data.phantom.Solid.Lumpy;
import org.dosekit.data.phantom.Solid.Node;
import org.dosekit.data.phantom.Solid.Point;
import org.dosekit.data.phantom.Solid.Rod;
import org.dosekit.data.phantom.Solid.Union;

/**
 * The soft organs of a male pelvis. They may overlap; whoever rasterises them decides which yields.
 *
 * @param prostate the gland
 * @param seminalVesicles behind and above it
 * @param rectum wall and content, from the anus to the sigmoid
 * @param rectalLumen its content
 * @param rectalGas bubbles in the lumen, perhaps none
 * @param bladder above and before the prostate
 * @param bowel loops above the bladder; absent in some patients
 * @param nodes the pelvic lymph nodes, where they are to be treated
 */
record PelvicOrgans(
    Solid prostate,
    Solid seminalVesicles,
    Solid rectum,
    Solid rectalLumen,
    List<Solid> rectalGas,
    Solid bladder,
    Optional<Solid> bowel,
    Optional<Solid> nodes) {

  private static final double RECTAL_WALL_MM = 3;
  private static final double PROBABILITY_OF_GAS = 0.5;
  private static final double PROBABILITY_OF_BOWEL = 0.6;
  private static final double PROBABILITY_OF_NODES = 0.25;

  /** Organs drawn at random around the prostate's centre. */
  static PelvicOrgans draw(Draw draw, Point centre) {
    double rx = draw.between(20, 29);
    double ry = draw.between(15, 21);
    double rz = draw.between(17, 25);
    Solid prostate =
        new Lumpy(new Ellipsoid(centre, rx, ry, rz), 2, draw.between(40, 60), draw.phase());
    List<Node> rectum = rectum(draw, centre, ry, rz);
    double bladderCc = 80 * Math.pow(4, draw.between(0, 1.0));
    Ellipsoid bladder = bladder(draw, centre, rz, bladderCc);
    return new PelvicOrgans(
        prostate,
        seminalVesicles(draw, centre, ry, rz),
        Solid.tube(rectum),
        Solid.tube(
            rectum.stream()
                .map(node -> new Node(node.centre(), node.radius() - RECTAL_WALL_MM))
                .toList()),
        draw.chance(PROBABILITY_OF_GAS) ? gas(draw, rectum) : List.of(),
        new Lumpy(bladder, 4, draw.between(60, 90), draw.phase()),
        draw.chance(PROBABILITY_OF_BOWEL) ? Optional.of(bowel(draw, bladder)) : Optional.empty(),
        draw.chance(PROBABILITY_OF_NODES) ? Optional.of(nodes(draw, centre)) : Optional.empty());
  }

  private static Solid seminalVesicles(Draw draw, Point prostate, double ry, double rz) {
    double radius = draw.between(5, 7);
    List<Solid> sides = new ArrayList<>();
    for (int sign = -1; sign <= 1; sign += 2) {
      Point root = prostate.plus(sign * 4, ry - 6, rz - 4);
      Point tip = root.plus(sign * draw.between(16, 26), draw.between(4, 9), draw.between(10, 17));
      sides.add(new Rod(root, radius, tip, radius - 1.5));
    }
    return new Union(sides);
  }

  /** Nodes upwards from the anus: behind the prostate, then into the hollow of the sacrum. */
  private static List<Node> rectum(Draw draw, Point prostate, double ry, double rz) {
    double anal = draw.between(9, 11);
    double middle = draw.between(12, 18);
    double upper = draw.between(13, 20);
    double sway = draw.between(-7, 7);
    return List.of(
        new Node(prostate.plus(0, ry + 8, -rz - 42), anal),
        new Node(prostate.plus(0, ry + anal + 5, -rz - 8), anal + 1),
        new Node(prostate.plus(sway / 2, ry + middle + 1.5, -2), middle),
        new Node(prostate.plus(sway, ry + upper + 9, rz + 8), upper),
        new Node(prostate.plus(sway * 1.5, ry + 32, rz + 36), draw.between(13, 18)),
        new Node(
            prostate.plus(draw.between(-18, 18), ry + draw.between(8, 18), rz + 64),
            draw.between(11, 15)));
  }

  /** One to three bubbles at the front of the lumen: the patient lies on the back. */
  private static List<Solid> gas(Draw draw, List<Node> rectum) {
    List<Solid> bubbles = new ArrayList<>();
    int count = draw.between(1, 3);
    for (int i = 0; i < count; i++) {
      Node place = rectum.get(draw.between(2, rectum.size() - 2));
      double radius = place.radius() * draw.between(0.5, 0.9);
      Point front = place.centre().plus(0, radius - place.radius(), draw.between(-8, 8));
      bubbles.add(new Ellipsoid(front, radius, radius, radius * draw.between(1.0, 2.0)));
    }
    return bubbles;
  }

  private static Ellipsoid bladder(Draw draw, Point prostate, double rz, double volumeCc) {
    double mean = Math.cbrt(volumeCc * 1000 * 3 / (4 * Math.PI));
    double wide = draw.between(1.02, 1.22);
    double deep = draw.between(0.86, 1.0);
    double high = 1 / (wide * deep);
    Point centre =
        prostate.plus(draw.between(-5, 5), -draw.between(8, 18), rz - 4 + mean * high * 0.85);
    return new Ellipsoid(centre, mean * wide, mean * deep, mean * high);
  }

  /** Loops that wander above the bladder. */
  private static Solid bowel(Draw draw, Ellipsoid bladder) {
    List<Solid> loops = new ArrayList<>();
    int count = draw.between(3, 6);
    Point above = bladder.centre().plus(0, 0, bladder.rz() + 12);
    // Behind the bladder, where a loop may sink down to the seminal vesicles.
    Point behind = bladder.centre().plus(0, bladder.ry() + 8, 8);
    for (int loop = 0; loop < count; loop++) {
      List<Node> nodes = new ArrayList<>();
      Point at =
          (draw.chance(0.25) ? behind : above)
              .plus(draw.between(-55, 55), draw.between(-35, 25), draw.between(-12, 30));
      int turns = draw.between(3, 5);
      for (int turn = 0; turn < turns; turn++) {
        nodes.add(new Node(at, draw.between(10, 14)));
        at = at.plus(draw.between(-28, 28), draw.between(-22, 22), draw.between(-6, 18));
      }
      loops.add(Solid.tube(nodes));
    }
    return new Union(loops);
  }

  /** Along the vessels on both sides. */
  private static Solid nodes(Draw draw, Point prostate) {
    List<Solid> sides = new ArrayList<>();
    double radius = draw.between(6, 8);
    for (int sign = -1; sign <= 1; sign += 2) {
      sides.add(
          Solid.tube(
              List.of(
                  new Node(prostate.plus(sign * draw.between(42, 47), 4, 18), radius),
                  new Node(prostate.plus(sign * draw.between(48, 54), -8, 42), radius),
                  new Node(prostate.plus(sign * draw.between(44, 50), 6, 72), radius))));
    }
    return new Union(sides);
  }
}
