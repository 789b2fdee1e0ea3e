package org.dosekit.dicom.rt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.file.DicomFile;
import org.dosekit.dicom.file.DicomWriter;

/**
 * Files of a made-up study: voxels whose value tells where they are, boxes as structures. The
 * patient lies on the back, head first, unless said otherwise.
 */
public final class SyntheticStudy {
  public static final String FRAME = "2.25.100";
  public static final String SERIES = "2.25.200";
  public static final String STUDY = "2.25.300";
  public static final String STRUCTURE_SET = "2.25.400";
  public static final String PLAN = "2.25.500";

  /** 20 rows of 2 mm, 24 columns of 3 mm, 10 slices of 2.5 mm from (-30, -40, -10). */
  public static final int ROWS = 20;

  public static final int COLUMNS = 24;
  public static final int SLICES = 10;

  private SyntheticStudy() {}

  /** The HU at a place in mm: a ramp along each axis. */
  public static double huAt(double xMm, double yMm, double zMm) {
    return Math.rint(3 * xMm + 100 * yMm + 2 * zMm);
  }

  public static DataSetBuilder ctSlice(int index, double zMm, double... orientation) {
    double[] cosines = orientation.length == 6 ? orientation : new double[] {1, 0, 0, 0, 1, 0};
    // The same voxels in the patient, whichever way rows and columns run.
    double x0 = cosines[0] > 0 ? -30 : -30 + 3 * (COLUMNS - 1);
    double y0 = cosines[4] > 0 ? -40 : -40 + 2 * (ROWS - 1);
    ByteBuffer pixels =
        ByteBuffer.wrap(new byte[2 * ROWS * COLUMNS]).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double hu = huAt(x0 + 3 * column * cosines[0], y0 + 2 * row * cosines[4], zMm);
        pixels.putShort((short) (hu + 5000));
      }
    }
    byte[] bytes = new byte[2 * ROWS * COLUMNS];
    pixels.flip().get(bytes);
    return patient(SopClass.CT_IMAGE, "2.25." + (1000 + index))
        .text(Attribute.SERIES_INSTANCE_UID, SERIES)
        .text(Attribute.FRAME_OF_REFERENCE_UID, FRAME)
        .numbers(Attribute.IMAGE_POSITION_PATIENT, x0, y0, zMm)
        .numbers(Attribute.IMAGE_ORIENTATION_PATIENT, cosines)
        .numbers(Attribute.PIXEL_SPACING, 2, 3)
        .numbers(Attribute.ROWS, ROWS)
        .numbers(Attribute.COLUMNS, COLUMNS)
        .numbers(Attribute.SAMPLES_PER_PIXEL, 1)
        .numbers(Attribute.BITS_ALLOCATED, 16)
        .numbers(Attribute.BITS_STORED, 16)
        .numbers(Attribute.HIGH_BIT, 15)
        .numbers(Attribute.PIXEL_REPRESENTATION, 0)
        .numbers(Attribute.RESCALE_SLOPE, 1)
        .numbers(Attribute.RESCALE_INTERCEPT, -5000)
        .bytes(Attribute.PIXEL_DATA, bytes);
  }

  /** Slices in an order against their places. */
  public static List<DataSetBuilder> ct(double... orientation) {
    List<DataSetBuilder> slices = new ArrayList<>();
    for (int z = SLICES - 1; z >= 0; z--) {
      slices.add(ctSlice(z, -10 + 2.5 * z, orientation));
    }
    return slices;
  }

  /** A dose of 1 Gy per 1000 stored, 4 x 5 x 3 voxels of 10 x 10 x 5 mm from (-25, -40, -10). */
  public static DataSetBuilder dose(double... offsets) {
    double[] frames = offsets.length == 0 ? new double[] {0, 5, 10} : offsets;
    byte[] bytes = new byte[4 * 4 * 5 * frames.length];
    ByteBuffer pixels = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int frame = 0; frame < frames.length; frame++) {
      for (int pixel = 0; pixel < 20; pixel++) {
        pixels.putInt(1000 * frame + pixel);
      }
    }
    return patient(SopClass.RT_DOSE, "2.25.600")
        .text(Attribute.FRAME_OF_REFERENCE_UID, FRAME)
        .numbers(Attribute.IMAGE_POSITION_PATIENT, -25, -40, -10)
        .numbers(Attribute.IMAGE_ORIENTATION_PATIENT, 1, 0, 0, 0, 1, 0)
        .numbers(Attribute.PIXEL_SPACING, 10, 10)
        .numbers(Attribute.ROWS, 4)
        .numbers(Attribute.COLUMNS, 5)
        .numbers(Attribute.NUMBER_OF_FRAMES, frames.length)
        .numbers(Attribute.GRID_FRAME_OFFSET_VECTOR, frames)
        .numbers(Attribute.SAMPLES_PER_PIXEL, 1)
        .numbers(Attribute.BITS_ALLOCATED, 32)
        .numbers(Attribute.BITS_STORED, 32)
        .numbers(Attribute.HIGH_BIT, 31)
        .numbers(Attribute.PIXEL_REPRESENTATION, 0)
        .text(Attribute.DOSE_UNITS, "GY")
        .text(Attribute.DOSE_TYPE, "PHYSICAL")
        .text(Attribute.DOSE_SUMMATION_TYPE, "PLAN")
        .numbers(Attribute.DOSE_GRID_SCALING, 0.001)
        .items(Attribute.REFERENCED_RT_PLAN_SEQUENCE, List.of(reference(SopClass.RT_PLAN, PLAN)))
        .bytes(Attribute.PIXEL_DATA, bytes);
  }

  /** A structure set of boxes, each on the slices from one z to another. */
  public static DataSetBuilder structures(Box... boxes) {
    List<DataSet> rois = new ArrayList<>();
    List<DataSet> contours = new ArrayList<>();
    List<DataSet> observations = new ArrayList<>();
    for (int i = 0; i < boxes.length; i++) {
      Box box = boxes[i];
      rois.add(
          new DataSetBuilder()
              .numbers(Attribute.ROI_NUMBER, i + 1)
              .text(Attribute.ROI_NAME, box.name)
              .text(Attribute.REFERENCED_FRAME_OF_REFERENCE_UID, FRAME)
              .build());
      contours.add(
          new DataSetBuilder()
              .numbers(Attribute.REFERENCED_ROI_NUMBER, i + 1)
              .items(Attribute.CONTOUR_SEQUENCE, box.contours())
              .build());
      observations.add(
          new DataSetBuilder()
              .numbers(Attribute.REFERENCED_ROI_NUMBER, i + 1)
              .text(Attribute.RT_ROI_INTERPRETED_TYPE, box.type)
              .build());
    }
    DataSet series = new DataSetBuilder().text(Attribute.SERIES_INSTANCE_UID, SERIES).build();
    DataSet study =
        new DataSetBuilder()
            .items(Attribute.RT_REFERENCED_SERIES_SEQUENCE, List.of(series))
            .build();
    DataSet frame =
        new DataSetBuilder()
            .text(Attribute.FRAME_OF_REFERENCE_UID, FRAME)
            .items(Attribute.RT_REFERENCED_STUDY_SEQUENCE, List.of(study))
            .build();
    return patient(SopClass.RT_STRUCTURE_SET, STRUCTURE_SET)
        .items(Attribute.REFERENCED_FRAME_OF_REFERENCE_SEQUENCE, List.of(frame))
        .items(Attribute.STRUCTURE_SET_ROI_SEQUENCE, rois)
        .items(Attribute.ROI_CONTOUR_SEQUENCE, contours)
        .items(Attribute.RT_ROI_OBSERVATIONS_SEQUENCE, observations);
  }

  /** A plan of these target doses in 28 fractions. */
  public static DataSetBuilder plan(double... dosesGy) {
    List<DataSet> references = new ArrayList<>();
    for (double gy : dosesGy) {
      references.add(
          new DataSetBuilder()
              .text(Attribute.DOSE_REFERENCE_TYPE, "TARGET")
              .numbers(Attribute.TARGET_PRESCRIPTION_DOSE, gy)
              .build());
    }
    DataSet group = new DataSetBuilder().numbers(Attribute.NUMBER_OF_FRACTIONS_PLANNED, 28).build();
    return patient(SopClass.RT_PLAN, PLAN)
        .text(Attribute.FRAME_OF_REFERENCE_UID, FRAME)
        .items(Attribute.DOSE_REFERENCE_SEQUENCE, references)
        .items(Attribute.FRACTION_GROUP_SEQUENCE, List.of(group))
        .items(
            Attribute.REFERENCED_STRUCTURE_SET_SEQUENCE,
            List.of(reference(SopClass.RT_STRUCTURE_SET, STRUCTURE_SET)));
  }

  public static DataSet reference(SopClass sopClass, String uid) {
    return new DataSetBuilder()
        .text(Attribute.REFERENCED_SOP_CLASS_UID, sopClass.uid())
        .text(Attribute.REFERENCED_SOP_INSTANCE_UID, uid)
        .build();
  }

  private static DataSetBuilder patient(SopClass sopClass, String uid) {
    return DataSetBuilder.ofFile()
        .text(Attribute.SOP_CLASS_UID, sopClass.uid())
        .text(Attribute.SOP_INSTANCE_UID, uid)
        .text(Attribute.STUDY_INSTANCE_UID, STUDY)
        .text(Attribute.PATIENT_ID, "PLANTED-ID")
        .text(Attribute.PATIENT_NAME, "PLANTED^NAME")
        .text(Attribute.PATIENT_BIRTH_DATE, "19610203")
        .text(Attribute.STUDY_DATE, "20110920")
        .text(Attribute.PATIENT_POSITION, "HFS");
  }

  /** Written and read again. */
  public static DicomFile file(DataSetBuilder builder, Path folder, String name) {
    Path file = folder.resolve(name);
    DicomWriter.write(builder.build(), file);
    return DicomFile.read(file, name);
  }

  /** The CT's slices, written and read again. */
  public static List<DicomFile> files(List<DataSetBuilder> slices, Path folder) {
    List<DicomFile> files = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      files.add(file(slices.get(i), folder, "CT" + i));
    }
    return files;
  }

  /** A box in mm on slices; a contour a slice. */
  public record Box(
      String name, String type, double x0, double x1, double y0, double y1, double... slicesMm) {

    private List<DataSet> contours() {
      List<DataSet> items = new ArrayList<>();
      for (double z : slicesMm) {
        items.add(contour("CLOSED_PLANAR", x0, y0, z, x1, y0, z, x1, y1, z, x0, y1, z));
      }
      return items;
    }

    public static DataSet contour(String type, double... xyz) {
      return new DataSetBuilder()
          .text(Attribute.CONTOUR_GEOMETRIC_TYPE, type)
          .numbers(Attribute.CONTOUR_DATA, xyz)
          .build();
    }
  }
}
