package org.dosekit.dicom.rt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.file.PixelData;

/**
 * The slices of one CT series, sorted by place, even and complete. The pixels are read when a
 * volume is asked for. Immutable.
 */
public final class CtSeries {
  /** Positions in a series agree to the last digit; a gantry tilt moves them by millimetres. */
  private static final double STACKED_MM = 0.05;

  private static final double UPRIGHT_DEGREES = 0.05;

  /** Slices turned from (Z, Y, X) into (Y, X, Z) together, so that writes fill cache lines. */
  private static final int SLICES_TOGETHER = 16;

  private final List<Slice> slices;
  private final AxialPlane plane;
  private final Grid grid;

  private record Slice(DicomFile file, AxialPlane plane, CtNumbers numbers) {
    static Slice of(DicomFile file) {
      DataSet dataSet = file.dataSet();
      SopClass.CT_IMAGE.require(dataSet);
      // Before memory is taken for what the header promises.
      PixelData.of(file);
      double tilt = dataSet.number(Attribute.GANTRY_DETECTOR_TILT).orElse(0);
      if (Math.abs(tilt) > UPRIGHT_DEGREES) {
        throw tilted(dataSet.subject(), "a gantry tilt of " + tilt + " degrees");
      }
      return new Slice(file, AxialPlane.of(dataSet), CtNumbers.of(dataSet));
    }

    double zMm() {
      return plane.first().zMm();
    }
  }

  private CtSeries(List<Slice> slices, AxialPlane plane, Grid grid) {
    this.slices = slices;
    this.plane = plane;
    this.grid = grid;
  }

  /**
   * The series of these slices, in any order.
   *
   * @param subject named in errors about the series as a whole
   * @throws DoseDataException when they are fewer than two, of several series, frames of reference
   *     or sizes, not axial, tilted, duplicate, missing or uneven, or their pixels cannot be
   *     decoded
   */
  public static CtSeries of(String subject, List<DicomFile> files) {
    if (files.size() < 2) {
      throw DoseDataException.of(
          subject, files.size() + " CT slices", "at least 2", "export the whole series");
    }
    List<Slice> slices = new ArrayList<>(files.stream().map(Slice::of).toList());
    slices.sort(Comparator.comparingDouble(Slice::zMm));
    AxialPlane plane = slices.get(0).plane;
    requireOne(subject, slices, Attribute.SERIES_INSTANCE_UID);
    requireOne(subject, slices, Attribute.FRAME_OF_REFERENCE_UID);
    for (Slice slice : slices) {
      if (!slice.plane.isLike(plane)) {
        throw DoseDataException.of(
            subject,
            "slices of " + plane + " and of " + slice.plane,
            "slices of one size and orientation",
            "export the planning CT alone");
      }
      if (!slice.plane.isStackedWith(plane, STACKED_MM)) {
        throw tilted(subject, "slices shifted against one another across the stack");
      }
    }
    SliceStack stack = SliceStack.of(subject, slices.stream().mapToDouble(Slice::zMm).toArray());
    Grid grid = plane.grid(subject, slices.size(), stack.lowestZMm(), stack.spacingMm());
    return new CtSeries(List.copyOf(slices), plane, grid);
  }

  private static void requireOne(String subject, List<Slice> slices, Attribute attribute) {
    long count =
        slices.stream().map(slice -> slice.file.dataSet().uid(attribute)).distinct().count();
    if (count != 1) {
      throw DoseDataException.of(
          subject,
          count + " different values of " + attribute,
          "slices of one series",
          "export the planning CT alone");
    }
  }

  private static DoseDataException tilted(String subject, String found) {
    return DoseDataException.of(
        subject,
        found,
        "slices perpendicular to the stack",
        "reconstruct the CT without gantry tilt");
  }

  /** Where the voxels are. */
  public Grid grid() {
    return grid;
  }

  /** The first slice's attributes: those of the series are the same in all. */
  public DataSet header() {
    return slices.get(0).file.dataSet();
  }

  /** The frame of reference, if the series has one. */
  public Optional<String> frameOfReferenceUid() {
    return header().uid(Attribute.FRAME_OF_REFERENCE_UID);
  }

  /** The patient ids of the slices, each once: one in a sound series, none where it was removed. */
  public Set<String> patientIds() {
    return slices.stream()
        .flatMap(slice -> slice.file.dataSet().string(Attribute.PATIENT_ID).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The UIDs of the slices. */
  public Set<String> sopInstanceUids() {
    return slices.stream()
        .map(slice -> slice.file.dataSet().requireUid(Attribute.SOP_INSTANCE_UID))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The CT in HU.
   *
   * @throws DoseDataException when pixel data are missing, compressed or damaged
   */
  public Volume volumeHu() {
    return volumeHu(GridBox.whole(grid.shape()));
  }

  /**
   * A part of the CT in HU; what lies outside is not read.
   *
   * @param box inside the grid
   * @throws DoseDataException when pixel data are missing, compressed or damaged
   */
  public Volume volumeHu(GridBox box) {
    GridShape part = box.shape();
    Grid partGrid = Grid.axial(part, grid.spacing(), grid.toPatient(box.y0(), box.x0(), box.z0()));
    float[] hu = new float[part.voxelCount()];
    int bundles = (part.nz() - 1) / SLICES_TOGETHER + 1;
    IntStream.range(0, bundles).parallel().forEach(bundle -> fill(bundle, box, hu));
    return Volume.of(partGrid, hu);
  }

  private void fill(int bundle, GridBox box, float[] hu) {
    GridShape part = box.shape();
    int firstZ = bundle * SLICES_TOGETHER;
    int count = Math.min(SLICES_TOGETHER, part.nz() - firstZ);
    float[][] pixels = new float[count][part.ny() * part.nx()];
    for (int i = 0; i < count; i++) {
      read(slices.get(box.z0() + firstZ + i), box, pixels[i]);
    }
    for (int pixel = 0; pixel < part.ny() * part.nx(); pixel++) {
      int to = pixel * part.nz() + firstZ;
      for (int i = 0; i < count; i++) {
        hu[to + i] = pixels[i][pixel];
      }
    }
  }

  private void read(Slice slice, GridBox box, float[] pixels) {
    GridShape part = box.shape();
    int oneEnd = plane.mirroredRow(box.y0());
    int otherEnd = plane.mirroredRow(box.y0() + part.ny() - 1);
    PixelData.of(slice.file)
        .rows(
            0,
            Math.min(oneEnd, otherEnd),
            part.ny(),
            (row, stored) -> {
              int to = (plane.mirroredRow(row) - box.y0()) * part.nx();
              for (int x = 0; x < part.nx(); x++) {
                double value = stored[plane.mirroredColumn(box.x0() + x)];
                pixels[to + x] = slice.numbers.hu(value);
              }
            });
  }
}
