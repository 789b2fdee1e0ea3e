package org.dosekit.cli.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dosekit.core.geometry.GridShape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 128x128x80}, voxels along Y, X and Z; {@code 64} is a cube. */
public final class GridShapeConverter implements ITypeConverter<GridShape> {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})(?:x(\\d{1,4})x(\\d{1,4}))?");

  @Override
  public GridShape convert(String text) {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw new TypeConversionException("'" + text + "' is not a shape such as 128x128x80");
    }
    int ny = Integer.parseInt(shape.group(1));
    try {
      return shape.group(2) == null
          ? GridShape.cube(ny)
          : new GridShape(ny, Integer.parseInt(shape.group(2)), Integer.parseInt(shape.group(3)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
