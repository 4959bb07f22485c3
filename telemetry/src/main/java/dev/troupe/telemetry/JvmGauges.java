package dev.troupe.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.HashMap;
import java.util.Map;

/** The JVM and its process, by the beans of the platform: no agent, the same on Java 17 and 25. */
final class JvmGauges {
  private final MetricSettings settings;
  private final Map<String, Long> millis = new HashMap<>();
  private final Map<String, Long> collections = new HashMap<>();

  JvmGauges(MetricSettings settings) {
    this.settings = settings;
  }

  void sample() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long max = heap.getMax() > 0 ? heap.getMax() : heap.getCommitted();
    Metrics.set(Metric.HEAP_USED, heap.getUsed());
    Metrics.set(Metric.HEAP_LIVE, live());
    Metrics.set(Metric.HEAP_MAX, max);
    Metrics.set(Metric.HEAP_BUDGET, max * settings.heapBudget());
    Metrics.set(Metric.NON_HEAP, ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed());
    Metrics.set(Metric.THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
    Metrics.set(Metric.UPTIME, ManagementFactory.getRuntimeMXBean().getUptime() / 1_000.0);
    Metrics.set(Metric.BUILD, 1, settings.version(), System.getProperty("java.version"));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean process) {
      Metrics.set(Metric.CPU, Math.max(0, process.getProcessCpuLoad()));
    }
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      grow(Metric.GC_SECONDS, millis, collector.getName(), collector.getCollectionTime());
      grow(Metric.GC_COUNT, collections, collector.getName(), collector.getCollectionCount());
    }
  }

  private static long live() {
    long live = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      live += after == null ? 0 : after.getUsed();
    }
    return live;
  }

  private static void grow(Metric metric, Map<String, Long> before, String collector, long now) {
    Long last = before.put(collector, now);
    Metrics.count(metric, Math.max(0, now - (last == null ? 0 : last)), collector);
  }
}
