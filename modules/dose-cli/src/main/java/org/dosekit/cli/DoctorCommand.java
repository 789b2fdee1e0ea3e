package org.dosekit.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dosekit.cli.shell.NativesOption;
import org.dosekit.cli.shell.Output;
import org.dosekit.core.io.JsonObject;
import org.dosekit.export.runtime.GpuMachine;
import org.dosekit.export.runtime.RuntimeInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dose doctor}: what this machine has, and the remedy for each thing that is missing. */
@Command(
    name = "doctor",
    description = "Check the JVM, memory, native libraries, devices and allocator of this machine.")
final class DoctorCommand implements Callable<Integer> {
  private static final long MIN_MEMORY_BYTES = 4L << 30;

  @Mixin private Output output = new Output();
  @Mixin private NativesOption natives = new NativesOption();
  private final List<CommandProvider> providers;

  DoctorCommand(List<CommandProvider> providers) {
    this.providers = providers;
  }

  @Override
  public Integer call() {
    List<Diagnosis> diagnoses = new ArrayList<>();
    diagnoses.add(jvm());
    diagnoses.add(Diagnosis.ok("cores", Runtime.getRuntime().availableProcessors() + ""));
    diagnoses.add(memory());
    natives.apply();
    RuntimeInfo runtime = RuntimeInfo.probe();
    diagnoses.add(onnxRuntime(runtime));
    diagnoses.addAll(GpuCheck.diagnose(GpuMachine.probe(), runtime));
    providers.forEach(provider -> diagnoses.addAll(provider.diagnose()));
    output.result(toJson(diagnoses), toText(diagnoses));
    return diagnoses.stream().anyMatch(d -> d.status() == Diagnosis.Status.FAILURE)
        ? ExitCodes.FAULT
        : ExitCodes.DONE;
  }

  private static Diagnosis jvm() {
    return Diagnosis.ok(
        "JVM",
        "%s %s, %s %s"
            .formatted(
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
  }

  private static Diagnosis memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean os
            ? os.getTotalMemorySize()
            : 0;
    String finding =
        "%.1f GiB machine, %.1f GiB Java heap at most".formatted(gib(machine), gib(heap));
    return machine >= MIN_MEMORY_BYTES
        ? Diagnosis.ok("memory", finding)
        : Diagnosis.warning(
            "memory", finding, "use a machine with at least 4 GiB, or smaller patches");
  }

  private static double gib(long bytes) {
    return bytes / (double) (1L << 30);
  }

  private static Diagnosis onnxRuntime(RuntimeInfo info) {
    return info.problem()
        .map(
            reason ->
                Diagnosis.failure(
                    "ONNX Runtime",
                    reason,
                    "run on x86-64 or arm64 Linux, Windows or macOS with glibc 2.27 or newer, from the complete"
                        + " module path"))
        .orElseGet(
            () ->
                Diagnosis.ok(
                    "ONNX Runtime",
                    info.version() + ", providers " + String.join(", ", info.providers())));
  }

  private static JsonObject toJson(List<Diagnosis> diagnoses) {
    return JsonObject.create()
        .putObjects(
            "checks",
            diagnoses.stream()
                .map(
                    d ->
                        JsonObject.create()
                            .put("subject", d.subject())
                            .put("status", d.status().name())
                            .put("finding", d.finding())
                            .put("remedy", d.remedy()))
                .toList());
  }

  private static String toText(List<Diagnosis> diagnoses) {
    StringBuilder text = new StringBuilder();
    for (Diagnosis d : diagnoses) {
      text.append("%-8s %-18s %s%n".formatted(d.status(), d.subject(), d.finding()));
      if (!d.remedy().isEmpty()) {
        text.append("%-8s %-18s -> %s%n".formatted("", "", d.remedy()));
      }
    }
    return text.toString();
  }
}
