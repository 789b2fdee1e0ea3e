package org.dosekit.core.npz;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.AtomicFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * A {@link Case} as one NPZ file that NumPy reads with {@code allow_pickle=False}.
 *
 * <p>Members, arrays (Y, X, Z): {@code ct_hu} int16 when every value is a whole number in its
 * range, else float32; {@code dose_gy} float32, absent when there is no dose; {@code masks} uint8
 * (C, Y, X, Z) in the order of {@code case.json}'s structures; {@code dose_region} uint8 where
 * there is one; and the text member {@code case.json}: format version, id, protocol, grid,
 * structures (name, role), prescription, constraint values. A case reads back equal, the dose bit
 * for bit; only an HU of -0 becomes 0, and masks come back on the CT's grid.
 */
public final class CaseFile {
  private static final String CASE_JSON = "case.json";
  private static final String CT = "ct_hu";
  private static final String DOSE = "dose_gy";
  private static final String MASKS = "masks";
  private static final String DOSE_REGION = "dose_region";
  private static final Set<String> ARRAYS = Set.of(CT, DOSE, MASKS, DOSE_REGION);

  private CaseFile() {}

  /**
   * Writes the case, atomically. The same case gives the same bytes.
   *
   * @throws DoseDataException when the file cannot be written
   */
  public static void write(Case patient, Path file) {
    AtomicFile.writeStream(file, out -> write(patient, out));
  }

  private static void write(Case patient, OutputStream out) throws IOException {
    GridShape shape = patient.grid().shape();
    int[] dimensions = {shape.ny(), shape.nx(), shape.nz()};
    try (NpzWriter npz = NpzWriter.to(out)) {
      npz.text(CASE_JSON, CaseHeader.of(patient).toJson());
      Optional<short[]> wholeHu = wholeNumbers(patient.ctHu().data());
      if (wholeHu.isPresent()) {
        npz.array(CT, wholeHu.get(), dimensions);
      } else {
        npz.array(CT, patient.ctHu().data(), dimensions);
      }
      if (patient.doseGy().isPresent()) {
        npz.array(DOSE, patient.doseGy().get().data(), dimensions);
      }
      List<Mask> masks = patient.structures().stream().map(Structure::mask).toList();
      npz.beginBytes(MASKS, masks.size(), shape.ny(), shape.nx(), shape.nz());
      for (Mask mask : masks) {
        writeBytes(npz, mask);
      }
      npz.endArray();
      if (patient.doseRegion().isPresent()) {
        npz.beginBytes(DOSE_REGION, dimensions);
        writeBytes(npz, patient.doseRegion().get());
        npz.endArray();
      }
    }
  }

