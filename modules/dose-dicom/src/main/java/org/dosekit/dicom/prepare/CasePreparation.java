package org.dosekit.dicom.prepare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.BodyContour;
import org.dosekit.core.structure.ContourRasterizer;
import org.dosekit.core.structure.Contours;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.CubicSpline;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.name.NameTable;
import org.dosekit.dicom.prepare.MappedStructures.Mapped;
import org.dosekit.dicom.rt.RtDose;

/**
 * Makes a case of a study: the CT at its own resolution, cropped; masks from contours; the dose by
 * cubic B-splines on the CT's grid, where the dose grid covers it; the prescription from the plan.
 * Only attributes that a case needs are read; names, dates and other free text are not.
 */
public final class CasePreparation {
  /** CT, dose, parts of structures, masks, the spline's coefficients, and the file to write. */
  private static final long BYTES_PER_VOXEL = 48;

  private final PreparationSettings settings;
  private final Pseudonyms pseudonyms;

  private CasePreparation(PreparationSettings settings, Pseudonyms pseudonyms) {
    this.settings = Objects.requireNonNull(settings);
    this.pseudonyms = Objects.requireNonNull(pseudonyms);
  }

  /** The preparation by these settings. */
  public static CasePreparation of(PreparationSettings settings, Pseudonyms pseudonyms) {
    return new CasePreparation(settings, pseudonyms);
  }

  /** How cases are made. */
  PreparationSettings settings() {
    return settings;
  }

  /** The id that a study's case will have. */
  public String caseId(PlanStudy study) {
    return pseudonyms.caseId(study);
  }

  /** The memory that making a study's case may take, at most. */
  long memoryBytes(PlanStudy study) {
    Grid ct = study.ct().grid();
    double voxels =
        side(ct.shape().ny(), ct.spacing().yMm())
            * side(ct.shape().nx(), ct.spacing().xMm())
            * ct.shape().nz();
    long doseVoxels = study.dose().map(dose -> (long) dose.grid().voxelCount()).orElse(0L);
    return BYTES_PER_VOXEL * ((long) voxels + doseVoxels);
  }

  /** The most voxels that a case takes of so many along one axis. */
  private double side(int voxels, double spacingMm) {
    return Math.min(voxels, 2 * settings.halfWidthMm() / spacingMm + 2);
  }

  /**
   * Makes the case.
   *
   * @throws DoseDataException when the study's parts do not fit one another, a structure that the
   *     protocol requires is missing, the prescription cannot be told, or a target lies outside the
   *     dose grid
   */
  public PreparedCase prepare(StudyFiles files) {
    PlanStudy study = PlanStudy.of(files);
    return prepare(files, study, files.contentSha256());
  }

  PreparedCase prepare(StudyFiles files, PlanStudy study, String inputsSha256) {
    String id = caseId(study);
    try {
      return prepare(files, study, inputsSha256, id);
    } catch (DoseDataException e) {
      throw e.subject().startsWith(id) ? e : e.in(id);
    }
  }

  private PreparedCase prepare(StudyFiles files, PlanStudy study, String inputsSha256, String id) {
    Protocol protocol = settings.protocol();
    MappedStructures mapped = MappedStructures.of(id, study.structures(), settings);
    GridBox box = CaseBox.of(id, study.ct().grid(), mapped, settings);
    Volume ctHu = study.ct().volumeHu(box);
    Grid grid = ctHu.grid();
    Map<String, DrawnMask> masks = masks(mapped, grid);
    Mask body = body(mapped, ctHu);
    Map<String, Mask> present = new LinkedHashMap<>();
    masks.forEach((name, drawn) -> present.put(name, drawn.mask()));
    PrescribedDoses prescribed =
        settings.prescriptionGy().isEmpty()
            ? PrescribedDoses.of(id, protocol, settings.names(), study, present.keySet())
            : PrescribedDoses.given(id, protocol, present.keySet(), settings.prescriptionGy());
    Optional<CubicSpline> dose = study.dose().map(this::spline);
    Optional<Mask> coverage = dose.map(d -> d.coverage(grid));
    coverage.ifPresent(covered -> requireTargets(id, prescribed, present, covered));
    Case patient =
        new Case(
            id,
            protocol.name(),
            ctHu,
            structures(present, body),
            prescribed.prescription(),
            dose.map(d -> nonNegative(d.resampledTo(grid, 0))),
            coverage.filter(covered -> covered.count() < grid.voxelCount()),
            Map.of());
    ImportRecord record =
        new ImportRecord(
            files, inputsSha256, settings, study, mapped, masks, box, prescribed, patient);
    return new PreparedCase(patient, record.json());
  }

