package org.dosekit.data.beam;

/**
 * Photon fluence on a field plane: an aperture whose edges are blurred by the source's size, and
 * the wide skirt of scatter around it.
 */
final class Fluence {
  /** Of the penumbra: 80 to 20 % within 1.68 sigma, 5.4 mm. */
  private static final double PENUMBRA_SIGMA_MM = 3.2;

  private static final double SCATTER_SIGMA_MM = 22;
  private static final float SCATTER_SHARE = 0.1f;

  private final FieldPlane plane;
  private final float[] pixels;

  private Fluence(FieldPlane plane, float[] pixels) {
    this.plane = plane;
    this.pixels = pixels;
  }

  /** The fluence through an aperture of pixels 0 or 1. */
  static Fluence through(FieldPlane plane, float[] aperture) {
    float[] direct = blurred(plane, aperture, PENUMBRA_SIGMA_MM);
    float[] scattered = blurred(plane, aperture, SCATTER_SIGMA_MM);
    for (int i = 0; i < direct.length; i++) {
      direct[i] = (1 - SCATTER_SHARE) * direct[i] + SCATTER_SHARE * scattered[i];
    }
    return new Fluence(plane, direct);
  }

  static Fluence none(FieldPlane plane) {
    return new Fluence(plane, new float[plane.nu() * plane.nv()]);
  }

  /** This fluence and {@code weight} of another on the same plane. */
  Fluence plus(Fluence other, double weight) {
    float[] sum = pixels.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (float) (weight * other.pixels[i]);
    }
    return new Fluence(plane, sum);
  }

  /** The fluence at a place of the plane; zero beyond its edge. */
  double at(double u, double v) {
    double a = (u - plane.uMin()) / FieldPlane.PIXEL_MM;
    double b = (v - plane.vMin()) / FieldPlane.PIXEL_MM;
    if (!(a >= 0 && b >= 0 && a < plane.nu() - 1 && b < plane.nv() - 1)) {
      return 0;
    }
    int iu = (int) a;
    int iv = (int) b;
    int at = iu * plane.nv() + iv;
    int next = at + plane.nv();
    double near = pixels[at] + (b - iv) * (pixels[at + 1] - pixels[at]);
    double far = pixels[next] + (b - iv) * (pixels[next + 1] - pixels[next]);
    return near + (a - iu) * (far - near);
  }

  /** Gaussian blur along v, then along u, by a kernel cut at three sigma. */
  private static float[] blurred(FieldPlane plane, float[] pixels, double sigmaMm) {
    float[] kernel = kernel(sigmaMm / FieldPlane.PIXEL_MM);
    float[] rows = blurred(pixels, plane.nu(), plane.nv(), plane.nv(), 1, kernel);
    return blurred(rows, plane.nv(), plane.nu(), 1, plane.nv(), kernel);
  }

  private static float[] blurred(
      float[] from, int lines, int length, int lineStep, int step, float[] kernel) {
    float[] result = new float[from.length];
    int reach = kernel.length / 2;
    for (int line = 0; line < lines; line++) {
      int start = line * lineStep;
      for (int i = 0; i < length; i++) {
        float value = from[start + i * step];
        if (value != 0) {
          int last = Math.min(length - 1, i + reach);
          for (int j = Math.max(0, i - reach); j <= last; j++) {
            result[start + j * step] += value * kernel[j - i + reach];
          }
        }
      }
    }
    return result;
  }

  private static float[] kernel(double sigmaPixels) {
    int reach = (int) Math.ceil(3 * sigmaPixels);
    float[] kernel = new float[2 * reach + 1];
    double sum = 0;
    for (int i = -reach; i <= reach; i++) {
      sum += Math.exp(-i * i / (2 * sigmaPixels * sigmaPixels));
    }
    for (int i = -reach; i <= reach; i++) {
      kernel[i + reach] = (float) (Math.exp(-i * i / (2 * sigmaPixels * sigmaPixels)) / sum);
    }
    return kernel;
  }
}
