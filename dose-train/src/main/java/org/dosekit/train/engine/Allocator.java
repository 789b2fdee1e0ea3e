package org.dosekit.train.engine;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * The C library's allocator. As it comes, glibc maps every block above 32 MB anew and returns it to
 * the kernel when it is freed, so that each step faults all its maps in again.
 */
final class Allocator {
  private static final String TUNING_VARIABLE = "MALLOC_MMAP_MAX_";

  /** Parameters of mallopt(3): all blocks from the heap, which is hardly ever given back. */
  private static final Map<Integer, Integer> OPTIONS =
      Map.of(-4, 0, -1, Integer.MAX_VALUE, -2, 1 << 28, -8, 1);

  private static boolean tuned;

  private Allocator() {}

  /**
   * Has large blocks kept for the next step, unless the environment says how it wants them. Of use
   * before the engine has allocated any.
   *
   * @return whether large blocks are kept now
   */
  static synchronized boolean keepLargeBlocks() {
    if (!tuned && System.getenv(TUNING_VARIABLE) == null) {
      tuned = callMallopt();
    }
    return !state().equals("standard");
  }

  /** {@code environment} or {@code process}, where it was told so, or {@code standard}. */
  static synchronized String state() {
    if (System.getenv(TUNING_VARIABLE) != null) {
      return "environment";
    }
    return tuned ? "process" : "standard";
  }

  private static boolean callMallopt() {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Function mallopt = Function.getFunction(Platform.C_LIBRARY_NAME, "mallopt");
      boolean all = true;
      for (Map.Entry<Integer, Integer> option : OPTIONS.entrySet()) {
        Object[] arguments = {option.getKey(), option.getValue()};
        all &= mallopt.invokeInt(arguments) == 1;
      }
      return all;
    } catch (UnsatisfiedLinkError e) {
      // Another C library than glibc: there is nothing to tune.
      return false;
    }
  }
}
