package org.dosekit.data.phantom;

/** placeholder. */
public final class PhantomGenerator {
  private PhantomGenerator() {}
}
