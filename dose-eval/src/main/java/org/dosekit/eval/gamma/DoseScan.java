package org.dosekit.eval.gamma;

import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Volume;

/**
 * What must be known of a dose before it is compared.
 *
 * @param negatives how many voxels are below 0
 * @param maximumGy the largest dose
 */
record DoseScan(int negatives, float maximumGy) {

  /**
   * Looks at every voxel.
   *
   * @throws DoseDataException with the first voxel that is not finite
   */
  static DoseScan of(String subject, Volume doseGy) {
    GridShape shape = doseGy.grid().shape();
    Row[] rows = new Row[shape.ny()];
    IntStream.range(0, rows.length).parallel().forEach(y -> rows[y] = Row.of(doseGy, y));
    int negatives = 0;
    float maximumGy = Float.NEGATIVE_INFINITY;
    for (Row row : rows) {
      if (row.firstBad >= 0) {
        int column = row.firstBad / shape.nz();
        throw DoseDataException.of(
            subject,
            "%s Gy at voxel (y %d, x %d, z %d)"
                .formatted(
                    doseGy.data()[row.firstBad],
                    column / shape.nx(),
                    column % shape.nx(),
                    row.firstBad % shape.nz()),
            "finite doses",
            "repair the dose before comparing it");
      }
      negatives += row.negatives;
      maximumGy = Math.max(maximumGy, row.maximumGy);
    }
    return new DoseScan(negatives, maximumGy);
  }

  /**
   * A row of a dose.
   *
   * @param firstBad the index of the first voxel that is not finite, or -1
   */
  private record Row(int firstBad, int negatives, float maximumGy) {
    static Row of(Volume doseGy, int y) {
      float[] data = doseGy.data();
      int size = doseGy.grid().shape().nx() * doseGy.grid().shape().nz();
      int negatives = 0;
      float maximumGy = Float.NEGATIVE_INFINITY;
      for (int i = y * size; i < (y + 1) * size; i++) {
        float dose = data[i];
        if (!Float.isFinite(dose)) {
          return new Row(i, 0, dose);
        }
        negatives += dose < 0 ? 1 : 0;
        maximumGy = Math.max(maximumGy, dose);
      }
      return new Row(-1, negatives, maximumGy);
    }
  }
}
