package org.dosekit.lab;

import java.util.Optional;
import org.dosekit.cli.shell.GridShapeConverter;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.patient.Cohort;
import picocli.CommandLine.ITypeConverter;

/**
 * What a training patch is to be, on the command line.
 *
 * @param shape its shape; empty for what holds any case whole
 */
record PatchChoice(Optional<GridShape> shape) {
  private static final String WHOLE = "whole";

  /** Reads a shape, or {@value PatchChoice#WHOLE}. */
  static final class Converter implements ITypeConverter<PatchChoice> {
    private final GridShapeConverter shapes = new GridShapeConverter();

    @Override
    public PatchChoice convert(String text) {
      return new PatchChoice(
          text.equals(WHOLE) ? Optional.empty() : Optional.of(shapes.convert(text)));
    }
  }

  /**
   * The patch's shape; reads every case where it is to hold them.
   *
   * @throws org.dosekit.core.DoseDataException when a case is damaged
   */
  GridShape of(Cohort cohort, CaseEncoder encoder) {
    return shape.orElseGet(() -> wholeOf(cohort, encoder));
  }

  /** The smallest patch that holds the box where dose may be of every case. */
  private static GridShape wholeOf(Cohort cohort, CaseEncoder encoder) {
    return cohort.ids().stream()
        .map(id -> encoder.doseBox(cohort.load(id)).shape())
        .reduce(
            GridShape.cube(NetworkSpec.SPATIAL_MULTIPLE),
            (a, b) ->
                new GridShape(
                    covering(a.ny(), b.ny()), covering(a.nx(), b.nx()), covering(a.nz(), b.nz())));
  }

  private static int covering(int size, int extent) {
    int multiple = NetworkSpec.SPATIAL_MULTIPLE;
    return Math.max(size, (extent + multiple - 1) / multiple * multiple);
  }
}
