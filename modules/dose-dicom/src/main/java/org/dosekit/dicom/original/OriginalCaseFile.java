package org.dosekit.dicom.original;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.npz.NpyArray;
import org.dosekit.core.npz.NpyType;
import org.dosekit.core.npz.NpzFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * A case of the original project: {@code ct}, {@code dose} normalised (Y, X, Z), {@code masks} (C,
 * Y, X, Z) and pickled {@code metadata}. Distances are made anew from the masks: files of before
 * its commit 0e2fedc have wrong ones. The file says nothing of where the voxels lie; the first is
 * put at the origin.
 *
 * @param version {@code script_version} of the metadata, e.g. {@code 2.4.0}
 * @param patient the case
 * @param constraints the 13 numbers of the constraint vector
 * @param warnings what is known to be wrong with files like this one
 * @param metadata what else the file says
 */
public record OriginalCaseFile(
    String version, Case patient, float[] constraints, List<String> warnings, PlainValue metadata) {

  /** The channels, in order; before v2.4 the first eight. */
  private static final List<String> KNOWN =
      List.of(
          "PTV70",
          "PTV56",
          "Prostate",
          "Rectum",
          "Bladder",
          "Femur_L",
          "Femur_R",
          "Bowel",
          "PTV50.4");

  private static final double CT_OFFSET = 0.5;
  private static final double CT_SCALE_HU = 4000;

  /** What rounding to float32 and back may add to a whole HU. */
  private static final double WHOLE_HU = 1e-3;

  private static final double USUAL_PRESCRIPTION_GY = 70;
  private static final double MAX_PRESCRIPTION_GY = 200;
  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** Copies the array and the list. */
  public OriginalCaseFile {
    constraints = constraints.clone();
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @param id the case's id: those in the files are names of folders. Messages name the case by it,
   *     as the file's own name may be a patient's
   * @throws DoseDataException when it is damaged, its metadata is other than plain values, or its
   *     numbers are none of a case
   */
  public static OriginalCaseFile read(Path file, String id) {
    Case.requireId(id);
    try (NpzFile npz = NpzFile.open(file)) {
      PlainValue metadata = PickleReader.read(id, pickle(id, npz.memberBytes("metadata.npy")));
      return read(npz, id, metadata);
    } catch (DoseDataException e) {
      throw namedBy(id, file, e);
    }
  }

  /** The error about the case instead of the file; without its cause, whose message is the path. */
  private static DoseDataException namedBy(String id, Path file, DoseDataException e) {
    String subject = e.subject().replace(file.toString(), id);
    return DoseDataException.of(
        subject.startsWith(id) ? subject : id + ", " + subject,
        e.found(),
        e.expected(),
        e.remedy());
  }

  private static byte[] pickle(String where, byte[] member) {
    ByteBuffer buffer = ByteBuffer.wrap(member).order(ByteOrder.LITTLE_ENDIAN);
    boolean isArray =
        member.length >= 10 && Arrays.equals(member, 0, 8, NPY_MAGIC, 0, NPY_MAGIC.length);
    int start = isArray ? 10 + (buffer.getShort(8) & 0xFFFF) : member.length;
    if (start >= member.length) {
      throw DoseDataException.of(
          where, "metadata that are no .npy array", "one of version 1.0", "restore the file");
    }
    return Arrays.copyOfRange(member, start, member.length);
  }

  private static OriginalCaseFile read(NpzFile npz, String where, PlainValue metadata) {
    String version = metadata.get("script_version").flatMap(PlainValue::text).orElse("");
    NpyArray ct = npz.array("ct");
    int[] shape = ct.shape();
    if (shape.length != 3) {
      throw DoseDataException.of(
          where, "a CT of " + shape.length + " dimensions", "three", "restore the file");
    }
    Grid grid = grid(where, shape, metadata);
    List<String> channels = channels(where, metadata);
    double doseScaleGy = doseScaleGy(where, metadata);
    float[] constraints = npz.array("constraints", 13).toFloats();
    List<Structure> structures = structures(npz, where, grid, channels);
    Protocol protocol =
        Protocol.builtIn(channels.contains("PTV50.4") ? "prostate-sib-ptv50" : "prostate-sib");
    Case patient =
        new Case(
            where,
            protocol.name(),
            Volume.of(grid, hu(ct.toFloats())),
            structures,
            prescription(where, constraints, doseScaleGy, structures),
            Optional.of(
                Volume.of(grid, scaled(where, npz.array("dose", shape).toFloats(), doseScaleGy))),
            Optional.empty(),
            Map.of());
    return new OriginalCaseFile(
        version, patient, constraints, warnings(npz, version, patient, channels), metadata);
  }

  /** v2.3 and v2.4: (column, row, slice) spacing, whatever their label says; v2.2: fixed. */
  private static Grid grid(String where, int[] shape, PlainValue metadata) {
    List<PlainValue> spacing =
        metadata
            .get("voxel_spacing_mm")
            .or(() -> metadata.get("target_spacing_mm"))
            .map(value -> value instanceof PlainValue.Listed l ? l.values() : List.<PlainValue>of())
            .orElse(List.of());
    double[] mm =
        spacing.stream().mapToDouble(value -> value.number().orElse(Double.NaN)).toArray();
    try {
      VoxelSpacing voxel =
          mm.length == 3 ? new VoxelSpacing(mm[1], mm[0], mm[2]) : new VoxelSpacing(1, 1, 2);
      return Grid.axial(
          new GridShape(shape[0], shape[1], shape[2]), voxel, new PatientPoint(0, 0, 0));
    } catch (IllegalArgumentException e) {
      throw DoseDataException.of(
              where, "a grid that is none", "a shape and a spacing in mm", "restore the file")
          .withCause(e);
    }
  }

  private static List<String> channels(String where, PlainValue metadata) {
    Optional<PlainValue> named = metadata.get("structure_channels");
    List<String> channels = new ArrayList<>();
    if (named.isPresent() && named.get() instanceof PlainValue.Mapped mapped) {
      for (int c = 0; c < mapped.values().size(); c++) {
        channels.add(named.get().get(c + "").flatMap(PlainValue::text).orElse(""));
      }
    }
    if (channels.isEmpty()) {
      return KNOWN.subList(0, 8);
    }
    if (!KNOWN.containsAll(channels)) {
      throw DoseDataException.of(
          where, "structure channels of other names", KNOWN.toString(), "restore the file");
    }
    return channels;
  }

  private static List<Structure> structures(
      NpzFile npz, String where, Grid grid, List<String> channels) {
    GridShape shape = grid.shape();
    NpyArray stored = npz.array("masks", channels.size(), shape.ny(), shape.nx(), shape.nz());
    if (stored.type() != NpyType.UINT8 && stored.type() != NpyType.BOOL) {
      throw DoseDataException.of(
          where, "masks of " + stored.type(), "uint8 or bool", "restore the file");
    }
    byte[] masks = stored.toBytes();
    Protocol protocol = Protocol.builtIn("prostate-sib-ptv50");
    List<Structure> structures = new ArrayList<>();
    int voxels = shape.voxelCount();
    for (int c = 0; c < channels.size(); c++) {
      int first = c * voxels;
      Mask mask = Mask.where(grid, i -> masks[first + i] != 0);
      if (!mask.isEmpty()) {
        String name = channels.get(c);
        structures.add(new Structure(name, protocol.structure(name).orElseThrow().role(), mask));
      }
    }
    return structures;
  }

  private static float[] hu(float[] normalised) {
    for (int i = 0; i < normalised.length; i++) {
      double hu = (normalised[i] - CT_OFFSET) * CT_SCALE_HU;
      double whole = Math.rint(hu);
      normalised[i] = (float) (Math.abs(hu - whole) < WHOLE_HU ? whole : hu);
    }
    return normalised;
  }

  private static double doseScaleGy(String where, PlainValue metadata) {
    OptionalDouble given =
        metadata
            .get("normalization_dose_gy")
            .map(PlainValue::number)
            .orElseGet(OptionalDouble::empty);
    double gy = given.orElse(USUAL_PRESCRIPTION_GY);
    if (!(gy > 0 && gy <= MAX_PRESCRIPTION_GY)) {
      throw DoseDataException.of(
          where,
          "a dose normalised by " + gy + " Gy",
          "up to " + MAX_PRESCRIPTION_GY + " Gy",
          "restore the file");
    }
    return gy;
  }

  private static float[] scaled(String where, float[] normalised, double doseScaleGy) {
    for (int i = 0; i < normalised.length; i++) {
      if (!Float.isFinite(normalised[i])) {
        throw DoseDataException.of(
            where, "a dose of " + normalised[i], "finite doses", "restore the file");
      }
      // The original clamps before it normalises; older files did not.
      normalised[i] = (float) Math.max(0, normalised[i] * doseScaleGy);
    }
    return normalised;
  }

  /** Entries 0 to 2 of the vector are the levels over the first, 0 for those not prescribed. */
  private static Prescription prescription(
      String where, float[] constraints, double doseScaleGy, List<Structure> structures) {
    Map<String, Double> doses = new LinkedHashMap<>();
    String[] targets = {"PTV70", "PTV56", "PTV50.4"};
    for (int i = 0; i < targets.length; i++) {
      String target = targets[i];
      if (constraints[i] > 0 && structures.stream().anyMatch(s -> s.name().equals(target))) {
        // To a hundredth: float32 has no more digits to tell.
        double gy = Math.rint(100.0 * constraints[i] * doseScaleGy) / 100;
        if (!(gy > 0 && gy <= MAX_PRESCRIPTION_GY)) {
          throw DoseDataException.of(
              where,
              gy + " Gy prescribed to " + target,
              "up to " + MAX_PRESCRIPTION_GY + " Gy",
              "restore the file");
        }
        doses.put(target, gy);
      }
    }
    if (doses.isEmpty()) {
      throw DoseDataException.of(
          where,
          "no prescribed target",
          "at least one of " + Arrays.toString(targets),
          "leave the case out");
    }
    return new Prescription(doses);
  }

  private static List<String> warnings(
      NpzFile npz, String version, Case patient, List<String> channels) {
    List<String> warnings = new ArrayList<>();
    if (version.startsWith("2.2") || version.isEmpty()) {
      warnings.add(
          "dose and CT were resampled to 1 x 1 x 2 mm, which makes targets cold; HU may be off by"
              + " 1024");
    }
    if (npz.arrays().contains("masks_sdf")) {
      float[] sdf = npz.array("masks_sdf").toFloats();
      int voxels = patient.grid().voxelCount();
      for (Structure structure : patient.structures()) {
        int first = channels.indexOf(structure.name()) * voxels;
        if (first + voxels <= sdf.length && isPositive(sdf, first, voxels)) {
          warnings.add("the distances to " + structure.name() + " are nowhere negative");
        }
      }
    }
    return warnings;
  }

  private static boolean isPositive(float[] values, int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (values[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
