package org.dosekit.report.vector;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Image;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.image.BufferedImage;
import java.awt.image.ImageObserver;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Graphics2D that puts everything on a {@link Page} as it comes. Paints are colours only. */
final class PageGraphics extends ShapeGraphics {
  /** What the graphics made from one another share: the page, and the clip it is under now. */
  private static final class Target {
    private final Page page;
    private @Nullable Shape clip;

    private Target(Page page) {
      this.page = page;
    }
  }

  private final Target target;
  private final RenderingHints hints = new RenderingHints(Map.of());
  private AffineTransform transform = new AffineTransform();

  /** In the page's coordinates; null without one, as Graphics2D has it. */
  private @Nullable Shape clip;

  private Color colour = Color.BLACK;
  private Color background = Color.WHITE;
  private Stroke stroke = new BasicStroke();
  private Font font = new Font(Font.SERIF, Font.PLAIN, 12);
  private Composite composite = AlphaComposite.SrcOver;

  PageGraphics(Page page) {
    this(new Target(page));
  }

  private PageGraphics(Target target) {
    this.target = target;
  }

  @Override
  public Graphics create() {
    PageGraphics copy = new PageGraphics(target);
    copy.hints.putAll(hints);
    copy.transform = new AffineTransform(transform);
    copy.clip = clip;
    copy.colour = colour;
    copy.background = background;
    copy.stroke = stroke;
    copy.font = font;
    copy.composite = composite;
    return copy;
  }

  @Override
  public void dispose() {
    // Nothing is held.
  }

  @Override
  public void draw(Shape shape) {
    if (!(stroke instanceof BasicStroke pen)) {
      fill(stroke.createStrokedShape(shape));
      return;
    }
    Color paint = paint();
    if (paint.getAlpha() == 0) {
      return;
    }
    double scale = Math.sqrt(Math.abs(transform.getDeterminant()));
    float[] dash = pen.getDashArray();
    double[] scaledDash = new double[dash == null ? 0 : dash.length];
    for (int i = 0; i < scaledDash.length; i++) {
      scaledDash[i] = Objects.requireNonNull(dash)[i] * scale;
    }
    page()
        .stroke(
            transform.createTransformedShape(shape),
            new Page.Pen(
                pen.getLineWidth() * scale,
                pen.getEndCap(),
                pen.getLineJoin(),
                pen.getMiterLimit(),
                scaledDash,
                pen.getDashPhase() * scale),
            paint);
  }

  @Override
  public void fill(Shape shape) {
    Color paint = paint();
    if (paint.getAlpha() > 0) {
      page().fill(transform.createTransformedShape(shape), paint);
    }
  }

  @Override
  public void drawString(String text, float x, float y) {
    Color paint = paint();
    if (!text.isEmpty() && paint.getAlpha() > 0) {
      AffineTransform place = new AffineTransform(transform);
      place.translate(x, y);
      page().text(text, font, place, paint);
    }
  }

  @Override
  public boolean drawImage(
      Image image, AffineTransform pixelsToUser, @Nullable ImageObserver observer) {
    if (!(image instanceof BufferedImage picture)) {
      throw refused("pictures that are not in memory");
    }
    AffineTransform place = new AffineTransform(transform);
    place.concatenate(pixelsToUser);
    page().picture(picture, place);
    return true;
  }

  /** The page, under this graphics' clip and name. */
  private Page page() {
    if (target.clip != clip) {
      target.clip = clip;
      target.page.clip(Optional.ofNullable(clip));
    }
    Object name = hints.get(Drawing.NAME);
    target.page.name(name == null ? "" : name.toString());
    return target.page;
  }

  private Color paint() {
    if (composite instanceof AlphaComposite alpha && alpha.getAlpha() < 1) {
      int mixed = Math.round(colour.getAlpha() * alpha.getAlpha());
      return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), mixed);
    }
    return colour;
  }

  @Override
  public void setComposite(Composite other) {
    if (!(other instanceof AlphaComposite alpha) || alpha.getRule() != AlphaComposite.SRC_OVER) {
      throw refused("composites other than source-over");
    }
    composite = other;
  }

  @Override
  public Composite getComposite() {
    return composite;
  }

  @Override
  public void setPaint(@Nullable Paint paint) {
    // As Graphics2D has it, null changes nothing.
    if (paint instanceof Color other) {
      colour = other;
    } else if (paint != null) {
      throw refused("paints other than colours");
    }
  }

  @Override
  public Paint getPaint() {
    return colour;
  }

  @Override
  public void setColor(@Nullable Color other) {
    setPaint(other);
  }

  @Override
  public Color getColor() {
    return colour;
  }

  @Override
  public void setBackground(Color other) {
    background = other;
  }

  @Override
  public Color getBackground() {
    return background;
  }

  @Override
  public void setStroke(Stroke other) {
    stroke = Objects.requireNonNull(other);
  }

  @Override
  public Stroke getStroke() {
    return stroke;
  }

  @Override
  public void setFont(@Nullable Font other) {
    font = other == null ? font : other;
  }

  @Override
  public Font getFont() {
    return font;
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return Page.TEXT;
  }

  @Override
  public void setRenderingHint(RenderingHints.Key key, @Nullable Object value) {
    if (value == null) {
      hints.remove(key);
    } else {
      hints.put(key, value);
    }
  }

  @Override
  public @Nullable Object getRenderingHint(RenderingHints.Key key) {
    return hints.get(key);
  }

  @Override
  public void setRenderingHints(Map<?, ?> others) {
    hints.clear();
    hints.putAll(others);
  }

  @Override
  public void addRenderingHints(Map<?, ?> others) {
    hints.putAll(others);
  }

  @Override
  public RenderingHints getRenderingHints() {
    return (RenderingHints) hints.clone();
  }

  @Override
  public void translate(int x, int y) {
    transform.translate(x, y);
  }

  @Override
  public void translate(double x, double y) {
    transform.translate(x, y);
  }

  @Override
  public void rotate(double angle) {
    transform.rotate(angle);
  }

  @Override
  public void rotate(double angle, double x, double y) {
    transform.rotate(angle, x, y);
  }

  @Override
  public void scale(double x, double y) {
    transform.scale(x, y);
  }

  @Override
  public void shear(double x, double y) {
    transform.shear(x, y);
  }

  @Override
  public void transform(AffineTransform other) {
    transform.concatenate(other);
  }

  @Override
  public void setTransform(AffineTransform other) {
    transform = new AffineTransform(other);
  }

  @Override
  public AffineTransform getTransform() {
    return new AffineTransform(transform);
  }

  @Override
  public @Nullable Shape getClip() {
    return clip == null ? null : inverse().createTransformedShape(clip);
  }

  @Override
  public void setClip(@Nullable Shape shape) {
    clip = shape == null ? null : transform.createTransformedShape(shape);
  }

  @Override
  public void clip(@Nullable Shape shape) {
    if (shape == null || clip == null) {
      setClip(shape);
      return;
    }
    Area both = new Area(clip);
    both.intersect(new Area(transform.createTransformedShape(shape)));
    clip = both;
  }

  private AffineTransform inverse() {
    try {
      return transform.createInverse();
    } catch (NoninvertibleTransformException e) {
      throw new IllegalStateException("a drawing scaled to nothing", e);
    }
  }
}
