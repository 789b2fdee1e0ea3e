package org.dosekit.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the gamma benchmarks and prints medians, ratios to the kernel, and memory. */
public final class GammaReport {
  private GammaReport() {}

  /** Takes no arguments; with {@code ent} or {@code phantom} only that part. */
  public static void main(String... arguments) throws RunnerException {
    String part = arguments.length == 0 ? "" : arguments[0];
    if (!part.equals("phantom")) {
      ent(run(GammaEntBenchmark.class));
    }
    if (!part.equals("ent")) {
      phantom(run(GammaPhantomBenchmark.class));
    }
  }

  private static Collection<RunResult> run(Class<?> benchmarks) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(benchmarks.getName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }

  private static void ent(Collection<RunResult> results) {
    double kernel =
        results.stream()
            .filter(result -> name(result.getParams()).equals("kernel"))
            .mapToDouble(GammaReport::cpuSeconds)
            .findFirst()
            .orElseThrow();
    print(
        "%nENT pair, 88,129 points: median CPU seconds of 10 warm runs, and ratio to the kernel%n");
    for (RunResult result : results) {
      double seconds = cpuSeconds(result);
      print("%-16s %6.3f s %7.2f%n", name(result.getParams()), seconds, seconds / kernel);
    }
  }

  private static void phantom(Collection<RunResult> results) {
    long volumes = 2L * Float.BYTES * 300 * 300 * 160;
    print("%nPhantom 300x300x160 at 1x1x2 mm: medians of 3%n");
    for (RunResult result : results) {
      print(
          "%s thread(s): wall %.2f s, CPU %.2f s, allocated in all %.2f x the two volumes%n",
          result.getParams().getParam("threads"),
          median(result, iteration -> iteration.getPrimaryResult().getScore()),
          cpuSeconds(result),
          median(result, i -> secondary(i, "gc.alloc.rate.norm")) / volumes);
    }
  }

  private static String name(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }

  private static double cpuSeconds(RunResult result) {
    return median(result, iteration -> secondary(iteration, "cpuSeconds"));
  }

  private static double secondary(IterationResult iteration, String name) {
    // By name and not by entry: JMH declares the results raw.
    String key =
        iteration.getSecondaryResults().keySet().stream()
            .filter(k -> k.endsWith(name))
            .findFirst()
            .orElseThrow();
    return Objects.requireNonNull(iteration.getSecondaryResults().get(key)).getScore();
  }

  private static double median(RunResult result, ToDoubleFunction<IterationResult> score) {
    double[] scores =
        result.getBenchmarkResults().stream()
            .flatMap(benchmark -> benchmark.getIterationResults().stream())
            .mapToDouble(score)
            .sorted()
            .toArray();
    double[] middle = Arrays.copyOfRange(scores, (scores.length - 1) / 2, scores.length / 2 + 1);
    return Arrays.stream(middle).average().orElseThrow();
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}
