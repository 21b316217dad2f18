package io.azimux.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** Says on what was measured: a figure without its machine means nothing. */
final class Machine {
  private static final java.nio.file.Path CPU_INFO = java.nio.file.Path.of("/proc/cpuinfo");

  private Machine() {}

  static String describe() {
    Runtime runtime = Runtime.getRuntime();
    return "machine: "
        + processor()
        + ", "
        + runtime.availableProcessors()
        + " processors; JDK "
        + System.getProperty("java.vm.version")
        + " ("
        + System.getProperty("java.vm.name")
        + "), heap "
        + (runtime.maxMemory() >> 20)
        + " MB; load average "
        + load();
  }

  /** Of the last minute: what else runs on a shared machine takes caches and half a core. */
  private static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
  }

  private static String processor() {
    try {
      List<String> lines = Files.readAllLines(CPU_INFO);
      return lines.stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }
}