  private CubicSpline spline(RtDose dose) {
    CubicSpline spline = CubicSpline.of(dose.volume());
    return settings.asOriginal() ? spline : spline.withLimitedOvershoot();
  }

  private Map<String, DrawnMask> masks(MappedStructures mapped, Grid grid) {
    Map<String, DrawnMask> drawn = new ConcurrentHashMap<>();
    mapped.byStructure().entrySet().parallelStream()
        .filter(entry -> !entry.getKey().equals(NameTable.BODY))
        .forEach(entry -> drawn.put(entry.getKey(), mask(entry.getKey(), entry.getValue(), grid)));
    Map<String, DrawnMask> inOrder = new LinkedHashMap<>();
    settings.protocol().structures().stream()
        .map(s -> s.name())
        .filter(drawn::containsKey)
        .filter(name -> !Objects.requireNonNull(drawn.get(name)).mask().isEmpty())
        .forEach(name -> inOrder.put(name, Objects.requireNonNull(drawn.get(name))));
    return inOrder;
  }

  private DrawnMask mask(String name, Mapped mapped, Grid grid) {
    Contours contours = mapped.roi().contours().orElseThrow();
    try {
      return settings.asOriginal()
          ? DrawnMask.byCentre(contours, grid)
          : DrawnMask.byArea(contours, grid);
    } catch (DoseDataException e) {
      throw e.in(name);
    }
  }

  /** The drawn outline; of a study without one, what the CT shows. */
  private static Mask body(MappedStructures mapped, Volume ctHu) {
    Mapped drawn = mapped.byStructure().get(NameTable.BODY);
    if (drawn == null) {
      return BodyContour.fromCt(ctHu);
    }
    try {
      return ContourRasterizer.onto(ctHu.grid()).centres(drawn.roi().contours().orElseThrow());
    } catch (DoseDataException e) {
      throw e.in(NameTable.BODY);
    }
  }

  private List<Structure> structures(Map<String, Mask> masks, Mask body) {
    List<Structure> structures = new ArrayList<>();
    masks.forEach(
        (name, mask) ->
            structures.add(
                new Structure(
                    name, settings.protocol().structure(name).orElseThrow().role(), mask)));
    if (!body.isEmpty()) {
      structures.add(new Structure(NameTable.BODY, StructureRole.EXTERNAL, body));
    }
    return structures;
  }

  private static void requireTargets(
      String id, PrescribedDoses prescribed, Map<String, Mask> masks, Mask covered) {
    for (String target : prescribed.prescription().doseGyByTarget().keySet()) {
      int outside = Objects.requireNonNull(masks.get(target)).minus(covered).count();
      if (outside > 0) {
        throw DoseDataException.of(
            id,
            outside + " voxels of " + target + " outside the dose grid",
            "a dose grid around all targets",
            "calculate the dose on a larger grid");
      }
    }
  }

  /** Splines overshoot below zero beside a steep edge of a dose that is zero outside. */
  private static Volume nonNegative(Volume doseGy) {
    float[] data = doseGy.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = Math.max(0, data[i]);
    }
    return doseGy;
  }
}
