package org.dosekit.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.volume.Volume;
import org.dosekit.data.phantom.PhantomGenerator;

/**
 * Two doses to compare.
 *
 * @param referenceGy the first
 * @param evaluatedGy the second
 */
record DosePairs(Volume referenceGy, Volume evaluatedGy) {
  private static final int BLUR_RADIUS = 3;
  private static final double BLUR_SIGMA = 0.7;
  private static final double HOTTER = 1.02;
  private static final double SHIFT_MM = 1;

  /**
   * SlicerRT's two Eclipse head-and-neck plans of one patient (2.5 mm), read from {@code
   * reference/dvh/slicerrt} of the folder that the environment variable DOSEKIT_DATA names.
   */
  static DosePairs ent() throws IOException {
    String data = System.getenv("DOSEKIT_DATA");
    if (data == null) {
      throw new IllegalStateException(
          "the ENT pair is not in this repository; set DOSEKIT_DATA to the folder that holds"
              + " reference/dvh/slicerrt/EclipseEnt_Dose.nrrd and EclipseEnt_Dose_Day2.nrrd");
    }
    Path folder = Path.of(data, "reference/dvh/slicerrt");
    return new DosePairs(
        nrrd(folder.resolve("EclipseEnt_Dose.nrrd")),
        nrrd(folder.resolve("EclipseEnt_Dose_Day2.nrrd")));
  }

  /**
   * A phantom's dose in 300x300x160 voxels of 1x1x2 mm, and its copy: blurred by 0.7 voxels, 2 %
   * hotter and 1 mm further to posterior.
   */
  static DosePairs phantom() {
    Volume planned =
        PhantomGenerator.of(1)
            .withGrid(new GridShape(300, 300, 160), new VoxelSpacing(1, 1, 2))
            .generate(0)
            .requireDoseGy();
    return new DosePairs(planned, perturbed(planned));
  }

  private static Volume perturbed(Volume dose) {
    GridShape shape = dose.grid().shape();
    int strideY = shape.nx() * shape.nz();
    double[] blurred = new double[dose.data().length];
    for (int i = 0; i < blurred.length; i++) {
      blurred[i] = dose.data()[i];
    }
    blurred = blurredAlong(blurred, shape.ny(), strideY);
    blurred = blurredAlong(blurred, shape.nx(), shape.nz());
    blurred = blurredAlong(blurred, shape.nz(), 1);
    double shift = SHIFT_MM / dose.grid().spacing().yMm();
    float[] moved = new float[blurred.length];
    for (int i = 0; i < moved.length; i++) {
      int row = i / strideY;
      double from = row - shift;
      int below = (int) Math.floor(from);
      if (below >= 0 && below + 1 < shape.ny()) {
        int at = i % strideY + below * strideY;
        double weight = from - below;
        moved[i] = (float) (HOTTER * ((1 - weight) * blurred[at] + weight * blurred[at + strideY]));
      }
    }
    return Volume.of(dose.grid(), moved);
  }

  private static double[] blurredAlong(double[] values, int size, int stride) {
    double[] weights = new double[2 * BLUR_RADIUS + 1];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double distance = (k - BLUR_RADIUS) / BLUR_SIGMA;
      weights[k] = Math.exp(-distance * distance / 2);
      sum += weights[k];
    }
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int place = i / stride % size;
      int first = Math.max(0, BLUR_RADIUS - place);
      int last = Math.min(weights.length - 1, BLUR_RADIUS + size - 1 - place);
      double total = 0;
      for (int k = first; k <= last; k++) {
        total += weights[k] * values[i + (k - BLUR_RADIUS) * stride];
      }
      result[i] = total / sum;
    }
    return result;
  }

  /** Gzipped little-endian floats of an axis-parallel LPS grid, x fastest. */
  private static Volume nrrd(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\n\n");
    String header = new String(bytes, 0, end, StandardCharsets.US_ASCII);
    double[] sizes = field(header, "sizes");
    double[] spacing = field(header, "space directions");
    double[] origin = field(header, "space origin");
    GridShape shape = new GridShape((int) sizes[1], (int) sizes[0], (int) sizes[2]);
    float[] dose = new float[shape.voxelCount()];
    try (GZIPInputStream data =
        new GZIPInputStream(new ByteArrayInputStream(bytes, end + 2, bytes.length - end - 2))) {
      ByteBuffer values = ByteBuffer.wrap(data.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int z = 0; z < shape.nz(); z++) {
        for (int y = 0; y < shape.ny(); y++) {
          for (int x = 0; x < shape.nx(); x++) {
            dose[shape.index(y, x, z)] = values.getFloat();
          }
        }
      }
    }
    return Volume.of(
        Grid.axial(
            shape,
            new VoxelSpacing(spacing[4], spacing[0], spacing[8]),
            new PatientPoint(origin[0], origin[1], origin[2])),
        dose);
  }

  private static double[] field(String header, String name) {
    String line = header.lines().filter(l -> l.startsWith(name + ":")).findFirst().orElseThrow();
    return Arrays.stream(line.substring(name.length() + 1).split("[ (),]+"))
        .filter(number -> !number.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
