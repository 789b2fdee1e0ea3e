package org.dosekit.dicom.write;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.file.DicomWriter;
import org.dosekit.dicom.rt.SopClass;

/**
 * Writes a predicted dose as RTDOSE: 32-bit, in Gy, marked as a prediction in the series and in the
 * dose comment. Reads back within half of {@code DoseGridScaling}.
 */
public final class RtDoseFile {
  /** What every written dose says of itself. */
  public static final String MARK = "PREDICTED DOSE - RESEARCH ONLY - NOT FOR TREATMENT";

  /** The stored value of the highest dose; a little room for the rounding of the scale. */
  private static final double HIGHEST_STORED = 4_000_000_000.0;

  private RtDoseFile() {}

  /**
   * Writes a dose, atomically. The same dose of the same origin gives the same bytes.
   *
   * @param doseGy on an axial grid
   * @param origin whose it is
   * @throws DoseDataException when the dose is not finite or negative, lies on no part of the
   *     origin's CT, or the file cannot be written
   * @throws IllegalArgumentException when the grid is not axial
   */
  public static void write(Volume doseGy, DoseOrigin origin, Path file) {
    origin.requireFits(doseGy.grid());
    DicomWriter.write(dataSet(doseGy, origin), file);
  }

  static DataSet dataSet(Volume doseGy, DoseOrigin origin) {
    Grid grid = doseGy.grid();
    if (!grid.alongY().equals(new PatientPoint(0, 1, 0))
        || !grid.alongX().equals(new PatientPoint(1, 0, 0))) {
      throw new IllegalArgumentException("a dose on a grid that is not axial: " + grid);
    }
    GridShape shape = grid.shape();
    double scaling = scaling(doseGy);
    double[] offsets = new double[shape.nz()];
    for (int z = 0; z < offsets.length; z++) {
      offsets[z] = z * grid.spacing().zMm();
    }
    DataSet identity = origin.identity();
    String study = identity.requireUid(Attribute.STUDY_INSTANCE_UID);
    PatientPoint first = grid.origin();
    return DataSetBuilder.ofFile()
        .copy(
            identity,
            Attribute.STUDY_DATE,
            Attribute.STUDY_TIME,
            Attribute.ACCESSION_NUMBER,
            Attribute.REFERRING_PHYSICIAN_NAME,
            Attribute.PATIENT_NAME,
            Attribute.PATIENT_ID,
            Attribute.PATIENT_BIRTH_DATE,
            Attribute.PATIENT_SEX,
            Attribute.STUDY_INSTANCE_UID,
            Attribute.STUDY_ID,
            Attribute.FRAME_OF_REFERENCE_UID,
            Attribute.POSITION_REFERENCE_INDICATOR)
        .text(Attribute.SOP_CLASS_UID, SopClass.RT_DOSE.uid())
        .text(Attribute.SOP_INSTANCE_UID, DoseOrigin.uid("dose", study, doseGy))
        .text(Attribute.SERIES_INSTANCE_UID, DoseOrigin.uid("series", study, doseGy))
        .text(Attribute.MODALITY, "RTDOSE")
        .text(Attribute.MANUFACTURER, "DoseKit")
        .text(Attribute.MANUFACTURER_MODEL_NAME, "DoseKit")
        .text(Attribute.OPERATORS_NAME)
        .text(Attribute.SERIES_DESCRIPTION, MARK)
        .numbers(Attribute.SERIES_NUMBER, 1)
        .numbers(Attribute.INSTANCE_NUMBER, 1)
        .numbers(Attribute.SLICE_THICKNESS, grid.spacing().zMm())
        .numbers(Attribute.IMAGE_POSITION_PATIENT, first.xMm(), first.yMm(), first.zMm())
        .numbers(Attribute.IMAGE_ORIENTATION_PATIENT, 1, 0, 0, 0, 1, 0)
        .numbers(Attribute.PIXEL_SPACING, grid.spacing().yMm(), grid.spacing().xMm())
        .numbers(Attribute.SAMPLES_PER_PIXEL, 1)
        .text(Attribute.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
        .numbers(Attribute.NUMBER_OF_FRAMES, shape.nz())
        .pointer(Attribute.FRAME_INCREMENT_POINTER, Attribute.GRID_FRAME_OFFSET_VECTOR)
        .numbers(Attribute.ROWS, shape.ny())
        .numbers(Attribute.COLUMNS, shape.nx())
        .numbers(Attribute.BITS_ALLOCATED, 32)
        .numbers(Attribute.BITS_STORED, 32)
        .numbers(Attribute.HIGH_BIT, 31)
        .numbers(Attribute.PIXEL_REPRESENTATION, 0)
        .text(Attribute.DOSE_UNITS, "GY")
        .text(Attribute.DOSE_TYPE, "PHYSICAL")
        .text(Attribute.DOSE_COMMENT, MARK)
        .text(Attribute.DOSE_SUMMATION_TYPE, "PLAN")
        .numbers(Attribute.GRID_FRAME_OFFSET_VECTOR, offsets)
        .numbers(Attribute.DOSE_GRID_SCALING, scaling)
        .items(Attribute.REFERENCED_RT_PLAN_SEQUENCE, origin.plan())
        .items(Attribute.REFERENCED_STRUCTURE_SET_SEQUENCE, origin.structureSet())
        .bytes(Attribute.PIXEL_DATA, stored(doseGy, scaling))
        .build();
  }

  /** Gy per stored value, as it will stand in the file. */
  private static double scaling(Volume doseGy) {
    float highest = 0;
    for (float gy : doseGy.data()) {
      if (!(gy >= 0) || Float.isInfinite(gy)) {
        throw DoseDataException.of(
            "dose", "a value of " + gy + " Gy", "finite doses of at least 0 Gy", "predict it anew");
      }
      highest = Math.max(highest, gy);
    }
    return highest == 0 ? 1 : DataSetBuilder.asDecimalString(highest / HIGHEST_STORED);
  }

  /** Frames ascending along z, rows to posterior, columns to the left. */
  private static byte[] stored(Volume doseGy, double scaling) {
    GridShape shape = doseGy.grid().shape();
    byte[] bytes = new byte[Math.multiplyExact(4, shape.voxelCount())];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] data = doseGy.data();
    for (int z = 0; z < shape.nz(); z++) {
      for (int pixel = 0; pixel < shape.ny() * shape.nx(); pixel++) {
        buffer.putInt((int) Math.round(data[pixel * shape.nz() + z] / scaling));
      }
    }
    return bytes;
  }
}
