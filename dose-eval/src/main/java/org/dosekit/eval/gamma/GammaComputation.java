package org.dosekit.eval.gamma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;

/**
 * One calculation: the points are shared out in chunks, and each chunk's gammas written in place.
 */
final class GammaComputation {
  /** Small enough to share well and to cancel soon, large enough for its overhead to vanish. */
  private static final int CHUNK = 256;

  private final GammaIndex index;
  private final List<GammaCriterion> criteria;
  private final List<CriterionFamily> families;
  private final GammaPoints points;
  private final GammaMonitor monitor;
  private final PointLattice lattice;
  private final OffsetTable table;
  private final CellBounds bounds;

  /** By criterion and point: the sign is that of the dose difference; NaN when not evaluable. */
  private final float[][] signedGamma;

  /** By family and point: Y, X, Z from the point in mm; NaN when there is no minimum to tell. */
  private final Optional<float[][]> minimaMm;

  /** By criterion and point: whether a pass or failure could not be told apart. */
  private final boolean[][] tied;

  /** Whoever is done takes one of these, so that there are as many as threads. */
  private final ConcurrentLinkedQueue<PointSearch> searches = new ConcurrentLinkedQueue<>();

  private int done;

  GammaComputation(
      GammaIndex index, List<GammaCriterion> criteria, GammaPoints points, GammaMonitor monitor) {
    this.index = index;
    this.criteria = criteria;
    this.points = points;
    this.monitor = monitor;
    families = CriterionFamily.of(criteria);
    lattice = PointLattice.between(points.referenceGy().grid(), points.evaluatedGy().grid());
    double largestMm =
        families.stream().mapToDouble(CriterionFamily::largestUnitMm).max().orElseThrow();
    table = OffsetTable.of(index.maxGamma() * largestMm, points.evaluatedGy().grid(), lattice);
    bounds = CellBounds.of(points.evaluatedGy());
    int count = points.indices().length;
    signedGamma = new float[criteria.size()][count];
    minimaMm =
        index.keepsMinimumLocations()
            ? Optional.of(new float[families.size()][Math.multiplyExact(3, count)])
            : Optional.empty();
    tied = new boolean[criteria.size()][count];
  }

  List<GammaResult> run() {
    int count = points.indices().length;
    int chunks = (count - 1) / CHUNK + 1;
    IntStream.range(0, chunks).parallel().forEach(this::computeChunk);
    if (done < count) {
      throw new CancellationException(
          "gamma cancelled after %d of %d points".formatted(done, count));
    }
    List<GammaResult> results = new ArrayList<>();
    for (int c = 0; c < criteria.size(); c++) {
      results.add(result(c));
    }
    return List.copyOf(results);
  }

  private GammaResult result(int order) {
    GammaResult result =
        GammaResult.of(
            index.withCriterion(criteria.get(order)),
            points,
            signedGamma[order],
            tied[order],
            minimaMm.map(
                all ->
                    new GammaMinima(
                        points.referenceGy(),
                        points.evaluatedGy(),
                        lattice,
                        all[familyOf(order)])));
    if (result.evaluated() == 0) {
      throw DoseDataException.of(
          "evaluated dose",
          "none of %d reference voxels inside its grid of %s"
              .formatted(result.points(), points.evaluatedGy().grid()),
          "a grid that overlaps the reference's " + points.referenceGy().grid(),
          "check that both doses are of the same patient and frame of reference");
    }
    return result;
  }

  private int familyOf(int order) {
    for (int f = 0; f < families.size(); f++) {
      if (families.get(f).members().stream().anyMatch(member -> member.order() == order)) {
        return f;
      }
    }
    throw new IllegalStateException("criterion " + order + " is in no family");
  }

  private void computeChunk(int chunk) {
    if (monitor.isCancelled()) {
      return;
    }
    PointSearch search = searches.poll();
    if (search == null) {
      search = new PointSearch(points.evaluatedGy(), bounds, table);
    }
    int from = chunk * CHUNK;
    int to = Math.min(from + CHUNK, points.indices().length);
    for (int p = from; p < to; p++) {
      if (lattice.locate(points.indices()[p], search.place())) {
        computePoint(search, p);
      } else {
        skipPoint(p);
      }
    }
    searches.add(search);
    finish(to - from);
  }

  private synchronized void finish(int count) {
    done += count;
    monitor.update(done, points.indices().length);
  }

  private void skipPoint(int p) {
    for (float[] values : signedGamma) {
      values[p] = Float.NaN;
    }
    minimaMm.ifPresent(
        all -> {
          for (float[] minima : all) {
            Arrays.fill(minima, 3 * p, 3 * p + 3, Float.NaN);
          }
        });
  }

  private void computePoint(PointSearch search, int p) {
    double referenceGy = points.referenceGy().data()[points.indices()[p]];
    double percentOfGy = index.isLocal() ? referenceGy : points.normalisationGy();
    search.moveTo(referenceGy);
    double differenceGy = search.differenceGy();
    for (int f = 0; f < families.size(); f++) {
      CriterionFamily family = families.get(f);
      double largestMm = index.maxGamma() * family.largestUnitMm();
      search.begin(family.mmPerGy(percentOfGy), largestMm, differenceGy);
      search.descend();
      prove(search, family);
      double gammaMm = Math.sqrt(search.minimum().squaredMm);
      for (CriterionFamily.Member member : family.members()) {
        double gamma = Math.min(gammaMm / member.unitMm(), index.maxGamma());
        tied[member.order()][p] = search.isUndecided() || Math.abs(gamma - 1) <= SearchGoal.TIE;
        signedGamma[member.order()][p] = Math.copySign(rounded(gamma), (float) differenceGy);
      }
      if (minimaMm.isPresent()) {
        keep(search.minimum(), minimaMm.get()[f], 3 * p);
      }
    }
  }

  private void prove(PointSearch search, CriterionFamily family) {
    if (index.mode() instanceof GammaMode.Fast) {
      return;
    }
    double provedMm = Double.POSITIVE_INFINITY;
    if (index.mode() instanceof GammaMode.Certified certified) {
      provedMm = certified.epsilon() * family.smallestUnitMm();
      search.prove(SearchGoal.within(provedMm));
    }
    for (CriterionFamily.Member member : family.members()) {
      double gammaMm = Math.sqrt(search.minimum().squaredMm);
      // A failure of the larger unit is one of the smaller too.
      if (gammaMm - provedMm > member.unitMm()) {
        return;
      }
      if (gammaMm > member.unitMm()) {
        search.prove(SearchGoal.decide(member.unitMm()));
        if (search.minimum().squaredMm > member.unitMm() * member.unitMm()) {
          return;
        }
      }
    }
  }

  /** To float, without turning a failure into a pass. */
  private static float rounded(double gamma) {
    float rounded = (float) gamma;
    return gamma > 1 && rounded <= 1 ? Math.nextUp(1f) : rounded;
  }

  private static void keep(Minimum minimum, float[] minima, int at) {
    minima[at] = minimum.found ? (float) minimum.yMm : Float.NaN;
    minima[at + 1] = minimum.found ? (float) minimum.xMm : Float.NaN;
    minima[at + 2] = minimum.found ? (float) minimum.zMm : Float.NaN;
  }
}
