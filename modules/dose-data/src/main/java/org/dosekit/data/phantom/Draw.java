package org.dosekit.data.phantom;

import java.util.SplittableRandom;

/** Random numbers of one phantom. */
final class Draw {
  private final SplittableRandom random;

  private Draw(SplittableRandom random) {
    this.random = random;
  }

  /** The numbers of the phantom of this index in the cohort of this seed, whatever came before. */
  static Draw of(long seed, int index) {
    return new Draw(new SplittableRandom(mixed(mixed(seed) + index)));
  }

  /** Numbers that do not depend on how many others are drawn here afterwards. */
  Draw split() {
    return new Draw(random.split());
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double gaussian() {
    return random.nextGaussian();
  }

  Solid.Point phase() {
    return new Solid.Point(
        between(0, 2 * Math.PI), between(0, 2 * Math.PI), between(0, 2 * Math.PI));
  }

  /**
   * Stafford's variant 13 of the 64-bit finaliser: seeds of neighbouring phantoms must be
   * unrelated, as SplittableRandom's streams of seeds a golden ratio apart are one stream shifted.
   */
  private static long mixed(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
