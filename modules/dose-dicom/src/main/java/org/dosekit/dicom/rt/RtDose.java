package org.dosekit.dicom.rt;

import java.util.Arrays;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.file.PixelData;

/** A dose (PS3.3, C.8.8.3). The pixels are read when the volume is asked for. Immutable. */
public final class RtDose {
  private static final double SAME_PLACE_MM = 0.01;

  /** Beside a brachytherapy source a dose may be of hundreds of Gy; not of more than this. */
  private static final double MAX_GY = 10_000;

  private final DicomFile file;
  private final AxialPlane plane;
  private final Grid grid;

  /** The frame of each slice, ascending along z. */
  private final int[] frameOfSlice;

  private final double scaling;

  private RtDose(DicomFile file, AxialPlane plane, Grid grid, int[] frameOfSlice, double scaling) {
    this.file = file;
    this.plane = plane;
    this.grid = grid;
    this.frameOfSlice = frameOfSlice;
    this.scaling = scaling;
  }

  /**
   * The dose of a file.
   *
   * @throws DoseDataException when it is no dose, not axial, of uneven planes, or its scale is
   *     missing or not positive
   */
  public static RtDose of(DicomFile file) {
    DataSet dataSet = DoseDescription.of(file.dataSet()).header();
    // Before memory is taken for what the header promises.
    PixelData.of(file);
    AxialPlane plane = AxialPlane.of(dataSet);
    double[] z = planesMm(dataSet, plane);
    Integer[] order = new Integer[z.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(z[a], z[b]));
    double[] ascending = Arrays.stream(order).mapToDouble(i -> z[i]).toArray();
    SliceStack stack =
        ascending.length == 1
            ? new SliceStack(ascending[0], thicknessMm(dataSet))
            : SliceStack.of(dataSet.subject(), ascending);
    double scaling = dataSet.requireNumber(Attribute.DOSE_GRID_SCALING);
    if (!(scaling > 0)) {
      throw dataSet.mismatch(Attribute.DOSE_GRID_SCALING, "a scale of " + scaling);
    }
    Grid grid =
        plane.grid(dataSet.subject(), ascending.length, stack.lowestZMm(), stack.spacingMm());
    int[] frames = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    return new RtDose(file, plane, grid, frames, scaling);
  }

  /** Where each frame lies along z; both forms of the offset vector. */
  private static double[] planesMm(DataSet dataSet, AxialPlane plane) {
    int frames = dataSet.integer(Attribute.NUMBER_OF_FRAMES).orElse(1);
    double[] offsets = dataSet.numbers(Attribute.GRID_FRAME_OFFSET_VECTOR);
    double firstZ = plane.first().zMm();
    if (frames == 1 && offsets.length == 0) {
      return new double[] {firstZ};
    }
    if (offsets.length != frames || frames < 1) {
      throw dataSet.mismatch(
          Attribute.GRID_FRAME_OFFSET_VECTOR,
          offsets.length + " offsets for " + frames + " frames");
    }
    double[] z = new double[frames];
    if (Math.abs(offsets[0]) <= SAME_PLACE_MM) {
      double direction = plane.normalToSuperior() ? 1 : -1;
      Arrays.setAll(z, i -> firstZ + direction * offsets[i]);
    } else if (Math.abs(offsets[0] - firstZ) <= SAME_PLACE_MM) {
      System.arraycopy(offsets, 0, z, 0, frames);
    } else {
      throw dataSet.mismatch(
          Attribute.GRID_FRAME_OFFSET_VECTOR,
          "a first offset that is neither 0 nor the z of the image position");
    }
    return z;
  }

  private static double thicknessMm(DataSet dataSet) {
    double mm = dataSet.number(Attribute.SLICE_THICKNESS).orElse(0);
    if (!(mm > 0 && mm < 100)) {
      throw DoseDataException.of(
          dataSet.subject(),
          "a single dose plane without a thickness",
          "a dose of several planes",
          "export the whole dose grid");
    }
    return mm;
  }

  /** Where the voxels are. */
  public Grid grid() {
    return grid;
  }

  /** The file's attributes. */
  public DataSet header() {
    return file.dataSet();
  }

  /** Gy per stored value. */
  public double scaling() {
    return scaling;
  }

  /** What it says it is and refers to. */
  public DoseDescription description() {
    return new DoseDescription(header());
  }

  /** The frame of reference, if there is one. */
  public Optional<String> frameOfReferenceUid() {
    return header().uid(Attribute.FRAME_OF_REFERENCE_UID);
  }

  /**
   * The dose as stored times its scale: in Gy when the units are.
   *
   * @throws DoseDataException when pixel data are missing, compressed or damaged, or a value is
   *     negative, as in the difference of two doses, or beyond all bounds
   */
  public Volume volume() {
    GridShape shape = grid.shape();
    PixelData pixels = PixelData.of(file);
    if (pixels.frames() != shape.nz()) {
      throw header().mismatch(Attribute.NUMBER_OF_FRAMES, pixels.frames() + " frames");
    }
    float[] dose = new float[shape.voxelCount()];
    for (int z = 0; z < shape.nz(); z++) {
      int slice = z;
      pixels.rows(
          frameOfSlice[z],
          0,
          pixels.rows(),
          (row, stored) -> {
            int y = plane.mirroredRow(row);
            for (int x = 0; x < shape.nx(); x++) {
              double value = stored[plane.mirroredColumn(x)] * scaling;
              if (!(value >= 0 && value <= MAX_GY)) {
                throw header().mismatch(Attribute.PIXEL_DATA, "a dose of " + value);
              }
              dose[shape.index(y, x, slice)] = (float) value;
            }
          });
    }
    return Volume.of(grid, dose);
  }
}
