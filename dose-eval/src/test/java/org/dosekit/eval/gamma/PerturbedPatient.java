package org.dosekit.eval.gamma;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;

/**
 * A whole OpenKBP dose, axes in the order of its file, and the perturbed copy that {@code
 * reference/README.md} describes: blurred, 2 % hotter, 1 mm along the first axis.
 */
final class PerturbedPatient {
  private static final GridShape SHAPE = GridShape.cube(128);
  private static final int BLUR_RADIUS = 3;
  private static final double BLUR_SIGMA = 0.7;

  private PerturbedPatient() {}

  static ReferencePair read(String folder) throws IOException {
    float[] dose = new float[SHAPE.voxelCount()];
    List<Double> spacingMm = new ArrayList<>();
    Path archive = Path.of(System.getenv("DOSEKIT_DATA"), "openkbp/openkbp-dev.tar.xz");
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
      boolean doseRead = false;
      TarArchiveEntry entry = tar.getNextEntry();
      while (!doseRead || spacingMm.isEmpty()) {
        BufferedReader csv =
            new BufferedReader(new InputStreamReader(tar, StandardCharsets.US_ASCII));
        if (entry.getName().equals(folder + "/dose.csv")) {
          csv.lines().skip(1).map(line -> line.split(",", 2)).forEach(cells -> put(cells, dose));
          doseRead = true;
        } else if (entry.getName().equals(folder + "/voxel_dimensions.csv")) {
          csv.lines().forEach(line -> spacingMm.add(Double.valueOf(line)));
        }
        entry = tar.getNextEntry();
      }
    }
    Grid grid =
        Grid.axial(
            SHAPE,
            new VoxelSpacing(spacingMm.get(0), spacingMm.get(1), spacingMm.get(2)),
            PatientPoint.ORIGIN);
    return new ReferencePair(
        Volume.of(grid, dose), Volume.of(grid, perturbed(dose, 1 / spacingMm.get(0))));
  }

  private static void put(String[] cells, float[] dose) {
    dose[Integer.parseInt(cells[0])] = Float.parseFloat(cells[1]);
  }

  private static float[] perturbed(float[] dose, double shiftVoxels) {
    int strideY = SHAPE.nx() * SHAPE.nz();
    double[] values = new double[dose.length];
    for (int i = 0; i < dose.length; i++) {
      values[i] = dose[i];
    }
    values = blurred(blurred(blurred(values, strideY), SHAPE.nz()), 1);
    float[] moved = new float[dose.length];
    for (int i = 0; i < moved.length; i++) {
      int row = i / strideY;
      double from = row - shiftVoxels;
      int below = (int) Math.floor(from);
      if (below >= 0) {
        int at = i % strideY + below * strideY;
        double weight = from - below;
        moved[i] = (float) (1.02 * ((1 - weight) * values[at] + weight * values[at + strideY]));
      }
    }
    return moved;
  }

  private static double[] blurred(double[] values, int stride) {
    double[] weights = new double[2 * BLUR_RADIUS + 1];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Math.exp(-Math.pow((k - BLUR_RADIUS) / BLUR_SIGMA, 2) / 2);
      sum += weights[k];
    }
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int place = i / stride % SHAPE.ny();
      for (int k = -BLUR_RADIUS; k <= BLUR_RADIUS; k++) {
        if (place + k >= 0 && place + k < SHAPE.ny()) {
          result[i] += weights[k + BLUR_RADIUS] / sum * values[i + k * stride];
        }
      }
    }
    return result;
  }
}
