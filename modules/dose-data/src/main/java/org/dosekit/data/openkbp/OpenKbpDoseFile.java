package org.dosekit.data.openkbp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * A predicted dose as the data set's own evaluator reads it: {@code <id>.csv} with the header
 * {@code ,data} and a line {@code index,dose} for each voxel that is not zero, in Gy, in the data
 * set's order of voxels (z to inferior).
 */
public final class OpenKbpDoseFile {
  private static final IndexedCsv.Quantity DOSE =
      new IndexedCsv.Quantity("a dose", "Gy", -1000, 1000);
  private static final int CHARACTERS_PER_VOXEL = 18;

  private OpenKbpDoseFile() {}

  /**
   * Writes {@code <id>.csv}, atomically. Doses outside the region are left out, which the evaluator
   * reads as zero.
   *
   * @param id the patient, e.g. {@code pt_245}
   * @param doseGy on a grid of 128^3 voxels with z to superior
   * @param doseRegion the patient's possible-dose mask
   * @return the file
   * @throws DoseDataException when the grid is another, a dose is not finite or not within 1000 Gy,
   *     or the file cannot be written
   */
  public static Path write(Path folder, String id, Volume doseGy, Mask doseRegion) {
    Case.requireId(id);
    OpenKbpFormat.requireShape(id, doseGy.grid());
    OpenKbpFormat.requireShape(id, doseRegion.grid());
    float[] gy = doseGy.data();
    StringBuilder text = new StringBuilder(CHARACTERS_PER_VOXEL * doseRegion.count() + 16);
    text.append(",data\n");
    for (int index = 0; index < gy.length; index++) {
      int voxel = OpenKbpFormat.flipped(index);
      if (gy[voxel] != 0 && doseRegion.contains(voxel)) {
        requirePlausible(id, gy[voxel]);
        text.append(index).append(',').append(gy[voxel]).append('\n');
      }
    }
    Path file = folder.resolve(id + OpenKbpFormat.EXTENSION);
    AtomicFile.writeText(file, text.toString());
    return file;
  }

  /**
   * Reads a file that {@link #write} or another program wrote.
   *
   * @param grid the patient's grid
   * @return the dose in Gy on that grid, zero in voxels not listed
   * @throws DoseDataException naming file and line, when it is not such a file
   */
  public static Volume read(Path file, Grid grid) {
    String subject = file.getFileName().toString();
    OpenKbpFormat.requireShape(subject, grid);
    float[] gy = new float[grid.voxelCount()];
    IndexedCsv.readValues(
        subject,
        content(file, subject),
        DOSE,
        (index, dose) -> gy[OpenKbpFormat.flipped(index)] = (float) dose);
    return Volume.of(grid, gy);
  }

  private static byte[] content(Path file, String subject) {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(OpenKbpFormat.MAX_FILE_BYTES + 1);
    } catch (IOException e) {
      throw DoseDataException.of(subject, "no readable file", "a predicted dose", "check the path")
          .withCause(e);
    }
    if (content.length > OpenKbpFormat.MAX_FILE_BYTES) {
      throw DoseDataException.of(
          subject,
          "more than " + OpenKbpFormat.MAX_FILE_BYTES + " bytes",
          "a predicted dose of 128^3 voxels",
          "check the path");
    }
    return content;
  }

  private static void requirePlausible(String id, float gy) {
    if (!(gy >= DOSE.min() && gy <= DOSE.max())) {
      throw DoseDataException.of(
          id,
          String.format(Locale.ROOT, "a predicted dose of %s Gy", gy),
          "finite doses within 1000 Gy",
          "check the model and its input");
    }
  }
}