  private static Optional<short[]> wholeNumbers(float[] values) {
    short[] whole = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      whole[i] = (short) values[i];
      if (whole[i] != values[i]) {
        return Optional.empty();
      }
    }
    return Optional.of(whole);
  }

  private static void writeBytes(NpzWriter npz, Mask mask) throws IOException {
    GridShape shape = mask.grid().shape();
    int planeVoxels = shape.nx() * shape.nz();
    byte[] plane = new byte[planeVoxels];
    for (int start = 0; start < shape.voxelCount(); start += planeVoxels) {
      Arrays.fill(plane, (byte) 0);
      int end = start + planeVoxels;
      for (int i = mask.nextIndex(start); i >= 0 && i < end; i = mask.nextIndex(i + 1)) {
        plane[i - start] = 1;
      }
      npz.bytes(plane, planeVoxels);
    }
  }

  /**
   * Reads a case. Sizes are checked before memory is taken; nothing in the file is executed.
   *
   * @throws DoseDataException when the file is truncated, oversized, mistyped or inconsistent
   */
  public static Case read(Path file) {
    try (NpzFile npz = NpzFile.open(file)) {
      requireKnownMembers(npz);
      CaseHeader header = CaseHeader.parse(file + ": " + CASE_JSON, npz.text(CASE_JSON));
      return read(npz, header);
    }
  }

  private static Case read(NpzFile npz, CaseHeader header) {
    Grid grid = header.grid();
    Volume ctHu = readVolume(npz, CT, grid, NpyType.INT16, NpyType.FLOAT32);
    List<Mask> masks = readMasks(npz, MASKS, grid, header.structures().size());
    List<Structure> structures = new ArrayList<>();
    for (int i = 0; i < masks.size(); i++) {
      CaseHeader.NamedRole structure = header.structures().get(i);
      structures.add(structure(npz, structure, masks.get(i)));
    }
    Optional<Volume> doseGy =
        npz.arrays().contains(DOSE)
            ? Optional.of(readVolume(npz, DOSE, grid, NpyType.FLOAT32))
            : Optional.empty();
    Optional<Mask> doseRegion =
        npz.arrays().contains(DOSE_REGION)
            ? Optional.of(readDoseRegion(npz, grid))
            : Optional.empty();
    try {
      return new Case(
          header.id(),
          header.protocol(),
          ctHu,
          structures,
          header.prescription(),
          doseGy,
          doseRegion,
          header.constraintValues());
    } catch (DoseDataException e) {
      throw e.in(npz.file().toString());
    }
  }

  private static Structure structure(NpzFile npz, CaseHeader.NamedRole header, Mask mask) {
    try {
      return new Structure(header.name(), header.role(), mask);
    } catch (IllegalArgumentException e) {
      throw DoseDataException.of(
              npz.file() + ": " + CASE_JSON,
              "a structure's name of " + header.name().length() + " characters",
              "1 to 64 printable characters",
              "rename the structure")
          .withCause(e);
    }
  }

  private static void requireKnownMembers(NpzFile npz) {
    List<String> unknown = new ArrayList<>(npz.arrays());
    unknown.removeAll(ARRAYS);
    npz.texts().stream().filter(name -> !name.equals(CASE_JSON)).forEach(unknown::add);
    if (!unknown.isEmpty() || !npz.texts().contains(CASE_JSON)) {
      throw DoseDataException.of(
          npz.file().toString(),
          npz.texts().contains(CASE_JSON)
              ? "unknown members " + unknown
              : "no member '" + CASE_JSON + "'",
          "a case file: "
              + CASE_JSON
              + ", "
              + CT
              + ", "
              + MASKS
              + ", perhaps "
              + DOSE
              + ", "
              + DOSE_REGION,
          "import the case anew");
    }
  }

  private static Volume readVolume(NpzFile npz, String name, Grid grid, NpyType... types) {
    GridShape shape = grid.shape();
    try (NpyStream in = npz.stream(name)) {
      in.requireShape(shape.ny(), shape.nx(), shape.nz());
      in.requireType(types);
      return Volume.of(grid, in.readAll().toFloats());
    } catch (IOException e) {
      throw NpyStream.damaged(npz.describe(name), e);
    }
  }

  private static Mask readDoseRegion(NpzFile npz, Grid grid) {
    GridShape shape = grid.shape();
    return readMasks(npz, DOSE_REGION, grid, 1, shape.ny(), shape.nx(), shape.nz()).get(0);
  }

  private static List<Mask> readMasks(NpzFile npz, String name, Grid grid, int count) {
    GridShape shape = grid.shape();
    return readMasks(npz, name, grid, count, count, shape.ny(), shape.nx(), shape.nz());
  }

  private static List<Mask> readMasks(
      NpzFile npz, String name, Grid grid, int count, int... dimensions) {
    List<Mask> masks = new ArrayList<>();
    try (NpyStream in = npz.stream(name)) {
      in.requireShape(dimensions);
      in.requireType(NpyType.UINT8, NpyType.BOOL);
      for (int i = 0; i < count; i++) {
        masks.add(readMask(in, grid));
      }
      in.requireEnd();
      return masks;
    } catch (IOException e) {
      throw NpyStream.damaged(npz.describe(name), e);
    }
  }

  private static Mask readMask(NpyStream in, Grid grid) throws IOException {
    int planeVoxels = grid.shape().nx() * grid.shape().nz();
    byte[] plane = new byte[planeVoxels];
    BitSet bits = new BitSet(grid.voxelCount());
    for (int start = 0; start < grid.voxelCount(); start += planeVoxels) {
      in.readFully(plane, planeVoxels);
      for (int i = 0; i < planeVoxels; i++) {
        if (plane[i] == 1) {
          bits.set(start + i);
        } else if (plane[i] != 0) {
          throw DoseDataException.of(
              in.member(),
              "the value " + (plane[i] & 0xFF) + " in a mask",
              "0 outside and 1 inside",
              "restore the file");
        }
      }
    }
    return Mask.of(grid, bits);
  }
}
