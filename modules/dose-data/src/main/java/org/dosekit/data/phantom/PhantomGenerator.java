package org.dosekit.data.phantom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.data.beam.SibPlanner;
import org.dosekit.data.beam.SibTask;

/**
 * Synthetic prostate patients of protocol {@code prostate-sib}: a varied pelvis, its CT, its
 * structures with the outline as {@code BODY}, and a planned dose that follows from them.
 *
 * <p>As in the original project's plans, PTV56 contains PTV70. The dose is scaled to D95 = 70 Gy of
 * PTV70, and its second level to D95 = 56 Gy of PTV56. It has the shape of a real one (attenuation
 * in the patient's own tissues, penumbra, sparing of organs) but is no substitute for it.
 *
 * <p>Immutable; cases may be generated in parallel. The same seed, index, grid and beams give the
 * same case, whichever others are generated.
 */
public final class PhantomGenerator {
  /** 128 x 128 x 80 voxels. */
  public static final GridShape DEFAULT_SHAPE = new GridShape(128, 128, 80);

  /** 3 mm. */
  public static final VoxelSpacing DEFAULT_SPACING = VoxelSpacing.isotropic(3);

  private static final String PROTOCOL = "prostate-sib";
  private static final String BODY = "BODY";
  private static final int DEFAULT_BEAMS = 30;
  private static final double MIN_WIDTH_MM = 300;
  private static final double MIN_DEPTH_MM = 220;
  private static final double MIN_HEIGHT_MM = 200;
  private static final double MAX_SPACING_MM = 8;

  private final long seed;
  private final Grid grid;
  private final SibPlanner planner;

  private PhantomGenerator(long seed, Grid grid, SibPlanner planner) {
    this.seed = seed;
    this.grid = grid;
    this.planner = planner;
  }

  /** The cohort of a seed, on the default grid, planned with 30 beams. */
  public static PhantomGenerator of(long seed) {
    return new PhantomGenerator(
        seed, centred(DEFAULT_SHAPE, DEFAULT_SPACING), SibPlanner.withBeams(DEFAULT_BEAMS));
  }

  /**
   * The same patients on another grid, centred on the same point; narrow grids get slimmer ones.
   *
   * @throws IllegalArgumentException when it spans less than 300 mm across, 220 mm from front to
   *     back or 200 mm along the patient, or its voxels are larger than 8 mm
   */
  public PhantomGenerator withGrid(GridShape shape, VoxelSpacing spacing) {
    if (shape.nx() * spacing.xMm() < MIN_WIDTH_MM
        || shape.ny() * spacing.yMm() < MIN_DEPTH_MM
        || shape.nz() * spacing.zMm() < MIN_HEIGHT_MM
        || Math.max(spacing.yMm(), Math.max(spacing.xMm(), spacing.zMm())) > MAX_SPACING_MM) {
      throw new IllegalArgumentException(
          "grid %s of %s; it must span (Y, X, Z) %s x %s x %s mm in voxels of at most %s mm"
              .formatted(
                  shape, spacing, MIN_DEPTH_MM, MIN_WIDTH_MM, MIN_HEIGHT_MM, MAX_SPACING_MM));
    }
    return new PhantomGenerator(seed, centred(shape, spacing), planner);
  }

  /**
   * The same patients planned with another number of equally spaced gantry angles.
   *
   * @throws IllegalArgumentException when it is not 5 to 360
   */
  public PhantomGenerator withBeams(int count) {
    return new PhantomGenerator(seed, grid, SibPlanner.withBeams(count));
  }

  /** The id of a case, {@code phantom_0007}. */
  public String id(int index) {
    return String.format(Locale.ROOT, "phantom_%04d", index);
  }

  /**
   * One case.
   *
   * @param index any number from 0
   * @throws IllegalArgumentException when the index is negative
   */
  public Case generate(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("phantom " + index + "; they count from 0");
    }
    PhantomAnatomy anatomy = PhantomAnatomy.draw(grid, Draw.of(seed, index));
    Protocol protocol = Protocol.builtIn(PROTOCOL);
    Prescription prescription = new Prescription(protocol.prescriptionGy());
    Volume doseGy = planner.planGy(task(anatomy, protocol));
    return new Case(
        id(index),
        protocol.name(),
        anatomy.ctHu(),
        structures(anatomy, protocol),
        prescription,
        Optional.of(doseGy),
        Optional.empty(),
        Map.of());
  }

  /** What the planner is asked for: the protocol's doses, sparing its organs. */
  static SibTask task(PhantomAnatomy anatomy, Protocol protocol) {
    Map<String, Mask> organs = new LinkedHashMap<>(anatomy.structures());
    organs.keySet().removeAll(protocol.targets());
    return new SibTask(
        anatomy.ctHu(),
        anatomy.body(),
        anatomy.require(PhantomAnatomy.PTV70),
        anatomy.require(PhantomAnatomy.PTV56),
        doseGy(protocol, PhantomAnatomy.PTV70),
        doseGy(protocol, PhantomAnatomy.PTV56),
        List.copyOf(organs.values()));
  }

  private static double doseGy(Protocol protocol, String target) {
    Double gy = protocol.prescriptionGy().get(target);
    if (gy == null) {
      throw new IllegalStateException("protocol " + protocol.name() + " prescribes no " + target);
    }
    return gy;
  }

  private static List<Structure> structures(PhantomAnatomy anatomy, Protocol protocol) {
    List<Structure> structures = new ArrayList<>();
    for (var definition : protocol.structures()) {
      Mask mask = anatomy.structures().get(definition.name());
      if (mask != null) {
        structures.add(new Structure(definition.name(), definition.role(), mask));
      }
    }
    structures.add(new Structure(BODY, StructureRole.EXTERNAL, anatomy.body()));
    return structures;
  }

  private static Grid centred(GridShape shape, VoxelSpacing spacing) {
    return Grid.axial(
        shape,
        spacing,
        new PatientPoint(
            -spacing.xMm() * (shape.nx() - 1) / 2,
            -spacing.yMm() * (shape.ny() - 1) / 2,
            -spacing.zMm() * (shape.nz() - 1) / 2));
  }
}
