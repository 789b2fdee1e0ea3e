package org.dosekit.data.openkbp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/** Makes a {@link Case} of a patient's files, with z turned to superior and the CT in HU. */
final class PatientParser {
  /** The stored CT is HU + 1024; a few patients have 16-bit values beyond the scanner's 12 bits. */
  private static final float CT_OFFSET_HU = 1024;

  private static final double MAX_STORED_CT = 4095;
  private static final IndexedCsv.Quantity STORED_CT =
      new IndexedCsv.Quantity("a CT value", "HU+1024", -65536, 65536);
  private static final IndexedCsv.Quantity DOSE = new IndexedCsv.Quantity("a dose", "Gy", 0, 1000);

  private static final double MIN_SPACING_MM = 0.1;
  private static final double MAX_SPACING_MM = 20;
  private static final int MAX_SPACING_BYTES = 1000;

  private final Protocol protocol;

  PatientParser(Protocol protocol) {
    this.protocol = protocol;
  }

  /** The names of the files that hold structures. */
  Set<String> structureFiles() {
    return protocol.structures().stream()
        .map(PatientParser::fileOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Parses a patient.
   *
   * @throws DoseDataException naming patient, file and line
   */
  OpenKbpPatient parse(PatientFiles.Whole files) {
    String id = files.id();
    Map<String, byte[]> contents = files.contents();
    Grid grid = grid(id, require(id, contents, OpenKbpFormat.SPACING));
    Volume ctHu =
        ctHu(grid, subject(id, OpenKbpFormat.CT), require(id, contents, OpenKbpFormat.CT));
    Mask region =
        mask(
            grid,
            subject(id, OpenKbpFormat.DOSE_REGION),
            require(id, contents, OpenKbpFormat.DOSE_REGION));
    Volume doseGy =
        doseGy(region, subject(id, OpenKbpFormat.DOSE), require(id, contents, OpenKbpFormat.DOSE));
    List<Structure> structures = structures(id, grid, contents);
    return new OpenKbpPatient(
        files.part(),
        new Case(
            id,
            protocol.name(),
            ctHu,
            structures,
            prescription(structures),
            Optional.of(doseGy),
            Optional.of(region),
            Map.of()));
  }

  private List<Structure> structures(String id, Grid grid, Map<String, byte[]> contents) {
    List<Structure> structures = new ArrayList<>();
    for (StructureDefinition definition : protocol.structures()) {
      String file = fileOf(definition);
      byte[] content = contents.get(file);
      if (content != null) {
        structures.add(
            new Structure(
                definition.name(), definition.role(), mask(grid, subject(id, file), content)));
      } else if (definition.required()) {
        throw missing(id, file);
      }
    }
    return structures;
  }

  private Prescription prescription(List<Structure> structures) {
    Map<String, Double> doseGyByTarget = new LinkedHashMap<>(protocol.prescriptionGy());
    doseGyByTarget
        .keySet()
        .retainAll(structures.stream().map(Structure::name).collect(Collectors.toSet()));
    return new Prescription(doseGyByTarget);
  }

  private static Volume ctHu(Grid grid, String subject, byte[] content) {
    float[] hu = new float[grid.voxelCount()];
    Arrays.fill(hu, -CT_OFFSET_HU);
    int count =
        IndexedCsv.readValues(
            subject,
            content,
            STORED_CT,
            (index, stored) ->
                hu[OpenKbpFormat.flipped(index)] =
                    (float) Math.min(Math.max(stored, 0), MAX_STORED_CT) - CT_OFFSET_HU);
    requireSome(subject, count);
    return Volume.of(grid, hu);
  }

  private static Volume doseGy(Mask region, String subject, byte[] content) {
    float[] gy = new float[region.grid().voxelCount()];
    int count =
        IndexedCsv.readValues(
            subject,
            content,
            DOSE,
            (index, dose) -> gy[OpenKbpFormat.flipped(index)] = (float) dose);
    requireSome(subject, count);
    for (int i = 0; i < gy.length; i++) {
      if (gy[i] > 0 && !region.contains(i)) {
        throw DoseDataException.of(
            subject,
            gy[i] + " Gy in voxel " + OpenKbpFormat.flipped(i),
            "no dose outside " + OpenKbpFormat.DOSE_REGION,
            "replace the damaged one of the two files");
      }
    }
    return Volume.of(region.grid(), gy);
  }

  private static Mask mask(Grid grid, String subject, byte[] content) {
    BitSet bits = new BitSet(grid.voxelCount());
    int count =
        IndexedCsv.readMask(subject, content, index -> bits.set(OpenKbpFormat.flipped(index)));
    requireSome(subject, count);
    return Mask.of(grid, bits);
  }

  private static Grid grid(String id, byte[] content) {
    String subject = subject(id, OpenKbpFormat.SPACING);
    if (content.length > MAX_SPACING_BYTES) {
      throw badSpacing(subject, content.length + " bytes");
    }
    List<String> lines =
        new String(content, StandardCharsets.ISO_8859_1)
            .strip()
            .lines()
            .map(String::strip)
            .toList();
    if (lines.size() != 3) {
      throw badSpacing(subject, lines.size() + " lines");
    }
    double[] mm = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      try {
        mm[axis] = Double.parseDouble(lines.get(axis));
      } catch (NumberFormatException e) {
        throw badSpacing(
                subject + " line " + (axis + 1), "'" + EntryNames.printable(lines.get(axis)) + "'")
            .withCause(e);
      }
      if (!(mm[axis] >= MIN_SPACING_MM && mm[axis] <= MAX_SPACING_MM)) {
        throw badSpacing(subject + " line " + (axis + 1), mm[axis] + " mm");
      }
    }
    // The files hold no position: the first voxel's centre is the origin.
    return Grid.axial(
        OpenKbpFormat.SHAPE, new VoxelSpacing(mm[0], mm[1], mm[2]), PatientPoint.ORIGIN);
  }

  private static DoseDataException badSpacing(String subject, String found) {
    return DoseDataException.of(
        subject,
        found,
        "three lines, each a distance of " + MIN_SPACING_MM + " to " + MAX_SPACING_MM + " mm",
        "replace the file by an undamaged one");
  }

  private static byte[] require(String id, Map<String, byte[]> contents, String file) {
    byte[] content = contents.get(file);
    if (content == null) {
      throw missing(id, file);
    }
    return content;
  }

  private static DoseDataException missing(String id, String file) {
    return DoseDataException.of(id, "no " + file, "the file " + file, "fetch the patient again");
  }

  private static void requireSome(String subject, int count) {
    if (count == 0) {
      throw DoseDataException.of(
          subject, "no voxel", "at least one", "leave the file out when the structure is absent");
    }
  }

  private static String subject(String id, String file) {
    return id + "/" + file;
  }

  private static String fileOf(StructureDefinition definition) {
    return definition.name() + OpenKbpFormat.EXTENSION;
  }
}
