package org.dosekit.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * CPU time of the whole process as a second column of a benchmark: unlike wall time it counts every
 * thread, the compiler's and the collector's too, and does not count other programs.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuClock {
  /** What JMH reports. */
  public double cpuSeconds;

  private long startedNanos;

  /** Begins to count. */
  void start() {
    startedNanos = now();
  }

  /** Ends counting. */
  void stop() {
    cpuSeconds += (now() - startedNanos) / 1e9;
  }

  private static long now() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
